"""Sessions that come in from another store. Whoever calls has held each against its chain and a replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from servicesim.errors import UsageError
from servicesim.saves import tables
from servicesim.saves.outgoing import Kept
from servicesim.saves.records import StoredStory, utc_text
from servicesim.saves.rows import reply_values, session_values
from servicesim.saves.store import Store
from servicesim.saves.tallying import untally

_s, _r, _t = tables.sessions.c, tables.replies.c, tables.tombstones.c
_earlier = tables.sessions.alias().c

_KEPT = select(tables.sessions).where(_s.id == bindparam("id"))
_DELETED = select(_t.session).where(_t.session == bindparam("id"))
_HASH = select(_r.hash).where(_r.session == bindparam("id"), _r.seq == bindparam("number"))
_ROWS = select(func.count()).where(_r.session == bindparam("id"))
_LATER = select(_s.id).where(
    _s.trainee == bindparam("trainee"),
    _s.story == bindparam("story"),
    _s.first,
    exists().where(
        _earlier.trainee == _s.trainee,
        _earlier.story == _s.story,
        or_(
            _earlier.started < _s.started,
            and_(_earlier.started == _s.started, _earlier.id < _s.id),
        ),
    ),
)

# What a session has once it has ended, and what nothing that happens later may change.
_AT_THE_END = ("status", "ending", "outcome", "ended", "assisted")


class Differs(Exception):
    """A session that comes in contradicts the one that is kept under its id."""


@dataclass(slots=True)
class Merged:
    """How many sessions came in, and what became of them."""

    new: int = 0
    grown: int = 0
    """Kept before, and gone on with since."""
    same: int = 0
    """Kept already, or kept in a later state."""
    deleted: int = 0
    """Deleted from this store before, and left out."""


class Merger:
    """One transaction that sessions come in by. See `merging`."""

    def __init__(self, connection: Connection, location: str) -> None:
        self._connection = connection
        self._location = location
        self._touched: set[tuple[str, str]] = set()
        self._not_first: set[str] = set()
        self.merged = Merged()

    def story(self, story: StoredStory) -> None:
        """Keeps the text of a story, whose digest is that of its document."""
        digest = tables.stories.c.digest
        if not self._connection.execute(select(digest).where(digest == story.digest)).first():
            self._connection.execute(insert(tables.stories), asdict(story))

    def session(self, coming: Kept) -> None:
        """Takes a session in. Raises Differs where another one is kept under its id, or its rows went on in
        another way."""
        session = coming.session
        self._touched.add((session.trainee, session.story))
        if self._connection.execute(_DELETED, {"id": session.id}).first():
            self.merged.deleted += 1
            return
        found = self._connection.execute(_KEPT, {"id": session.id}).one_or_none()
        if found is None:
            self._connection.execute(insert(tables.sessions), {**_values(coming), "tallied": False})
            self._add_rows(coming, 0)
            self.merged.new += 1
        else:
            self._go_on(coming, found._asdict())

    def settle(self) -> None:
        """Takes `first` from sessions that turn out not to be their trainee's first at the story.

        It is only ever taken: where the first was deleted, no later one takes its place.
        """
        for trainee, story in sorted(self._touched):
            later = self._connection.execute(_LATER, {"trainee": trainee, "story": story})
            self._not_first.update(row.id for row in later)
        not_first = sorted(self._not_first)
        # The tallies are of first attempts: what these added to them goes.
        untally(self._connection, self._location, not_first)
        for session in not_first:
            self._change(session, {"first": False, "tallied": False})

    def _go_on(self, coming: Kept, found: Mapping[str, Any]) -> None:
        session = coming.session
        if found["hash"] != session.hash:
            raise Differs("another session is kept under this id.")
        count: int = self._connection.execute(_ROWS, {"id": session.id}).scalar_one()
        here, there = found["tip"], session.tip
        if count > len(coming.rows):
            row = {"id": session.id, "number": len(coming.rows)}
            here = self._connection.execute(_HASH, row).scalar() if coming.rows else found["hash"]
        elif count < len(coming.rows):
            there = coming.rows[count - 1].hash if count else session.hash
        if here != there:
            raise Differs(f"the one kept under this id went on differently, by row {count} at the latest.")
        if found["first"] and not session.first:
            self._not_first.add(session.id)
        if count > len(coming.rows):
            self.merged.same += 1
            return
        change = _of_both(coming, found)
        if count < len(coming.rows):
            if found["status"] == "ended":
                raise Differs("the one kept under this id has ended, and this one goes on.")
            self._add_rows(coming, count)
            self._change(session.id, {**_values(coming), "first": found["first"], **change})
            self.merged.grown += 1
            return
        if found["status"] == "ended":
            self._refuse_other_end(_values(coming), found)
            if coming.scored and not found["scored"]:
                change |= {name: getattr(session, name) for name in ("empathy", "clarity", "trust")}
                change["scored"] = True
        self._change(session.id, {key: value for key, value in change.items() if found[key] != value})
        self.merged.same += 1

    def _refuse_other_end(self, values: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        for name in _AT_THE_END:
            if values[name] != found[name]:
                raise Differs(f"the one kept under this id has another value for '{name}'.")

    def _add_rows(self, coming: Kept, after: int) -> None:
        rows = [reply_values(row) for row in coming.rows[after:]]
        if rows:
            self._connection.execute(insert(tables.replies), rows)

    def _change(self, session: str, values: Mapping[str, Any]) -> None:
        if values:
            self._connection.execute(update(tables.sessions).where(_s.id == session), dict(values))


def _of_both(coming: Kept, found: Mapping[str, Any]) -> dict[str, Any]:
    """What no chain covers, of the two whichever says more."""
    debriefed = None if coming.debriefed is None else utc_text(coming.debriefed)
    return {
        "assisted": found["assisted"] or coming.session.assisted,
        "touched": max(found["touched"], utc_text(coming.session.touched)),
        "debriefed": max(filter(None, (debriefed, found["debriefed"])), default=None),
    }


def _values(coming: Kept) -> dict[str, Any]:
    values = session_values(coming.session)
    values["debriefed"] = None if coming.debriefed is None else utc_text(coming.debriefed)
    return {**values, "scored": coming.scored}


@contextmanager
def merging(store: Store) -> Iterator[Merger]:
    """Takes sessions in: all of them, or where anything goes wrong within, none.

    Raises NotSaved; UsageError on a server for anybody but the store's owner.
    """
    if store.role != "owner":
        raise UsageError("Sessions of other stores are taken in by the owner of this one alone.")
    with store.writing() as connection:
        merger = Merger(connection, store.location)
        yield merger
        merger.settle()
