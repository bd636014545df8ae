"""What a store says of rows that somebody has changed behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from servicesim.errors import StoreUnusable
from servicesim.saves import tables
from servicesim.saves.chain import check
from servicesim.saves.sqlite import GUARDS_0001
from servicesim.saves.store import Store

from .samples import back, begin, reply, story_text

# A value of the column's own kind, other than the one that is there.
CHANGED = {
    "session": "f" * 32,
    "seq": 9,
    "kind": "back",
    "turn": 0,
    "scene": "her-story",
    "reply": "wait",
    "attitude": "open",
    "resistance": 0,
    "trust": 10,
    "grievances": 0,
    "at": "2026-01-01T09:30:00.000000Z",
    "decided_ms": 1,
    "hash": "0" * 64,
}
REPLY_COLUMNS = [column.name for column in tables.replies.c]


def tamper(path: Path, *statements: str) -> None:
    """Changes the file as somebody would who knows of the guards, and puts them back."""
    with closing(sqlite3.connect(path)) as raw:
        for name in GUARDS_0001:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for guard in GUARDS_0001.values():
            raw.execute(guard)
        raw.commit()


@pytest.fixture
def played(path: Path) -> str:
    """A session of four rows in the closed store at `path`."""
    with Store.open(path) as store:
        session = begin(store).id
        for row in (reply(0), reply(1), back(2, turn=1), reply(3, turn=2)):
            store.append(session, row)
    return session


def problems(path: Path, session: str) -> list[int]:
    """The rows that do not fit, 0 for the session itself."""
    with Store.open(path) as store:
        return [problem.seq for problem in check(store.session(session), store.replies(session))]


def test_putting_the_guards_back_alone_is_no_damage(path: Path, played: str) -> None:
    tamper(path)
    assert problems(path, played) == []


@pytest.mark.parametrize("column", REPLY_COLUMNS)
@pytest.mark.parametrize("seq", [2, 4])
def test_a_change_in_any_column_is_found(column: str, seq: int, path: Path, played: str) -> None:
    tamper(path, f"UPDATE replies SET {column} = {CHANGED[column]!r} WHERE seq = {seq}")
    assert problems(path, played)


@pytest.mark.parametrize("gone", ["seq = 1", "seq = 3", "seq = 4", "seq > 2", "1"])
def test_deleted_rows_are_found(gone: str, path: Path, played: str) -> None:
    tamper(path, f"DELETE FROM replies WHERE {gone}")
    assert problems(path, played)


def test_going_on_does_not_hide_a_deleted_end(path: Path, played: str) -> None:
    tamper(path, "DELETE FROM replies WHERE seq = 4")
    with Store.open(path) as store:
        store.append(played, reply(3, turn=3))
    assert 4 in problems(path, played)


@pytest.mark.parametrize("column", ["trainee", "story", "mode", "started", "parent", "id"])
def test_a_change_of_what_was_fixed_at_the_start_is_found(column: str, path: Path, played: str) -> None:
    value = {"started": CHANGED["at"], "id": "f" * 32}.get(column, "other")
    tamper(path, f"UPDATE sessions SET {column} = {value!r}")
    assert 0 in problems(path, "f" * 32 if column == "id" else played)


@pytest.mark.parametrize("column", REPLY_COLUMNS[2:])
def test_a_value_of_another_kind_is_damage(column: str, path: Path, played: str) -> None:
    tamper(path, f"UPDATE replies SET {column} = x'00ff' WHERE seq = 2")
    with (
        Store.open(path) as store,
        pytest.raises(StoreUnusable, match=f"reply 2 .* is damaged: its {column}"),
    ):
        store.replies(played)


@pytest.mark.parametrize("text", ["soon", "2026-01-01T09:30:00Z", "2026-01-01 09:30:00.000000Z"])
def test_a_time_that_is_none_is_damage(text: str, path: Path, played: str) -> None:
    tamper(path, f"UPDATE sessions SET touched = '{text}'")
    with Store.open(path) as store, pytest.raises(StoreUnusable, match="damaged: its time is"):
        store.session(played)


def test_a_changed_story_text_is_refused(path: Path, played: str) -> None:
    tamper(path, """UPDATE stories SET document = '{"title":"An easier one"}'""")
    with Store.open(path) as store, pytest.raises(StoreUnusable, match="has been changed"):
        store.story(story_text().digest)
