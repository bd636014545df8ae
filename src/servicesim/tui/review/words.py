"""Numbers of the review in the cells of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicesim.results.statistics import Figure, decimals
from servicesim.results.words import outcomes_text, signed_text

if TYPE_CHECKING:
    from servicesim.results.standing import Outcomes

BLOCKS = "▁▂▃▄▅▆▇"
"""Seven heights: a full block would touch the line above."""


def figure_text(figure: Figure, *, signed: bool = False) -> str:
    """A mean, half of its interval, and n: "78 ±6  n 14"; always ten cells or more. `signed` for a
    difference: one that is marked never looks as if 0 were inside."""
    if figure.estimate is None:
        return f"{'too few':>7} n {figure.n:<3}"
    value, half = figure.estimate.value, figure.estimate.value - figure.estimate.low
    if signed and decimals(figure):
        return f"{signed_text(value, 1)}±{half:.1f} n{figure.n}"
    number = signed_text(value) if signed else f"{value:.0f}"
    return f"{number:>3} ±{half:<2.0f} n {figure.n:<3}"


def trend(values: Sequence[float], width: int) -> str:
    """The newest `width` of mean scores 0..100 as blocks, the newest last."""
    last = values[-width:]
    return "".join(BLOCKS[max(0, min(6, int(value * 7 / 100)))] for value in last)


def went_text(outcomes: Outcomes) -> str:
    """How first attempts went, or that there was none."""
    return outcomes_text(outcomes) or "no first attempt"
