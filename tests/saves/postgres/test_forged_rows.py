"""Rows that a trainee with SQL by hand would like to write, refused; and what not even the owner does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from servicesim.saves.records import NewSession, SessionRecord, utc_now, utc_text
from servicesim.saves.store import Store
from tests.saves.samples import reply

from .company import REBUILT
from .conftest import Database
from .played import OFF, STORY, as_it_stands, insert, insert_story, reply_row, session_row, start

pytestmark = pytest.mark.usefixtures("granted")


class TestBeginning:
    def test_a_session_as_the_program_begins_it(self, database: Database) -> None:
        insert(database, "amina", "sessions", session_row())

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"trainee": "Jonas"}, "plays as 'Amina', not as 'Jonas'"),
            ({"hash": "0" * 64}, "does not fit its hash"),
            ({"tip": "0" * 64}, "no session begins so"),
            ({"first": False}, "claims to be a first"),
            ({"seen": True}, "claims to be seen"),
            ({"scored": True}, "no session begins so"),
            ({"tallied": True}, "no session begins so"),
            ({"debriefed": "2026-01-01T00:00:00.000000Z"}, "no session begins so"),
            ({"status": "ended"}, "no session begins so"),
            ({"ending": "rebuilt", "outcome": "resolved"}, "no session begins so"),
            ({"empathy": 100.0}, "no session begins so"),
            ({"turns": 3}, "no session begins so"),
            ({"assisted": True}, "no session begins so"),
            ({"parent": "0" * 32}, "no session begins so"),
            ({"mode": "exam"}, "no session begins so"),
            ({"mode": "assessment", "assisted": True, "assisted_at_start": True}, "no session begins so"),
            ({"seed": -1}, "no session begins so"),
            ({"rules": 0}, "no session begins so"),
            ({"id": "mine"}, "no session begins so"),
            ({"story": "the-quiet-renewal"}, "has to be kept first"),
            ({"started": -OFF}, "more than five minutes off"),
            ({"started": OFF}, "more than five minutes off"),
        ],
        ids=str,
    )
    def test_what_one_cannot_claim(self, changes: dict[str, Any], why: str, database: Database) -> None:
        with pytest.raises(psycopg.DatabaseError, match=why):
            insert(database, "amina", "sessions", session_row(**changes))
        assert database.run("owner", "SELECT id FROM sessions") == []

    def test_a_second_first_attempt(self, amina: Store, database: Database) -> None:
        start(amina, "Amina")
        with pytest.raises(psycopg.DatabaseError, match="claims to be a first"):
            insert(database, "amina", "sessions", session_row())

    def test_unseen_after_a_debrief(self, amina: Store, database: Database) -> None:
        amina.debriefed(start(amina, "Amina").id)
        with pytest.raises(psycopg.DatabaseError, match="claims to be seen or unseen"):
            insert(database, "amina", "sessions", session_row(first=False))

    def test_a_session_that_was_forgotten_does_not_come_back(self, database: Database) -> None:
        row = session_row()
        database.run("owner", "INSERT INTO tombstones VALUES (%s, %s)", row["id"], row["started"])
        with pytest.raises(psycopg.DatabaseError, match="no session begins so"):
            insert(database, "amina", "sessions", row)


class TestReplies:
    @pytest.fixture
    def session(self, amina: Store) -> SessionRecord:
        """A session of Amina's with one reply."""
        session = start(amina, "Amina")
        amina.append(session.id, reply())
        return amina.session(session.id)

    def test_a_reply_as_the_program_writes_it(self, session: SessionRecord, database: Database) -> None:
        insert(database, "amina", "replies", reply_row(session.id, session.tip, 2))
        ((turns, tip),) = database.run("owner", "SELECT turns, tip FROM sessions WHERE id = %s", session.id)
        assert (turns, tip != session.tip) == (2, True)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"seq": 1}, "appended in order"),
            ({"seq": 3}, "appended in order"),
            ({"turn": 1}, "replies standing"),
            ({"turn": 3}, "replies standing"),
            ({"kind": "back"}, "replies standing"),
            ({"kind": "back", "turn": -1}, "replies standing"),
            ({"kind": "gift"}, "replies standing"),
            ({"hash": "0" * 64}, "does not fit its hash"),
            ({"trust": 11}, "no reply leaves the levels so"),
            ({"resistance": -1}, "no reply leaves the levels so"),
            ({"grievances": 4}, "no reply leaves the levels so"),
            ({"decided_ms": -1}, "no reply leaves the levels so"),
            ({"at": -OFF}, "more than five minutes off"),
            ({"at": OFF}, "more than five minutes off"),
        ],
        ids=str,
    )
    def test_what_does_not_follow(
        self, changes: dict[str, Any], why: str, session: SessionRecord, database: Database
    ) -> None:
        before = as_it_stands(database, session.id)
        row = reply_row(session.id, session.tip, **{"seq": 2, "turn": 2} | changes)
        with pytest.raises(psycopg.DatabaseError, match=why):
            insert(database, "amina", "replies", row)
        assert as_it_stands(database, session.id) == before

    def test_a_row_on_top_of_another_than_the_last(self, session: SessionRecord, database: Database) -> None:
        with pytest.raises(psycopg.DatabaseError, match="does not fit its hash"):
            insert(database, "amina", "replies", reply_row(session.id, session.hash, 2))

    def test_in_somebody_elses_session(self, theirs: SessionRecord, database: Database) -> None:
        before = as_it_stands(database, theirs.id)
        with pytest.raises(psycopg.DatabaseError, match="not in the store"):
            insert(database, "amina", "replies", reply_row(theirs.id, theirs.tip, 2))
        assert as_it_stands(database, theirs.id) == before

    def test_after_the_end(self, session: SessionRecord, amina: Store, database: Database) -> None:
        row = amina.append(session.id, reply(1), ended=REBUILT)
        with pytest.raises(psycopg.DatabaseError, match="has ended already"):
            insert(database, "amina", "replies", reply_row(session.id, row.hash, 3))

    def test_a_take_back_in_an_assessment(self, amina: Store, database: Database) -> None:
        new = NewSession("Amina", STORY.story, STORY.digest, "assessment", seed=7, rules=1)
        session = amina.begin(new)
        row = amina.append(session.id, reply())
        with pytest.raises(psycopg.DatabaseError, match="replies standing"):
            insert(database, "amina", "replies", reply_row(session.id, row.hash, 2, kind="back", turn=0))


class TestStories:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"digest": "0" * 64}, "not the one that its digest names"),
            ({"story": "another"}, "not what its text says"),
            ({"title": "Another"}, "not what its text says"),
            ({"source": "employee"}, "not what its text says"),
        ],
        ids=str,
    )
    def test_a_text_under_a_false_name(self, changes: dict[str, str], why: str, database: Database) -> None:
        database.run("owner", "DELETE FROM stories")
        with pytest.raises(psycopg.DatabaseError, match=why):
            insert_story(database, "amina", **changes)

    def test_another_text_under_the_same_digest(self, database: Database) -> None:
        with pytest.raises(psycopg.DatabaseError, match="not the one that its digest names"):
            insert_story(database, "amina", document="{}")


class TestOwner:
    """Not even the owner changes a reply by mistake; whole sessions go behind a tombstone."""

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE replies SET trust = 10", "never changed"),
            ("DELETE FROM replies", "deleted with their session only"),
            ("INSERT INTO replies SELECT session, 5, kind, turn, scene, reply, attitude, resistance, trust,"
             " grievances, at, decided_ms, hash FROM replies", "appended in order"),
            ("DELETE FROM sessions", "foreign key"),
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("theirs")
    def test_refused(self, statement: str, why: str, database: Database) -> None:
        with pytest.raises(psycopg.DatabaseError, match=why):
            database.run("owner", statement)

    def test_a_whole_session_of_long_ago_can_be_brought_from_elsewhere(self, database: Database) -> None:
        long_ago = -timedelta(days=400)
        row = session_row("Zoë 🙂", started=long_ago)
        first = reply_row(row["id"], row["hash"], at=long_ago, scene="Ça\tva “so” \\")
        second = reply_row(row["id"], first["hash"], 2, at=long_ago)
        later = utc_text(utc_now() - timedelta(days=399))
        ended = {"status": "ended", "turns": 2, "tip": second["hash"], "touched": later, "ended": later}
        insert(database, "owner", "sessions", row | ended)
        for reply_values in (first, second):
            insert(database, "owner", "replies", reply_values)
        assert database.run("owner", "SELECT turns, tip, touched FROM sessions") == [
            (2, second["hash"], later)
        ]
