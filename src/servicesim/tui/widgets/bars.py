"""Bars of block characters: a level or a score as a length, always beside its number."""

from __future__ import annotations

from textual.content import Content

from servicesim.tui.text import joined

_EIGHTHS = "▏▎▍▌▋▊▉"
_FULL, _EMPTY = "█", "░"
NOT_MEASURED = "not measured here"


def bar(value: float, most: float, width: int) -> str:
    """`value` of 0..`most` as a bar of `width` cells, in steps of an eighth of a cell."""
    eighths = round(max(0.0, min(1.0, value / most)) * width * 8)
    full, rest = divmod(eighths, 8)
    drawn = _FULL * full + (_EIGHTHS[rest - 1] if rest else "")
    return drawn + _EMPTY * (width - len(drawn))


def split_bar(value: float, most: float, width: int) -> tuple[str, str]:
    """The same in two parts, the filled one and the empty one, to be coloured apart."""
    drawn = bar(value, most, width)
    filled = drawn.rstrip(_EMPTY)
    return filled, drawn[len(filled) :]


def score_bar(score: float | None, width: int = 10, *, style: str = "$primary") -> Content:
    """A score of 0..100 as its number and a bar, or "not measured here" for None."""
    if score is None:
        return joined((NOT_MEASURED, "$text-muted"))
    filled, empty = split_bar(score, 100, width)
    return joined((f"{round(score):3d}", "bold"), "  ", (filled, style), (empty, "$faint"))


def level_bar(level: int, most: int = 10, width: int = 10, *, style: str = "$primary") -> Content:
    """A level of 0..`most` as a bar and its number."""
    filled, empty = split_bar(level, most, width)
    return joined((filled, style), (empty, "$faint"), "  ", (str(level), "bold"))
