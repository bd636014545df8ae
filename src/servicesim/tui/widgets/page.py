"""A part of a screen that scrolls, by the keys that its screen names and by the wheel."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Page(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolls without keys of its own, so that every key that works is one that the bottom line shows."""

    DEFAULT_CSS = """
    Page { scrollbar-size-vertical: 1; }
    """

    @property
    def scrolls(self) -> bool:
        """Whether there is more than fits."""
        return self.max_scroll_y > 0

    def on_mount(self) -> None:
        self.watch(self, "virtual_size", self._laid_out, init=False)

    def on_resize(self) -> None:
        self._laid_out()

    def _laid_out(self) -> None:
        # The keys for scrolling come and go with the need for them; what fits is known after the layout.
        self.call_after_refresh(self.screen.refresh_bindings)

    def turn(self, pages: int) -> None:
        """Scrolls by pages, with one line kept for orientation."""
        self.go(pages * max(1, self.content_size.height - 1))

    def go(self, lines: int) -> None:
        """Scrolls by lines."""
        self.scroll_relative(y=lines, animate=False)
