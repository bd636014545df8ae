"""Who is in which cohort: kept in the store, and read from lists that spreadsheets write."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Select,
    Text,
    any_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from servicesim.errors import PeopleInvalid, PersonNotFound, UsageError
from servicesim.preferences import LONGEST_NAME, clean_name
from servicesim.saves import tables
from servicesim.saves.policy import FEWEST, Policy, policy_of
from servicesim.saves.records import NO_COHORT
from servicesim.saves.store import Store
from servicesim.story.nearest import nearest

COLUMNS = ("name", "cohort")
MOST_HINTS = 3
LARGEST_LIST = 16_000_000
"""Bytes of the largest list that is read: some hundred thousand people."""

_WRONG_NAME = f"has 1 to {LONGEST_NAME} characters, all of which can be seen"
NAMED = 1000
"""People of a cohort, or texts of stories, up to which their sessions are asked for by name."""

_p, _trainee = tables.people.c, tables.sessions.c.trainee
_MEMBERS: WeakKeyDictionary[Connection, dict[str, ColumnElement[bool]]] = WeakKeyDictionary()
_MOVE = update(tables.people).where(_p.name == bindparam("who")).values(cohort=bindparam("to"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who plays; `cohort` is None for who is in none."""

    name: str
    cohort: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking a list did: how many people are new, were moved to another cohort (or out of theirs), and
    stand as they stood before."""

    new: int
    moved: int
    same: int


@dataclass(frozen=True, slots=True)
class Target:
    """A cohort or a person: one of the two is set."""

    cohort: str | None = None
    person: str | None = None


def read_people(path: Path) -> list[Person]:
    """The people of a CSV file in UTF-8 whose first line names the columns `name` and `cohort`, in any order.

    Cells stand between commas, or between semicolons or tabs where the first line has them. An empty cohort
    is none. Raises PeopleInvalid with every mistake; OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST_LIST + 1)
    if len(data) > LARGEST_LIST:
        raise PeopleInvalid(str(path), [(1, f"the file is larger than {LARGEST_LIST // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = "this is not UTF-8; a spreadsheet writes it as 'CSV UTF-8'"
        raise PeopleInvalid(str(path), [(line, wrong)]) from error
    found: dict[str, tuple[int, Person]] = {}
    mistakes: list[tuple[int, str]] = []
    for line, one in _rows(text):
        if isinstance(one, str):
            mistakes.append((line, one))
        elif one.name in found:
            mistakes.append((line, f"'{one.name}' stands in line {found[one.name][0]} already"))
        else:
            found[one.name] = line, one
    if mistakes:
        raise PeopleInvalid(str(path), mistakes)
    return [person for _, person in found.values()]


def _rows(text: str) -> Iterator[tuple[int, Person | str]]:
    """Each line with the person in it, or with what is wrong; empty lines are passed over."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    head: list[str] | None = None
    try:
        for row in reader:
            line, begins = begins, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if head is None:
                head = [cell.casefold() for cell in cells]
                if sorted(head) != sorted(COLUMNS):
                    yield line, "the first line has to be: name,cohort"
                    return
            elif any(cells):
                yield line, _person(head, cells)
    except csv.Error as error:
        yield begins, f"this cannot be read as CSV: {error}"
    if head is None:
        yield 1, "the file is empty; its first line has to be: name,cohort"


def _person(head: Sequence[str], cells: Sequence[str]) -> Person | str:
    if len(cells) != len(head):
        return f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} where there are two columns"
    by_name = dict(zip(head, cells, strict=True))
    name, cohort = clean_name(by_name["name"]), clean_name(by_name["cohort"])
    if name is None:
        return f"a name {_WRONG_NAME}"
    if cohort is None and by_name["cohort"]:
        return f"a cohort's name {_WRONG_NAME}"
    return Person(name, cohort)


def import_people(store: Store, people: Sequence[Person]) -> Imported:
    """Keeps people and their cohorts, all of them or none; who is kept and not named here stays as before.

    Raises NotSaved.
    """
    with store.writing() as connection:
        before = {row.name: row.cohort for row in connection.execute(select(tables.people))}
        new = [person for person in people if person.name not in before]
        moved = [
            person for person in people if person.name in before and before[person.name] != person.cohort
        ]
        if new:
            rows = [{"name": person.name, "cohort": person.cohort} for person in new]
            connection.execute(insert(tables.people), rows)
        if moved:
            changes = [{"who": person.name, "to": person.cohort} for person in moved]
            connection.execute(_MOVE, changes)
    return Imported(len(new), len(moved), len(people) - len(new) - len(moved))


def belongs(name: ColumnElement[str], cohort: str) -> ColumnElement[bool]:
    """Whether somebody of that name is in a cohort; with NO_COHORT in none, imported or not."""
    theirs = tables.people.alias().c  # the query that asks may read of people too
    if cohort != NO_COHORT:
        return name.in_(select(theirs.name).where(theirs.cohort == cohort))
    return ~exists().where(theirs.name == name, theirs.cohort.is_not(None))


def listed_in(cohort: str) -> ColumnElement[bool]:
    """The same of somebody who was imported."""
    return _p.cohort.is_(None) if cohort == NO_COHORT else _p.cohort == cohort


def played_by(connection: Connection, cohort: str) -> ColumnElement[bool]:
    """What holds for the sessions of the people of a cohort, or with NO_COHORT of those in none: by name
    where they are not too many.

    A server asks its guards of every row before it looks at what a subquery gives, and would read the
    sessions of all whom a manager may see; names it looks up in an index. Who they are is asked once a
    connection, of which a review asks half a dozen questions.
    """
    known = _MEMBERS.setdefault(connection, {})
    if cohort not in known:
        listed = select(_p.name).where(listed_in(cohort))
        query = union_all(listed, _not_imported()) if cohort == NO_COHORT else listed
        names = connection.execute(query.limit(NAMED + 1)).scalars().all()
        known[cohort] = belongs(_trainee, cohort) if len(names) > NAMED else _is_one_of(connection, names)
    return known[cohort]


def _is_one_of(connection: Connection, names: Sequence[str]) -> ColumnElement[bool]:
    """A server is sent them as one value: as eighty, they take longer to send than to look up."""
    if connection.dialect.name == "postgresql":
        return _trainee == any_(literal(names, ARRAY(Text)))
    return _trainee.in_(names)


def _not_imported() -> Select[tuple[str]]:
    """Who has sessions and is not in the list of people; each is looked up once."""
    who = select(_trainee).distinct().subquery().c.trainee
    return select(who).where(~exists().where(_p.name == who))


def people(store: Store, cohort: str | None = None) -> list[Person]:
    """The people who were imported, by cohort and name, those without a cohort last; of one cohort, of none
    with NO_COHORT, or all.

    Who only has sessions is not among them. Raises StoreUnusable.
    """
    query = select(_p.name, _p.cohort)
    if cohort is not None:
        query = query.where(listed_in(cohort))
    with store.reading() as connection:
        found = [Person(row.name, row.cohort) for row in connection.execute(query)]
    return sorted(found, key=_place)


def cohorts(store: Store) -> dict[str, int]:
    """The cohorts by name, and how many people are in each. Raises StoreUnusable."""
    query = select(_p.cohort, func.count().label("people")).where(_p.cohort.is_not(None)).group_by(_p.cohort)
    with store.reading() as connection:
        found = {row.cohort: row.people for row in connection.execute(query)}
    return {name: found[name] for name in sorted(found, key=lambda name: (name.casefold(), name))}


def names(store: Store) -> list[str]:
    """Everybody whom the store knows of, imported or by a session, by name. Raises StoreUnusable."""
    with store.reading() as connection:
        known = {
            *connection.execute(select(_p.name)).scalars(),
            *connection.execute(select(tables.sessions.c.trainee).distinct()).scalars(),
        }
    return sorted(known, key=lambda name: (name.casefold(), name))


def check_cohort(store: Store, cohort: str) -> None:
    """Raises PersonNotFound where the store shows its user no cohort of that name; NO_COHORT is always there.
    StoreUnusable."""
    known = cohorts(store)
    if cohort != NO_COHORT and cohort not in known:
        hints = nearest(cohort, known, MOST_HINTS)
        raise PersonNotFound(
            cohort, hints, what="cohort", known=tuple(known), or_else=why_not_shown(store, policy_of(store))
        )


def why_not_shown(
    store: Store, policy: Policy, what: Literal["cohort", "person"] = "cohort"
) -> tuple[str, ...]:
    """Why a cohort or a person that there is may be kept from the store's user, in words: a server leaves it
    out of what it gives. Empty where all are given out, as they are from a file."""
    if store.role == "owner":
        return ()
    few = what == "cohort" and policy.people == "cohorts"
    return ("it is not one that you may read", *((f"it has fewer than {FEWEST} people",) if few else ()))


def resolve(store: Store, to: str) -> Target:
    """Who is meant by the name of a cohort or a person; `cohort:NAME` and `person:NAME` say which.

    Raises UsageError where there are both, PersonNotFound where there is neither to be shown.
    """
    kind, mark, name = to.partition(":")
    if not mark or kind not in ("cohort", "person"):
        kind, name = "", to
    wanted = clean_name(name) or name
    is_cohort = kind != "person" and wanted in cohorts(store)
    is_person = kind != "cohort" and is_known(store, wanted)
    if is_cohort and is_person:
        raise UsageError(
            f"'{wanted}' is a cohort and a person: write 'cohort:{wanted}' or 'person:{wanted}'."
        )
    if is_cohort:
        return Target(cohort=wanted)
    if is_person:
        return Target(person=wanted)
    candidates = [*(cohorts(store) if kind != "person" else ()), *(names(store) if kind != "cohort" else ())]
    raise PersonNotFound(
        wanted,
        nearest(wanted, candidates),
        what=kind or "cohort or person",
        or_else=why_not_shown(store, policy_of(store), "person" if kind == "person" else "cohort"),
    )


def is_known(store: Store, name: str) -> bool:
    """Whether somebody of that name was imported, or has a session. Raises StoreUnusable."""
    sessions = tables.sessions.c.trainee
    with store.reading() as connection:
        return any(
            connection.execute(select(column).where(column == name).limit(1)).first()
            for column in (_p.name, sessions)
        )


def _place(person: Person) -> tuple[bool, str, str, str]:
    cohort = person.cohort or ""
    return person.cohort is None, cohort.casefold(), person.name.casefold(), person.name
