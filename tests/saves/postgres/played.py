"""What somebody would write who has a login and not the program: rows with a chain that fits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from servicesim.saves.chain import row_hash, session_hash
from servicesim.saves.records import NewSession, ReplyRow, SessionRecord, StoredStory, utc_now
from servicesim.saves.rows import reply_values, session_values
from servicesim.saves.store import Store

if TYPE_CHECKING:  # whose fixtures write rows
    from .conftest import Database

_DOCUMENT = '{"story":{"id":"the-second-miss","source":"customer","title":"The second miss"}}'
STORY = StoredStory(
    hashlib.sha256(_DOCUMENT.encode()).hexdigest(),
    "the-second-miss",
    "The second miss",
    _DOCUMENT,
    "customer",
)


OFF = timedelta(minutes=6)
"""More than a clock may be off."""


def start(store: Store, trainee: str, **changes: Any) -> SessionRecord:
    """Begins a session in practice with the program; `changes` are fields of NewSession."""
    return store.begin(NewSession(trainee, STORY.story, STORY.digest, "practice", seed=7, rules=1, **changes))


def as_it_stands(database: Database, session: str) -> list[tuple[Any, ...]]:
    """All of a session, as its owner sees it."""
    row = database.run("owner", "SELECT * FROM sessions WHERE id = %s", session)
    return row + database.run("owner", "SELECT * FROM replies WHERE session = %s ORDER BY seq", session)


def insert(database: Database, login: str, table: str, values: dict[str, Any]) -> None:
    """Writes one row by hand."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    database.run(login, f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


def insert_story(database: Database, login: str = "owner", **changes: Any) -> None:
    """Writes the story, `changes` being columns of it."""
    columns = ("digest", "story", "title", "document", "source")
    insert(database, login, "stories", {name: getattr(STORY, name) for name in columns} | changes)


def session_row(trainee: str = "Amina", **changes: Any) -> dict[str, Any]:
    """A row of a session that begins now, its hash that of its content; `changes` are its columns,
    `started` how far from now."""
    now = utc_now() + changes.pop("started", timedelta())
    record = SessionRecord(
        id=uuid4().hex,
        trainee=trainee,
        story=STORY.story,
        story_digest=STORY.digest,
        mode="practice",
        status="in_progress",
        ending=None,
        outcome=None,
        turns=0,
        started=now,
        touched=now,
        ended=None,
        empathy=None,
        clarity=None,
        trust=None,
        assisted=False,
        seen=False,
        parent=None,
        rules=1,
        seed=7,
        assisted_at_start=False,
        hash="",
        tip="",
        first=True,
    )
    known = {name: value for name, value in changes.items() if hasattr(record, name)}
    record = replace(record, **known)
    head = session_hash(record)
    record = replace(record, hash=known.get("hash", head), tip=known.get("tip", head))
    return session_values(record) | changes


def reply_row(session: str, previous: str, seq: int = 1, **changes: Any) -> dict[str, Any]:
    """A row that follows the hash `previous`, its own that of its content; `changes` are its columns,
    `at` how far from now."""
    facts: dict[str, Any] = {
        "session": session,
        "seq": seq,
        "kind": "reply",
        "turn": seq,
        "scene": "opening",
        "reply": "hear-her-out",
        "attitude": "complaining",
        "resistance": 7,
        "trust": 3,
        "grievances": 1,
        "decided_ms": 4200,
        "hash": "",
    }
    at = utc_now() + changes.pop("at", timedelta())
    row = ReplyRow(**facts | changes, at=at)
    return reply_values(row if "hash" in changes else replace(row, hash=row_hash(previous, row)))
