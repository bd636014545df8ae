"""The story list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from servicesim.tui import places
from servicesim.tui.cards import EASY, HARD, facts
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.picker.details import Details
from servicesim.tui.picker.entry import story_entry
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.story.linked import Story
    from servicesim.tui.cards import Facts, StoryCard


class PickerScreen(AskingScreen):
    """The stories to choose from. Length and difficulty come from proofs, one after the other."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "Each entry tells with whom you will talk, how long it takes and how hard it is.\n\n"
        "The length is that of the shortest way to the most trust. The difficulty is what somebody would "
        f"score on average who chose replies at random: {EASY} or more is easy, under {HARD} is hard.\n\n"
        "Your best is your best conversation without help, where there is one, by the mean of its scores. "
        "Conversations with an older text of the story, or under older rules, do not count for it: they "
        "measured something else."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "map", "map", id="map", tooltip="The story's map, once you have seen a debrief of it"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, StoryCard] = {}
        self._facts: dict[str, Facts] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar("Stories")
        yield EmptyState("One moment", "The stories are being read.")
        with Horizontal():
            yield LongMenu()
            yield Details()
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    @work(exclusive=True, group="stories")
    async def load(self) -> None:
        """Reads the stories, then proves them one after the other."""
        services, who = self.house.services, self.house.trainee
        cards = await self.ask(lambda: services.stories(who))
        if cards is None:
            self.query_one(EmptyState).say("The stories cannot be shown", "Below is the reason.")
            return
        self._cards = {card.key: card for card in cards}
        self._show()
        for card in cards:
            await self._prove(card)

    async def _prove(self, card: StoryCard) -> None:
        story = card.story
        if story is None or card.key in self._facts:
            return
        found = await self.ask(lambda: facts(story, self.house.services.proof(story)))
        if found is not None:
            self._facts[card.key] = found
            menu = self.query_one(LongMenu)
            menu.rewrite(card.key, story_entry(card, found, menu.room))
            self._detail(menu.pointed)

    def _show(self) -> None:
        empty = self.query_one(EmptyState)
        self.query_one(TitleBar).right = count(len(self._cards), "story", "stories") if self._cards else ""
        empty.display = not self._cards
        self.query_one(Horizontal).display = bool(self._cards)
        if self._cards:
            self.call_after_refresh(self._fill)
        else:
            empty.say("There are no stories", "Name a folder that holds some: servicesim --stories FOLDER")

    def _fill(self) -> None:
        """Once the list has its width."""
        menu = self.query_one(LongMenu)
        entries = [
            (key, story_entry(card, self._facts.get(key), menu.room)) for key, card in self._cards.items()
        ]
        menu.show(entries, ruled=True)
        if menu.screen.focused is None:
            menu.focus()

    def _detail(self, key: str | None) -> None:
        if key is not None:
            self.query_one(Details).show(self._cards.get(key), self._facts.get(key))

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._detail(event.name)
        self.refresh_bindings()

    @property
    def _mapped(self) -> Story | None:
        """The story at the cursor where its map gives nothing away: for practice, and played to an end."""
        pointed = next((menu.pointed for menu in self.query(LongMenu)), None)
        card = self._cards.get(pointed or "")
        if card is None or card.story is None or card.story.use == "assessment" or not card.attempts:
            return None
        return card.story

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The map shows the best line, so it is there only for those who have been through the story."""
        return self._mapped is not None if action == "map" else True

    def action_map(self) -> None:
        """Shows the map of the story at the cursor."""
        story, services = self._mapped, self.house.services
        if story is not None:
            self.house.forward(places.story_map(story.title, lambda: services.map_of(story)))

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        card = self._cards[event.name]
        if card.story is None:
            self.say(f"{card.title} cannot be played. {card.trouble}", wrong=True)
        else:
            self.house.forward(places.briefing(card))
