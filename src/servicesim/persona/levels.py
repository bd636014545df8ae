"""What a persona is at one moment: an attitude, three levels, and what was just said to it."""

from __future__ import annotations

from typing import Final, NamedTuple

LEVEL_MAX: Final = 10
"""`resistance` and `trust` run from 0 to this."""

GRIEVANCES_MAX: Final = 3
"""`grievances`, the missteps not yet made good, run from 0 to this."""

LEFT: Final = "left"
"""The final attitude: the persona has walked out, and nothing moves it any more."""


class Persona(NamedTuple):
    """The persona's whole memory. Small on purpose: every value it can take can be visited.

    `recent` holds the tags of the previous reply in alphabetical order, each with whether it was
    itself a repetition there: `(("own_the_fault", False), ("stay_silent", True))`.
    """

    attitude: str
    resistance: int
    trust: int
    grievances: int
    recent: tuple[tuple[str, bool], ...] = ()


def within(value: int, upper: int = LEVEL_MAX) -> int:
    """Hold a level to 0..`upper`."""
    return 0 if value < 0 else min(value, upper)
