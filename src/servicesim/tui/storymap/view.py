"""The map itself: layers from the top down, one place of which the cursor stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from servicesim.authoring.storymap.story_map import Place, StoryMap, Way
from servicesim.authoring.storymap.words import SPOKEN
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.menu import MARK

GUTTER, WIDEST_CELL = 13, 34
"""Cells for the number of a layer or an outcome; the most that a place may take."""

LEADS_TO, LEADS_HERE, BOTH = "→", "←", "↔"

_ALONG = Binding.Group("along a reply")
_LAYER = Binding.Group("in the layer")
_PAGE = Binding.Group("page")
_REPLY = Binding.Group("that reply")


class MapView(ScrollView, can_focus=True, inherit_bindings=False):
    """The places of a story. Tells its screen `Pointed` and `Chosen` by their names.

    Only the lines in view are made, so that a thousand scenes move as lightly as ten.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "back_along", "up", id="up", group=_ALONG, tooltip="Back to what leads here"),
        Binding(
            "down", "along", "down", id="down", group=_ALONG,
            tooltip="Along the best reply, else the first that leads on",
        ),
        Binding("left", "beside(-1)", "left", id="left", group=_LAYER, tooltip="To the place on the left"),
        Binding("right", "beside(1)", "right", id="right", group=_LAYER, tooltip="To the place on the right"),
        *(
            Binding(
                f"{digit}", f"reply({digit})", f"{digit}", id=f"reply-{digit}", group=_REPLY,
                tooltip="Along the reply of this number",
            )
            for digit in range(1, 10)
        ),
        Binding("pageup", "page(-1)", "PgUp", id="page-up", group=_PAGE, tooltip="A page up"),
        Binding("pagedown", "page(1)", "PgDn", id="page-down", group=_PAGE, tooltip="A page down"),
        Binding("enter", "open", "read", id="open", tooltip="What is said here, and all replies"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    MapView { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden; }
    """

    def __init__(self, drawn: StoryMap) -> None:
        super().__init__()
        self.drawn = drawn
        self._order = [*drawn.layers, *([drawn.apart] if drawn.apart else [])]
        self._lines: list[tuple[str, tuple[str, ...]]] = []
        """What stands in the gutter, and the places beside it."""
        self._at: dict[str, tuple[int, int]] = {}
        """By place its line and its number in it."""
        self._strips: dict[int, Strip] = {}
        """Lines as they were made last; moving about makes few of them anew."""
        self._cell = 1
        self._place = drawn.places[drawn.story.start]
        self._targets: set[str] = set()
        self._came: list[str] = []
        """The places from which one came here, along replies."""

    @property
    def place(self) -> Place:
        """Where the cursor stands."""
        return self._place

    def on_mount(self) -> None:
        self.point(self._place.name)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(event.size.width)
        self._follow()
        self.call_after_refresh(self.screen.refresh_bindings)

    def point(self, name: str) -> None:
        """Puts the cursor on a place, as by a leap: the way here is forgotten."""
        self._came.clear()
        self._go(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Replies that are not there have no key, and pages are for what does not fit."""
        match action, parameters:
            case "reply", (int(number),):
                return number <= len(self._place.ways)
            case "page", _:
                return self.max_scroll_y > 0
        return True

    def action_along(self) -> None:
        """Goes along a reply: the one of the best line, one that was given, one that leads on, the first."""
        if self._place.ways:
            way = max(self._place.ways, key=lambda way: (way.best, bool(way.played), not way.back))
            self._follow_way(way)

    def action_back_along(self) -> None:
        """Goes back to where one came from, else to a place that leads here."""
        if self._came:
            self._go(self._came.pop())
        elif self._place.sources:
            places = self.drawn.places
            here = self._place.name
            above = [places[name] for name in self._place.sources if name != here]
            if above:
                self._go(min(above, key=lambda one: (one.layer >= self._place.layer, not one.best)).name)

    def action_beside(self, by: int) -> None:
        """Goes to the next place of the layer."""
        row = self._row
        at = row.index(self._place.name) + by
        if 0 <= at < len(row):
            self.point(row[at])

    def action_reply(self, number: int) -> None:
        """Goes along a reply by its number."""
        if number <= len(self._place.ways):
            self._follow_way(self._place.ways[number - 1])

    def action_page(self, pages: int) -> None:
        """Goes up or down by a page."""
        line, number = self._at[self._place.name]
        line = min(len(self._lines) - 1, max(0, line + pages * max(1, self.size.height - 1)))
        names = self._lines[line][1]
        self.point(names[min(number, len(names) - 1)])

    def action_open(self) -> None:
        """Asks to read what is said here."""
        self.post_message(Chosen(self._place.name))

    def on_click(self, event: events.Click) -> None:
        line, cell = event.y + self.scroll_offset.y, (event.x - GUTTER) // self._cell
        if 0 <= line < len(self._lines) and 0 <= cell < len(self._lines[line][1]):
            self.point(self._lines[line][1][cell])

    def render_line(self, y: int) -> Strip:
        line = y + self.scroll_offset.y
        width = self.size.width
        if line >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        if line not in self._strips:
            self._strips[line] = self._made(line, width)
        return self._strips[line]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def _made(self, line: int, width: int) -> Strip:
        gutter, names = self._lines[line]
        shown = joined((f"{gutter:>{GUTTER - 2}}  ", "$text-muted"), *(self._shown(name) for name in names))
        return Visual.to_strips(self, shown, width, 1, self.visual_style)[0]

    @property
    def _row(self) -> Sequence[str]:
        return self._order[self._place.layer]

    def _shown(self, name: str) -> Content:
        """A place, as wide as all of them."""
        place, here = self.drawn.places[name], name == self._place.name
        into, out = name in self._targets, name in self._place.sources
        relation = BOTH if into and out else LEADS_TO if into else LEADS_HERE if out else " "
        style = "bold" if place.best else ""
        if place.ending is not None:
            style = f"{style} italic"
        marks = f" {place.marks}" if place.marks else ""
        text = content(name, style.strip()).truncate(self._cell - 3 - len(marks), ellipsis=True)
        serious = place.severity in ("error", "warning")
        cell = joined(MARK if here else relation, text, (marks, "$error" if serious else "$accent"))
        cell = cell.pad_right(max(0, self._cell - 1 - cell.cell_length))
        if here:
            cell = cell.stylize("$block-cursor-foreground on $block-cursor-background")
        elif relation != " ":
            cell = cell.stylize("$primary")
        return joined(cell, " ")

    def _lay_out(self, width: int) -> None:
        """Fills lines with places, as many in each as there is room for."""
        widest = max(len(name) + len(place.marks) for name, place in self.drawn.places.items())
        self._cell = max(8, min(widest + 4, WIDEST_CELL, width - GUTTER))
        across = max(1, (width - GUTTER) // self._cell)
        self._lines = list(self._filled(across))
        self._at = {
            name: (line, number)
            for line, (_, names) in enumerate(self._lines)
            for number, name in enumerate(names)
        }
        self._strips.clear()
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def _filled(self, across: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        for title, row in self._titled():
            for first in range(0, len(row), across):
                yield "" if first else title, tuple(row[first : first + across])

    def _titled(self) -> Iterator[tuple[str, Sequence[str]]]:
        """The layers by their numbers, what stands apart, and the endings by their outcome."""
        *layers, last = self.drawn.layers
        for number, row in enumerate(layers, 1):
            yield str(number), row
        for outcome, shown in SPOKEN.items():
            endings = self.drawn.story.endings
            yield shown, [name for name in last if endings[name].outcome == outcome]
        yield "apart", self.drawn.apart

    def _follow_way(self, way: Way) -> None:
        self._came.append(self._place.name)
        self._go(way.target)

    def _go(self, name: str) -> None:
        touched = self._touched()
        self._place = self.drawn.places[name]
        self._targets = {way.target for way in self._place.ways}
        self._follow()
        for line in touched | self._touched():
            self._strips.pop(line, None)
            self.refresh_line(line)
        self.post_message(Pointed(name))

    def _touched(self) -> set[int]:
        """The lines on which the cursor shows: its own, and those of what it leads to and what leads here."""
        names = (self._place.name, *self._targets, *self._place.sources)
        return {self._at[name][0] for name in names if name in self._at}

    def _follow(self) -> None:
        """Brings the cursor into view."""
        if self._place.name in self._at:
            line = self._at[self._place.name][0]
            self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True)
