"""The hash chain of a session: each row's hash covers the row and the hash before it.

The chain begins with a hash of what is fixed at the beginning of a session, and the session keeps the hash
of its last row, so that rows dropped at the end are missed too. It finds accidents and clumsy changes. It
is no proof: there is no key, so whoever can write the file can work out a new chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servicesim.saves.records import ReplyRow, SessionRecord, utc_text

# The fields are written out, rather than taken from the dataclasses: a field added there some day must not
# change the hash of the sessions that are already saved.
_HEADER = (
    "id",
    "trainee",
    "story",
    "story_digest",
    "mode",
    "seed",
    "rules",
    "parent",
    "assisted_at_start",
    "seen",
)
_ROW = (
    "session",
    "seq",
    "kind",
    "turn",
    "scene",
    "reply",
    "attitude",
    "resistance",
    "trust",
    "grievances",
    "decided_ms",
)


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Something that does not fit. `seq` is the row, 0 for the session itself."""

    seq: int
    text: str


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """`value` in the one form that is hashed: keys sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def session_hash(session: SessionRecord) -> str:
    """SHA-256 (hex) of what is fixed when a session begins, nothing that changes later."""
    facts = {name: getattr(session, name) for name in _HEADER}
    facts["started"] = utc_text(session.started)
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def row_hash(previous: str, row: ReplyRow) -> str:
    """SHA-256 (hex) of `row`, its own `hash` left out, on top of the hash before it."""
    facts = {name: getattr(row, name) for name in _ROW}
    facts["at"] = utc_text(row.at)
    return hashlib.sha256(previous.encode() + canonical_json(facts)).hexdigest()


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
