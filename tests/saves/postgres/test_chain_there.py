"""The server works out the same hashes as `saves/chain.py`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicesim.saves.chain import row_hash, session_hash
from servicesim.saves.records import ReplyRow, SessionRecord, utc_text

from .conftest import Database

# All that a database can hold: no lone surrogates and no NUL.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MOMENT = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))
ID = st.text("0123456789abcdef", min_size=32, max_size=32)
SHORT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
SESSIONS = st.builds(
    SessionRecord,
    id=ID,
    trainee=TEXT,
    story=TEXT,
    story_digest=ID,
    mode=SHORT,
    status=st.just("in_progress"),
    ending=st.none(),
    outcome=st.none(),
    turns=st.just(0),
    started=MOMENT,
    touched=MOMENT,
    ended=st.none(),
    empathy=st.none(),
    clarity=st.none(),
    trust=st.none(),
    assisted=st.booleans(),
    seen=st.booleans(),
    parent=st.none() | ID,
    rules=st.integers(0, 2**31 - 1),
    seed=st.integers(0, 2**63 - 1),
    assisted_at_start=st.booleans(),
    hash=st.just(""),
    tip=st.just(""),
)
REPLIES = st.builds(
    ReplyRow,
    session=ID,
    seq=st.integers(1, 2**31 - 1),
    kind=SHORT,
    turn=st.integers(0, 2**31 - 1),
    scene=TEXT,
    reply=TEXT,
    attitude=TEXT,
    resistance=st.integers(-(2**31), 2**31 - 1),
    trust=st.integers(0, 10),
    grievances=st.integers(0, 3),
    at=MOMENT,
    decided_ms=st.none() | st.integers(0, 2**31 - 1),
    hash=st.just(""),
)
MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def as_row(record: Any) -> str:
    """The row of a record, as JSON that the server makes a row of."""
    values = asdict(record)
    return json.dumps(
        {name: utc_text(value) if isinstance(value, datetime) else value for name, value in values.items()}
    )


@MANY
@given(st.lists(TEXT, min_size=20, max_size=20))
def test_texts(database: Database, texts: list[str]) -> None:
    said = database.run("owner", "SELECT ascii_json(one) FROM unnest(%s::text[]) AS one", texts)
    assert [row[0] for row in said] == [json.dumps(text) for text in texts]


def test_every_kind_of_character(database: Database) -> None:
    kinds = [
        "",
        "plain",
        '"\\/',
        "".join(map(chr, range(1, 256))),
        "\ud7ff\ue000\uffff",
        "\U00010000\U0010ffff",
    ]
    said = database.run("owner", "SELECT ascii_json(one) FROM unnest(%s::text[]) AS one", kinds)
    assert [row[0] for row in said] == [json.dumps(text) for text in kinds]


@MANY
@given(st.lists(SESSIONS, min_size=10, max_size=10))
def test_sessions(database: Database, sessions: list[SessionRecord]) -> None:
    query = "SELECT hash_of(jsonb_populate_record(NULL::sessions, one::jsonb)) FROM unnest(%s::text[]) AS one"
    said = database.run("owner", query, [as_row(session) for session in sessions])
    assert [row[0] for row in said] == [session_hash(session) for session in sessions]


@MANY
@given(st.lists(REPLIES, min_size=10, max_size=10), ID)
def test_replies(database: Database, replies: list[ReplyRow], previous: str) -> None:
    query = (
        "SELECT hash_of(%s, jsonb_populate_record(NULL::replies, one::jsonb)) FROM unnest(%s::text[]) AS one"
    )
    said = database.run("owner", query, previous, [as_row(row) for row in replies])
    assert [row[0] for row in said] == [row_hash(previous, row) for row in replies]


def test_a_setting_of_the_client_changes_no_hash(database: Database) -> None:
    text = 'Zoë said "no\\yes"\n🙂'
    trick = (
        "SET standard_conforming_strings = off; SET escape_string_warning = off; SET bytea_output = escape"
    )
    assert database.run("owner", f"{trick}; SELECT ascii_json(x) FROM (VALUES ($q${text}$q$)) AS y(x)") == [
        (json.dumps(text),)
    ]
