"""What was saved of one story, counted and gathered for statistics: nothing in here names a person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, select

from servicesim.errors import StoreUnusable
from servicesim.saves import tables
from servicesim.saves.records import Mode, Status

if TYPE_CHECKING:  # which imports this module
    from servicesim.saves.store import Store

Attempt = Literal["first", "later", "seen", "assisted"]
"""What kind of attempt a session is. `assisted`: a hint, a take-back, replies given beforehand, or a parent.
Without help: `seen` where the trainee had been debriefed on the story before, `first` where it is the first
session that the trainee began at the story in either mode, else `later`."""

ATTEMPTS: tuple[Attempt, ...] = ("first", "later", "seen", "assisted")

_s, _r = tables.sessions.c, tables.replies.c


@dataclass(frozen=True, slots=True)
class Population:
    """Sessions of one story that are alike in all that must not be mixed, and of how many people they are.

    `newest` is when the newest of them began, as the store writes times.
    """

    story_digest: str
    rules: int
    mode: Mode
    attempt: Attempt
    status: Status
    sessions: int
    people: int
    newest: str


class Given(NamedTuple):
    """A reply that stands in a conversation; `decided_ms` is None where nobody measured."""

    reply: str
    decided_ms: int | None


def populations(store: Store, story: str) -> list[Population]:
    """How many sessions there are of a story, counted in the database by all that tells them apart, those
    that were begun last first. Raises StoreUnusable."""
    kinds = ("story_digest", "rules", "mode", "attempt", "status")
    columns = (_s.story_digest, _s.rules, _s.mode, _attempt(), _s.status)
    named = (column.label(name) for name, column in zip(kinds, columns, strict=True))
    alike = select(*named, _s.trainee, _s.started).where(_s.story == story).subquery().c
    by, newest = [alike[kind] for kind in kinds], func.max(alike.started)
    query = (
        select(
            *by,
            func.count().label("sessions"),
            func.count(distinct(alike.trainee)).label("people"),
            newest.label("newest"),
        )
        .group_by(*by)
        .order_by(newest.desc(), *by)
    )
    with store.reading() as connection:
        return [Population(**row._asdict()) for row in connection.execute(query)]


def conversations(
    store: Store, story: str, *, story_digest: str, rules: int, mode: Mode, attempt: Attempt
) -> list[list[Given]]:
    """The replies of each ended session of such a kind, in order, take-backs taken off; of a trainee who has
    several the first alone, so that no person counts twice.

    Which sessions and which replies is settled in the database; of each reply only two values leave it. What
    they mean depends on all that was said before, which nothing but a replay knows. Raises StoreUnusable.
    """
    wanted = _firsts_of_people(story, story_digest, rules, mode, attempt).subquery()
    taken_back = tables.replies.alias()
    later_back = exists().where(
        taken_back.c.session == _r.session,
        taken_back.c.seq > _r.seq,
        taken_back.c.kind == "back",
        taken_back.c.turn < _r.turn,
    )
    query = (
        select(_r.session, _r.reply, _r.decided_ms)
        .join(wanted, and_(wanted.c.id == _r.session, wanted.c.place == 1))
        .where(_r.kind == "reply", ~later_back)
        .order_by(_r.session, _r.turn)
    )
    with store.reading() as connection:
        rows = connection.execute(query)
        by_session = groupby(rows, key=lambda row: cast("str", row.session))
        return [[_given(store, **row._asdict()) for row in replies] for _, replies in by_session]


def _given(store: Store, session: str, reply: object, decided_ms: object) -> Given:
    """Held against its columns' types: SQLite itself takes any type in any column."""
    if not isinstance(reply, str) or not isinstance(decided_ms, int | None):
        raise StoreUnusable(store.location, f"a reply of the session {session} is damaged.")
    return Given(reply, decided_ms)


def _attempt() -> ColumnElement[str]:
    return case((_s.assisted, "assisted"), (_s.seen, "seen"), (~_s.first, "later"), else_="first")


def _firsts_of_people(
    story: str, story_digest: str, rules: int, mode: Mode, attempt: Attempt
) -> Select[tuple[str, int]]:
    """The ended sessions of such a kind; `place` numbers those of one trainee in the order they began."""
    place = func.row_number().over(partition_by=_s.trainee, order_by=(_s.started, _s.id)).label("place")
    return select(_s.id, place).where(
        _s.story == story,
        _s.story_digest == story_digest,
        _s.rules == rules,
        _s.mode == mode,
        _s.status == "ended",
        _attempt() == attempt,
    )
