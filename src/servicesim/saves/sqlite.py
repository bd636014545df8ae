"""All that is particular to SQLite: the file, its journal, the guards of the replies, its errors in words."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from servicesim.errors import StoreUnusable
from servicesim.saves.location import network_filesystem

# How long a write waits for another program's, in seconds. A write holds the file for some milliseconds.
BUSY_SECONDS = 5.0

# What goes wrong in SQLAlchemy or in the driver below it.
ERRORS = (SQLAlchemyError, sqlite3.Error)

_BEGIN = "servicesim_begin"

# The guards of the first revision, as SQLite keeps them. A later revision adds its own and never edits these:
# files of this revision hold exactly this text.
GUARDS_0001 = {
    # Rows are numbered without a gap. This also stops INSERT OR REPLACE, which deletes without asking the
    # guard against deleting.
    "replies_in_order": """
CREATE TRIGGER replies_in_order BEFORE INSERT ON replies
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM replies WHERE session = NEW.session)
BEGIN SELECT RAISE(ABORT, 'replies are appended in order'); END
""",
    "replies_unchanged": """
CREATE TRIGGER replies_unchanged BEFORE UPDATE ON replies
BEGIN SELECT RAISE(ABORT, 'replies are never changed'); END
""",
    "replies_undeleted": """
CREATE TRIGGER replies_undeleted BEFORE DELETE ON replies
WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE tombstones.session = OLD.session)
BEGIN SELECT RAISE(ABORT, 'replies are deleted with their session only'); END
""",
}


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file holds: the names of its tables, and the text of its triggers and views by name."""

    tables: frozenset[str]
    guards: dict[str, str]


def prepare_file(path: Path, *, make_folders: bool) -> None:
    """Sees to it that `path` is a file that can become a store, readable for its owner alone where it is new.

    Its folder is made where just that one is missing; with `make_folders` the folders above it too. Raises
    StoreUnusable.
    """
    try:
        if make_folders:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not path.parent.exists():
            path.parent.mkdir()
        try:
            # SQLite gives its journal the rights of the database, so these hold for both. A file that is
            # there is never opened here: closing it would drop the locks that SQLite may hold on it in this
            # process.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            if not stat.S_ISREG(path.stat().st_mode):
                raise StoreUnusable(str(path), "it is not a file.") from None
    except FileNotFoundError as error:
        raise StoreUnusable(str(path), f"the folder {path.parent} is not there.") from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StoreUnusable(str(path), f"the file cannot be made or looked at: {why}.") from error


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at `path` now, None where there is none to be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def make_engine(path: Path) -> Engine:
    """An engine with one connection to `path`. See `writing` for one that writes."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine and connection, for transactions that write.

    They begin with BEGIN IMMEDIATE: a transaction that reads first and wants to write later fails as busy,
    without waiting, whenever another program wrote in between.
    """
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    # BEGIN is ours (see `_begin`); the driver's own would come late, and not at all before a SELECT.
    connection.isolation_level = None
    # `trusted_schema` and `cell_size_check` are for files made to harm: nothing in a schema may call what has
    # side effects, and damaged pages are noticed before they are used. `secure_delete` overwrites what is
    # deleted, and what is left behind where a page is divided: set only for a deletion it would come too late
    # for those copies.
    for setting in (
        *("trusted_schema=OFF", "cell_size_check=ON", "secure_delete=ON"),
        *("foreign_keys=ON", "synchronous=FULL"),
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def read_schema(connection: Connection) -> Schema:
    """What the file holds, read without running any of it."""
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master")).all()
    return Schema(
        frozenset(row.name for row in rows if row.type == "table"),
        {row.name: str(row.sql) for row in rows if row.type in ("trigger", "view")},
    )


def foreign_guards(schema: Schema) -> list[str]:
    """Names of triggers and views that no revision of ours has made."""
    return sorted(
        name for name, sql in schema.guards.items() if _bare(sql) != _bare(GUARDS_0001.get(name, ""))
    )


def missing_guards(schema: Schema) -> list[str]:
    """Names of our triggers that the file ought to hold, at the newest revision, and does not."""
    return sorted(GUARDS_0001.keys() - schema.guards.keys())


def _bare(sql: str) -> str:
    return " ".join(sql.split())


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite has the fix for resetting the write-ahead log (https://sqlite.org/wal.html).

    Before it, two connections can damage a file in WAL mode.
    """
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def choose_journal(engine: Engine, path: Path) -> str:
    """Sets the journal for the file and says which one it has now, as SQLite names it.

    WAL where that is safe. Else a rollback journal that stays where it is, its header overwritten at every
    commit: with synchronous=FULL, SQLite syncs that overwriting, where it would not sync a deletion. So a
    power cut takes back no reply that was shown as given; and of the rollback journals it is the fastest. A
    file that another version left in WAL mode is put back, unless some program has it open.
    """
    wal = wal_is_safe(sqlite3.sqlite_version_info) and not network_filesystem(path)
    with _driver_cursor(engine) as cursor:
        try:
            cursor.execute(f"PRAGMA journal_mode={'WAL' if wal else 'PERSIST'}")
        except sqlite3.OperationalError as error:
            if _primary(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY):
                raise
            cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    return str(mode)


def remove_journal(engine: Engine) -> None:
    """Deletes the rollback journal, which may hold what was deleted from the file, before a store closes.

    Where another program is writing, SQLite leaves the journal to that one.
    """
    with _driver_cursor(engine) as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")


def write_anew(engine: Engine, path: Path) -> None:
    """Writes the whole file anew and takes its journal away: nothing of what was deleted stays in either.

    The file needs its own size once more on the disk meanwhile. Raises one of ERRORS, also where another
    program is writing or reads for long.
    """
    with _driver_cursor(engine) as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
        if busy:
            raise sqlite3.OperationalError("another program is reading the file")
    if choose_journal(engine, path) != "wal":
        remove_journal(engine)
        choose_journal(engine, path)


def forgo_syncing(engine: Engine) -> None:
    """Lets commits on this engine's connection not wait for the disk: for a file that is made in one go, and
    thrown away where that does not succeed. Never for what somebody plays."""
    with _driver_cursor(engine) as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


@contextmanager
def _driver_cursor(engine: Engine) -> Iterator[Any]:
    """A cursor outside of any transaction, where the journal can be changed."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
    finally:
        raw.close()


def _primary(error: BaseException) -> int:
    # SQLite's extended codes carry the primary one in their low byte.
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


_REASONS = {
    sqlite3.SQLITE_PERM: "this program has no permission to use the file.",
    sqlite3.SQLITE_AUTH: "this program has no permission to use the file.",
    sqlite3.SQLITE_BUSY: f"another program has kept the file busy for over {BUSY_SECONDS:.0f} seconds.",
    sqlite3.SQLITE_LOCKED: "the file is locked.",
    sqlite3.SQLITE_READONLY: "the file, or its folder, may only be read.",
    sqlite3.SQLITE_IOERR: "the disk reported an error.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged.",
    sqlite3.SQLITE_FULL: "the disk is full.",
    sqlite3.SQLITE_CANTOPEN: "the file, or one beside it, cannot be opened; may you write to its folder?",
    sqlite3.SQLITE_NOTADB: "it is not an SQLite database.",
}


def plain_reason(error: BaseException) -> str:
    """Why it failed, in a sentence. `error` is SQLAlchemy's or the driver's."""
    original = getattr(error, "orig", None) or error
    return _REASONS.get(_primary(original), f"{str(original).rstrip('.')}.")
