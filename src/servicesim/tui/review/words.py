"""Numbers and selections of the review in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from servicesim.results.statistics import Figure, clearly, decimals
from servicesim.tui.when import count
from servicesim.tui.words import SOURCES

if TYPE_CHECKING:
    from servicesim.results.standing import Outcomes, TimeToProficiency
    from servicesim.results.statistics import Median
    from servicesim.saves.records import Selection

MARKS = {"above": "▲", "below": "▼", None: " "}
"""Clearly above or below the others: the interval of the difference leaves 0 out."""

RESULTS_HIDDEN = (
    "The policy of this store keeps how practice went from managers: they see that it took place."
)

SCORES = ("empathy", "clarity", "trust")

LEFT_OUT = {
    "other_rules": "under other rules",
    "assisted": "with help",
    "seen": "after their debrief was read",
    "later": "later attempts",
    "in_progress": "in progress",
    "not_checked": "whose scores were not checked",
}
"""Why the numbers leave sessions out."""

BLOCKS = "▁▂▃▄▅▆▇"
"""Seven heights: a full block would touch the line above."""
BY_CHANCE = 1 / 20
"""How many of the 95 % intervals leave 0 out where there is no difference at all."""


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


def signed_text(value: float, places: int = 0) -> str:
    """A difference in whole points: "+3", "0", "-12"; or with so many decimals."""
    return f"{value:+.{places}f}" if round(value, places) else f"{0:.{places}f}"


def mark(figure: Figure) -> str:
    """The mark of a difference."""
    return MARKS[clearly(figure)]


def trend(values: Sequence[float], width: int) -> str:
    """The newest `width` of mean scores 0..100 as blocks, the newest last."""
    last = values[-width:]
    return "".join(BLOCKS[max(0, min(6, int(value * 7 / 100)))] for value in last)


def ago(moment: datetime | None, now: datetime, never: str = "never") -> str:
    """How long ago by the calendar: "today", "3 days", "5 weeks"; `never` where it was not at all."""
    if moment is None:
        return never
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days <= 0:
        return "today"
    if days < 28:
        return count(days, "day")
    return f"{days // 7} weeks" if days < 182 else f"{days // 30} mths"


def never_text(selection: Selection) -> str:
    """What is said of somebody without a session: who has none between two days may have some before."""
    return "never" if selection.since is None and selection.until is None else "not then"


def outcomes_text(outcomes: Outcomes) -> str:
    """ "won back 9 of 14, lost 2, abandoned 3"."""
    if not outcomes.all:
        return "no first attempt"
    parts = [f"won back {outcomes.resolved} of {outcomes.all}"]
    rest = (
        ("partly", outcomes.partly),
        ("handed over", outcomes.handed_over),
        ("lost", outcomes.lost),
        ("abandoned", outcomes.abandoned),
    )
    return ", ".join(parts + [f"{name} {number}" for name, number in rest if number])


def left_out_text(counts: Mapping[str, int]) -> str:
    """What the numbers leave out, and why; "" where nothing is."""
    parts = [f"{counts[why]:,} {words}" for why, words in LEFT_OUT.items() if counts.get(why)]
    return f"Not in these numbers: {', '.join(parts)}." if parts else ""


def time_to_text(found: TimeToProficiency) -> str:
    """How many held the threshold twice running, and how long that took."""
    held = f"{found.reached} of {found.people} held {found.threshold:g} twice running"
    median = median_text(found.attempts)
    return f"{held}; median {median} conversations." if median else f"{held}; under half so far."


def median_text(median: Median) -> str:
    """ "6 (5-9)"; "" where it was not reached."""
    if median.value is None:
        return ""
    low = "?" if median.low is None else f"{median.low:g}"
    high = "?" if median.high is None else f"{median.high:g}"
    return f"{median.value:g} ({low}-{high})"


def by_chance_text(people: int) -> str:
    """How many of so many people with a difference get a mark for a score where nobody differs."""
    expected = people * BY_CHANCE
    if not people:
        return ""
    marks = "under 1" if expected < 1 else f"about {expected:.0f}"
    return f"Of {people} compared, {marks} per score would be marked by chance alone."


def selection_text(selection: Selection, title: str = "") -> str:
    """The filters in words: "cohort Spring · assessment · since 1 Jun 2026". `title` is that of the story."""
    parts = []
    if selection.cohort is not None:
        parts.append(f"cohort {selection.cohort}")
    if selection.trainee is not None:
        parts.append(f"trainee {selection.trainee}")
    parts.append(selection.mode)
    if selection.story is not None:
        parts.append(title or selection.story)
    if selection.source is not None:
        parts.append(f"{SOURCES.get(selection.source, selection.source)} stories")
    if selection.since is not None:
        parts.append(f"since {_day(selection.since)}")
    if selection.until is not None:
        parts.append(f"to {_day(selection.until - timedelta(days=1))}")
    return " · ".join(parts)


def _day(moment: datetime) -> str:
    here = moment.astimezone()
    return f"{here.day} {here:%b %Y}"
