"""The top line: what this is on the left, how it stands on the right."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from servicesim.tui.text import content, one_line


class TitleBar(Widget):
    """The top line of a screen. Where both do not fit, the left one is cut with an ellipsis."""

    # Styles stand in the content: each component class would cost the first paint some milliseconds.
    DEFAULT_CSS = """
    TitleBar { dock: top; height: 2; padding: 0 1; border-bottom: solid $rule; text-wrap: nowrap; }
    """

    left: reactive[str] = reactive("")
    """What this screen is."""
    right: reactive[str] = reactive("")
    """How it stands."""

    def __init__(self, left: str, right: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.left, left)
        self.set_reactive(TitleBar.right, right)

    def render(self) -> Content:
        width = self.content_size.width
        right = content(one_line(self.right), "$text-muted")
        room = max(0, width - right.cell_length - (2 if self.right else 0))
        left = content(one_line(self.left), "bold").truncate(room, ellipsis=True)
        return left.pad_right(max(0, width - left.cell_length - right.cell_length)).append(right)
