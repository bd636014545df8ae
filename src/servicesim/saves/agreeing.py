"""Finds the sessions that surely agree with their chain and their replay, many at a time and fast.

It says yes or does not know. Whatever is unusual in a session, it does not know, and `verify` looks at that
one by itself and says what is wrong; so nothing here puts a problem into words, and what it accepts is what
`verify` would have accepted, which tests hold.

Three things make it fast: many sessions are read by one query; a row's values are hashed as they lie in the
table; and each moment of a story is worked out once, since people come to the same moments again and again.
Memory is slower than all of that, so a row is looked at as soon as it is read, and only the moments of the
stories at hand are kept: sessions are best asked for one story after the other.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import select

from servicesim.conversation import RULES, exchange, find_reply, start
from servicesim.errors import ReplyNotOffered, StoreUnusable
from servicesim.results.scores import Given
from servicesim.saves import tables
from servicesim.saves.chain import Begun, Parts, beginning_hash, fixed_parts, parts_hash
from servicesim.saves.play import story_kept
from servicesim.saves.records import are_utc_texts, is_utc_text
from servicesim.saves.rows import SESSION_COLUMNS, SESSION_NAMES, session_record
from servicesim.saves.store import Store
from servicesim.story.linked import State, Story

MOST_MOMENTS = 200_000
"""Moments of one story that are remembered; then it begins anew, so that memory stays bounded."""

_s, _r = tables.sessions.c, tables.replies.c
_ROWS = select(
    *(_r.session, _r.seq, _r.at, _r.decided_ms, _r.hash),
    *(_r.kind, _r.turn, _r.scene, _r.reply, _r.attitude, _r.resistance, _r.trust, _r.grievances),
).order_by(_r.session, _r.seq)
_SEQ, _AT, _HASH, _KIND, _TURN = 1, 2, 4, 5, 6
_HOLDS = slice(_KIND, None)
_TIMES = attrgetter("started", "touched", "ended")
_WHOLE_OR_NONE = (int, type(None))
_TYPES = frozenset((str, int, str, took, str, str, int, *(str,) * 3, *(int,) * 3) for took in _WHOLE_OR_NONE)

# Its values are asked for again and again, and SQLAlchemy's own rows take ten times as long to find one.
_Session: Any = namedtuple("_Session", SESSION_NAMES)  # type: ignore[misc]

Row = Sequence[Any]
Holds = tuple[str, int, str, str, str, int, int, int]
"""What a row of a reply holds of the story: the kind, how many replies stand after it, the scene, the reply,
and the attitude, resistance, trust and grievances after it."""


class Kept(Begun, Protocol):
    """A session as it is kept, as far as a replay has a say in it."""

    @property
    def status(self) -> str: ...
    @property
    def ending(self) -> str | None: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def empathy(self) -> float | None: ...
    @property
    def clarity(self) -> float | None: ...
    @property
    def trust(self) -> float | None: ...


class _Moment(dict[str, "_Move"]):
    """A state of a story, and what each reply given there so far does."""

    __slots__ = ("state",)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state


class _Move(NamedTuple):
    """A reply given at a moment: what a row of it holds, the parts of its JSON, the moment it leads to, and
    what scores count."""

    holds: Holds
    parts: Parts
    to: _Moment
    after: State
    empathy: int
    clarity: int


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
        after = made.after
        levels = after.persona
        holds = (
            *("reply", after.turn, made.reply.scene, reply),
            *(levels.attitude, levels.resistance, levels.trust, levels.grievances),
        )
        move = moment[reply] = _Move(
            holds, fixed_parts(*holds), self._at(after), after, made.empathy, made.clarity
        )
        return move


class Agreeing:
    """Looks through a store. `ends_so` says whether a session ended as these replies do, scores and all."""

    def __init__(self, store: Store, ends_so: Callable[[Kept, Sequence[Given], Story], bool]) -> None:
        self._store = store
        self._ends_so = ends_so
        self._moments: dict[str, _Moments | None] = {}
        self._sound: set[tuple[type, ...]] = set()

    def among(self, ids: Sequence[str]) -> dict[str, Kept]:
        """Those of these sessions that surely agree, by id. Raises StoreUnusable where it cannot be read."""
        query = select(*SESSION_COLUMNS).where(_s.id.in_(ids))
        with self._store.reading() as connection:
            found: list[Any] = [_Session(*row) for row in connection.execute(query)]
        # There is one connection to read by, and rows are looked at while they are being read.
        self._know({session.story_digest for session in found if session.rules == RULES})
        sessions = {session.id: session for session in found}
        agreeing: dict[str, Kept] = {}
        with self._store.reading() as connection:
            # As the driver gives them: SQLAlchemy's own rows take twice as long.
            rows = cast(Iterator[Row], connection.execute(_ROWS.where(_r.session.in_(ids))).cursor)
            for name, of_one in groupby(rows, key=itemgetter(0)):
                session = sessions.pop(name, None)
                if session is not None and self._agrees(session, list(of_one)):
                    agreeing[name] = session
        agreeing.update({name: session for name, session in sessions.items() if self._agrees(session, [])})
        return agreeing

    def _know(self, digests: Collection[str]) -> None:
        """Reads the stories of these texts, and forgets all others."""
        self._moments = {digest: self._moments.get(digest) for digest in digests}
        for digest, known in self._moments.items():
            if known is None:
                with suppress(StoreUnusable):  # `verify` says what it is, session by session
                    self._moments[digest] = _Moments(story_kept(self._store, digest))

    def _is_sound(self, session: Any) -> bool:
        """Whether the values are of their columns' kinds. Where their types are those of a session that is
        sound, that is so of all but the times. Raises StoreUnusable."""
        types = tuple(map(type, session))
        if types not in self._sound:
            session_record(session._asdict(), self._store.location)
            self._sound.add(types)
            return True
        return all(moment is None or is_utc_text(moment) for moment in _TIMES(session))

    def _agrees(self, session: Any, rows: Sequence[Row]) -> bool:
        try:
            return self._fits(session, rows)
        except (StoreUnusable, ReplyNotOffered):  # `verify` says what it is
            return False

    def _fits(self, session: Any, rows: Sequence[Row]) -> bool:
        if not self._is_sound(session) or beginning_hash(session, session.started) != session.hash:
            return False
        if session.turns != (rows[-1][_TURN] if rows else 0):
            return False
        if session.rules != RULES:
            return _chain_holds(session, rows)
        moments = self._moments[session.story_digest]
        if moments is None or session.story != moments.story.id:
            return False
        moments.forget_many()
        given = _given(session, rows, moments)
        if given is None:
            return False
        helped = session.assisted_at_start or len(given) < len(rows)
        if helped and not session.assisted:
            return False
        return self._ends_so(session, given, moments.story)


def _given(session: Any, rows: Sequence[Row], moments: _Moments) -> list[_Move] | None:
    """The replies that stand, None where a row does not fit the one before it, or the story."""
    name, tip, moment = session.id, session.hash, moments.start
    given: list[_Move] = []
    if not are_utc_texts([row[_AT] for row in rows]):
        return None
    for expected, row in enumerate(rows, 1):
        _, seq, at, took, kept, kind, turn, _, reply, _, resistance, trust, grievances = row
        if seq != expected:
            return None
        if kind == "reply":
            move = moment.get(reply) or moments.move(moment, reply)
            # 5.0 is equal to 5, and is no whole number in a row; nor is a sum with it.
            if row[_HOLDS] != move.holds or type(seq + turn + resistance + trust + grievances) is not int:
                return None
            if type(took) not in _WHOLE_OR_NONE:
                return None
            tip = parts_hash(tip, move.parts, name, expected, at, took)
            given.append(move)
            moment = move.to
        elif kind == "back" and _is_sound(row) and 0 <= turn < len(given):
            tip = _hash(tip, row)
            del given[turn:]
            moment = given[-1].to if given else moments.start
        else:
            return None
        if tip != kept:
            return None
    return given if tip == session.tip else None


def _chain_holds(session: Any, rows: Sequence[Row]) -> bool:
    """For a session of other rules, of which only the chain is looked at."""
    tip = session.hash
    helped = session.assisted_at_start
    for expected, row in enumerate(rows, 1):
        if row[_SEQ] != expected or not _is_sound(row):
            return False
        tip = _hash(tip, row)
        if tip != row[_HASH]:
            return False
        helped = helped or row[_KIND] == "back"
    return bool(tip == session.tip and (session.assisted or not helped))


def _is_sound(row: Row) -> bool:
    return tuple(map(type, row)) in _TYPES and is_utc_text(row[_AT])


def _hash(tip: str, row: Row) -> str:
    name, seq, at, decided_ms, _, *holds = row
    return parts_hash(tip, fixed_parts(*holds), name, seq, at, decided_ms)
