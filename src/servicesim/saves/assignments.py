"""Work: the stories that somebody, or everybody in a cohort, is to play, and how that stands.

An assignment to a cohort holds for whoever is in it at the moment, so that new people have it too. It is done
by a session of that story (in that mode, where one is named) that began after the assignment was made and has
ended; how it ended does not matter, nor what else that session was for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, insert, or_, select, union_all

from servicesim.errors import StoreUnusable, UsageError
from servicesim.preferences import clean_name
from servicesim.saves import tables
from servicesim.saves.people import belongs, listed_in
from servicesim.saves.policy import FEWEST, policy_of
from servicesim.saves.records import Mode, utc_moment, utc_now, utc_text
from servicesim.saves.review.few import few, rough_part
from servicesim.saves.store import Store, new_id

State = Literal["open", "overdue", "done"]

_a, _p, _s = tables.assignments.c, tables.people.c, tables.sessions.c


@dataclass(frozen=True, slots=True)
class Assignment:
    """A story that a cohort or a person is to play: one of the two is set. `mode` is None where either will
    do; `due` is the last day that is in time, None where there is none."""

    id: str
    story: str
    mode: Mode | None
    cohort: str | None
    person: str | None
    due: date | None
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as one person has it. `done_by` is the first session that fulfils it."""

    story: str
    mode: Mode | None
    due: date | None
    state: State
    done_by: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """How many tasks of one person stand how; `open` counts those in time."""

    person: str
    open: int
    overdue: int
    done: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One assignment, and of how many people it is done, open or overdue.

    Where the policy shows no single people the counts are told as `review.few` tells them, but for `people`,
    which is how many the list of a cohort has; all are None where fewer than FEWEST people have the
    assignment, or it stands one way for so few of them.
    """

    assignment: Assignment
    people: int | None
    open: int | None
    overdue: int | None
    done: int | None


def assign(
    store: Store,
    story: str,
    *,
    author: str,
    mode: Mode | None = None,
    cohort: str | None = None,
    person: str | None = None,
    due: date | None = None,
    at: datetime | None = None,
) -> Assignment:
    """Keeps an assignment, made `at` (now where left out). On a server the author is who logged in.

    Raises ValueError where not just one of `cohort` and `person` is named, UsageError for an author's name
    that cannot be kept, NotSaved.
    """
    if (cohort is None) == (person is None):
        raise ValueError("an assignment is either for a cohort or for a person")
    signed = store.signed_as or clean_name(author)
    if signed is None:
        raise UsageError("An assignment is signed: say who you are.")
    made = Assignment(new_id(), story, mode, cohort, person, due, at or utc_now(), signed)
    row = {
        "id": made.id,
        "story": made.story,
        "mode": made.mode,
        "cohort": made.cohort,
        "person": made.person,
        "due": None if made.due is None else made.due.isoformat(),
        "at": utc_text(made.at),
        "author": made.author,
    }
    with store.writing() as connection:
        connection.execute(insert(tables.assignments), row)
    return made


def withdraw(store: Store, story: str, *, cohort: str | None = None, person: str | None = None) -> int:
    """Takes back every assignment of a story to just this cohort or person; how many there were. What was
    played stays. Raises NotSaved."""
    these = _a.story == story, _a.cohort.is_not_distinct_from(cohort), _a.person.is_not_distinct_from(person)
    with store.writing() as connection:
        return connection.execute(delete(tables.assignments).where(*these)).rowcount


def assignments(store: Store) -> list[Assignment]:
    """All of them, in the order in which they were made. Raises StoreUnusable."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.assignments).order_by(_a.at, _a.id)).all()
    return [_assignment(row, store.location) for row in rows]


def tasks_for(store: Store, trainee: str, now: datetime) -> list[Task]:
    """What one person is to do, by the day it is due; what is done comes last.

    A story that is assigned twice alike is one task as long as both are to be done. Raises StoreUnusable.
    """
    tasks: dict[tuple[str, Mode | None, str | None], Task] = {}
    for one, _, done_by in _held(store, person=trainee):
        task = Task(one.story, one.mode, one.due, _state(one, done_by, now), done_by)
        alike = task.story, task.mode, task.done_by
        kept = tasks.get(alike)
        if kept is None or _urgency(task) < _urgency(kept):
            tasks[alike] = task
    return sorted(tasks.values(), key=_urgency)


def work(store: Store, now: datetime, cohort: str | None = None) -> list[Work]:
    """How the tasks of everybody who has any stand, by name; of one cohort, or all.

    Empty where the policy does not let people appear. Raises StoreUnusable.
    """
    if policy_of(store).people == "cohorts":
        return []
    states: defaultdict[str, list[State]] = defaultdict(list)
    for one, name, done_by in _held(store, cohort=cohort):
        states[name].append(_state(one, done_by, now))
    return [
        Work(name, each.count("open"), each.count("overdue"), each.count("done"))
        for name, each in sorted(states.items(), key=lambda item: (item[0].casefold(), item[0]))
    ]


def progress(store: Store, now: datetime, cohort: str | None = None) -> list[Progress]:
    """How every assignment stands, the newest first; of one cohort and the people in it, or all.

    Where the policy hides people, those to one person are left out. Raises StoreUnusable.
    """
    hidden = policy_of(store).people == "cohorts"
    states: defaultdict[str, list[State]] = defaultdict(list)
    for one, _, done_by in _held(store, cohort=cohort):
        states[one.id].append(_state(one, done_by, now))
    found = []
    for one in reversed(assignments(store)):
        each = states[one.id]
        if (hidden and one.person is not None) or (cohort is not None and one.cohort != cohort and not each):
            continue
        counts = each.count("open"), each.count("overdue"), each.count("done")
        if not hidden:
            found.append(Progress(one, len(each), *counts))
        elif len(each) < FEWEST or few(*counts):
            found.append(Progress(one, None, None, None, None))
        else:
            found.append(Progress(one, len(each), *(rough_part(count, len(each)) for count in counts)))
    return found


def _held(
    store: Store, *, person: str | None = None, cohort: str | None = None
) -> list[tuple[Assignment, str, str | None]]:
    """Each assignment with each person who has it and the first session that fulfils it, as they were made.

    One query: asked of the index for each person, and not of all sessions, it is quick in a large store.
    """
    columns = tables.assignments.c
    of_people = select(*columns, _a.person.label("whose")).where(_a.person.is_not(None))
    of_cohorts = select(*columns, _p.name.label("whose")).join(tables.people, _p.cohort == _a.cohort)
    if person is not None:
        of_people, of_cohorts = of_people.where(_a.person == person), of_cohorts.where(_p.name == person)
    if cohort is not None:
        of_people = of_people.where(belongs(_a.person, cohort))
        of_cohorts = of_cohorts.where(listed_in(cohort))
    held = union_all(of_people, of_cohorts).subquery().c
    fulfils = (
        select(_s.id)
        .where(
            _s.trainee == held.whose,
            _s.story == held.story,
            _s.started >= held.at,
            _s.status == "ended",
            or_(held.mode.is_(None), _s.mode == held.mode),
        )
        .order_by(_s.started, _s.id)
        .limit(1)
    )
    query = select(*held, fulfils.scalar_subquery().label("done_by")).order_by(held.at, held.id, held.whose)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [(_assignment(row, store.location), row.whose, row.done_by) for row in rows]


def _state(one: Assignment, done_by: str | None, now: datetime) -> State:
    if done_by is not None:
        return "done"
    # A day is in time until it is over where the program runs.
    return "overdue" if one.due is not None and now.astimezone().date() > one.due else "open"


def _urgency(task: Task) -> tuple[bool, bool, date, str]:
    return task.state == "done", task.due is None, task.due or date.max, task.story


def _assignment(row: Row[*tuple[Any, ...]], location: str) -> Assignment:
    where = f"the assignment {row.id}"
    if row.mode not in (None, "practice", "assessment"):
        raise StoreUnusable(location, f"{where} is damaged: its mode is '{row.mode}'.")
    try:
        due = None if row.due is None else date.fromisoformat(row.due)
        at = utc_moment(row.at)
    except (TypeError, ValueError) as error:
        raise StoreUnusable(location, f"{where} is damaged: {error}.") from error
    return Assignment(row.id, row.story, row.mode, row.cohort, row.person, due, at, row.author)
