"""The map of a story as a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from servicesim.story.placeholders import fill
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.storymap.texts import in_full, in_short
from servicesim.tui.storymap.view import MapView
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.authoring.storymap.story_map import Place, StoryMap
    from servicesim.story.findings import Finding

_AGAIN = Binding.Group("next match")


class FindInput(Input):
    """Where one types what to look for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "to the map", id="find-done", tooltip="To the map, where it was found"),
        Binding("escape", "leave", "back", id="back", tooltip="Back to the map, where one was before"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(placeholder="part of a name, a reply or what is said", max_length=80)

    def action_leave(self) -> None:
        """Leaves without having found anything."""
        self.value = ""
        self.post_message(self.Submitted(self, ""))


class StoryMapScreen(AskingScreen):
    """Scenes in layers, the place of the cursor beside them."""

    CSS_PATH = "storymap.tcss"
    HELP = (
        "The scenes of the story in layers: each stands below all that lead to it, and the endings stand "
        "last, by outcome. Number 1 is the start; those apart no reply leads to.\n\n"
        "★ is on the best line. ● is where the conversation came through. ✗ error, ! warning and i advice "
        "are findings of check. From the place of the cursor → leads to others, ← is what leads here.\n\n"
        "↓ goes along a reply, the best one first, and ↑ back again; a number takes that reply."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "find", id="find", tooltip="Looks for a name, a reply or what is said"),
        Binding("n", "again(1)", "next", id="find-next", group=_AGAIN, tooltip="To the next match"),
        Binding("N", "again(-1)", "before", id="find-before", group=_AGAIN, tooltip="To the match before"),
        Binding("f", "findings", "findings", id="findings", tooltip="All that check found"),
        Binding("m", "back", "back", id="map-close", show=False, tooltip="Back"),
    ]

    def __init__(self, title: str, draw: Callable[[], StoryMap]) -> None:
        super().__init__()
        self._title = title
        self._draw = draw
        """Gives the map; it is called in a thread, since a story may have to be proved for it."""
        self.drawn: StoryMap | None = None
        self._matches: list[str] = []
        self._before: str | None = None
        """Where one was before looking for something."""

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Map: {self._title}")
        yield EmptyState("One moment", "The story is being drawn.")
        yield Horizontal(id="map")
        yield FindInput()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(FindInput).display = False
        self.query_one("#map").display = False
        self.load()

    @work(exclusive=True, group="map")
    async def load(self) -> None:
        """Draws the map."""
        drawn = await self.ask(self._draw)
        empty = self.query_one(EmptyState)
        if drawn is None:
            empty.say("The story cannot be drawn", "Below is the reason.")
            return
        self.drawn = drawn
        empty.display = False
        box = self.query_one("#map")
        box.display = True
        view = MapView(drawn)
        await box.mount(view, Page(Static(id="short", markup=False), id="beside"))
        layers = len(drawn.layers) - 1
        self.query_one(TitleBar).right = f"{len(drawn.story.scenes)} scenes in {layers} layers"
        self._tell(view.place)
        view.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing for yet has no key."""
        if action == "find":
            return self.drawn is not None and not self.query_one(FindInput).display
        if action == "again":
            return len(self._matches) > 1 and not self.query_one(FindInput).display
        if action == "findings":
            return bool(self._findings) and not self.query_one(FindInput).display
        return True

    @property
    def _findings(self) -> list[Finding]:
        if self.drawn is None:
            return []
        return [
            *self.drawn.findings,
            *(one for place in self.drawn.places.values() for one in place.findings),
        ]

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        if self.drawn is not None:
            self._tell(self.drawn.places[event.name])

    def _tell(self, place: Place) -> None:
        for short in self.query("#short").results(Static):
            if self.drawn is not None:
                short.update(in_short(self.drawn, place, self._words))
                self.query_one("#beside", Page).scroll_home(animate=False)
        self.refresh_bindings()

    def _words(self, text: str) -> str:
        assert self.drawn is not None
        return fill(text, trainee=self.house.trainee or "…", persona=self.drawn.story.character.name)

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        from servicesim.tui.storymap.place import PlaceScreen

        if self.drawn is not None:
            told = in_full(self.drawn, self.drawn.places[event.name], self._words)
            self.app.push_screen(PlaceScreen(event.name, told))

    def action_findings(self) -> None:
        """Lists what check found, and goes where one of it is."""
        from servicesim.tui.storymap.findings import FindingsScreen

        self.app.push_screen(FindingsScreen(self._findings), self._go_to)

    def _go_to(self, finding: Finding | None) -> None:
        if self.drawn is None or finding is None:
            return
        if finding.scene is not None and finding.scene in self.drawn.places:
            self.query_one(MapView).point(finding.scene)
        else:
            self.say("That is found in the story as a whole, not in one place.")

    def action_find(self) -> None:
        """Asks what to look for."""
        self._before = self.query_one(MapView).place.name
        finder = self.query_one(FindInput)
        finder.display = True
        finder.value = ""
        finder.focus()
        self.refresh_bindings()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._matches = self._found(event.value)
        if event.value:
            self.say("" if self._matches else "Nothing like that is here.")
        if self._matches:
            self._show_match(0)
        elif self._before is not None:
            self.query_one(MapView).point(self._before)

    @on(Input.Submitted)
    def _looked(self) -> None:
        self.query_one(FindInput).display = False
        self.say(self._standing() if self._matches else "")
        self.query_one(MapView).focus()

    def action_again(self, by: int) -> None:
        """Goes to the next match, or the one before; after the last comes the first."""
        here = self.query_one(MapView).place.name
        at = self._matches.index(here) if here in self._matches else -1 if by > 0 else 0
        self._show_match((at + by) % len(self._matches))
        self.say(self._standing())

    def _show_match(self, number: int) -> None:
        self.query_one(MapView).point(self._matches[number])

    def _standing(self) -> str:
        here = self.query_one(MapView).place.name
        return f"{self._matches.index(here) + 1} of {len(self._matches)} found"

    def _found(self, wanted: str) -> list[str]:
        """The places in whose name, replies or texts something stands; whose name begins with it go first."""
        wanted = wanted.strip().casefold()
        if self.drawn is None or not wanted:
            return []
        names = [name for row in (*self.drawn.layers, self.drawn.apart) for name in row]
        by_name = [name for name in names if wanted in name]
        rest = [name for name in names if wanted not in name and self._holds(name, wanted)]
        return [*sorted(by_name, key=lambda name: not name.startswith(wanted)), *rest]

    def _holds(self, name: str, wanted: str) -> bool:
        place = self.drawn.places[name] if self.drawn is not None else None
        if place is None:
            return False
        texts = [text for line in place.lines for text in (line.text, line.does)]
        texts += [text for way in place.ways for text in (way.reply.id, way.reply.say, way.reply.does)]
        return any(wanted in text.casefold() for text in texts if text)
