"""Every act that is not a trainee's, tried by one with SQL by hand, and refused by the server."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from servicesim.errors import NotSaved
from servicesim.saves.records import SessionRecord, utc_now, utc_text
from servicesim.saves.store import Store
from tests.saves.samples import reply

from .company import REBUILT
from .conftest import Database
from .played import as_it_stands, start

pytestmark = pytest.mark.usefixtures("granted")


FORBIDDEN = [
    *(f"UPDATE {table} SET {column} = {column}" for table, column in (
        ("stories", "title"), ("sessions", "trust"), ("sessions", "first"), ("replies", "trust"),
        ("policy", "value"), ("people", "cohort"), ("comments", "text"), ("assignments", "due"),
        ("tallies", "given"), ("logins", "person"), ("deliveries", "at"),
    )),
    *(f"DELETE FROM {table}" for table in (
        *("stories", "sessions", "replies", "policy", "people", "comments", "assignments", "tallies"),
        *("logins", "deliveries", "tombstones"),
    )),
    "TRUNCATE replies",
    "INSERT INTO people VALUES ('Amina', 'Spring')",
    "INSERT INTO policy VALUES ('practice', 'whole')",
    "INSERT INTO comments VALUES ('1', '1', 'amina', '2026-01-01T00:00:00.000000Z', 'x')",
    "INSERT INTO assignments VALUES ('1', 's', NULL, NULL, 'Amina', NULL, '2026', 'amina')",
    "INSERT INTO tombstones VALUES ('1', '2026-01-01T00:00:00.000000Z')",
    "INSERT INTO logins VALUES ('amina', 'Jonas', NULL)",
    "INSERT INTO tallies VALUES ('d', 1, 'practice', 's', 'r', 1, 1, 0, 0, 0, 0)",
    "SELECT grant_trainee('amina', 'Jonas')",
    "SELECT grant_manager('amina', ARRAY['Spring'])",
    "SELECT managed_cohorts()",
    "SELECT write_views()",
    "INSERT INTO managing VALUES ('amina', 'Spring')",
    "UPDATE aliases SET alias = name",
    "ALTER TABLE sessions DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE replies DISABLE TRIGGER replies_in_order",
    "DROP POLICY own ON sessions",
    "CREATE TABLE servicesim.mine ()",
    "GRANT servicesim_manager_training TO amina",
    "SET session_replication_role = replica",
    "INSERT INTO sessions SELECT * FROM sessions ON CONFLICT (id) DO UPDATE SET trust = 100",
    "INSERT INTO replies SELECT * FROM replies ON CONFLICT (session, seq) DO UPDATE SET trust = 10",
    "SELECT * FROM sessions FOR UPDATE",
    "COPY logins TO STDOUT",
]  # fmt: skip


def test_nothing_is_changed_or_deleted(database: Database) -> None:
    for statement in FORBIDDEN:
        with pytest.raises((InsufficientPrivilege, psycopg.errors.InvalidGrantOperation)):
            print(statement, database.run("amina", statement))


class TestSessionsOfOthers:
    def test_what_may_be_done_to_ones_own_does_nothing_to_theirs(
        self, theirs: SessionRecord, database: Database
    ) -> None:
        before, now = as_it_stands(database, theirs.id), utc_text(utc_now())
        for act, values in (
            ("end_session(%s, 'lost', 'lost', 0, 0, 0)", ()),
            ("assist_session(%s, %s)", (now,)),
            ("debriefed_session(%s, %s)", (now,)),
        ):
            assert database.run("amina", f"SELECT {act}", theirs.id, *values) == [(False,)]
        assert as_it_stands(database, theirs.id) == before

    def test_a_delivery_of_one(self, theirs: SessionRecord, database: Database) -> None:
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            database.run("amina", "INSERT INTO deliveries VALUES ('t', %s, '2026')", theirs.id)


class TestOnesOwn:
    def test_an_end_is_not_written_twice(self, amina: Store, database: Database) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply(), ended=REBUILT)
        better = "SELECT end_session(%s, 'better', 'resolved', 100, 100, 100)"
        assert database.run("amina", better, session.id) == [(False,)]
        assert amina.session(session.id).ending == "rebuilt"

    def test_what_ended_badly_is_not_made_assisted_afterwards(self, amina: Store, database: Database) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply(), ended=REBUILT)
        with pytest.raises(NotSaved):
            amina.assist(session.id)
        assert not amina.session(session.id).assisted

    @pytest.mark.parametrize("scores", ["101, 0, 0", "0, -1, 0", "0, 0, 'NaN'"])
    def test_scores_that_there_are_none_of(self, scores: str, amina: Store, database: Database) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply())
        with pytest.raises(psycopg.DatabaseError, match="no session ends so"):
            database.run("amina", f"SELECT end_session(%s, 'e', 'resolved', {scores})", session.id)
