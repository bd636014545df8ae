"""To do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.tui import places, when
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.todo.row import head, task_row
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.tui.cards import TaskCard


class TodoScreen(AskingScreen):
    """What a trainee was given to play: what is open opens its briefing, what is done its debrief."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "The stories that somebody who looks after you gave you to play, those that are due first. Opening "
        "one leads to its briefing; one that is done, to the debrief of the conversation that did it.\n\n"
        "A task is done by a conversation that you begin after it was given, and bring to an end, in the "
        "mode that is named. How it ends makes no difference to that."
    )

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, TaskCard] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar("To do")
        yield EmptyState("One moment", "Your tasks are being read.")
        yield Static(id="head", markup=False)
        yield LongMenu()
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    @work(exclusive=True, group="tasks")
    async def load(self) -> None:
        """Reads the tasks."""
        who, now = self.house.trainee, when.now()
        cards = await self.ask(lambda: self.house.services.tasks(who, now))
        if cards is None:
            self.query_one(EmptyState).say("Your tasks cannot be shown", "Below is the reason.")
            return
        self._cards = {f"task-{number}": card for number, card in enumerate(cards)}
        self._show()
        if not cards:
            self.query_one(EmptyState).say("Nothing to do", "Nobody has given you a story to play.")

    def _show(self) -> None:
        has = bool(self._cards)
        self.query_one(EmptyState).display = not has
        self.query_one("#head").display = has
        self.query_one(LongMenu).display = has
        left = sum(card.task.state != "done" for card in self._cards.values())
        self.query_one(TitleBar).right = f"{self.house.trainee} · {left} to do" if has else self.house.trainee
        if has:
            self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Once the list has its width."""
        menu, now = self.query_one(LongMenu), when.now()
        self.query_one("#head", Static).update(head(menu.room))
        menu.show((name, task_row(card, now, menu.room)) for name, card in self._cards.items())
        if self.focused is None:
            menu.focus()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        card = self._cards[event.name]
        if card.done_by is not None:
            self.go_on(card.done_by)
        else:
            self.open_story(card)

    @work(exclusive=True, group="going-on")
    async def open_story(self, task: TaskCard) -> None:
        """Opens the briefing of a story, at the mode that is asked for."""
        services, who = self.house.services, self.house.trainee
        self.say("One moment: reading the story…")
        card = await self.ask(lambda: services.story(task.task.story, who))
        if card is None:
            return
        if card.story is None:
            self.say(card.trouble or "", wrong=True)
        else:
            self.house.forward(places.briefing(card, task.task.mode))
