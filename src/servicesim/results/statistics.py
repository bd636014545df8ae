"""Means, intervals and medians that say how much they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from servicesim.results.items import Estimate


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95 % interval, `None` where it rests on fewer stories than the floor.

    `n` counts the sessions that it rests on, `stories` the different texts of stories among them.
    """

    n: int
    stories: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Median:
    """A Kaplan-Meier median with its 95 % interval; None where it was not reached."""

    value: float | None
    low: float | None
    high: float | None
