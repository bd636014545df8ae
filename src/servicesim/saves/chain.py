"""The hash chain of a session: each row's hash covers the row and the hash before it.

The chain begins with a hash of what is fixed at the beginning of a session, and the session keeps the hash
of its last row, so that rows dropped at the end are missed too. It finds accidents and clumsy changes. It
is no proof: there is no key, so whoever can write the file can work out a new chain.

What is hashed is canonical JSON: keys sorted, no spaces, ASCII. It is written out here, the keys in order.
Sorting them, and choosing how to write each value, takes far longer than the hash, and whoever checks a store
does it for every row. So a field that a record gets some day does not change the hashes that are there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring_ascii as quoted
from typing import Protocol

from servicesim.saves.records import ReplyRow, SessionRecord, utc_text

_FLAGS = {True: "true", False: "false"}


class Begun(Protocol):
    """What is fixed when a session begins, but for the time."""

    @property
    def id(self) -> str: ...
    @property
    def trainee(self) -> str: ...
    @property
    def story(self) -> str: ...
    @property
    def story_digest(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def rules(self) -> int: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def assisted_at_start(self) -> bool: ...
    @property
    def seen(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Something that does not fit. `seq` is the row, 0 for the session itself."""

    seq: int
    text: str


def session_hash(session: SessionRecord) -> str:
    """SHA-256 (hex) of what is fixed when a session begins, nothing that changes later."""
    return beginning_hash(session, utc_text(session.started))


def beginning_hash(session: Begun, started: str) -> str:
    """The same of a session's values as they lie in the table."""
    parent = "null" if session.parent is None else quoted(session.parent)
    facts = (
        f'{{"assisted_at_start":{_FLAGS[session.assisted_at_start]},"id":{quoted(session.id)},'
        f'"mode":{quoted(session.mode)},"parent":{parent},"rules":{session.rules},"seed":{session.seed},'
        f'"seen":{_FLAGS[session.seen]},"started":"{started}",'
        f'"story":{quoted(session.story)},"story_digest":{quoted(session.story_digest)},'
        f'"trainee":{quoted(session.trainee)}}}'
    )
    return sha256(facts.encode()).hexdigest()


def row_hash(previous: str, row: ReplyRow) -> str:
    """SHA-256 (hex) of `row`, its own `hash` left out, on top of the hash before it."""
    parts = fixed_parts(
        *(row.kind, row.turn, row.scene, row.reply),
        *(row.attitude, row.resistance, row.trust, row.grievances),
    )
    return parts_hash(previous, parts, row.session, row.seq, utc_text(row.at), row.decided_ms)


Parts = tuple[str, str, str]
"""A row's canonical JSON as far as it is the same for everybody who gives that reply at that moment."""


def fixed_parts(
    kind: str, turn: int, scene: str, reply: str, attitude: str, resistance: int, trust: int, grievances: int
) -> Parts:
    """What a row's JSON holds of the reply and of where it led."""
    return (
        f'"attitude":{quoted(attitude)},"decided_ms":',
        f',"grievances":{grievances},"kind":{quoted(kind)},"reply":{quoted(reply)},'
        f'"resistance":{resistance},"scene":{quoted(scene)},"seq":',
        f'","trust":{trust},"turn":{turn}}}',
    )


def parts_hash(previous: str, parts: Parts, session: str, seq: int, at: str, decided_ms: int | None) -> str:
    """The hash of a row in parts. `session` and `at` are taken as the store writes them."""
    first, second, third = parts
    took = "null" if decided_ms is None else decided_ms
    facts = f'{previous}{{"at":"{at}",{first}{took}{second}{seq},"session":"{session}{third}'
    return sha256(facts.encode()).hexdigest()


def check(session: SessionRecord, rows: Sequence[ReplyRow]) -> list[ChainProblem]:
    """What does not fit in the chain of `session`, nothing when it holds. `rows`: all of them in order."""
    problems: list[ChainProblem] = []
    if session_hash(session) != session.hash:
        problems.append(ChainProblem(0, "what was fixed when the session began has been changed"))
    previous, expected = session.hash, 1
    for row in rows:
        if row.seq > expected:
            problems.append(
                ChainProblem(expected, f"missing: the next row there is has the number {row.seq}")
            )
        elif row.seq < expected:
            problems.append(ChainProblem(row.seq, "stands in the wrong place"))
        elif row_hash(previous, row) != row.hash:
            problems.append(ChainProblem(row.seq, "does not fit its hash and the row before it"))
        previous, expected = row.hash, row.seq + 1
    if previous != session.tip:
        problems.append(
            ChainProblem(expected, "the rows do not end with the one that the session saved last")
        )
    standing = rows[-1].turn if rows else 0
    if session.turns != standing:
        text = f"the session counts {session.turns} replies, its rows leave {standing} standing"
        problems.append(ChainProblem(0, text))
    return problems
