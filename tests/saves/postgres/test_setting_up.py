"""The store on a server from its owner's first command on, and what everybody else is told there."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result

from servicesim.cli import cli
from servicesim.cli.common import Places
from servicesim.errors import NotSaved, ServicesimError, StoreUnusable
from servicesim.saves import postgres
from servicesim.saves.migrate import HEAD
from servicesim.saves.postgres import initialise
from servicesim.saves.store import Store
from servicesim.saves.tables import metadata

from .conftest import Database
from .played import STORY


def run(database: Database, login: str, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--saves", database.url(login), *words], obj=Places())


class TestInit:
    def test_making_it_and_once_more(self, empty: Database) -> None:
        assert "is made" in run(empty, "owner", "store", "init").stderr
        assert "is up to date" in run(empty, "owner", "store", "init").stderr
        with Store.open(empty.url("owner")) as store:
            assert store.sessions() == []
            assert (store.role, store.created) == ("owner", False)

    def test_opening_makes_nothing(self, empty: Database) -> None:
        with pytest.raises(StoreUnusable, match=r"there is no store yet; .* 'servicesim store init'"):
            Store.open(empty.url("owner"))
        assert empty.run("owner", "SELECT to_regnamespace('servicesim')") == [(None,)]

    def test_who_may_not_make_schemas_is_told(self, empty: Database) -> None:
        with pytest.raises(StoreUnusable, match="this login may not do that"):
            initialise(empty.url("amina"))

    def test_another_than_the_owner_does_not_bring_it_up_to_date(self, database: Database) -> None:
        with pytest.raises(StoreUnusable, match="the login 'amina' does not own it"):
            initialise(database.url("amina"))

    def test_a_store_of_a_newer_version(self, empty: Database) -> None:
        initialise(empty.url("owner"))
        empty.run("owner", "UPDATE alembic_version SET version_num = 'servicesim_9999'")
        for opening in (Store.open, initialise):
            with pytest.raises(StoreUnusable, match=r"a newer version .* \(servicesim_9999\)"):
                opening(empty.url("owner"))

    def test_a_store_of_an_older_version(self, empty: Database) -> None:
        initialise(empty.url("owner"))
        empty.run("owner", "UPDATE alembic_version SET version_num = 'servicesim_0002'")
        with pytest.raises(StoreUnusable, match="brought up to date; its owner runs 'servicesim store init'"):
            Store.open(empty.url("owner"))

    def test_two_stores_on_one_server_have_roles_of_their_own(
        self, empty: Database, database: Database
    ) -> None:
        initialise(empty.url("owner"))
        roles = "SELECT group_role('trainee'), group_role('manager')"
        assert empty.run("owner", roles) == [("servicesim_trainee_fresh", "servicesim_manager_fresh")]
        database.run("owner", "SELECT grant_trainee('amina', 'Amina')")
        with pytest.raises(StoreUnusable, match="no part in it"):
            Store.open(empty.url("amina"))


class TestTables:
    def test_the_migrations_make_the_tables_that_the_program_uses(self, store: Store) -> None:
        def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
            return kind != "table" or name not in ("logins", "managing", "aliases")

        with store.reading() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "include_object": ours}
            )
            assert compare_metadata(context, metadata) == []

    def test_every_table_but_the_texts_of_stories_has_its_rows_guarded(self, database: Database) -> None:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'servicesim'::regnamespace"
        unguarded = database.run("owner", f"{query} AND relkind = 'r' AND NOT relrowsecurity ORDER BY 1")
        assert unguarded == [("alembic_version",), ("stories",)]

    def test_texts_sort_as_in_a_file(self, database: Database) -> None:
        query = """
            SELECT count(*) FROM pg_attribute AS a
            JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r'
            JOIN pg_collation AS l ON l.oid = a.attcollation
            WHERE c.relnamespace = 'servicesim'::regnamespace AND l.collname <> 'C'
        """
        assert database.run("owner", query) == [(0,)]

    def test_nobody_can_call_what_they_were_not_given(self, database: Database) -> None:
        query = """
            SELECT p.proname
            FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
            WHERE p.pronamespace = 'servicesim'::regnamespace AND a.grantee = 0
        """
        assert database.run("owner", query) == []

    def test_what_runs_with_the_owners_rights_looks_names_up_in_one_place(self, database: Database) -> None:
        query = """
            SELECT proname FROM pg_proc WHERE pronamespace = 'servicesim'::regnamespace AND prosecdef
            AND NOT coalesce('search_path=servicesim, pg_temp' = ANY (proconfig), false)
        """
        assert database.run("owner", query) == []

    def test_the_revision(self, database: Database) -> None:
        assert database.run("owner", "SELECT version_num FROM alembic_version") == [(HEAD,)]


class TestGrant:
    def test_from_the_command_line(self, database: Database) -> None:
        assert run(database, "owner", "store", "grant", "amina", "--trainee", "Amina").exit_code == 0
        managed = run(
            database, "owner", "store", "grant", "kim", "--manager", "Spring", "--manager", "Autumn"
        )
        assert "'kim' reads Spring, Autumn." in managed.stderr
        assert "Nobody is in Spring, Autumn yet" in managed.stderr
        for login, role in (("amina", "trainee"), ("kim", "manager")):
            with Store.open(database.url(login)) as store:
                assert (store.role, store.signed_as) == (role, login)

    def test_what_a_login_was_before_it_is_no_more(self, database: Database) -> None:
        run(database, "owner", "store", "grant", "amina", "--trainee", "Amina")
        run(database, "owner", "store", "grant", "amina", "--manager", "Spring")
        with Store.open(database.url("amina")) as store:
            assert store.role == "manager"
        assert database.run("amina", "SELECT has_schema_privilege('servicesim', 'USAGE')") == [(False,)]

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("nobody", "--trainee", "Amina"), "the server has no login 'nobody'"),
            (("owner", "--trainee", "Amina"), "the login 'owner' owns the store"),
            (("amina",), "either --trainee NAME or --manager COHORT"),
            (("amina", "--trainee", "Amina", "--manager", "Spring"), "either --trainee NAME or"),
        ],
    )
    def test_refused(self, words: tuple[str, ...], why: str, database: Database) -> None:
        error = run(database, "owner", "store", "grant", *words).exception
        assert isinstance(error, ServicesimError)
        assert why in str(error)

    def test_by_the_owner_alone(self, database: Database) -> None:
        database.run("owner", "SELECT grant_trainee('amina', 'Amina')")
        error = run(database, "amina", "store", "grant", "amina", "--manager", "Spring").exception
        assert "may not do that" in str(error)


class TestReaching:
    @pytest.mark.parametrize(
        ("url", "why"),
        [
            (
                "postgresql://amina:secret@/nothing?{place}",
                'lets nobody in so .database "nothing" does not exist',
            ),
            (
                "postgresql://nobody:secret@/training?{place}",
                'lets nobody in so .role "nobody" does not exist',
            ),
            ("postgresql://amina:secret@/training?host=/nowhere", "the server cannot be reached"),
            ("postgresql://amina:secret@/training?{place}&sslmode=often", "sslmode"),
        ],
    )
    def test_what_stands_in_the_way_is_said_without_the_password(
        self, url: str, why: str, server: Database
    ) -> None:
        with pytest.raises(StoreUnusable, match=why) as caught:
            Store.open(url.format(place=server.place))
        assert "secret" not in str(caught.value)

    def test_what_is_kept_and_who_reads_it(self, database: Database) -> None:
        database.run("owner", "SELECT grant_trainee('amina', 'Amina')")
        with Store.open(database.url("amina")) as store:
            kept = store.kept()
        assert store.location in kept
        assert "managers read those of their cohorts" in kept

    def test_a_connection_that_was_lost_is_made_again(self, database: Database, store: Store) -> None:
        assert store.sessions() == []
        ours = "pid <> pg_backend_pid() AND application_name = 'servicesim'"
        database.run("postgres", f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
        assert store.sessions() == []

    def test_who_waits_too_long_for_another_is_told(
        self, database: Database, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres, "LOCK_SECONDS", 0.05)
        busy = pytest.raises(NotSaved, match="another program has kept it busy")
        with Store.open(database.url("owner")) as other, store.writing(), busy, other.writing():
            pass

    def test_trainees_do_not_wait_for_the_owner(self, database: Database, store: Store) -> None:
        database.run("owner", "SELECT grant_trainee('amina', 'Amina')")
        with store.writing(), Store.open(database.url("amina")) as amina:
            amina.keep_story(STORY)
            assert amina.story(STORY.digest) == STORY
