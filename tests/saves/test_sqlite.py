from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from servicesim.errors import StoreUnusable
from servicesim.saves import sqlite
from servicesim.saves.chain import check
from servicesim.saves.sqlite import choose_journal, plain_reason, prepare_file, wal_is_safe
from servicesim.saves.store import Store

from .samples import begin, reply

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such file modes")


@pytest.fixture
def fixed_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with an SQLite that has the fix. One connection at a time is safe with any version."""
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda version: True)


@pytest.fixture
def unfixed_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "wal_is_safe", lambda version: False)


class TestFile:
    @posix_only
    def test_a_new_store_is_readable_for_its_owner_alone(self, path: Path) -> None:
        was = os.umask(0)
        try:
            with Store.open(path) as store:
                begin(store)
                modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        finally:
            os.umask(was)
        assert set(modes.values()) == {0o600}
        assert path.name in modes

    def test_the_folder_is_made_where_it_alone_is_missing(self, tmp_path: Path) -> None:
        prepare_file(tmp_path / "team" / "sessions.db", make_folders=False)
        assert (tmp_path / "team" / "sessions.db").is_file()

    def test_a_path_that_is_mistyped_further_up_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(StoreUnusable, match=r"the folder .* is not there"):
            Store.open(tmp_path / "teem" / "spring" / "sessions.db")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_is_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreUnusable, match="it is not a file"):
            Store.open(tmp_path)

    def test_nothing_can_be_made_below_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreUnusable, match="cannot be made"):
            Store.open(tmp_path / "file" / "sessions.db")

    def test_an_existing_file_is_left_as_it_is(self, path: Path) -> None:
        path.write_text("notes")
        prepare_file(path, make_folders=False)
        assert path.read_text() == "notes"


class TestJournal:
    @pytest.mark.parametrize(
        ("version", "safe"),
        [
            ((3, 40, 1), False),
            ((3, 44, 5), False),
            ((3, 44, 6), True),
            ((3, 45, 0), False),
            ((3, 50, 6), False),
            ((3, 50, 7), True),
            ((3, 51, 0), False),
            ((3, 51, 2), False),
            ((3, 51, 3), True),
            ((3, 53, 0), True),
            ((4, 0, 0), True),
        ],
    )
    def test_which_versions_have_the_fix(self, version: tuple[int, int, int], safe: bool) -> None:
        assert wal_is_safe(version) is safe

    @pytest.mark.usefixtures("unfixed_version")
    def test_without_the_fix_a_rollback_journal_is_used(self, path: Path) -> None:
        with Store.open(path) as store:
            assert store.journal == "persist"

    @pytest.mark.usefixtures("fixed_version")
    def test_with_the_fix_a_write_ahead_log_is_used(self, path: Path) -> None:
        with Store.open(path) as store:
            assert store.journal == "wal"
            session = begin(store).id
            store.append(session, reply())
        with Store.open(path) as store:
            assert check(store.session(session), store.replies(session)) == []
        assert [file.name for file in path.parent.iterdir()] == [path.name]

    @pytest.mark.usefixtures("fixed_version")
    def test_on_a_network_drive_never(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite, "network_filesystem", lambda file: file == path)
        with Store.open(path) as store:
            assert store.journal == "persist"

    @pytest.mark.usefixtures("unfixed_version")
    def test_a_log_of_another_version_is_put_back(self, path: Path) -> None:
        Store.open(path).close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
        with Store.open(path) as store:
            assert store.journal == "persist"

    @pytest.mark.usefixtures("unfixed_version")
    def test_a_log_that_somebody_has_open_is_left(self, path: Path) -> None:
        Store.open(path).close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("SELECT * FROM sessions").fetchall()
            with Store.open(path) as store:
                assert store.journal == "wal"
                assert begin(store) in store.sessions()

    @pytest.mark.usefixtures("fixed_version")
    def test_a_file_that_may_only_be_read_keeps_its_journal(self, path: Path) -> None:
        Store.open(path).close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
        engine = create_engine(f"sqlite:///file:{path.as_posix()}?mode=ro&uri=true")
        assert choose_journal(engine, path) == "delete"
        engine.dispose()

    def test_commits_wait_for_the_disk(self, store: Store) -> None:
        with sqlite._driver_cursor(store._reader) as cursor:
            full = 2
            assert cursor.execute("PRAGMA synchronous").fetchone() == (full,)


class TestConnection:
    @pytest.mark.parametrize(
        ("setting", "value"), [("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1)]
    )
    def test_settings(self, setting: str, value: int, store: Store) -> None:
        with sqlite._driver_cursor(store._reader) as cursor:
            assert cursor.execute(f"PRAGMA {setting}").fetchone() == (value,)

    def test_a_write_locks_out_other_writers_from_its_beginning(self, store: Store, path: Path) -> None:
        with (
            closing(sqlite3.connect(path, timeout=0)) as raw,
            store.writing(),
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            raw.execute("BEGIN IMMEDIATE")

    def test_a_read_does_not(self, store: Store, path: Path) -> None:
        with closing(sqlite3.connect(path, timeout=0)) as raw, store.reading() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM sessions")).scalar() == 0
            raw.execute("BEGIN IMMEDIATE")


class TestGuards:
    """Not even SQL that somebody runs by hand changes replies by mistake."""

    @pytest.fixture
    def session(self, store: Store) -> str:
        session = begin(store).id
        for seq in range(3):
            store.append(session, reply(seq))
        return session

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE replies SET trust = 10 WHERE seq = 3", "never changed"),
            ("DELETE FROM replies WHERE seq = 3", "deleted with their session only"),
            ("DELETE FROM replies", "deleted with their session only"),
            ("INSERT OR REPLACE INTO replies SELECT * FROM replies WHERE seq = 3", "appended in order"),
            (
                "INSERT INTO replies SELECT session, 5, kind, turn, scene, reply, attitude, resistance, "
                "trust, grievances, at, decided_ms, hash FROM replies WHERE seq = 3",
                "appended in order",
            ),
            ("DELETE FROM sessions", "FOREIGN KEY"),
        ],
    )
    def test_refused(self, statement: str, why: str, store: Store, session: str) -> None:
        before = store.replies(session)
        with pytest.raises(IntegrityError, match=why), store._backend.writer.begin() as connection:
            connection.execute(text(statement))
        assert store.replies(session) == before

    def test_a_whole_session_goes_behind_a_tombstone(self, store: Store, session: str) -> None:
        other = begin(store)
        store.append(other.id, reply())
        with store._backend.writer.begin() as connection:
            for statement in (
                "INSERT INTO tombstones VALUES (:id, '2026-01-01T09:30:00.000000Z')",
                "DELETE FROM replies WHERE session = :id",
                "DELETE FROM sessions WHERE id = :id",
            ):
                connection.execute(text(statement), {"id": session})
        assert [left.id for left in store.sessions()] == [other.id]
        assert store.replies(session) == []
        assert len(store.replies(other.id)) == 1


class TestReasons:
    def test_an_error_without_words_of_ours_speaks_for_itself(self) -> None:
        assert plain_reason(sqlite3.ProgrammingError("Something new")) == "Something new."
