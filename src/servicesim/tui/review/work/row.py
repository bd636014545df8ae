"""One line for one assignment, and one for the work of one person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.saves.policy import FEWEST
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.when import spoken

if TYPE_CHECKING:
    from servicesim.saves.assignments import Assignment, Progress, Work

DUE, WHOM, LONG_WHOM = 13, 18, 32
DONE, OPEN, OVERDUE = 6, 6, 9
NUMBERS = DONE + OPEN + OVERDUE
COUNTS = f"{'done':>{DONE}}{'open':>{OPEN}}{'overdue':>{OVERDUE}}"
"""The names of the columns of numbers."""
ROOMY = 130
"""From this width on a whole name of a cohort has room."""


def assignments_head(width: int) -> Content:
    """The names of the columns of assignments."""
    whom = _whom(width)
    story = f"{'story':<{width - whom - DUE - NUMBERS}}"
    return content(f"{story}{'for':<{whom}}{'due':<{DUE}}{COUNTS}", "$text-muted")


def assignment_row(one: Progress, title: str, width: int) -> Content:
    """What, for whom, until when, and of how many it is done, open and overdue."""
    assignment = one.assignment
    mode = f" ({assignment.mode})" if assignment.mode is not None else ""
    whom = assignment.cohort if assignment.cohort is not None else assignment.person or ""
    due = "" if assignment.due is None else f"{assignment.due.day} {assignment.due:%b %Y}"
    room = _whom(width)
    named = joined(
        _fitted(f"{title}{mode}", width - room - DUE - NUMBERS), _fitted(whom, room), f"{due:<{DUE}}"
    )
    if one.people is None:
        return joined(named, (f"{f'under {FEWEST}, hidden':>{NUMBERS}}", "$text-muted"))
    return joined(named, *_counts(one.done or 0, one.open or 0, one.overdue or 0))


def assignment_in_full(made: Assignment, title: str, now: datetime) -> Content:
    """What was assigned to whom, by whom and when."""
    mode = "" if made.mode is None else f", in {made.mode}"
    whom = made.person if made.cohort is None else f"cohort {made.cohort}"
    return joined(
        (one_line(title), "bold"),
        f"{mode}, for {whom}",
        (f"  by {made.author}, {spoken(made.at, now)}", "$text-muted"),
    )


def people_head(width: int) -> Content:
    """The names of the columns of people."""
    return content(f"{'trainee':<{width - NUMBERS}}{COUNTS}", "$text-muted")


def work_row(one: Work, width: int) -> Content:
    """A person, and how many tasks are done, open and overdue."""
    return joined(_fitted(one.person, width - NUMBERS), *_counts(one.done, one.open, one.overdue))


def _counts(done: int, open_: int, overdue: int) -> list[tuple[str, str]]:
    return [
        (f"{done:>{DONE}}", "$text-muted" if not done else ""),
        (f"{open_:>{OPEN}}", "$text-muted" if not open_ else ""),
        (f"{overdue:>{OVERDUE}}", "bold $error" if overdue else "$text-muted"),
    ]


def _whom(width: int) -> int:
    return LONG_WHOM if width >= ROOMY else WHOM


def _fitted(text: str, width: int) -> Content:
    return content(one_line(text)).truncate(max(4, width - 1), ellipsis=True, pad=True).pad_right(1)
