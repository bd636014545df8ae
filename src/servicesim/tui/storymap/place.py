"""One place of the map in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.house import HouseScreen
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

_SCROLL = Binding.Group("scroll")
_PAGE = Binding.Group("page")


class PlaceScreen(HouseScreen[None]):
    """What is said at one place, and every reply."""

    CSS_PATH = "storymap.tcss"
    STANDS_OVER = True
    HELP = (
        "All that can be said on arriving here, of which the first line that applies is, and every reply "
        "with its tactics and where it leads."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="Scrolls up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="Scrolls down"),
        Binding("pageup", "page(-1)", "PgUp", id="scroll-up", group=_PAGE, tooltip="One page up"),
        Binding("pagedown", "page(1)", "PgDn", id="scroll-down", group=_PAGE, tooltip="One page down"),
        Binding("enter", "back", "back", id="place-close", show=False, tooltip="Back to the map"),
    ]

    def __init__(self, title: str, told: Content) -> None:
        super().__init__()
        self._title = title
        self._told = told

    def compose(self) -> ComposeResult:
        yield TitleBar(self._title)
        with Page(), Center():
            yield Static(self._told, id="told", markup=False)
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Scrolling is offered where there is something to scroll."""
        if action in ("scroll", "page"):
            return any(page.scrolls for page in self.query(Page))
        return True

    def action_scroll(self, lines: int) -> None:
        """Scrolls by lines."""
        self.query_one(Page).go(lines)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        self.query_one(Page).turn(pages)
