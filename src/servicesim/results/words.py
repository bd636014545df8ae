"""Results in words, for every part that shows or writes them: nothing here knows of a screen or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicesim.results.statistics import clearly
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.results.standing import Outcomes, Proficiency, TimeToProficiency
    from servicesim.results.statistics import Figure, Median

MARKS = {"above": "▲", "below": "▼", None: ""}
"""Clearly above or below the others: the interval of the difference leaves 0 out."""

BY_CHANCE = 1 / 20
"""How many of the 95 % intervals leave 0 out where there is no difference at all."""


def mark(figure: Figure) -> str:
    """The mark of a difference; "" where its interval holds 0."""
    return MARKS[clearly(figure)]


def signed_text(value: float, places: int = 0) -> str:
    """A difference in whole points: "+3", "0", "-12"; or with so many decimals."""
    return f"{value:+.{places}f}" if round(value, places) else f"{0:.{places}f}"


def outcomes_text(outcomes: Outcomes) -> str:
    """ "won back 9 of 14, lost 2, abandoned 3"; "" where there are none. Where a policy keeps what else there
    was to itself "won back 9 of 14", or that all is hidden."""
    if outcomes.hidden:
        return "how they went is hidden"
    if not outcomes.all:
        return ""
    parts = [f"won back {outcomes.resolved} of {outcomes.all}"]
    rest = (
        ("partly", outcomes.partly),
        ("handed over", outcomes.handed_over),
        ("lost", outcomes.lost),
        ("abandoned", outcomes.abandoned),
    )
    return ", ".join(parts + [f"{name} {number:,}" for name, number in rest if number])


def time_to_text(found: TimeToProficiency, *, days: bool = False) -> str:
    """How many held the threshold twice running, and how many conversations that took; also how many `days`
    where there is room."""
    held = f"{found.reached} of {found.people} held {found.threshold:g} twice running"
    took = median_text(found.attempts)
    if not took:
        return f"{held}; under half so far."
    long = median_text(found.days) if days else ""
    return f"{held}; median {took} conversations{f', {long} days' if long else ''}."


def median_text(median: Median) -> str:
    """A median with its interval, "6 (5-9)", "?" for a bound that was not reached; "" where it was not."""
    if median.value is None:
        return ""
    low = "?" if median.low is None else f"{median.low:.0f}"
    high = "?" if median.high is None else f"{median.high:.0f}"
    return f"{median.value:.0f} ({low}-{high})"


def proficiency_text(found: Proficiency) -> str:
    """How long it took one person, or that it is not yet: "reached with first attempt 3, 12 days after
    the first"."""
    if found.attempts is None:
        return f"not yet, after {count(found.attempts_so_far, 'first attempt')}"
    days = "" if found.days is None else f", {count(round(found.days), 'day')} after the first"
    return f"reached with first attempt {found.attempts}{days}"


def by_chance_text(people: int) -> str:
    """How many of so many people with a difference get a mark for a score where nobody differs; "" for
    none."""
    expected = people * BY_CHANCE
    if not people:
        return ""
    marks = "under 1" if expected < 1 else f"about {expected:.0f}"
    return f"Of {people:,} compared, {marks} per score would be marked by chance alone."
