"""Home."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from servicesim.errors import StoreUnusable
from servicesim.tui import places, when
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.text import content, joined
from servicesim.tui.when import spoken
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import Menu
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.tui.words import scores_text
from servicesim.words import OUTCOMES, count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from servicesim.saves.policy import Policy
    from servicesim.tui.app import ServicesimApp
    from servicesim.tui.cards import SessionCard, TaskCard

MOTTO = "Practise winning back people who resist, or who have turned away."
CHOICES = {
    "play": ("Play", "choose a story, and talk with somebody"),
    "progress": ("My progress", "your conversations, and how they went"),
    "review": ("Review", "how people stand, for those who look after them"),
    "author": ("Author", "the stories you write: what is wrong, and a preview"),
    "settings": ("Settings", "name, colours, motion"),
    "help": ("Help", "how this works"),
}
OPENS = {
    "play": places.picker,
    "progress": places.progress,
    "review": places.review,
    "author": places.author,
    "settings": places.settings,
    "todo": places.todo,
}
TITLE_WIDTH = 15


class HomeScreen(AskingScreen):
    """The first screen. What it knows of stories and sessions is loaded after its first paint."""

    HELP = (
        "Play opens the stories. In each you talk with a person who resists, or who has turned away; every "
        "reply you choose makes them more or less so. At the end there is a debrief.\n\n"
        "Every reply is saved the moment you give it. Leave whenever you like: home offers to go on from "
        "there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "choose('play')", "play", id="play", tooltip="Choose a story"),
        Binding("c", "choose('continue')", "continue", id="continue", tooltip="Go on where you were"),
        Binding("t", "choose('todo')", "to do", id="todo", tooltip="What you were given to play"),
        Binding("m", "choose('progress')", "my progress", id="progress", tooltip="Your conversations"),
        Binding("r", "choose('review')", "review", id="review", tooltip="How people stand"),
        Binding("a", "choose('author')", "author", id="author", tooltip="The stories you write"),
        Binding("s", "choose('settings')", "settings", id="settings", tooltip="Name, colours, motion"),
        Binding("q", "app.quit", "quit", id="quit", tooltip="Leaves; everything is saved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._open: SessionCard | None = None
        """The newest conversation in progress."""
        self._to_do: Sequence[TaskCard] = ()
        self._started = False
        self._launched = False
        """Whether what the command line asked for has been opened."""

    def compose(self) -> ComposeResult:
        yield TitleBar("servicesim")
        yield Static(content(MOTTO), id="motto", markup=False)
        yield Menu(self._items())
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back from home. "continue" is there only where something is in progress, "to do"
        where there is something to do."""
        if action == "back":
            return False
        if parameters == ("todo",):
            return bool(self._to_do)
        return self._open is not None if parameters == ("continue",) else True

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._started:
            self.load()
        else:
            self._started = True
            self.call_after_refresh(self._start)

    def _start(self) -> None:
        """The first thing after the first paint: the welcome where it is due."""
        if self.house.preferences.problem:
            self.notify(self.house.preferences.problem, severity="warning", markup=False, timeout=15)
        # Nothing is saved there, so what is kept is told when one comes back from there.
        if self.house.launch.preview is not None:
            self.app.push_screen(places.preview(self.house.launch.preview), lambda _: self._welcome())
        elif self.house.launch.review:
            self.app.push_screen(places.review(), lambda _: self._welcome())
        else:
            self._welcome()

    def _welcome(self, *, changed: bool = False) -> None:
        if changed or welcome_due(self.house):
            self.app.push_screen(places.welcome(changed=changed), self._welcomed)
        else:
            self._welcomed(True)

    def _welcomed(self, _: bool | None) -> None:
        self.load()
        if not self._launched and (self.house.launch.story is not None or self.house.launch.resume):
            self._launched = True
            self.open_launched()

    @work(exclusive=True, group="home")
    async def load(self) -> None:
        """Shows who plays, what there is to do and to go on with, and how it went last time."""
        who, now = self.house.trainee, when.now()
        self.query_one(TitleBar).right = who
        # What the command line asked for is being opened meanwhile, and may have something to say.
        found = await self.ask(lambda: self.house.services.at_home(who, now), clears=False)
        if found is None:
            return
        cards, self._to_do = found.sessions, found.to_do
        current = [card for card in cards if card.record.status == "in_progress"]
        self._open = next((card for card in current if not card.record.abandoned(now)), None)
        self.query_one(Menu).show(self._items())
        ended = next((card for card in cards if card.record.status == "ended"), None)
        if ended is not None:
            self._show_last(_last(ended, now))
        self.refresh_bindings()
        if self.app.screen is self and self._policy_changed(found.policy):
            self._welcome(changed=True)

    def _policy_changed(self, policy: Policy) -> bool:
        """Whether managers see something else than the user was told."""
        from servicesim.saves.notice import was_told

        return not was_told(self.house.preferences, self.house.services.location(), policy)

    def _show_last(self, shown: Content) -> None:
        for last in self.query("#last").results(Static):
            last.update(shown)
            return
        self.mount(Static(shown, id="last", markup=False), after=self.query_one(Menu))

    @work(exclusive=True, group="going-on")
    async def open_launched(self) -> None:
        """Opens what the command line asked for."""
        launch, services, who = self.house.launch, self.house.services, self.house.trainee
        self.say("One moment: reading the story…")
        if launch.resume:
            play = await self.ask(lambda: services.newest(who, launch.story))
            if play is not None:
                self.house.open_conversation(play)
        else:
            card = await self.ask(lambda: services.story(launch.story or "", who))
            if card is not None:
                self.house.forward(places.briefing(card))

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.action_choose(event.name)

    def action_choose(self, name: str) -> None:
        """Goes where a choice leads."""
        if name == "help":
            self.action_help()
        elif name == "continue" and self._open is not None:
            self.go_on(self._open.record)
        elif name in OPENS:
            self.house.forward(OPENS[name]())

    def _items(self) -> list[tuple[str, Content]]:
        items = [(name, _item(*texts)) for name, texts in CHOICES.items()]
        if self._to_do:
            items.insert(0, ("todo", _item("To do", _first_task(self._to_do))))
        if self._open is not None:
            record = self._open.record
            where = f"{self._open.title}, after {count(record.turns, 'reply', 'replies')}"
            items.insert(0, ("continue", _item("Continue", where)))
        return items


def _item(title: str, what: str) -> Content:
    return joined((f"{title:<{TITLE_WIDTH}}", "bold"), (what, "$text-muted"))


def _first_task(cards: Sequence[TaskCard]) -> str:
    """The most urgent task in a few words, and how many more there are."""
    from servicesim.tui.todo.row import due

    first = cards[0]
    mode = f" as {first.task.mode}" if first.task.mode else ""
    more = f"; {len(cards) - 1} more" if len(cards) > 1 else ""
    return f"{first.title}{mode}, {due(first.task, when.now())}{more}"


def _last(card: SessionCard, now: datetime) -> Content:
    record = card.record
    how = f"{OUTCOMES[record.outcome]}, " if record.outcome else ""
    moment = spoken(record.ended or record.touched, now)
    return joined(
        (f"{'Last time':<{TITLE_WIDTH}}", "bold"),
        f"{card.title}: {how}{moment}\n",
        " " * TITLE_WIDTH,
        (scores_text(record.empathy, record.clarity, record.trust), "$text-muted"),
    )


def welcome_due(app: ServicesimApp) -> bool:
    """Whether there is no name yet, or the user was not told yet what this store keeps."""
    try:
        return not app.trainee or app.services.location() not in app.preferences.told
    except StoreUnusable:
        # There is no such place, so nothing to tell of it; loading the sessions says what is wrong.
        return False
