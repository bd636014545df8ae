"""Numbers and selections of a report in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from servicesim.results.standing import Outcomes, Proficiency, TimeToProficiency
from servicesim.results.statistics import Figure, Median, decimals
from servicesim.saves.records import Selection

SCORES = {"empathy": "Empathy", "clarity": "Clarity", "trust": "Trust-rebuilding"}

MARKS = {"above": "▲", "below": "▼", None: ""}

LEFT_OUT = {
    "other_rules": "scored by other rules",
    "assisted": "played with help",
    "seen": "begun after the story's debrief had been read",
    "later": "later attempts at a story",
    "in_progress": "in progress",
    "not_checked": "whose scores nobody has checked yet",
}

SOURCES = {
    "customer": "resistance from customers",
    "employee": "resistance from colleagues",
    "organisation": "resistance from the organisation",
}

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


def outcomes_text(counted: Outcomes) -> str:
    """ "won back 9 of 14, lost 2, abandoned 3"; "" where there are none."""
    if not counted.all:
        return ""
    rest = (
        ("partly", counted.partly),
        ("handed over", counted.handed_over),
        ("lost", counted.lost),
        ("abandoned", counted.abandoned),
    )
    parts = [f"won back {counted.resolved} of {counted.all}", *(f"{name} {n}" for name, n in rest if n)]
    return ", ".join(parts)


def left_out_text(counts: Mapping[str, int]) -> str:
    """Which sessions the numbers leave out, and why; "" where there are none."""
    return ", ".join(f"{counts[why]:,} {words}" for why, words in LEFT_OUT.items() if counts.get(why))


def selection_text(selection: Selection, titles: Mapping[str, str]) -> str:
    """What was selected; `titles` are those of stories by id."""
    parts: list[str] = [selection.mode]
    if selection.story is not None:
        parts.append(titles.get(selection.story, selection.story))
    if selection.source is not None:
        parts.append(SOURCES.get(selection.source, selection.source))
    if selection.since is not None:
        parts.append(f"begun on {day(selection.since)} or later")
    if selection.until is not None:
        parts.append(f"begun by {day(selection.until - timedelta(microseconds=1))}")
    return " · ".join(parts)


def time_to_text(found: TimeToProficiency) -> str:
    """How many have held the threshold twice running, and how long that took."""
    score = f"a mean score of {found.threshold:g}"
    held = f"{found.reached} of {found.people} people have held {score} twice running."
    if found.attempts.value is None:
        return f"{held} Who is not there counts as not yet: the median is not reached."
    tries, days = _median(found.attempts), _median(found.days)
    return f"{held} Who is not there counts as not yet: median {tries} conversations, {days} days."


def proficiency_text(found: Proficiency, threshold: float) -> str:
    """How long it took one person, or that it is not yet."""
    held = f"A mean score of {threshold:g} twice running"
    if found.attempts is None or found.days is None:
        return f"{held}: not yet, after {count(found.attempts_so_far, 'first attempt')}."
    return f"{held}: with first attempt {found.attempts}, {count(round(found.days), 'day')} after the first."


def by_chance_text(compared: int) -> str:
    """How many marks come from nothing: of intervals at 95 %, one in twenty leaves out what is true."""
    expected = compared / 20
    about = "fewer than one" if expected < 1 else f"about {expected:.0f}"
    return f"Of {compared} comparisons, {about} would be marked by chance where nobody differed at all."


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago by the calendar; "–" where nothing of what was selected took place."""
    if moment is None:
        return "–"
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days <= 0:
        return "today"
    if days < 28:
        return count(days, "day")
    return count(days // 7, "week") if days < 182 else count(days // 30, "month")


def day(moment: datetime) -> str:
    """A day as people write it."""
    here = moment.astimezone()
    return f"{here.day} {here:%B %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 reply", "3 replies"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moved(name: str, change: int) -> str:
    """ "trust up 2"; "" where it did not move."""
    return f"{name} {'up' if change > 0 else 'down'} {abs(change)}" if change else ""


def _median(median: Median) -> str:
    if median.value is None:
        return "not reached"
    low = "?" if median.low is None else f"{median.low:.0f}"
    high = "not reached" if median.high is None else f"{median.high:.0f}"
    return f"{median.value:.0f} (95 % interval {low} to {high})"


def _half(figure: Figure) -> float:
    assert figure.estimate is not None
    return figure.estimate.value - figure.estimate.low


def signed(value: float, places: int = 0) -> str:
    """A number with its sign, "+12" or "−3"; whole, or with so many decimals."""
    return f"{value:+.{places}f}".translate(_MINUS)
