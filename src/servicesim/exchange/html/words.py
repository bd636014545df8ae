"""Numbers of a report in words, set for paper."""

from __future__ import annotations

from servicesim.results.statistics import Figure, decimals
from servicesim.results.words import signed_text

SCORES = {"empathy": "Empathy", "clarity": "Clarity", "trust": "Trust-rebuilding"}

_MINUS = str.maketrans("-", "−")


def mean_text(figure: Figure) -> str:
    """A mean with half of its interval, "78 ±6"; "" where there is none."""
    if figure.estimate is None:
        return ""
    return f"{figure.estimate.value:.0f} ±{_half(figure):.0f}"


def difference_text(figure: Figure) -> str:
    """A difference with half of its interval, "−12 ±7"; "" where there is none. One that is marked never
    looks as if 0 were inside."""
    if figure.estimate is None:
        return ""
    places = decimals(figure)
    return f"{signed(figure.estimate.value, places)} ±{_half(figure):.{places}f}"


def signed(value: float, places: int = 0) -> str:
    """A number with its sign, "+12" or "−3"; whole, or with so many decimals."""
    return signed_text(value, places).translate(_MINUS)


def _half(figure: Figure) -> float:
    assert figure.estimate is not None
    return figure.estimate.value - figure.estimate.low
