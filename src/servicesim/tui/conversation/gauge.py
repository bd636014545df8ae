"""A level of the persona as a line: its name, a bar that shows where it just came from, and words for it."""

from __future__ import annotations

from textual.content import Content

from servicesim.persona.levels import LEVEL_MAX
from servicesim.tui.text import joined

_KEPT, _GAINED, _LOST, _EMPTY = "█", "▓", "▒", "░"
LABEL_WIDTH = 12


def moved(change: int) -> str:
    """How a level just moved, in words: "up 2", "down 1", nothing where it did not."""
    return "" if change == 0 else f"{'up' if change > 0 else 'down'} {abs(change)}"


def gauge(name: str, level: int, change: int, *, good: bool) -> Content:
    """A level (0..10) that just moved by `change`; `good` says that more of it is better.

    What was just gained is drawn ▓, what was just lost ▒: the movement is there without colour too.
    """
    kept = min(level, level - change)
    gained, lost = max(change, 0), max(-change, 0)
    better = (change > 0) == good
    colour = "$success" if better else "$error"
    note = f"  {'▲' if change > 0 else '▼'} {moved(change)}" if change else ""
    return joined(
        f"{name:<{LABEL_WIDTH}}",
        (_KEPT * kept, "$primary"),
        (_GAINED * gained + _LOST * lost, colour),
        (_EMPTY * (LEVEL_MAX - kept - gained - lost), "$faint"),
        (f" {level:>2}", "bold"),
        (note, f"{colour} bold"),
    )
