"""A part of a screen that scrolls, by the keys that its screen names and by the wheel."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Page(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolls without keys of its own, so that every key that works is one that the bottom line shows."""

    DEFAULT_CSS = """
    Page { scrollbar-size-vertical: 1; }
    """

    def turn(self, pages: int) -> None:
        """Scrolls by pages, with one line kept for orientation."""
        self.scroll_relative(y=pages * max(1, self.content_size.height - 1), animate=False)
