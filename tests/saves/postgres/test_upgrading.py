"""A store on a server that an earlier version made, with people and sessions in it, brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servicesim.errors import StoreUnusable
from servicesim.saves import migrate, postgres
from servicesim.saves.policy import policy_of
from servicesim.saves.postgres import initialise
from servicesim.saves.records import utc_now, utc_text
from servicesim.saves.store import Store

from .conftest import Database
from .played import insert, insert_story, session_row

OLDER = "servicesim_0003"


@pytest.fixture
def older(empty: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A store of the revision before the views were written for the policy. Kim manages Spring, in which
    there are Amina, with a session in practice, and four others; Bo is in Autumn."""
    with monkeypatch.context() as before:
        before.setattr(migrate, "HEAD", OLDER)
        before.setattr(postgres, "HEAD", OLDER)
        assert initialise(empty.url("owner"))
    people = [*((name, "Spring") for name in ("Amina", "Jonas", "Zoë", "Ruth", "Li")), ("Bo", "Autumn")]
    for name, cohort in people:
        empty.run("owner", "INSERT INTO people VALUES (%s, %s)", name, cohort)
    empty.run("owner", "SELECT grant_manager('kim', ARRAY['Spring', 'Winter'])")
    empty.run("owner", "SELECT grant_trainee('amina', 'Amina')")
    insert_story(empty)
    for name in ("Amina", "Bo"):
        insert(empty, "owner", "sessions", session_row(name, assisted=True, assisted_at_start=True))
    empty.run("owner", "INSERT INTO policy VALUES ('practice', 'happened')")
    yield empty
    # Rights in this database would keep the role.
    empty.run("owner", "REVOKE servicesim_manager_fresh FROM kim")


def test_until_then_nobody_opens_it(older: Database) -> None:
    for login in ("owner", "kim", "amina"):
        with pytest.raises(StoreUnusable, match="its owner runs 'servicesim store init'"):
            Store.open(older.url(login))


def test_managers_read_the_same_people_and_less_of_what_is_hidden(older: Database) -> None:
    seen = "SELECT trainee, assisted FROM sessions"
    assert older.run("kim", seen) == [("Amina", True)]
    assert not initialise(older.url("owner"))
    assert older.run("kim", seen) == [("Amina", False)]
    assert older.run("kim", "SELECT count(*) FROM people") == [(5,)]
    assert older.run("owner", "SELECT login, cohort FROM managing ORDER BY 2") == [
        ("kim", "Spring"),
        ("kim", "Winter"),
    ]
    with Store.open(older.url("kim")) as store:
        assert policy_of(store).practice == "happened"
        assert [session.trainee for session in store.sessions()] == ["Amina"]


def test_names_behind_which_people_are_hidden_stay_the_same(older: Database) -> None:
    older.run("owner", "INSERT INTO policy VALUES ('people', 'cohorts')")
    query = "SELECT name FROM people ORDER BY 1"
    before = older.run("kim", query)
    initialise(older.url("owner"))
    assert older.run("kim", query) == before
    assert len(before) == 5


def test_managers_write_as_before(older: Database) -> None:
    initialise(older.url("owner"))
    work = "INSERT INTO assignments VALUES ('1', 's', NULL, 'Spring', NULL, NULL, %s, 'kim')"
    older.run("kim", work, utc_text(utc_now()))
    assert len(older.run("owner", "SELECT * FROM assignments")) == 1
    older.run("kim", "DELETE FROM assignments")
    assert older.run("owner", "SELECT * FROM assignments") == []


def test_nothing_of_the_former_views_is_left(older: Database) -> None:
    initialise(older.url("owner"))
    views = older.run("owner", "SELECT viewname FROM pg_views WHERE schemaname = 'servicesim' ORDER BY 1")
    assert views == [("managed",), ("sessions_closed",), ("sessions_open",)]


def test_what_a_member_of_the_owner_brings_up_to_date_belongs_to_the_owner(older: Database) -> None:
    older.run("postgres", "GRANT owner TO lee")
    try:
        initialise(older.url("lee"))
    finally:
        older.run("postgres", "REVOKE owner FROM lee")
    query = """
        SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class
        WHERE relnamespace::regnamespace::text IN ('servicesim', 'servicesim_review')
    """
    assert older.run("owner", query) == [("owner",)]
    assert older.run("kim", "SELECT trainee FROM sessions") == [("Amina",)]
