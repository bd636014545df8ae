"""One line for one person or one cohort."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from textual.content import Content

from servicesim.results.standing import SCORES
from servicesim.results.statistics import clearly
from servicesim.results.words import mark
from servicesim.saves.review.words import HIDDEN, IN_NO_COHORT
from servicesim.tui.review.words import figure_text, trend, went_text
from servicesim.tui.text import content, joined, one_line
from servicesim.words import ago, count

if TYPE_CHECKING:
    from servicesim.results.standing import ByScore, Standing
    from servicesim.saves.assignments import Work
    from servicesim.saves.review.overview import CohortRow

SCORE, LAST, WORK = 15, 9, 18
"""Widths of columns beside the name, which takes what is left."""
TREND, LONG_TREND = 6, 10
ROOMY = 130
"""From this width on there is room for everything."""
MOST_NAME = 20
MOST_COHORT, OUTCOMES = 36, 66
"""In a wide window a cohort's name may take what its scores and outcomes leave."""
STYLES = {"above": "bold $success", "below": "bold $error", None: ""}


class Measured(Protocol):
    """What a line shows the numbers of."""

    @property
    def scores(self) -> ByScore:
        """Means of fair attempts."""

    @property
    def against(self) -> ByScore:
        """Differences against the others."""


def head(width: int, *, cohorts: bool, differences: bool) -> Content:
    """The names of the columns."""
    scores = "".join(f"{f' Δ {name}' if differences else f' {name}':<{SCORE}}" for name in SCORES)
    first = "cohort" if cohorts else "trainee"
    end = f"{'last':<{LAST}}" + ("" if cohorts else f"{'trend':<{_trend(width)}}")
    if width >= ROOMY:
        end += ("" if cohorts else f" {'work':<{WORK}}") + "outcomes of first attempts"
    return content(f"{first:<{_name(width, cohorts)}}{scores}{end}".rstrip(), "$text-muted")


def person_row(
    person: Standing, work: Work | None, now: datetime, width: int, *, differences: bool, never: str
) -> Content:
    """A person's name, the three scores or differences, when something happened last, or `never`, and the
    trend."""
    spark = trend(person.trend, _trend(width))
    line = joined(
        _named(person.name, _name(width, False)),
        _scores(person, differences),
        _last(person.last, now, never),
        (f"{spark:<{_trend(width)}}", "$primary"),
    )
    if width >= ROOMY:
        late = work is not None and work.overdue
        done = "$error" if late else "" if work is not None and work.open else "$text-muted"
        line = joined(line, (f" {work_text(work):<{WORK}}", done), went_text(person.outcomes))
    return line.truncate(width, ellipsis=True)


def closed_row(one: Standing | CohortRow, now: datetime, width: int, *, cohorts: bool, never: str) -> Content:
    """Somebody, or a cohort, of whom the policy shows only that sessions took place."""
    name = IN_NO_COHORT if one.name is None else one.name
    sessions = f" {count(one.sessions, 'session')}, results closed"
    named = _named(name, _name(width, cohorts))
    return joined(named, (f"{sessions:<{3 * SCORE}}", "$text-muted"), _last(one.last, now, never))


def cohort_row(row: CohortRow, now: datetime, width: int, *, differences: bool, never: str) -> Content:
    """A cohort's name and numbers, or that there are too few people to show them."""
    name = IN_NO_COHORT if row.name is None else row.name
    named = _counted(name, row.people, _name(width, True))
    if row.hidden:
        return joined(named, (" hidden", "$text-muted"))
    end = [_last(row.last, now, never)]
    if width >= ROOMY:
        end.append(went_text(row.outcomes))
    return joined(named, _scores(row, differences), *end).truncate(width, ellipsis=True)


def uncounted_row(row: CohortRow, width: int) -> Content:
    """A cohort whose numbers are still being added up."""
    name = IN_NO_COHORT if row.name is None else row.name
    return joined(_counted(name, row.people, _name(width, True)), (" …", "$text-muted"))


def whole_row(name: str, whole: Standing, width: int, *, cohorts: bool) -> Content:
    """Everybody in the selection as one, in the same columns."""
    named = _named(name, _name(width, cohorts))
    outcomes = f" {went_text(whole.outcomes)}" if width >= ROOMY else ""
    return joined(named, _scores(whole, False), outcomes).truncate(width, ellipsis=True)


def one_person(person: Standing, work: Work | None) -> Content:
    """What a narrow line has no room for."""
    parts = [went_text(person.outcomes), work_text(work)]
    return _one(person.name, parts)


def one_cohort(row: CohortRow) -> Content:
    """The same of a cohort."""
    name = IN_NO_COHORT if row.name is None else row.name
    if row.hidden:
        return _one(name, [HIDDEN])
    played = "" if row.played is None else f"{row.played} of {row.people} have played"
    return _one(name, [played, went_text(row.outcomes)])


def work_text(work: Work | None) -> str:
    """What is assigned and not done: "2 open, 1 overdue"."""
    if work is None:
        return ""
    parts = [f"{work.open} open"] if work.open else []
    parts += [f"{work.overdue} overdue"] if work.overdue else []
    return ", ".join(parts) or "work done"


def _one(name: str, parts: list[str]) -> Content:
    rest = " · ".join(part for part in parts if part)
    return joined((f"{one_line(name)}  ", "bold"), (rest, "$text-muted"))


def _scores(of: Measured, differences: bool) -> Content:
    shown = of.against if differences else of.scores
    if not any(figure.estimate for figure in shown):
        most = max(figure.n for figure in shown)
        return content(f"{f' not enough data (n {most})':<{3 * SCORE}}", "$text-muted")
    cells: list[tuple[str, str]] = []
    for figure, against in zip(shown, of.against, strict=True):
        number = f"{figure_text(figure, signed=differences):<{SCORE - 2}}"
        cells.append((number, "" if figure.estimate else "$text-muted"))
        # A number with decimals may need the room of the gap behind the mark.
        cells.append((f"{mark(against):<{SCORE - len(number)}}", STYLES[clearly(against)]))
    return joined(*cells)


def _named(name: str, width: int) -> Content:
    return content(one_line(name)).truncate(width - 1, ellipsis=True, pad=True).pad_right(1)


def _counted(name: str, people: int, width: int) -> Content:
    """A cohort's name, cut where it is too long, and how many people it has."""
    many = f" ({people:,})"
    room = max(4, width - 1 - len(many))
    short = content(one_line(name)).truncate(room, ellipsis=True)
    return joined(short, many).truncate(width - 1, ellipsis=True, pad=True).pad_right(1)


def _last(moment: datetime | None, now: datetime, never: str) -> str:
    """With a gap behind it, also after ten months."""
    return f"{ago(moment, now, never).replace('month', 'mth'):<{LAST}}"


def _trend(width: int) -> int:
    return LONG_TREND if width >= ROOMY else TREND


def _name(width: int, cohorts: bool) -> int:
    beside = 3 * SCORE + LAST + (0 if cohorts else _trend(width))
    if cohorts and width >= ROOMY:
        return max(MOST_NAME, min(MOST_COHORT, width - beside - OUTCOMES))
    return max(8, min(MOST_NAME, width - beside))
