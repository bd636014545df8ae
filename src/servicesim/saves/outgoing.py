"""Sessions on their way out of the store, in any number: a few hundred are read at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

from servicesim.errors import StoreUnusable
from servicesim.saves import tables
from servicesim.saves.people import played_by
from servicesim.saves.records import Mode, ReplyRow, SessionRecord, Status, utc_moment, utc_text
from servicesim.saves.rows import SESSION_COLUMNS, reply_row, session_record
from servicesim.saves.store import Store

AT_ONCE = 200
"""How many sessions are read at a time."""

_s, _r = tables.sessions.c, tables.replies.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions are to go out; what is None does not matter, and a cohort may be NO_COHORT. `since` and
    `until` hold against the beginning, `until` itself left out; `session` is a whole id."""

    trainee: str | None = None
    cohort: str | None = None
    story: str | None = None
    source: str | None = None
    mode: Mode | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: Status | None = None
    session: str | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Kept:
    """A session with all that the store keeps of it. `rows` is empty where they were not asked for."""

    session: SessionRecord
    rows: tuple[ReplyRow, ...]
    debriefed: datetime | None
    """When its debrief was shown last."""
    scored: bool
    """Whether its scores come from a replay."""


def ids_of(store: Store, wanted: Wanted = EVERYTHING, *, newest_first: bool = False) -> list[str]:
    """The ids of the sessions that fit, in the order they began. Raises StoreUnusable."""
    order = (_s.started.desc(), _s.id) if newest_first else (_s.started, _s.id)
    with store.reading() as connection:
        return [row.id for row in connection.execute(_query(connection, wanted).order_by(*order))]


def kept(store: Store, ids: Sequence[str], *, rows: bool = True) -> Iterator[Kept]:
    """The sessions of those ids in that order, with their replies unless `rows` is False.

    One that was deleted since its id was read is left out. Raises StoreUnusable, also for damage.
    """
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found = {one.session.id: one for one in _read(store, some, rows)}
        yield from (found[session] for session in some if session in found)


def _query(connection: Connection, wanted: Wanted) -> Select[tuple[str]]:
    tests: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (_s.trainee, wanted.trainee),
            (_s.story, wanted.story),
            (_s.mode, wanted.mode),
            (_s.status, wanted.status),
            (_s.id, wanted.session),
        )
        if value is not None
    ]
    if wanted.since is not None:
        tests.append(_s.started >= utc_text(wanted.since))
    if wanted.until is not None:
        tests.append(_s.started < utc_text(wanted.until))
    if wanted.cohort is not None:
        tests.append(played_by(connection, wanted.cohort))
    if wanted.source is not None:
        stories = tables.stories.c
        tests.append(_s.story_digest.in_(select(stories.digest).where(stories.source == wanted.source)))
    return select(_s.id).where(*tests)


def _read(store: Store, ids: Sequence[str], with_rows: bool) -> Iterator[Kept]:
    sessions = select(*SESSION_COLUMNS, _s.debriefed, _s.scored).where(_s.id.in_(ids))
    replies = select(tables.replies).where(_r.session.in_(ids)).order_by(_r.session, _r.seq)
    rows: dict[str, list[ReplyRow]] = defaultdict(list)
    with store.reading() as connection:  # one transaction: a session and its rows as they were together
        heads = [row._asdict() for row in connection.execute(sessions)]
        for row in connection.execute(replies) if with_rows else ():
            rows[row.session].append(reply_row(row._asdict(), store.location))
    for head in heads:
        debriefed, scored = _debriefed(store, head["id"], head.pop("debriefed")), bool(head.pop("scored"))
        session = session_record(head, store.location)
        yield Kept(session, tuple(rows.get(session.id, ())), debriefed, scored)


def _debriefed(store: Store, session: str, text: str | None) -> datetime | None:
    try:
        return None if text is None else utc_moment(text)
    except (ValueError, TypeError) as error:
        raise StoreUnusable(
            store.location, f"the session {session} is damaged: its time is {text!r}."
        ) from error
