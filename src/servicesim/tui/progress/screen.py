"""My progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.tui import when
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.progress.row import LEGEND, head, session_row
from servicesim.tui.text import content
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.tui.cards import SessionCard


class ProgressScreen(AskingScreen):
    """A trainee's sessions, newest first. One in progress goes on, one that has ended opens its debrief."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "Your conversations, the newest first. Opening one in progress goes on where you were; opening one "
        "that has ended shows its debrief again.\n\n"
        "A star marks one that was played with help: a reply taken back, or begun with replies already "
        "given. A ring marks a story whose debrief you had read before you began. A plus marks one that a "
        "manager wrote something to: its debrief shows what. Scores run from 0 to 100."
    )

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, SessionCard] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar("My progress")
        yield EmptyState("One moment", "Your conversations are being read.")
        yield Static(id="head", markup=False)
        yield LongMenu()
        yield Static(content(LEGEND), id="legend", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    @work(exclusive=True, group="sessions")
    async def load(self) -> None:
        """Reads the sessions."""
        who = self.house.trainee
        cards = await self.ask(lambda: self.house.services.sessions(who))
        if cards is None:
            self.query_one(EmptyState).say("Your conversations cannot be shown", "Below is the reason.")
            return
        self._cards = {card.record.id: card for card in cards}
        self._show()
        if not cards:
            self.query_one(EmptyState).say(
                "Nothing here yet", f"Conversations of {who} will be listed here. Play one from home."
            )

    def _show(self) -> None:
        has = bool(self._cards)
        self.query_one(EmptyState).display = not has
        for part in ("#head", "#legend"):
            self.query_one(part).display = has
        self.query_one(LongMenu).display = has
        running = sum(card.record.status == "in_progress" for card in self._cards.values())
        ended = len(self._cards) - running
        self.query_one(TitleBar).right = (
            f"{self.house.trainee} · {ended} ended, {running} in progress" if has else self.house.trainee
        )
        if has:
            self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Once the list has its width."""
        menu, now = self.query_one(LongMenu), when.now()
        self.query_one("#head", Static).update(head(menu.room))
        menu.show((name, session_row(card, now, menu.room)) for name, card in self._cards.items())
        if self.focused is None:
            menu.focus()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.go_on(self._cards[event.name].record)
