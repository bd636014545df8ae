"""The briefing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from servicesim.tui.briefing.text import briefing_text
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.text import joined
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.made import Made
from servicesim.tui.widgets.menu import Menu
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.tui.words import CHANNELS
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.records import Mode
    from servicesim.tui.cards import StoryCard

MODES: dict[Mode, tuple[str, str]] = {
    "practice": ("Practice", "you see how they move, and can take replies back"),
    "assessment": ("Assessment", "as in life: no gauges, no way back"),
}
_SCROLL = Binding.Group("scroll")


class BriefingScreen(AskingScreen):
    """Who you are, what you know, and in which mode to talk."""

    GIVES_WAY = True
    CSS_PATH = "screen.tcss"
    HELP = (
        "Practice shows resistance and trust and how each reply moved them, and lets you take replies back; "
        "a conversation with a reply taken back counts as assisted.\n\n"
        "Assessment shows what you would have in life: the face, the manner, the words. The replies come in "
        "an order of their own, and none can be taken back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "take('continue')", "continue", id="continue", tooltip="Go on where you were"),
        Binding("p", "take('practice')", "practice", id="practice", tooltip="Begin a practice conversation"),
        Binding("a", "take('assessment')", "assessment", id="assessment", tooltip="Begin an assessment"),
        Binding("pageup", "page(-1)", "pgup", id="page-up", group=_SCROLL,
                tooltip="Scrolls the briefing up"),
        Binding("pagedown", "page(1)", "pgdn", id="page-down", group=_SCROLL,
                tooltip="Scrolls the briefing down"),
    ]  # fmt: skip

    def __init__(self, card: StoryCard, mode: Mode | None = None) -> None:
        super().__init__()
        self._card = card
        self._wanted = mode
        """The mode to point at first."""
        story = card.story
        assert story is not None, "the picker offers no briefing of a story that cannot be played"
        self._story = story
        self._beginning = False

    def compose(self) -> ComposeResult:
        story = self._story
        yield TitleBar(story.title, CHANNELS[story.channel])
        with Page():
            yield Made(lambda width: briefing_text(story, self.house.trainee, width))
        yield Menu(self._items())
        yield KeyBar()

    def on_mount(self) -> None:
        wanted = self._wanted or self.house.launch.mode
        if wanted is not None and wanted in self._modes():
            self.query_one(Menu).point(wanted)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this story allows is offered; nothing while the conversation is being begun."""
        if action == "page":
            return self.query_one(Page).max_scroll_y > 0
        if action == "back":
            return not self._beginning
        if action == "take":
            return not self._beginning and parameters[0] in dict(self._items())
        return True

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.action_take(event.name)

    def action_take(self, name: str) -> None:
        """Begins in a mode, or goes on."""
        if name == "continue" and self._card.open is not None:
            self.go_on(self._card.open.record)
        elif name == "practice" or name == "assessment":
            self.begin(name)

    def action_page(self, direction: int) -> None:
        """Scrolls the briefing."""
        self.query_one(Page).turn(direction)

    @work(exclusive=True, group="going-on")
    async def begin(self, mode: Mode) -> None:
        """Proves the story where that was not done yet, begins a session, and opens the conversation."""
        services, story, who = self.house.services, self._story, self.house.trainee
        replies = self.house.launch.replies if self.house.launch.story == story.id else ()
        self.say("One moment: working out the story. This happens once.")
        if await self.ask(lambda: services.proof(story)) is None:
            return
        # From here on a session is being made: leaving now would leave it behind, unseen.
        self._beginning = True
        self.refresh_bindings()
        play = await self.ask(lambda: services.begin(story, trainee=who, mode=mode, replies=replies))
        self._beginning = False
        self.refresh_bindings()
        if play is not None:
            self.house.open_conversation(play)

    def _modes(self) -> list[Mode]:
        return [mode for mode in MODES if self._story.use in ("both", mode)]

    def _items(self) -> list[tuple[str, Content]]:
        items = [(str(mode), _item(*MODES[mode])) for mode in self._modes()]
        if self._card.open is not None:
            record = self._card.open.record
            done = f"your {record.mode}, after {count(record.turns, 'reply', 'replies')}"
            items.insert(0, ("continue", _item("Continue", done)))
        return items


def _item(title: str, what: str) -> Content:
    return joined((f"{title:<13}", "bold"), (what, "$text-muted"))
