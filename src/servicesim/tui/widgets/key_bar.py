"""The bottom line: every key that works now, and what it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from servicesim.tui.text import content, joined

LAST = ("settings", "help", "back", "quit")
"""Ids of bindings that stand at the end of the line, in this order, wherever they were bound."""


SHOWN = {"enter": "↵", "escape": "esc", "pageup": "pgup", "pagedown": "pgdn"}
"""Short names of keys, in letters and arrows that fonts of terminals have."""


@dataclass(slots=True)
class KeyHint:
    """One entry of the line; several keys with one meaning share it."""

    keys: list[str]
    does: str
    key: str
    """The key that a click on the entry presses."""
    id: str | None
    enabled: bool
    tooltip: str

    @property
    def shown(self) -> str:
        """The keys as shown: "1-3" for digits in a row, "↑↓" for arrows, "a/b" for others: "1-3 ↑↓ ⏎"."""
        digits = [key for key in self.keys if key.isdecimal()]
        arrows = [key for key in self.keys if key in "↑↓←→"]
        others = [key for key in self.keys if key not in (*digits, *arrows)]
        row = f"{digits[0]}-{digits[-1]}" if len(digits) > 1 else "".join(digits)
        return " ".join(part for part in (row, "".join(arrows), "/".join(others)) if part)

    @property
    def text(self) -> str:
        """The whole entry."""
        return f"{self.shown} {self.does}"


def key_hints(screen: Screen[object]) -> list[KeyHint]:
    """The keys that work on a screen now, in the order to show them."""
    hints: dict[str, KeyHint] = {}
    for bound in screen.active_bindings.values():
        if bound.binding.show:
            _add(hints, bound, SHOWN.get(bound.binding.key) or screen.app.get_key_display(bound.binding))
    return sorted(hints.values(), key=lambda hint: LAST.index(hint.id) + 1 if hint.id in LAST else 0)


def _add(hints: dict[str, KeyHint], bound: ActiveBinding, display: str) -> None:
    binding = bound.binding
    does = binding.group.description if binding.group else binding.description
    hint = hints.get(does)
    if hint is None:
        hints[does] = KeyHint([display], does, binding.key, binding.id, bound.enabled, bound.tooltip)
    elif display not in hint.keys:
        hint.keys.append(display)


class KeyBar(Widget):
    """The bottom line of a screen. It wraps where the window is too narrow for one line."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: auto; padding: 0 1;
        border-top: solid $rule; color: $text-muted; text-wrap: nowrap;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: list[KeyHint] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._bindings_changed(self.screen)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        hints = key_hints(screen)
        if hints != self._hints:
            self._hints = hints
            self.refresh(layout=True)
            self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        # Textual may lay a widget out between another request for a layout and this one, and then takes the
        # height of the old keys for that of the new ones.
        if self.size.width and self.size.height != len(self._lines(self.size.width)):
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        gap = " " * self._gap(self.content_size.width)
        return Content("\n").join(
            Content(gap).join(
                content(hint.text, "$text-disabled")
                if not hint.enabled
                else joined((hint.shown, "bold $accent"), f" {hint.does}")
                for hint in line
            )
            for line in self._lines(self.content_size.width)
        )

    def on_click(self, event: events.Click) -> None:
        hint = self._hint_at(event)
        if hint is not None and hint.enabled:
            self.app.simulate_key(hint.key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        hint = self._hint_at(event)
        self.tooltip = content(hint.tooltip) if hint is not None and hint.tooltip else None

    def _hint_at(self, event: events.MouseEvent) -> KeyHint | None:
        where = event.get_content_offset(self)
        lines = self._lines(self.content_size.width)
        if where is None or where.y >= len(lines):
            return None
        gap = self._gap(self.content_size.width)
        left = 0
        for hint in lines[where.y]:
            if left <= where.x < left + len(hint.text):
                return hint
            left += len(hint.text) + gap
        return None

    def _gap(self, width: int) -> int:
        """Cells between two entries: three where the line has room, else two."""
        return 3 if _length(self._hints, 3) <= width else 2

    def _lines(self, width: int) -> list[list[KeyHint]]:
        gap = self._gap(width)
        lines: list[list[KeyHint]] = [[]]
        for hint in self._hints:
            if lines[-1] and _length([*lines[-1], hint], gap) > width:
                lines.append([])
            lines[-1].append(hint)
        return lines


def _length(hints: Iterable[KeyHint], gap: int) -> int:
    lengths = [len(hint.text) for hint in hints]
    return sum(lengths) + gap * max(0, len(lengths) - 1)
