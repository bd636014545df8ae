"""To do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult

from servicesim.tui import places, when
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.todo.row import head, task_row
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.listing import Lines, Listing
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
        yield Listing("Your tasks are being read.")
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.load()

    @work(exclusive=True, group="tasks")
    async def load(self) -> None:
        """Reads the tasks."""
        who, now = self.house.trainee, when.now()
        cards = await self.ask(lambda: self.house.services.tasks(who, now))
        listing = self.query_one(Listing)
        if cards is None:
            listing.fail("Your tasks cannot be shown")
            return
        self._cards = {f"task-{number}": card for number, card in enumerate(cards)}
        left = sum(card.task.state != "done" for card in cards)
        self.query_one(TitleBar).right = f"{who} · {left} to do" if cards else who
        if cards:
            listing.write(self._lines)
        else:
            listing.say("Nothing to do", "Nobody has given you a story to play.")

    def _lines(self, width: int) -> Lines:
        now = when.now()
        return head(width), ((name, task_row(card, now, width)) for name, card in self._cards.items())

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
