"""Deleting people's sessions. What is left of one is a tombstone: that it was here, and nothing of whom.

A comment goes with the session that it was written to, and so does the note of where it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal, select, update

from servicesim.errors import NotSaved, StoreUnusable
from servicesim.saves import tables
from servicesim.saves.records import utc_now, utc_text
from servicesim.saves.store import Store

_a, _p, _r, _s = tables.assignments.c, tables.people.c, tables.replies.c, tables.sessions.c


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted, or would be: sessions with their replies, the comments on them, and of a person the
    assignments; `listed` says that the person stood in the list of people. `traces` says why the file could
    not be written anew, so that some bytes of what was deleted may still lie in it."""

    sessions: int
    replies: int
    comments: int
    assignments: int = 0
    listed: bool = False
    traces: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to delete."""
        return not (self.sessions or self.assignments or self.listed)


def would_forget_trainee(store: Store, name: str) -> Forgotten:
    """What `forget_trainee` would delete. Raises StoreUnusable."""
    with store.reading() as connection:
        return _person(connection, name)


def would_forget_older(store: Store, before: datetime) -> Forgotten:
    """What `forget_older` would delete. Raises StoreUnusable; ValueError for a time without a zone."""
    with store.reading() as connection:
        return _counted(connection, _older(before))


def forget_trainee(store: Store, name: str) -> Forgotten:
    """Deletes everything of one person: sessions, a place in a cohort, assignments to that person alone.

    What that person wrote to the sessions of others stays with those. Raises NotSaved.
    """
    with store.writing() as connection:
        found = _person(connection, name)
        _delete(connection, store.location, _s.trainee == name)
        connection.execute(delete(tables.people).where(_p.name == name))
        connection.execute(delete(tables.assignments).where(_a.person == name))
    return _without_traces(store, found)


def forget_older(store: Store, before: datetime) -> Forgotten:
    """Deletes the sessions of everybody that last went on before that time; people and their assignments
    stay. Raises NotSaved; ValueError for a time without a zone."""
    these = _older(before)
    with store.writing() as connection:
        found = _counted(connection, these)
        _delete(connection, store.location, these)
    return _without_traces(store, found)


def _without_traces(store: Store, found: Forgotten) -> Forgotten:
    """What is deleted is deleted, whatever comes of writing the file anew."""
    if found.nothing:
        return found
    try:
        store.write_anew()
    except NotSaved as error:
        return replace(found, traces=error.reason)
    return found


def _older(before: datetime) -> ColumnElement[bool]:
    return _s.touched < utc_text(before)


def _person(connection: Connection, name: str) -> Forgotten:
    found = _counted(connection, _s.trainee == name)
    own = select(func.count()).select_from(tables.assignments).where(_a.person == name)
    listed = select(func.count()).select_from(tables.people).where(_p.name == name)
    return Forgotten(
        found.sessions,
        found.replies,
        found.comments,
        assignments=connection.execute(own).scalar_one(),
        listed=bool(connection.execute(listed).scalar_one()),
    )


def _counted(connection: Connection, these: ColumnElement[bool]) -> Forgotten:
    ids = select(_s.id).where(these)
    sessions, replies, comments = (
        connection.execute(select(func.count()).select_from(table).where(column.in_(ids))).scalar_one()
        for table, column in (
            (tables.sessions, _s.id),
            (tables.replies, _r.session),
            (tables.comments, tables.comments.c.session),
        )
    )
    return Forgotten(sessions, replies, comments)


def _delete(connection: Connection, location: str, these: ColumnElement[bool]) -> None:
    _take_out_of_tallies(connection, location, these)
    # The tombstones first: without one the database lets go of no reply.
    dead = tables.tombstones
    known = select(dead.c.session)
    rows = select(_s.id, literal(utc_text(utc_now()))).where(these, _s.id.not_in(known))
    connection.execute(insert(dead).from_select(["session", "at"], rows))
    ids = select(_s.id).where(these)
    for table, column in (
        (tables.comments, tables.comments.c.session),
        (tables.deliveries, tables.deliveries.c.session),
        (tables.replies, _r.session),
    ):
        connection.execute(delete(table).where(column.in_(ids)))
    connection.execute(delete(tables.sessions).where(these))


def _take_out_of_tallies(connection: Connection, location: str, these: ColumnElement[bool]) -> None:
    query = select(_s.id, _s.story_digest).where(these, _s.tallied)
    tallied = [(row.id, row.story_digest) for row in connection.execute(query)]
    if not tallied:
        return
    from servicesim.saves.tallying import untally

    try:
        untally(connection, location, [session for session, _ in tallied])
    except StoreUnusable:
        # A text that cannot be read keeps nobody from being forgotten. What these texts add up to goes
        # whole, and is made anew where that can be.
        texts = {text for _, text in tallied}
        connection.execute(delete(tables.tallies).where(tables.tallies.c.story_digest.in_(texts)))
        anew = update(tables.sessions).where(_s.story_digest.in_(texts), _s.tallied)
        connection.execute(anew.values(tallied=False))
