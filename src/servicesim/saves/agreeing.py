"""Finds the sessions that surely agree with their chain and their replay, many at a time and fast.

It says yes or does not know. Whatever is unusual in a session, it does not know, and `verify` looks at that
one by itself and says what is wrong; so nothing here puts a problem into words, and what it accepts is what
`verify` would have accepted, which tests hold.

Three things make it fast: many sessions are read by one query; a row's values are hashed as they lie in the
table; and each moment of a story is worked out once, since people come to the same moments again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from servicesim.conversation import RULES, Exchange, exchange, find_reply, start
from servicesim.errors import ReplyNotOffered, StoreUnusable
from servicesim.saves import tables
from servicesim.saves.chain import Parts, fixed_parts, parts_hash, session_hash, values_hash
from servicesim.saves.play import story_of
from servicesim.saves.records import SessionRecord, is_utc_text
from servicesim.saves.rows import SESSION_COLUMNS, read_moment, session_record
from servicesim.saves.store import Store
from servicesim.story.linked import State, Story

MOST_MOMENTS = 200_000
"""Moments of one story that are remembered; then it begins anew, so that memory stays bounded."""

_s, _r = tables.sessions.c, tables.replies.c
_ROWS = select(
    *(_r.session, _r.seq, _r.kind, _r.turn, _r.reply, _r.at, _r.decided_ms, _r.hash),
    *(_r.scene, _r.attitude, _r.resistance, _r.trust, _r.grievances),
).order_by(_r.session, _r.seq)
_NAMES = [column.name for column in SESSION_COLUMNS]
_HOLDS = slice(8, 13)
_WHOLE_OR_NONE = (int, type(None))
_TYPES = frozenset((str, int, str, int, str, str, took, *(str,) * 3, *(int,) * 3) for took in _WHOLE_OR_NONE)

Row = Sequence[Any]
Holds = tuple[str, str, int, int, int]
"""What a row of a reply holds of the story: the scene, and the attitude, resistance, trust and grievances
after it."""


class _Moment:
    """A state of a story. `moves` has what each reply given there so far does."""

    __slots__ = ("moves", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.moves: dict[str, _Move] = {}


class _Move(NamedTuple):
    """A reply given at a moment: the exchange, what a row of it holds, the parts of its JSON, and the moment
    it leads to."""

    exchange: Exchange
    holds: Holds
    parts: Parts
    to: _Moment


class _Moments:
    """The moments of one story that conversations came to."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._known: dict[State, _Moment] = {}
        self.start = self._at(start(story))

    def _at(self, state: State) -> _Moment:
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = _Moment(state)
        return known

    def forget_many(self) -> None:
        """Begins anew where too much is remembered."""
        if len(self._known) > MOST_MOMENTS:
            self._known = {}
            self.start = self._at(self.start.state)

    def move(self, moment: _Moment, reply: str) -> _Move:
        """What a reply does there, for the first time. Raises ReplyNotOffered."""
        made = exchange(self.story, moment.state, find_reply(self.story, moment.state, reply))
        levels = made.after.persona
        scene = made.reply.scene
        holds = (scene, levels.attitude, levels.resistance, levels.trust, levels.grievances)
        parts = fixed_parts("reply", scene, reply, *holds[1:])
        move = moment.moves[reply] = _Move(made, holds, parts, self._at(made.after))
        return move


class Agreeing:
    """Looks through a store. `ends_so` says whether a session ended as these exchanges do, scores and all."""

    def __init__(
        self, store: Store, ends_so: Callable[[SessionRecord, Sequence[Exchange], Story], bool]
    ) -> None:
        self._store = store
        self._ends_so = ends_so
        self._moments: dict[str, _Moments] = {}
        self._sound: set[tuple[type, ...]] = set()

    def among(self, ids: Sequence[str]) -> dict[str, SessionRecord]:
        """Those of these sessions that surely agree, by id. Raises StoreUnusable where it cannot be read."""
        with self._store.reading() as connection:
            found = connection.execute(select(*SESSION_COLUMNS).where(_s.id.in_(ids))).all()
            rows = _as_they_lie(connection, _ROWS.where(_r.session.in_(ids)))
        by_session = {session: list(group) for session, group in groupby(rows, key=itemgetter(0))}
        agreeing = {}
        for values in found:
            try:
                session = self._record(values)
                if self._agrees(session, by_session.get(session.id, [])):
                    agreeing[session.id] = session
            except (StoreUnusable, ReplyNotOffered):  # `verify` says what it is
                continue
        return agreeing

    def _record(self, row: Any) -> SessionRecord:
        """The session in a row. Rows whose values are of the same types are alike in all that is looked at
        but the times. Raises StoreUnusable."""
        types = tuple(map(type, row))
        if types not in self._sound:
            session = session_record(row._asdict(), self._store.location)
            self._sound.add(types)
            return session
        values = dict(zip(_NAMES, row, strict=True))
        for name in ("started", "touched", "ended"):
            text = values[name]
            if text is not None:
                values[name] = read_moment(text, f"the session {row.id}", self._store.location)
        return SessionRecord(**values)

    def _agrees(self, session: SessionRecord, rows: Sequence[Row]) -> bool:
        if session_hash(session) != session.hash or session.turns != (rows[-1][3] if rows else 0):
            return False
        if session.rules != RULES:
            return _chain_holds(session, rows)
        moments = self._moments.get(session.story_digest)
        if moments is None:
            moments = self._moments[session.story_digest] = _Moments(story_of(self._store, session))
        moments.forget_many()
        given = _given(session, rows, moments)
        if given is None:
            return False
        helped = session.assisted_at_start or len(given) < len(rows)
        if helped and not session.assisted:
            return False
        return self._ends_so(session, [move.exchange for move in given], moments.story)


def _as_they_lie(connection: Connection, query: Select[Any]) -> Sequence[Row]:
    """The rows of a query as the driver gives them: SQLAlchemy's own take twice as long."""
    result = connection.execute(query)
    rows = result.cursor.fetchall()
    result.close()
    return rows


def _given(session: SessionRecord, rows: Sequence[Row], moments: _Moments) -> list[_Move] | None:
    """The replies that stand, None where a row does not fit the one before it, or the story."""
    tip, moment = session.hash, moments.start
    given: list[_Move] = []
    for expected, row in enumerate(rows, 1):
        name, seq, kind, turn, reply, at, decided_ms, kept, _, _, _, _, _ = row
        if kind == "reply":
            move = moment.moves.get(reply) or moments.move(moment, reply)
            # What the row holds of the story is of the right type where it is the same.
            if row[_HOLDS] != move.holds or seq != expected or type(seq) is not int:
                return None
            if type(turn) is not int or type(decided_ms) not in _WHOLE_OR_NONE:
                return None
            if type(at) is not str or not is_utc_text(at):
                return None
            tip = parts_hash(tip, move.parts, name, seq, turn, at, decided_ms)
            given.append(move)
            moment = move.to
        elif seq == expected and _is_sound(row) and kind == "back" and 0 <= turn < len(given):
            tip = _hash(tip, row)
            del given[turn:]
            moment = given[-1].to if given else moments.start
        else:
            return None
        if tip != kept:
            return None
    return given if tip == session.tip else None


def _chain_holds(session: SessionRecord, rows: Sequence[Row]) -> bool:
    """For a session of other rules, of which only the chain is looked at."""
    tip = session.hash
    helped = session.assisted_at_start
    for expected, row in enumerate(rows, 1):
        if row[1] != expected or not _is_sound(row):
            return False
        tip = _hash(tip, row)
        if tip != row[7]:
            return False
        helped = helped or row[2] == "back"
    return tip == session.tip and (session.assisted or not helped)


def _is_sound(row: Row) -> bool:
    return tuple(map(type, row)) in _TYPES and is_utc_text(row[5])


def _hash(tip: str, row: Row) -> str:
    name, seq, kind, turn, reply, at, decided_ms, _, scene, attitude, resistance, trust, grievances = row
    return values_hash(
        tip, name, seq, kind, turn, scene, reply, attitude, resistance, trust, grievances, at, decided_ms
    )
