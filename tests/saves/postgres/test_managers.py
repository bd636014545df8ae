"""Every act that is not a manager's, tried by one with SQL by hand, and refused by the server."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import FeatureNotSupported, InsufficientPrivilege, ObjectNotInPrerequisiteState

from servicesim.errors import NotSaved, SessionNotFound, StoreUnusable, UsageError
from servicesim.saves.assignments import assign, assignments, withdraw
from servicesim.saves.comments import comment, comments_on, delete_comment
from servicesim.saves.logins import grant_manager
from servicesim.saves.people import cohorts, people
from servicesim.saves.policy import Policy, policy_of
from servicesim.saves.records import Filter, Mode, utc_now, utc_text
from servicesim.saves.store import Store
from tests.saves.samples import Clock

from .company import SPRING, Company
from .conftest import Database
from .test_setting_up import run

pytestmark = pytest.mark.usefixtures("company")


class TestReading:
    def test_the_sessions_of_ones_cohorts_alone(self, kim: Store, company: Company) -> None:
        assert {session.id for session in kim.sessions()} == {
            company.ids["Amina", "practice"],
            company.ids["Amina", "assessment"],
        }
        assert kim.sessions(Filter(trainee="Bo")) == []
        with pytest.raises(SessionNotFound):
            kim.session(company.ids["Bo", "practice"])
        assert kim.replies(company.ids["Bo", "assessment"]) == []
        assert [person.cohort for person in people(kim)] == ["Spring"] * 5
        assert cohorts(kim) == {"Spring": 5}

    def test_several_cohorts(self, kim: Store, store: Store) -> None:
        assert grant_manager(store, "kim", ["Spring", "Autumn", "Winter"]) == ["Winter"]
        assert len(kim.sessions()) == 4

    def test_what_is_taken_back_is_gone_at_once(self, kim: Store, store: Store) -> None:
        grant_manager(store, "kim", ["Winter"])
        assert kim.sessions() == []

    @pytest.mark.parametrize(
        ("practice", "scores", "transcript"),
        [("whole", True, True), ("scores", True, False), ("happened", False, False)],
    )
    def test_practice_as_far_as_the_policy_says(
        self, practice: str, scores: bool, transcript: bool, kim: Store, company: Company
    ) -> None:
        company.policy(practice=practice)
        session = kim.session(company.ids["Amina", "practice"])
        shown = (session.ending, session.outcome, session.empathy, session.trust)
        assert shown == (("rebuilt", "resolved", 83.25, 100.0) if scores else (None,) * 4)
        assert len(kim.replies(session.id)) == transcript

    def test_what_nobody_has_checked_is_not_shown_as_a_result(
        self, kim: Store, company: Company, database: Database
    ) -> None:
        database.run("owner", "UPDATE sessions SET scored = false")
        session = kim.session(company.ids["Amina", "assessment"])
        assert session.status == "ended"
        assert (session.ending, session.outcome, session.empathy, session.trust) == (None,) * 4

    def test_assessments_whole_whatever_the_policy_says_of_practice(
        self, kim: Store, company: Company
    ) -> None:
        company.policy(practice="happened")
        session = kim.session(company.ids["Amina", "assessment"])
        assert (session.outcome, session.empathy) == ("resolved", 83.25)
        (row,) = kim.replies(session.id)
        assert (row.reply, row.decided_ms) == ("hear-her-out", None)

    def test_the_time_of_a_reply_to_the_minute(self, kim: Store, company: Company) -> None:
        (kept,) = company.store.replies(company.ids["Amina", "assessment"])
        (row,) = kim.replies(company.ids["Amina", "assessment"])
        assert (kept.at.second, kept.at.microsecond) != (0, 0)
        assert row.at == kept.at.replace(second=0, microsecond=0)

    def test_where_cohorts_alone_appear_there_is_no_name(
        self, kim: Store, company: Company, database: Database
    ) -> None:
        company.policy(practice="whole", people="cohorts")
        names = {session.trainee for session in kim.sessions()}
        assert len(names) == 1
        assert names < {person.name for person in people(kim)}
        assert not (set(SPRING) & {person.name for person in people(kim)})
        assert cohorts(kim) == {"Spring": 5}
        assert kim.replies(company.ids["Amina", "assessment"]) == []
        assert kim.sessions(Filter(trainee="Amina")) == []
        # The header's hash covers the name: one could try names against it.
        assert database.run("kim", "SELECT DISTINCT hash, tip FROM sessions") == [("", "")]

    def test_and_no_cohort_of_under_five(self, kim: Store, store: Store, company: Company) -> None:
        company.policy(people="cohorts")
        grant_manager(store, "kim", ["Autumn"])
        assert kim.sessions() == []
        assert people(kim) == []

    def test_an_unknown_policy_hides_most(self, company: Company, database: Database) -> None:
        database.run("owner", "INSERT INTO policy VALUES ('practice', 'everything'), ('people', 'some')")
        query = "SELECT count(empathy), count(*) FROM sessions WHERE mode = 'practice' AND trainee LIKE 'p-%'"
        assert database.run("kim", query) == [(0, 1)]
        assert database.run("kim", "SELECT * FROM replies") == []

    def test_a_moment_that_few_came_to_is_in_no_tally(self, database: Database, company: Company) -> None:
        digest = company.store.session(company.ids["Amina", "practice"]).story_digest
        for scene, reply_id, given in (("few", "a", 3), ("few", "b", 1), ("many", "a", 4), ("many", "b", 1)):
            row = "INSERT INTO tallies VALUES (%s, 1, 'practice', %s, %s, %s, 0, 0, 0, 0, 0)"
            database.run("owner", row, digest, scene, reply_id, given)
        assert database.run("kim", "SELECT scene, reply FROM tallies ORDER BY reply") == [
            ("many", "a"),
            ("many", "b"),
        ]

    def test_the_policy_and_not_its_secret(self, kim: Store, company: Company, database: Database) -> None:
        company.policy(practice="whole", threshold=70.0)
        assert policy_of(kim) == Policy("whole", "shown", 70.0)
        assert database.run("kim", "SELECT * FROM policy WHERE name = 'secret'") == []

    def test_not_past_the_views(self, database: Database) -> None:
        statements = [
            *(f"SELECT * FROM servicesim.{table}" for table in (
                *("sessions", "replies", "people", "policy", "logins", "tallies", "tombstones", "comments"),
            )),
            "SELECT * FROM servicesim.managed",
            "SELECT servicesim.me()",
            "SELECT * FROM servicesim.managing",
            "SELECT * FROM servicesim.aliases",
            "SELECT * FROM servicesim.managed",
            "SELECT * FROM servicesim.sessions_open",
            "SET ROLE owner; SELECT 1",
            "SET ROLE servicesim_trainee_training",
            "SET row_security = off; SELECT * FROM servicesim.sessions",
        ]  # fmt: skip
        for statement in statements:
            with pytest.raises(InsufficientPrivilege):
                print(statement, database.run("kim", statement))

    @pytest.mark.parametrize(
        ("view", "column"), [("sessions", "id"), ("people", "name"), ("replies", "session")]
    )
    def test_no_function_of_ones_own_sees_what_a_view_leaves_out(
        self, view: str, column: str, database: Database, company: Company
    ) -> None:
        company.policy(practice="whole")
        spy = """
            CREATE FUNCTION pg_temp.spy(value text) RETURNS boolean COST 0.0001 LANGUAGE plpgsql
            AS $$ BEGIN RAISE NOTICE '%', value; RETURN true; END $$
        """
        seen: set[str] = set()
        with psycopg.connect(database.url("kim")) as raw:
            raw.add_notice_handler(lambda notice: seen.add(notice.message_primary or ""))
            raw.execute(spy)
            raw.execute(f"SELECT count(*) FROM servicesim_review.{view} WHERE pg_temp.spy({column})")
        amina = {company.ids["Amina", "practice"], company.ids["Amina", "assessment"]}
        assert seen == (set(SPRING) if view == "people" else amina)


FORBIDDEN = [
    *(f"UPDATE {table} SET {column} = {column}" for table, column in (
        ("sessions", "trust"), ("replies", "trust"), ("people", "cohort"), ("policy", "value"),
        ("comments", "text"), ("assignments", "due"), ("stories", "title"), ("tallies", "given"),
    )),
    *(f"DELETE FROM {table}" for table in (
        *("sessions", "replies", "people", "policy", "stories", "tallies", "deliveries"),
    )),
    "INSERT INTO sessions SELECT * FROM sessions",
    "INSERT INTO replies SELECT * FROM replies",
    "INSERT INTO people VALUES ('Bo', 'Spring')",
    "INSERT INTO policy VALUES ('practice', 'whole')",
    "INSERT INTO stories SELECT * FROM stories",
    "INSERT INTO servicesim.logins VALUES ('kim', NULL, ARRAY['Autumn'])",
    "SELECT servicesim.grant_manager('kim', ARRAY['Autumn'])",
    "SELECT servicesim.end_session('1', 'e', 'resolved', 1, 1, 1)",
    "CREATE VIEW servicesim_review.mine AS SELECT 1",
    "INSERT INTO servicesim.managing VALUES ('kim', 'Autumn')",
    "SELECT servicesim.write_views()",
    "DROP VIEW servicesim_review.sessions",
]  # fmt: skip


def test_nothing_is_changed_or_deleted(database: Database) -> None:
    # Some views cannot be written to at all, whoever tries.
    refusals = InsufficientPrivilege, ObjectNotInPrerequisiteState, FeatureNotSupported
    for statement in FORBIDDEN:
        with pytest.raises(refusals):
            print(statement, database.run("kim", statement))


@pytest.mark.parametrize(("mode", "shown"), [("practice", False), ("assessment", True)])
def test_a_transcript_that_the_policy_closes_is_not_shown_as_one_without_replies(
    mode: Mode, shown: bool, database: Database, company: Company
) -> None:
    error = run(database, "kim", "show", company.ids["Amina", mode]).exception
    # The story of these tests has no scenes to show a transcript of.
    assert isinstance(error, StoreUnusable if shown else UsageError)


class TestWriting:
    def test_a_comment_that_its_trainee_reads_too(self, kim: Store, company: Company) -> None:
        session = company.ids["Amina", "practice"]
        kept = comment(kim, session, "somebody", "Let us talk about this.")
        assert kept.author == "kim"
        assert comments_on(kim, session) == comments_on(company.store, session) == [kept]

    def test_one_takes_back_what_one_wrote_and_nothing_else(
        self, kim: Store, company: Company, database: Database
    ) -> None:
        session = company.ids["Amina", "practice"]
        kept = comment(kim, session, "kim", "Well done.")
        comment(company.store, session, "owner", "Not so well.")
        assert delete_comment(kim, kept.id, "kim")
        with pytest.raises(psycopg.DatabaseError, match="only 'owner'"):
            database.run("kim", "DELETE FROM comments")

    @pytest.mark.parametrize(
        ("author", "whose", "why"),
        [
            ("lee", "Amina", "does not sign as 'lee'"),
            ("kim", "Bo", "not in the store"),
            ("kim", None, "not in the store"),
        ],
    )
    def test_a_comment_as_somebody_else_or_where_one_sees_nothing(
        self, author: str, whose: str | None, why: str, database: Database, company: Company
    ) -> None:
        session = "0" * 32 if whose is None else company.ids[whose, "practice"]
        values = "c", session, author, utc_text(utc_now()), "Well done."
        with pytest.raises(psycopg.DatabaseError, match=why):
            database.run("kim", "INSERT INTO comments VALUES (%s, %s, %s, %s, %s)", *values)
        assert database.run("owner", "SELECT * FROM comments") == []

    def test_no_comment_where_nobody_has_a_name(self, kim: Store, company: Company) -> None:
        company.policy(people="cohorts")
        with pytest.raises(NotSaved, match="not in the store"):
            comment(kim, company.ids["Amina", "assessment"], "kim", "Well done.")

    def test_work_for_ones_cohorts_and_the_people_in_them(self, kim: Store) -> None:
        assign(kim, "the-second-miss", author="kim", cohort="Spring")
        assign(kim, "the-second-miss", author="kim", person="Amina")
        assert {(one.cohort, one.person) for one in assignments(kim)} == {("Spring", None), (None, "Amina")}
        assert withdraw(kim, "the-second-miss", cohort="Spring") == 1
        assert [one.person for one in assignments(kim)] == ["Amina"]

    @pytest.mark.parametrize(
        "target", [{"cohort": "Autumn"}, {"person": "Bo"}, {"person": "Nobody"}], ids=str
    )
    def test_and_for_no_others(self, target: dict[str, str], kim: Store, store: Store) -> None:
        with pytest.raises(NotSaved, match="the cohorts of this login"):
            assign(kim, "the-second-miss", author="kim", **target)  # type: ignore[arg-type]
        assert assignments(store) == []

    def test_what_others_gave_the_cohort_is_seen_and_stays(self, kim: Store, store: Store) -> None:
        assign(store, "the-second-miss", author="owner", cohort="Spring", at=utc_now())
        assert len(assignments(kim)) == 1
        with pytest.raises(NotSaved, match="only 'owner'"):
            withdraw(kim, "the-second-miss", cohort="Spring")

    def test_a_delivery_is_noted_for_sessions_one_sees(self, database: Database, company: Company) -> None:
        note = "INSERT INTO deliveries VALUES ('https://lrs.invalid', %s, '2026-01-01T00:00:00.000000Z')"
        database.run("kim", note, company.ids["Amina", "practice"])
        assert len(database.run("kim", "SELECT * FROM deliveries")) == 1
        with pytest.raises(psycopg.DatabaseError, match="not in the store"):
            database.run("kim", note, company.ids["Bo", "practice"])


def test_a_clock_that_is_off_signs_nothing(database: Database, company: Company, clock: Clock) -> None:
    values = "c", company.ids["Amina", "practice"], "kim", utc_text(clock()), "Well done."
    with pytest.raises(psycopg.DatabaseError, match="more than five minutes off"):
        database.run("kim", "INSERT INTO comments VALUES (%s, %s, %s, %s, %s)", *values)
