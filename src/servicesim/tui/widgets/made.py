"""A text that is made for the width in which it is shown, and rows of labels and values in it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from servicesim.tui.text import content, joined

Make = Callable[[int], Content]


class Made(Widget):
    """Shows what a function makes of its width, in cells."""

    DEFAULT_CSS = """
    Made { width: 100%; height: auto; }
    """

    def __init__(self, make: Make | None = None) -> None:
        super().__init__()
        self._make: Make = make or (lambda width: Content())

    def write(self, make: Make) -> None:
        """Shows another text from now on."""
        self._make = make
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._make(width).get_height({}, width)

    def render(self) -> Content:
        return self._make(self.size.width)


def row(label: str, value: str | Content, label_width: int, width: int) -> Content:
    """A label and its value, `width` cells in all; what is too long goes on under the value."""
    text = value if isinstance(value, Content) else content(value)
    first, *rest = text.wrap(max(8, width - label_width)) or [Content()]
    lines = [joined((f"{label:<{label_width}}", "$text-muted"), first)]
    return Content("\n").join([*lines, *(line.pad_left(label_width) for line in rest)])


def shortened(text: Content, width: int, most: int) -> list[Content]:
    """`text` wrapped to at most `most` lines of `width` cells; where there would be more it ends with …."""
    lines = text.wrap(width)
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip()
    return [*lines[: most - 1], last.truncate(width - 1).rstrip().append("…")]
