"""Each column that a manager with SQL by hand can read, under each policy, against what the owner has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
from sqlalchemy import update

from servicesim.saves import tables
from servicesim.saves.assignments import assign
from servicesim.saves.comments import comment
from servicesim.saves.policy import Policy, Practice
from servicesim.saves.records import Mode, Selection, utc_now
from servicesim.saves.review.overview import overview
from servicesim.saves.review.stories import stories_played
from servicesim.saves.review.trainee import history
from servicesim.saves.store import Store

from .company import SPRING, Company
from .conftest import Database

PRACTICES = get_args(Practice)
NO_HASHES = {"hash": "", "tip": ""}
TOOK_PLACE = {
    "parent": None,
    "assisted_at_start": False,
    "seen": False,
    "ending": None,
    "outcome": None,
    "turns": 0,
    "empathy": None,
    "clarity": None,
    "trust": None,
    "assisted": False,
    "debriefed": None,
    "first": False,
    "scored": False,
    "tallied": False,
}
"""What stands in the columns of a session in practice of which the policy shows only that it took place. Its
id, story, seed, beginning and status are shown; it goes on and ends as it begins."""


def rows(database: Database, login: str, table: str, where: str = "true") -> list[dict[str, Any]]:
    """Rows by the names of their columns, in the order of their content."""
    found = database.run(login, f"SELECT row_to_json(one)::text FROM {table} AS one WHERE {where} ORDER BY 1")
    return [row for (text,) in found for row in database.run(login, "SELECT %s::json", text)[0]]


def session(database: Database, login: str, session_id: str) -> dict[str, Any]:
    (row,) = rows(database, login, "sessions", f"id = '{session_id}'")
    return row


@pytest.fixture
def told(company: Company) -> Company:
    """Amina's session in practice with something in each column that could tell how it went."""
    something = {
        "parent": "0" * 32,
        "assisted_at_start": True,
        "seen": True,
        "clarity": 40.0,
        "assisted": True,
        "debriefed": "2026-01-02T00:00:00.000000Z",
        "first": True,
        "tallied": True,
    }
    with company.store.writing() as connection:
        change = update(tables.sessions).where(tables.sessions.c.id == company.ids["Amina", "practice"])
        connection.execute(change.values(**something))
    return company


class TestSessions:
    @pytest.mark.parametrize("practice", PRACTICES)
    def test_in_practice(self, practice: Practice, told: Company, database: Database) -> None:
        told.policy(practice=practice)
        kept = session(database, "owner", told.ids["Amina", "practice"])
        assert {name for name, value in TOOK_PLACE.items() if kept[name] == value} == set()
        shown = kept | NO_HASHES
        if practice == "happened":
            shown |= TOOK_PLACE | {"touched": kept["started"], "ended": kept["started"]}
        assert session(database, "kim", told.ids["Amina", "practice"]) == shown

    def test_one_in_progress_that_only_took_place(self, told: Company, database: Database) -> None:
        told.policy(practice="happened")
        database.run("owner", "UPDATE sessions SET status = 'in_progress', ended = NULL")
        shown = session(database, "kim", told.ids["Amina", "practice"])
        assert (shown["status"], shown["ended"], shown["touched"]) == ("in_progress", None, shown["started"])

    @pytest.mark.parametrize("practice", PRACTICES)
    def test_assessments_whole(self, practice: Practice, told: Company, database: Database) -> None:
        told.policy(practice=practice)
        kept = session(database, "owner", told.ids["Amina", "assessment"])
        assert session(database, "kim", told.ids["Amina", "assessment"]) == kept | NO_HASHES

    @pytest.mark.parametrize("practice", PRACTICES)
    def test_under_another_name_where_cohorts_alone_appear(
        self, practice: Practice, told: Company, database: Database
    ) -> None:
        told.policy(practice=practice, people="shown")
        named = rows(database, "kim", "sessions")
        told.policy(practice=practice, people="cohorts")
        hidden = rows(database, "kim", "sessions")
        (alias,) = {row["trainee"] for row in hidden}
        assert alias.startswith("p-")
        assert [row | {"trainee": "Amina"} for row in hidden] == named

    @pytest.mark.parametrize("practice", PRACTICES)
    @pytest.mark.parametrize("people", ["shown", "cohorts"])
    def test_their_columns_are_those_of_the_table(
        self, practice: Practice, people: Any, company: Company, database: Database
    ) -> None:
        company.policy(practice=practice, people=people)
        query = """
            SELECT attname, atttypid::regtype::text, attcollation::regcollation::text FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attname
        """
        for table in ("sessions", "replies", "people", "comments", "assignments", "deliveries"):
            columns = database.run("owner", query, f"servicesim.{table}")
            assert database.run("owner", query, f"servicesim_review.{table}") == columns


class TestReplies:
    @pytest.mark.parametrize(
        ("practice", "mode", "shown"),
        [
            ("whole", "practice", True),
            ("scores", "practice", False),
            ("happened", "practice", False),
            ("whole", "assessment", True),
            ("scores", "assessment", True),
            ("happened", "assessment", True),
        ],
    )
    def test_as_far_as_the_policy_says(
        self, practice: Practice, mode: Mode, shown: bool, company: Company, database: Database
    ) -> None:
        company.policy(practice=practice)
        these = f"session = '{company.ids['Amina', mode]}'"
        kept = [
            row | {"at": row["at"][:17] + "00.000000Z", "decided_ms": None, "hash": ""}
            for row in rows(database, "owner", "replies", these)
        ]
        assert rows(database, "kim", "replies", these) == (kept if shown else [])

    @pytest.mark.parametrize("practice", PRACTICES)
    def test_none_where_cohorts_alone_appear(
        self, practice: Practice, company: Company, database: Database
    ) -> None:
        company.policy(practice=practice, people="cohorts")
        assert rows(database, "kim", "replies") == []


@pytest.mark.parametrize("practice", PRACTICES)
def test_the_rest_whatever_is_shown_of_practice(
    practice: Practice, company: Company, database: Database
) -> None:
    company.policy(practice=practice)
    store = company.store
    for name, cohort in (("Amina", "Spring"), ("Bo", "Autumn")):
        comment(store, company.ids[name, "practice"], "owner", "Well done.")
        assign(store, "the-second-miss", author="owner", cohort=cohort, at=utc_now())
        assign(store, "the-second-miss", author="owner", person=name, at=utc_now())
        database.run(
            "owner", "INSERT INTO deliveries VALUES ('t', %s, '2026')", company.ids[name, "practice"]
        )
    amina = f"session = '{company.ids['Amina', 'practice']}'"
    for table, where in (
        ("people", "cohort = 'Spring'"),
        ("comments", amina),
        ("deliveries", amina),
        ("assignments", "cohort = 'Spring' OR person = 'Amina'"),
        ("stories", "true"),
        ("policy", "name <> 'secret'"),
        ("alembic_version", "true"),
    ):
        kept = rows(database, "owner", table, where)
        assert kept
        assert rows(database, "kim", table) == kept


class TestPolicy:
    """The views are written for the policy, and it stands in a table: the two do not come apart."""

    @pytest.mark.parametrize(
        "change",
        [
            "INSERT INTO policy VALUES ('practice', 'happened')",
            "INSERT INTO policy VALUES ('practice', 'whole');"
            " UPDATE policy SET value = 'happened' WHERE name = 'practice'",
            "INSERT INTO policy VALUES ('practice', 'what is not known')",
            "SET session_replication_role = replica; INSERT INTO policy VALUES ('practice', 'happened')",
        ],
    )
    def test_however_it_is_changed(self, change: str, told: Company, database: Database) -> None:
        database.run("postgres", change)
        assert session(database, "kim", told.ids["Amina", "practice"])["turns"] == 0

    @pytest.mark.parametrize("change", ["DELETE FROM policy WHERE name <> 'secret'", "TRUNCATE policy"])
    def test_and_taken_away(self, change: str, told: Company, database: Database) -> None:
        told.policy(practice="happened")
        secret = database.run("owner", "SELECT value FROM policy WHERE name = 'secret'")[0][0]
        database.run("owner", change)
        assert session(database, "kim", told.ids["Amina", "practice"])["turns"] == 1
        database.run("owner", "INSERT INTO policy VALUES ('secret', %s) ON CONFLICT DO NOTHING", secret)

    def test_a_change_that_is_taken_back_changes_nothing(self, told: Company, database: Database) -> None:
        database.run("owner", "BEGIN; INSERT INTO policy VALUES ('practice', 'happened'); ROLLBACK")
        assert session(database, "kim", told.ids["Amina", "practice"])["turns"] == 1

    def test_another_secret_gives_other_names(self, company: Company, database: Database) -> None:
        company.policy(people="cohorts")
        before = rows(database, "kim", "people")
        database.run("owner", "UPDATE policy SET value = value || '0' WHERE name = 'secret'")
        after = rows(database, "kim", "people")
        assert len(after) == len(before) == len(SPRING)
        assert {row["name"] for row in before}.isdisjoint({row["name"] for row in after})


class TestPeople:
    """Who reads whom follows the logins and the people at once."""

    def test_somebody_new_somebody_renamed_somebody_gone(self, company: Company, database: Database) -> None:
        company.policy(people="cohorts")
        for change, many in (
            ("INSERT INTO people VALUES ('Mo', 'Spring')", 6),
            ("UPDATE people SET name = 'Maud' WHERE name = 'Mo'", 6),
            ("UPDATE people SET cohort = 'Autumn' WHERE name = 'Maud'", 5),
            ("DELETE FROM people WHERE name = 'Jonas'", 0),  # now it is a cohort of four
        ):
            database.run("owner", change)
            assert len(rows(database, "kim", "people")) == many
            names = database.run("owner", "SELECT name FROM people ORDER BY 1")
            assert database.run("owner", "SELECT name FROM aliases ORDER BY 1") == names

    def test_cohorts_of_a_login_one_by_one(self, company: Company, database: Database) -> None:
        database.run("owner", "UPDATE logins SET cohorts = '{Spring,Autumn,Spring,NULL}' WHERE login = 'kim'")
        query = "SELECT cohort FROM managing WHERE login = 'kim' ORDER BY 1"
        assert database.run("owner", query) == [("Autumn",), ("Spring",)]
        assert len(rows(database, "kim", "sessions")) == 4
        database.run("owner", "DELETE FROM logins WHERE login = 'kim'")
        assert (database.run("owner", query), rows(database, "kim", "sessions")) == ([], [])

    def test_all_logins_or_all_people_taken_away_at_once(self, company: Company, database: Database) -> None:
        company.policy(people="cohorts")
        assert rows(database, "kim", "sessions")
        database.run("owner", "TRUNCATE logins")
        assert rows(database, "kim", "sessions") == []
        database.run("owner", "TRUNCATE people")
        database.run("owner", "INSERT INTO people VALUES ('Amina', 'Spring')")
        assert database.run("owner", "SELECT name FROM aliases") == [("Amina",)]


def test_the_program_shows_a_manager_what_it_shows_the_owner(told: Company, kim: Store) -> None:
    """What is hidden from screens and exports by the program is hidden from managers by the server too."""
    told.policy(practice="happened")
    of_spring, now = Selection("practice", 1, cohort="Spring"), utc_now()
    assert stories_played(kim, of_spring) == stories_played(told.store, of_spring)
    seen, kept = (overview(store, of_spring, now) for store in (kim, told.store))
    assert (seen.sessions, seen.people, seen.left_out) == (kept.sessions, kept.people, kept.left_out)
    assert [one.outcomes for one in seen.standings] == [one.outcomes for one in kept.standings]
    policy = Policy(practice="happened")
    (session,), (own,) = (
        [one for one in history(store, "Amina", of_spring, policy) if one.mode == "practice"]
        for store in (kim, told.store)
    )
    assert session == replace(own, hash="", tip="")
