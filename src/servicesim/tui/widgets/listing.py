"""A list under the names of its columns, and what stands in its place while there is nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.menu import LongMenu

Lines = tuple[Content, Iterable[tuple[str, Content]]]
"""The names of the columns, and the items as (id, content)."""


class Listing(Vertical):
    """Shows what a function makes of the cells that a line has; until there is something to show, words."""

    DEFAULT_CSS = """
    Listing {
        height: 1fr;
        & > #head { display: none; height: 1; margin-top: 1; padding: 0 2; }
        & > LongMenu { display: none; height: 1fr; padding: 0 1; scrollbar-gutter: stable; }
        &.-filled > #head, &.-filled > LongMenu { display: block; }
        &.-filled > EmptyState { display: none; }
    }
    """

    def __init__(self, reading: str) -> None:
        """`reading` says what is being waited for."""
        super().__init__()
        self._reading = reading
        self._make: Callable[[int], Lines] | None = None

    def compose(self) -> ComposeResult:
        yield EmptyState("One moment", self._reading)
        yield Static(id="head", markup=False)
        yield LongMenu()

    def say(self, title: str, advice: str) -> None:
        """Shows words in the place of the list."""
        self._make = None
        self.remove_class("-filled")
        self.query_one(EmptyState).say(title, advice)

    def fail(self, title: str) -> None:
        """Says that it could not be read, why being said at the foot of the screen; what was shown stays."""
        if self._make is None:
            self.say(title, "Below is the reason.")

    def write(self, make: Callable[[int], Lines]) -> None:
        """Shows a list from now on, made again for every width; the cursor stays on its item."""
        self._make = make
        self.add_class("-filled")
        self.call_after_refresh(self._fill)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Once the list has its width."""
        if self._make is None:
            return
        menu = self.query_one(LongMenu)
        head, items = self._make(menu.room)
        self.query_one("#head", Static).update(head)
        menu.show(items)
        if self.screen.focused is None:
            menu.focus()
