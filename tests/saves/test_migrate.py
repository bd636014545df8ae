from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from servicesim.errors import StoreUnusable
from servicesim.saves import migrate
from servicesim.saves.migrate import HEAD, KNOWN, alembic_config
from servicesim.saves.sqlite import GUARDS_0001
from servicesim.saves.store import Store
from servicesim.saves.tables import metadata
from tests import ready_made

from .samples import begin


def change(path: Path, *statements: str) -> None:
    """Changes the closed store at `path` behind its back."""
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


@pytest.fixture(autouse=True)
def _real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores are made by the migrations themselves here."""
    monkeypatch.setattr(migrate, "upgrade", ready_made.migrations)


@pytest.fixture
def made(path: Path) -> Path:
    """A store that was made and closed."""
    Store.open(path).close()
    return path


class TestRevisions:
    def test_the_newest_revision_is_alembics_head(self) -> None:
        scripts = ScriptDirectory.from_config(alembic_config())
        assert scripts.get_heads() == [HEAD]
        assert {script.revision for script in scripts.walk_revisions()} == KNOWN

    def test_the_migrations_make_the_tables_that_the_program_uses(self, store: Store) -> None:
        with store._reader.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []

    def test_the_stores_of_the_other_tests_are_as_the_migrations_make_them(self, tmp_path: Path) -> None:
        schemas = []
        for number, way in enumerate((ready_made.migrations, ready_made.upgrade)):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(migrate, "upgrade", way)
                Store.open(tmp_path / f"{number}.db").close()
            with closing(sqlite3.connect(tmp_path / f"{number}.db")) as raw:
                schemas.append(sorted(raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")))
        assert schemas[0] == schemas[1]

    def test_replies_have_no_row_numbers_of_sqlite(self, made: Path) -> None:
        with closing(sqlite3.connect(made)) as raw, pytest.raises(sqlite3.OperationalError, match="rowid"):
            raw.execute("SELECT rowid FROM replies")

    def test_an_empty_file_becomes_a_store(self, path: Path) -> None:
        path.touch()
        with Store.open(path) as store:
            assert store.created

    def test_an_older_store_is_told_what_the_review_asks_of_it(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "HEAD", "servicesim_0001")
            patch.setattr(migrate, "KNOWN", frozenset({"servicesim_0001"}))
            Store.open(path).close()
        change(
            path,
            """INSERT INTO stories VALUES
                ('d', 'the-approval-chain', 'T', '{"story":{"source":"organisation"}}')""",
            "INSERT INTO stories VALUES ('e', 'unreadable', 'T', 'no JSON')",
            *(
                f"""INSERT INTO sessions (id, trainee, story, story_digest, mode, seed, rules,
                    assisted_at_start, seen, started, hash, status, turns, touched, assisted, tip)
                    VALUES ('{session}', '{trainee}', 'the-approval-chain', 'd', 'practice', 1, 1,
                    0, 0, '{started}', 'h', '{status}', 0, '{started}', 0, 'h')"""
                for session, trainee, started, status in (
                    ("later", "Amina", "2026-03-02T09:00:00.000000Z", "ended"),
                    ("first", "Amina", "2026-03-01T09:00:00.000000Z", "in_progress"),
                    ("other", "Jonas", "2026-03-03T09:00:00.000000Z", "ended"),
                )
            ),
        )
        Store.open(path).close()
        with closing(sqlite3.connect(path)) as raw:
            assert dict(raw.execute("SELECT digest, source FROM stories")) == {"d": "organisation", "e": ""}
            assert {row[0]: row[1:] for row in raw.execute("SELECT id, first, scored FROM sessions")} == {
                "first": (1, 0),
                "later": (0, 1),
                "other": (1, 1),
            }

    def test_a_migration_that_fails_leaves_nothing_behind(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setitem(GUARDS_0001, "replies_unchanged", "CREATE TRIGGER nonsense")
            with pytest.raises(StoreUnusable, match="incomplete input"):
                Store.open(path)
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("SELECT name FROM sqlite_master").fetchall() == []
        with Store.open(path) as store:
            assert store.created

    def test_who_waited_for_another_programs_first_start_makes_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def meanwhile() -> object:
            monkeypatch.undo()
            Store.open(path).close()
            return alembic_config()

        monkeypatch.setattr(migrate, "alembic_config", meanwhile)
        with Store.open(path) as store:
            assert not store.created


class TestRefused:
    def test_a_store_of_a_newer_version(self, made: Path) -> None:
        change(made, "UPDATE alembic_version SET version_num = 'servicesim_9999'")
        with pytest.raises(StoreUnusable, match=r"a newer version .* \(servicesim_9999\)"):
            Store.open(made)

    def test_a_file_that_is_no_database(self, path: Path) -> None:
        path.write_text("A story that somebody named by mistake.\n" * 50)
        with pytest.raises(StoreUnusable, match="not an SQLite database"):
            Store.open(path)

    def test_a_database_of_something_else(self, path: Path) -> None:
        change(path, "CREATE TABLE notes (text)")
        with pytest.raises(StoreUnusable, match="a database of something else"):
            Store.open(path)

    @pytest.mark.parametrize("revisions", [["1975ea83b712"], [], [HEAD, "other"]])
    def test_a_database_of_another_program_that_uses_alembic(self, revisions: list[str], path: Path) -> None:
        change(
            path,
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
            *(f"INSERT INTO alembic_version VALUES ('{revision}')" for revision in revisions),
        )
        with pytest.raises(StoreUnusable, match="a database of something else"):
            Store.open(path)

    def test_what_is_refused_is_not_changed(self, path: Path) -> None:
        change(path, "CREATE TABLE notes (text)")
        before = path.read_bytes()
        with pytest.raises(StoreUnusable):
            Store.open(path)
        assert path.read_bytes() == before

    @pytest.mark.parametrize(
        "foreign",
        [
            "CREATE TRIGGER spy AFTER INSERT ON replies BEGIN DELETE FROM sessions; END",
            "CREATE VIEW everybody AS SELECT * FROM sessions",
        ],
    )
    def test_triggers_and_views_of_others(self, foreign: str, made: Path) -> None:
        change(made, foreign)
        with pytest.raises(StoreUnusable, match=r"trigger or view that is not ours: '(spy|everybody)'"):
            Store.open(made)

    def test_views_in_a_file_that_is_not_ours_at_all(self, path: Path) -> None:
        change(path, "CREATE VIEW alembic_version AS SELECT 'servicesim_0001' AS version_num")
        with pytest.raises(StoreUnusable, match="not ours: 'alembic_version'"):
            Store.open(path)

    def test_a_trigger_of_ours_with_another_text(self, made: Path) -> None:
        change(
            made,
            "DROP TRIGGER replies_unchanged",
            "CREATE TRIGGER replies_unchanged BEFORE UPDATE ON replies BEGIN SELECT 1; END",
        )
        with pytest.raises(StoreUnusable, match="not ours: 'replies_unchanged'"):
            Store.open(made)

    @pytest.mark.parametrize("guard", list(GUARDS_0001))
    def test_a_trigger_of_ours_that_is_gone(self, guard: str, made: Path) -> None:
        change(made, f"DROP TRIGGER {guard}")
        with pytest.raises(StoreUnusable, match=f"its trigger '{guard}' is gone"):
            Store.open(made)

    @pytest.mark.parametrize("table", ["stories", "sessions", "tombstones"])
    def test_a_table_that_is_gone(self, table: str, made: Path) -> None:
        change(made, f"DROP TABLE {table}")
        with pytest.raises(StoreUnusable, match=f"its table '{table}' is gone"):
            Store.open(made)


class TestImports:
    """In a fresh interpreter each: what a start may wait for."""

    def imported(self, program: str) -> set[str]:
        ran = subprocess.run(
            [sys.executable, "-c", f"import sys\n{program}\nprint(*sys.modules)"],
            capture_output=True,
            text=True,
            check=True,
        )
        return set(ran.stdout.split())

    @pytest.mark.parametrize("module", ["records", "chain", "location", "notice"])
    def test_the_light_modules_bring_no_database(self, module: str) -> None:
        loaded = self.imported(f"import servicesim.saves.{module}")
        assert not loaded & {"sqlalchemy", "alembic", "sqlite3", "textual"}

    def test_alembic_is_loaded_only_where_there_is_something_to_migrate(self, path: Path) -> None:
        program = f"from servicesim.saves.store import Store\nStore.open({str(path)!r}).close()"
        assert "alembic" in self.imported(program)
        assert "alembic" not in self.imported(program)

    def test_the_store_knows_nothing_of_the_engine(self) -> None:
        loaded = self.imported("import servicesim.saves.store")
        parts = {name.split(".")[1] for name in loaded if name.startswith("servicesim.")}
        assert parts == {"errors", "saves"}


def test_a_store_that_was_just_made_is_of_the_newest_revision(store: Store, path: Path) -> None:
    begin(store)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
