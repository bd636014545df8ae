"""What a store stands on: a file of SQLite's, or a PostgreSQL server. All that differs between the two."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Protocol, Self

from sqlalchemy import Connection, Engine, bindparam, update

from servicesim.errors import NotSaved, StoreUnusable
from servicesim.saves import sqlite, tables
from servicesim.saves.location import is_server, path_of
from servicesim.saves.migrate import bring_up_to_date
from servicesim.saves.notice import what_is_kept
from servicesim.saves.records import Ended, ReplyRow, utc_text

Role = Literal["owner", "manager", "trainee"]
"""An owner may do everything, and so may whoever can open a file. On a server managers read of their
cohorts what the policy lets them, and trainees read and add to their own sessions."""

_BY_ID = update(tables.sessions).where(tables.sessions.c.id == bindparam("session_id"))


class Backend(Protocol):
    """An open database of the newest revision. What `Store` needs of it, and nothing else."""

    @property
    def location(self) -> str:
        """Where it lies, as shown to people; never with a password."""

    @property
    def created(self) -> bool:
        """Whether opening it made it."""

    @property
    def journal(self) -> str:
        """SQLite's journal mode; empty for a server."""

    @property
    def role(self) -> Role:
        """What its user may do there."""

    @property
    def signed_as(self) -> str | None:
        """The login that the server knows its user by; None for a file."""

    @property
    def reader(self) -> Engine:
        """For transactions that read."""

    @property
    def writer(self) -> Engine:
        """For transactions that write, over the same connection."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What goes wrong in SQLAlchemy or in the driver below it."""

    def plain_reason(self, error: BaseException) -> str:
        """Why it failed, in a sentence."""

    def refuse_if_moved(self) -> None:
        """Raises NotSaved where what is open is not what lies there any more."""

    def kept(self) -> str:
        """What is kept, where, and who can read it."""

    def go_on(self, connection: Connection, row: ReplyRow, ended: Ended | None) -> None:
        """Brings the session to where `row`, which has just been written, leaves it."""

    def assist(self, connection: Connection, session: str, at: str) -> bool:
        """Marks the session assisted. False where there is none."""

    def debriefed(self, connection: Connection, session: str, at: str) -> bool:
        """Notes that its debrief was shown. False where there is no such session."""

    def write_anew(self) -> None:
        """Sees to it that nothing of what was deleted stays in a file. Raises one of `errors`."""

    def close(self) -> None:
        """Closes it, once. Raises one of `errors` where it cannot be left tidy."""


def backend_at(location: str | Path) -> Backend:
    """Opens what is at `location`. Raises StoreUnusable, ExtraMissing."""
    if is_server(location):
        from servicesim.saves.postgres import Server

        return Server.open(str(location))
    return SqliteFile.open(path_of(location), make_folders=False)


class SqliteFile:
    """A file, over one connection."""

    errors: tuple[type[Exception], ...] = sqlite.ERRORS
    role: Role = "owner"
    signed_as: str | None = None

    def __init__(self, engine: Engine, path: Path) -> None:
        """Takes an engine on an existing file; use `open`."""
        self.location = str(path)
        self._path = path
        self._file = sqlite.identity(path)
        self.reader = engine
        self.writer = sqlite.writing(engine)
        self.created = bring_up_to_date(engine, self.location)
        self.journal = sqlite.choose_journal(engine, path)

    @classmethod
    def open(cls, path: Path, *, make_folders: bool) -> Self:
        """Opens the file, and makes it where there is none. Raises StoreUnusable."""
        sqlite.prepare_file(path, make_folders=make_folders)
        engine = sqlite.make_engine(path)
        try:
            return cls(engine, path)
        except sqlite.ERRORS as error:
            engine.dispose()
            raise StoreUnusable(str(path), sqlite.plain_reason(error)) from error
        except BaseException:
            engine.dispose()
            raise

    def plain_reason(self, error: BaseException) -> str:
        """Why it failed, in a sentence."""
        return sqlite.plain_reason(error)

    def refuse_if_moved(self) -> None:
        """Raises NotSaved where another file, or none, lies there now."""
        # With a write-ahead log, SQLite goes on writing to a file that has no name any more.
        if sqlite.identity(self._path) != self._file:
            raise NotSaved("the file was moved, replaced or deleted while it was open.")

    def kept(self) -> str:
        """What is kept, where, and who can read it."""
        return what_is_kept(self._path)

    def go_on(self, connection: Connection, row: ReplyRow, ended: Ended | None) -> None:
        """Brings the session to where `row` leaves it."""
        change: dict[str, Any] = {"turns": row.turn, "touched": utc_text(row.at), "tip": row.hash}
        if row.kind == "back":
            change["assisted"] = True
        if ended is not None:
            # Who plays in a file works the scores out by a replay; and whoever can open it can write any.
            change |= {
                "status": "ended",
                "ended": utc_text(row.at),
                "ending": ended.ending,
                "outcome": ended.outcome,
                "empathy": ended.empathy,
                "clarity": ended.clarity,
                "trust": ended.trust,
                "scored": True,
            }
        self._change(connection, row.session, **change)

    def assist(self, connection: Connection, session: str, at: str) -> bool:
        """Marks the session assisted."""
        return self._change(connection, session, assisted=True, touched=at)

    def debriefed(self, connection: Connection, session: str, at: str) -> bool:
        """Notes that its debrief was shown."""
        return self._change(connection, session, debriefed=at)

    def write_anew(self) -> None:
        """Writes the file anew, without what was deleted, and takes its journal away."""
        sqlite.write_anew(self.reader, self._path)

    def close(self) -> None:
        """Closes the file, and takes a rollback journal away."""
        try:
            if self.journal != "wal":
                sqlite.remove_journal(self.reader)
        finally:
            self.reader.dispose()

    def _change(self, connection: Connection, session: str, **change: Any) -> bool:
        return connection.execute(_BY_ID, {"session_id": session, **change}).rowcount == 1
