"""Help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar, KeyHint, key_hints

KEY_WIDTH = 12
SCORES = (
    "Scores",
    "Empathy, clarity and trust-rebuilding run from 0 to 100. 0 is the worst and 100 the best that the story "
    "makes reachable, so a short way to a bad end does not pay.",
    "The weights behind them are the project's own and not validated. Scores say how a conversation went by "
    "that story's rules; they do not measure a person's empathy.",
)
_SCROLL = Binding.Group("scroll")


class HelpScreen(ModalScreen[None]):
    """What a screen is for, the keys that work on it, and what scores mean."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="A line up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="A line down"),
        Binding("escape,question_mark", "dismiss", "back", key_display="esc", id="back", tooltip="Back"),
    ]

    def __init__(self, on: Screen[object]) -> None:
        super().__init__()
        self._about = on.HELP or ""
        self._hints = key_hints(on)

    def compose(self) -> ComposeResult:
        with Vertical():
            with VerticalScroll(can_focus=False):
                yield Static(Content("\n").join(self._lines()), markup=False)
            yield KeyBar()

    def action_scroll(self, direction: int) -> None:
        """Scrolls the text."""
        self.query_one(VerticalScroll).scroll_relative(y=2 * direction, animate=False)

    def _lines(self) -> Iterator[Content]:
        for paragraph in self._about.split("\n\n"):
            if paragraph:
                yield from (content(paragraph), Content())
        yield content("Keys", "bold")
        for hint in self._hints:
            yield _key(hint)
        title, *paragraphs = SCORES
        yield from (Content(), content(title, "bold"))
        for paragraph in paragraphs:
            yield from (content(paragraph), Content())
        yield content(
            "Text of the screen can be marked with the mouse; Ctrl+C then copies it.", "$text-muted"
        )


def _key(hint: KeyHint) -> Content:
    return joined(
        (f"{hint.shown:<{KEY_WIDTH}}", "bold $accent"), f"{hint.does}", (_more(hint), "$text-muted")
    )


def _more(hint: KeyHint) -> str:
    return f": {hint.tooltip}" if hint.tooltip and hint.tooltip.lower() != hint.does.lower() else ""
