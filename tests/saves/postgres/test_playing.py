"""What a trainee does and sees on a server, with the program and by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg.errors import InsufficientPrivilege

from servicesim.errors import NotSaved, SessionNotFound
from servicesim.saves.assignments import assign, tasks_for
from servicesim.saves.chain import check
from servicesim.saves.comments import comment, comments_on
from servicesim.saves.people import Person, import_people
from servicesim.saves.policy import policy_of
from servicesim.saves.records import SessionRecord, utc_now
from servicesim.saves.store import Store
from tests.saves.samples import back, reply

from .company import REBUILT
from .conftest import Database
from .played import STORY, insert_story, start

pytestmark = pytest.mark.usefixtures("granted")


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

    @pytest.mark.parametrize(
        "table", ["tallies", "tombstones", "logins", "managing", "aliases", "servicesim_review.sessions"]
    )
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
