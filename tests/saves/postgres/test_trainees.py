"""Every act that is not a trainee's, tried by one with SQL by hand, and refused by the server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from servicesim.errors import NotSaved, SessionNotFound
from servicesim.saves.assignments import assign, tasks_for
from servicesim.saves.chain import check
from servicesim.saves.comments import comment, comments_on
from servicesim.saves.people import Person, import_people
from servicesim.saves.policy import policy_of
from servicesim.saves.records import Ended, NewSession, SessionRecord, utc_now, utc_text
from servicesim.saves.store import Store
from tests.saves.samples import back, reply

from .conftest import Database
from .played import STORY, insert, insert_story, reply_row, session_row

REBUILT = Ended("rebuilt", "resolved", empathy=83.25, clarity=None, trust=100.0)
OFF = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def granted(database: Database) -> None:
    database.run("owner", "SELECT grant_trainee('amina', 'Amina'), grant_trainee('jonas', 'Jonas')")
    insert_story(database)


@pytest.fixture
def amina(opened: Callable[[str], Store]) -> Store:
    return opened("amina")


def start(store: Store, trainee: str, **changes: Any) -> SessionRecord:
    return store.begin(NewSession(trainee, STORY.story, STORY.digest, "practice", seed=7, rules=1, **changes))


@pytest.fixture
def theirs(opened: Callable[[str], Store]) -> SessionRecord:
    """A session of Jonas's, with one reply, in progress."""
    store = opened("jonas")
    session = start(store, "Jonas")
    store.append(session.id, reply())
    return store.session(session.id)


def as_it_stands(database: Database, session: str) -> list[tuple[Any, ...]]:
    """All of a session, as its owner sees it."""
    row = database.run("owner", "SELECT * FROM sessions WHERE id = %s", session)
    return row + database.run("owner", "SELECT * FROM replies WHERE session = %s ORDER BY seq", session)


class TestPlaying:
    """What a trainee does with the program, and the server lets through."""

    def test_a_conversation_from_beginning_to_end(self, amina: Store) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply(0))
        amina.append(session.id, back(1, turn=0))
        amina.assist(session.id)
        amina.append(session.id, reply(2, turn=1), ended=REBUILT)
        amina.debriefed(session.id)
        kept = amina.session(session.id)
        assert check(kept, amina.replies(session.id)) == []
        assert (kept.status, kept.ending, kept.outcome, kept.trust) == ("ended", "rebuilt", "resolved", 100.0)
        assert (kept.turns, kept.assisted, kept.first, kept.seen) == (1, True, True, False)
        assert kept.ended == kept.touched

    def test_the_next_one_is_later_and_seen(self, amina: Store) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply(), ended=REBUILT)
        amina.debriefed(session.id)
        again = start(amina, "Amina", parent=session.id)
        assert (again.first, again.seen, again.assisted) == (False, True, True)

    def test_the_scores_that_a_program_claims_count_for_nothing_yet(
        self, amina: Store, database: Database
    ) -> None:
        session = start(amina, "Amina")
        amina.append(session.id, reply(), ended=REBUILT)
        query = "SELECT trust, scored FROM sessions WHERE id = %s"
        assert database.run("owner", query, session.id) == [(100.0, False)]

    def test_a_story_that_is_new_to_the_store(self, amina: Store, database: Database) -> None:
        database.run("owner", "DELETE FROM stories")
        amina.keep_story(STORY)
        insert_story(database, "amina")
        assert amina.story(STORY.digest) == STORY

    def test_under_another_name_it_is_said_which_name_the_login_has(self, amina: Store) -> None:
        with pytest.raises(NotSaved, match="this login plays as 'Amina', not as 'Jonas'"):
            start(amina, "Jonas")

    def test_another_program_that_goes_on_is_seen(self, amina: Store, opened: Callable[[str], Store]) -> None:
        session = start(amina, "Amina")
        opened("amina").append(session.id, reply(0))
        with pytest.raises(NotSaved, match="another program"):
            amina.append(session.id, reply(0))


class TestReading:
    def test_one_sees_ones_own_sessions_alone(self, amina: Store, theirs: SessionRecord) -> None:
        own = start(amina, "Amina")
        assert amina.sessions() == [own]
        assert amina.replies(theirs.id) == []
        with pytest.raises(SessionNotFound):
            amina.session(theirs.id)

    def test_comments_work_and_policy_as_far_as_they_are_ones_own(
        self, amina: Store, theirs: SessionRecord, store: Store
    ) -> None:
        own = start(amina, "Amina")
        import_people(store, [Person("Amina", "Spring"), Person("Jonas", "Autumn")])
        for session in (own.id, theirs.id):
            comment(store, session, "owner", "Well done.")
        for target in ({"person": "Amina"}, {"cohort": "Spring"}, {"person": "Jonas"}, {"cohort": "Autumn"}):
            assign(store, "-".join(target.values()), author="owner", **target)  # type: ignore[arg-type]
        assert [one.session for one in comments_on(amina, own.id)] == [own.id]
        assert comments_on(amina, theirs.id) == []
        assert {task.story for task in tasks_for(amina, "Amina", utc_now())} == {"Amina", "Spring"}
        assert tasks_for(amina, "Jonas", utc_now()) == []
        assert policy_of(amina).practice == "scores"

    @pytest.mark.parametrize("table", ["tallies", "tombstones", "logins", "servicesim_review.sessions"])
    def test_what_is_not_a_trainees_to_read(self, table: str, database: Database) -> None:
        with pytest.raises(InsufficientPrivilege):
            database.run("amina", f"SELECT * FROM {table}")

    def test_the_secret_is_not_among_the_policy(self, database: Database) -> None:
        secret = "SELECT count(*) FROM policy WHERE name = 'secret'"
        assert database.run("owner", secret) == [(1,)]
        assert database.run("amina", secret) == [(0,)]

    @pytest.mark.usefixtures("theirs")
    @pytest.mark.parametrize(
        "trick",
        [
            "CREATE TEMP TABLE logins AS SELECT 'amina' AS login, 'Jonas' AS person",
            "CREATE TEMP VIEW policy AS SELECT 'people' AS name, 'shown' AS value",
            "SET search_path = pg_temp, servicesim",
            "SET ROLE servicesim_trainee_training",
        ],
    )
    def test_no_trick_makes_one_somebody_else(self, trick: str, database: Database) -> None:
        query = "SELECT count(*) FROM servicesim.sessions"
        assert database.run("amina", f"{trick}; {query}") == [(0,)]

    @pytest.mark.parametrize(
        "trick", ["SET row_security = off", "SET ROLE owner", "SET SESSION AUTHORIZATION jonas"]
    )
    def test_nor_one_without_policies(self, trick: str, database: Database) -> None:
        with pytest.raises(InsufficientPrivilege):
            database.run("amina", f"{trick}; SELECT * FROM servicesim.sessions")

    def test_a_stranger_is_told_who_lets_them_in(self, opened: Callable[[str], Store]) -> None:
        with pytest.raises(Exception, match="no part in it; its owner runs 'servicesim store grant'"):
            opened("stranger")


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
