"""Help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from servicesim.tui.house import HouseScreen
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar, KeyHint, key_hints
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

KEY_WIDTH = 12
SCORES = (
    "Empathy, clarity and trust-rebuilding run from 0 to 100. 0 is the worst and 100 the best that the story "
    "makes reachable, so a short way to a bad end does not pay.",
    "The weights behind them are the project's own and not validated. Scores say how a conversation went by "
    "that story's rules; they do not measure a person's empathy.",
)
COPYING = "Text on a screen can be marked with the mouse; Ctrl+C then copies it. Without a mark it leaves."
_SCROLL = Binding.Group("scroll")


class HelpScreen(HouseScreen[None]):
    """What a screen is for, the keys that work on it, and what scores mean."""

    STANDS_OVER = True
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="A line up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="A line down"),
        Binding("pageup", "turn(-1)", "pgup", id="page-up", group=_SCROLL, tooltip="Up"),
        Binding("pagedown", "turn(1)", "pgdn", id="page-down", group=_SCROLL, tooltip="Down"),
    ]

    def __init__(self, on: Screen[object]) -> None:
        super().__init__()
        self._about = on.HELP or ""
        self._hints = key_hints(on)
        titles = on.query(TitleBar)
        self._title = titles.first().left if titles else ""

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Help: {self._title}" if self._title else "Help")
        with Page():
            yield Static(Content("\n").join(self._lines()), markup=False)
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that scroll are there only where there is something to scroll; and no help on the help."""
        if action in ("scroll", "turn"):
            return self.query_one(Page).max_scroll_y > 0
        return action != "help"

    def on_mount(self) -> None:
        self.call_after_refresh(self.refresh_bindings)

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_bindings)

    def action_scroll(self, lines: int) -> None:
        """Scrolls by lines."""
        self.query_one(Page).scroll_relative(y=lines, animate=False)

    def action_turn(self, pages: int) -> None:
        """Scrolls by pages."""
        self.query_one(Page).turn(pages)

    def _lines(self) -> Iterator[Content]:
        for paragraph in filter(None, self._about.split("\n\n")):
            yield from (content(paragraph), Content())
        yield content("Keys", "bold")
        for hint in self._hints:
            yield _key(hint)
        yield from (Content(), content("Scores", "bold"))
        for paragraph in SCORES:
            yield from (content(paragraph), Content())
        yield content(COPYING, "$text-muted")


def _key(hint: KeyHint) -> Content:
    # Keys of a group share a meaning, and each has a tooltip of its own: the meaning says it for all of them.
    does = hint.does if len(hint.keys) > 1 else hint.tooltip or hint.does
    return joined((f"{hint.shown:<{KEY_WIDTH}}", "bold $accent"), does)
