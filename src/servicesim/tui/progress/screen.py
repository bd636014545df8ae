"""My progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.tui import when
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.progress.row import LEGEND, head, session_row
from servicesim.tui.text import content
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.listing import Lines, Listing
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
        yield Listing("Your conversations are being read.")
        yield Static(content(LEGEND), id="legend", markup=False)
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.load()

    @work(exclusive=True, group="sessions")
    async def load(self) -> None:
        """Reads the sessions."""
        who = self.house.trainee
        cards = await self.ask(lambda: self.house.services.sessions(who))
        listing = self.query_one(Listing)
        if cards is None:
            listing.fail("Your conversations cannot be shown")
            return
        self._cards = {card.record.id: card for card in cards}
        running = sum(card.record.status == "in_progress" for card in cards)
        ended = len(cards) - running
        self.query_one(TitleBar).right = f"{who} · {ended} ended, {running} in progress" if cards else who
        self.query_one("#legend").display = bool(cards)
        if cards:
            listing.write(self._lines)
        else:
            listing.say(
                "Nothing here yet", f"Conversations of {who} will be listed here. Play one from home."
            )

    def _lines(self, width: int) -> Lines:
        now = when.now()
        return head(width), ((name, session_row(card, now, width)) for name, card in self._cards.items())

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.go_on(self._cards[event.name].record)
