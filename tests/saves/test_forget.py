"""Deleting people's sessions: all of them, nobody else's, and without traces."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from servicesim.errors import NotSaved, SessionNotFound
from servicesim.saves import sqlite, tables
from servicesim.saves.assignments import assign, assignments
from servicesim.saves.comments import comment, comments_on
from servicesim.saves.forget import (
    Forgotten,
    forget_older,
    forget_trainee,
    would_forget_older,
    would_forget_trainee,
)
from servicesim.saves.people import Person, import_people, people
from servicesim.saves.play import Play
from servicesim.saves.records import SessionRecord
from servicesim.saves.store import Store
from servicesim.saves.tallying import behind, catch_up, rescore
from servicesim.saves.verify import verify
from servicesim.solver.cache import proof_of
from tests.making import story

from .samples import NEW_YEAR, Clock, begin, reply

SMALL = """
one:
  says: Good morning.
  replies:
    hear: {say: Tell me., effects: {trust: 1}, marks: {empathy: 1}, then: two}
    wait: {does: You wait., then: two}
two:
  says: And?
  replies:
    end: {say: Bye., then: well}
    stop: {say: No., marks: {clarity: -1}, then: badly}
"""


def talked(store: Store, trainee: str, replies: int = 2) -> SessionRecord:
    """A session in progress, with its trainee's name where a story's text would be."""
    session = begin(store, trainee=trainee)
    for seq in range(replies):
        store.append(session.id, reply(seq, reply=f"said-by-{trainee}"))
    return session


def rows(store: Store) -> dict[str, int]:
    """How many rows there are in each table that is about sessions."""
    named = (tables.sessions, tables.replies, tables.comments, tables.deliveries, tables.tombstones)
    with store.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in named
        }


def delivered(store: Store, session: str) -> None:
    with store.writing() as connection:
        row = {"target": "https://lrs.invalid", "session": session, "at": "2026-01-01T09:30:00.000000Z"}
        connection.execute(insert(tables.deliveries), row)


class TestOnePerson:
    def test_everything_goes_and_a_tombstone_stays(self, store: Store) -> None:
        import_people(store, [Person("Amina", "Spring"), Person("Jo", "Spring")])
        assign(store, "the-second-miss", author="Ruth", person="Amina")
        ids = [talked(store, "Amina").id for _ in range(2)]
        comment(store, ids[0], "Ruth", "You let her finish.")
        delivered(store, ids[0])
        expected = Forgotten(sessions=2, replies=4, comments=1, assignments=1, listed=True)
        assert would_forget_trainee(store, "Amina") == expected
        assert forget_trainee(store, "Amina") == expected
        assert rows(store) == {
            "sessions": 0, "replies": 0, "comments": 0, "deliveries": 0, "tombstones": 2,
        }  # fmt: skip
        assert people(store) == [Person("Jo", "Spring")]
        assert assignments(store) == []
        with pytest.raises(SessionNotFound):
            store.session(ids[0])

    def test_nobody_else_is_touched(self, store: Store) -> None:
        kept = talked(store, "Jo", replies=3)
        comment(store, kept.id, "Ruth", "Well done.")
        assign(store, "the-second-miss", author="Ruth", cohort="Amina")
        talked(store, "Amina")
        forget_trainee(store, "Amina")
        assert len(store.replies(kept.id)) == 3
        assert len(comments_on(store, kept.id)) == 1
        assert len(assignments(store)) == 1

    def test_of_somebody_unknown_there_is_nothing(self, store: Store) -> None:
        talked(store, "Jo")
        assert would_forget_trainee(store, "Amina").nothing
        assert forget_trainee(store, "Amina").nothing
        assert rows(store)["sessions"] == 1

    def test_a_child_of_somebody_elses_session_stays(self, store: Store) -> None:
        parent = talked(store, "Amina")
        child = begin(store, trainee="Jo", parent=parent.id)
        forget_trainee(store, "Amina")
        assert store.session(child.id).parent == parent.id

    def test_who_plays_at_that_moment_is_told(self, store: Store) -> None:
        session = talked(store, "Amina")
        forget_trainee(store, "Amina")
        with pytest.raises(NotSaved, match="not in the store any more"):
            store.append(session.id, reply(2))

    def test_what_is_left_verifies(self, store: Store) -> None:
        small = story(SMALL)
        for name in ("Amina", "Jo"):
            play = Play.begin(store, small, proof_of(small), trainee=name, mode="practice")
            play.give("hear")
            play.give("end")
        forget_trainee(store, "Amina")
        (left,) = verify(store, proof_of)
        assert (left.trainee, left.problems) == ("Jo", ())


class TestTallies:
    """What was counted of a story's replies is counted without them."""

    def played(self, store: Store, trainee: str, *replies: str) -> Play:
        small = story(SMALL)
        play = Play.begin(store, small, proof_of(small), trainee=trainee, mode="practice")
        for name in replies:
            play.give(name)
        return play

    def count(self, store: Store) -> None:
        rescore(store)  # a server believes no scores; in a file there is nothing to do
        assert catch_up(store).refused == ()

    def given(self, store: Store) -> dict[str, int]:
        columns = tables.tallies.c
        with store.reading() as connection:
            rows = connection.execute(select(columns.reply, columns.given).order_by(columns.reply))
            return {row.reply: row.given for row in rows}

    def test_they_are_as_if_that_person_had_never_been(self, store: Store) -> None:
        self.played(store, "Jo", "hear", "stop")
        self.count(store)
        without = self.given(store)
        self.played(store, "Amina", "hear", "end")
        self.count(store)
        assert self.given(store) == {"end": 1, "hear": 2, "stop": 1}
        forget_trainee(store, "Amina")
        assert self.given(store) == without == {"hear": 1, "stop": 1}

    def test_a_damaged_text_keeps_nobody_from_being_forgotten(self, store: Store) -> None:
        self.played(store, "Jo", "hear", "stop")
        self.played(store, "Amina", "hear", "end")
        self.count(store)
        with store.writing() as connection:
            connection.execute(update(tables.stories).values(document="{}"))
        assert forget_trainee(store, "Amina").sessions == 1
        assert self.given(store) == {}
        assert behind(store) == 1  # Jo's, for when the text is mended


class TestOlder:
    def test_what_last_went_on_before_then(self, store: Store, clock: Clock) -> None:
        _, gone_on_with = talked(store, "Amina"), talked(store, "Jo")
        clock.now = NEW_YEAR + timedelta(days=30)
        store.append(gone_on_with.id, reply(2))
        limit = NEW_YEAR + timedelta(days=20)
        assert would_forget_older(store, limit) == Forgotten(sessions=1, replies=2, comments=0)
        assert forget_older(store, limit) == Forgotten(sessions=1, replies=2, comments=0)
        assert [session.id for session in store.sessions()] == [gone_on_with.id]

    def test_people_and_their_work_stay(self, store: Store) -> None:
        import_people(store, [Person("Amina", "Spring")])
        assign(store, "the-second-miss", author="Ruth", person="Amina")
        talked(store, "Amina")
        forget_older(store, NEW_YEAR + timedelta(days=20))
        assert people(store) == [Person("Amina", "Spring")]
        assert len(assignments(store)) == 1

    def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="time zone"):
            forget_older(store, datetime(2026, 1, 1))


class TestTraces:
    """No byte of somebody forgotten stays in the file, or beside it."""

    NAME = "Zebulon-Quist"

    def found(self, path: Path) -> int:
        return sum(file.read_bytes().count(self.NAME.encode()) for file in path.parent.glob(f"{path.name}*"))

    def fill(self, store: Store) -> None:
        for number in range(60):
            talked(store, self.NAME if number % 7 == 3 else f"Trainee-{number:03}", replies=number % 9)

    def test_while_the_store_is_open_and_afterwards(self, path: Path, clock: Clock) -> None:
        with Store.open(path, clock=clock) as store:
            self.fill(store)
            assert self.found(path) > 20
            assert forget_trainee(store, self.NAME).traces is None
            assert self.found(path) == 0
            talked(store, "Jo")  # it goes on as before
        assert self.found(path) == 0

    def test_in_a_file_that_was_written_without_care(self, path: Path, clock: Clock) -> None:
        with Store.open(path, clock=clock) as store:
            with store.reading() as connection:
                connection.exec_driver_sql("PRAGMA secure_delete=OFF")
            self.fill(store)
        with Store.open(path, clock=clock) as store:
            forget_trainee(store, self.NAME)
        assert self.found(path) == 0

    def test_with_a_write_ahead_log(self, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite, "wal_is_safe", lambda version: True)
        with Store.open(path, clock=clock) as store:
            assert store.journal == "wal"
            self.fill(store)
            assert forget_trainee(store, self.NAME).traces is None
            assert self.found(path) == 0

    def test_where_somebody_reads_the_old_file_it_is_said_that_they_may_stay(
        self, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite, "wal_is_safe", lambda version: True)
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
        with Store.open(path, clock=clock) as store, closing(sqlite3.connect(path)) as other:
            talked(store, "Amina")
            other.execute("BEGIN").close()
            other.execute("SELECT COUNT(*) FROM sessions").fetchone()
            forgotten = forget_trainee(store, "Amina")
            assert forgotten.sessions == 1
            assert forgotten.traces == "another program is reading the file."
            assert store.sessions() == []
