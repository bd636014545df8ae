"""The screen for a window in which nothing could be shown well."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from servicesim.tui.places import SMALLEST
from servicesim.tui.text import joined


class TooSmallScreen(Screen[None]):
    """Says how large the window is and should be. It goes by itself when the window grows.

    It is opaque, so that nothing beneath it is laid out in a size that it was not made for, and it keeps keys
    from screens that nobody can see.
    """

    STANDS_OVER: ClassVar[bool] = True
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.quit", "quit", id="quit", tooltip="Leaves; everything is saved"),
    ]

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def on_mount(self) -> None:
        self._say()

    def on_resize(self) -> None:
        self._say()

    def _say(self) -> None:
        size = self.app.size
        self.query_one(Static).update(
            joined(
                ("This window is too small", "bold"),
                f"\n{size.width} by {size.height}; it takes\n{SMALLEST.width} by {SMALLEST.height}.",
                "\n\nNothing is lost.\nMake it larger, or\n",
                ("q", "bold $accent"),
                " quits.",
            )
        )
