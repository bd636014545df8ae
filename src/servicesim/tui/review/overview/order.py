"""In which order people stand in the list: never by numbers whose intervals hold both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from servicesim.results.statistics import clearly

if TYPE_CHECKING:
    from servicesim.results.standing import Standing
    from servicesim.saves.review.overview import CohortRow

Order = Literal["name", "last", "empathy", "clarity", "trust"]

ORDERS: tuple[Order, ...] = ("name", "last", "empathy", "clarity", "trust")

WORDS: dict[Order, str] = {
    "name": "by name",
    "last": "longest away first",
    "empathy": "clearly below in empathy first",
    "clarity": "clearly below in clarity first",
    "trust": "clearly below in trust first",
}
"""What each order does, in words."""

_NEVER = datetime.min.replace(tzinfo=UTC)


def people(found: Iterable[Standing], order: Order, part: str = "") -> list[Standing]:
    """The people whose name holds `part`, in an order; those alike in it by name.

    By a score, whoever lies clearly below the others comes first, and that is all: how far below would be a
    ranking of what the intervals cannot tell apart.
    """
    wanted = part.casefold()
    kept = [one for one in found if wanted in one.name.casefold()]
    return sorted(kept, key=lambda one: (_place(one, order), one.name.casefold(), one.name))


def cohorts(found: Sequence[CohortRow], order: Order, part: str = "") -> list[CohortRow]:
    """The same for cohorts; people in none come last."""
    wanted = part.casefold()
    kept = [one for one in found if wanted in (one.name or "").casefold()]
    return sorted(
        kept, key=lambda one: (one.name is None, _place(one, order), (one.name or "").casefold(), one.name)
    )


def _place(one: Standing | CohortRow, order: Order) -> tuple[bool, datetime]:
    if order == "last":
        return False, one.last or _NEVER
    below = order != "name" and clearly(getattr(one.against, order)) == "below"
    return not below, _NEVER
