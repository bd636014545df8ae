"""All that is particular to PostgreSQL: the connection, who one is there, its errors in words.

What guards the rows is in the database itself (`migrations/postgres_0003`, `_0004`); this is only the client.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from servicesim.errors import ExtraMissing, StoreUnusable
from servicesim.saves.location import shown_url
from servicesim.saves.migrate import HEAD, KNOWN, alembic_config, upgrade
from servicesim.saves.notice import what_a_server_keeps
from servicesim.saves.records import Ended, ReplyRow

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
except ImportError as error:  # the driver is an extra, and its C library may be missing beside it
    raise ExtraMissing("A store on PostgreSQL", "postgres") from error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servicesim.saves.backends import Role  # which imports this module

SCHEMA, REVIEW = "servicesim", "servicesim_review"
"""The schema of the tables, and that of the views through which managers read them."""

CONNECT_SECONDS = 10
LOCK_SECONDS = 5

_WRITES = "servicesim_writes"
# One at a time, as in a file: what reads first and writes then can rely on it. The number spells "svsm".
_OWNERS_LOCK = text("SELECT pg_advisory_xact_lock(1937142637)")

_WHO = text(
    """
    SELECT session_user AS login, current_setting('server_encoding') AS encoding,
        own.oid IS NOT NULL AS made,
        coalesce(pg_has_role(own.nspowner, 'USAGE'), false) AS owns,
        coalesce(has_schema_privilege(own.oid, 'USAGE'), false) AS plays,
        coalesce(has_schema_privilege(review.oid, 'USAGE'), false) AS manages
    FROM (SELECT 1) AS one
    LEFT JOIN pg_namespace AS own ON own.nspname = 'servicesim'
    LEFT JOIN pg_namespace AS review ON review.nspname = 'servicesim_review'
    """
)
_GO_ON = text("SELECT servicesim.end_session(:session, :ending, :outcome, :empathy, :clarity, :trust)")
_ASSIST = text("SELECT servicesim.assist_session(:session, :at)")
_DEBRIEFED = text("SELECT servicesim.debriefed_session(:session, :at)")


class Server:
    """A PostgreSQL server, over one connection. `role` is what its user may do there."""

    errors: tuple[type[Exception], ...] = (SQLAlchemyError, psycopg.Error)
    created = False
    journal = ""

    def __init__(self, engine: Engine, location: str) -> None:
        """Takes an engine on a database; use `open`."""
        self.location = location
        with engine.connect() as connection:
            who = connection.execute(_WHO).one()
            if not who.made:
                raise StoreUnusable(
                    location, "there is no store yet; whoever is to own it runs 'servicesim store init'."
                )
            self.role: Role = "owner" if who.owns else "manager" if who.manages else "trainee"
            if not (who.owns or who.manages or who.plays):
                raise StoreUnusable(
                    location,
                    f"the login '{who.login}' has no part in it; its owner runs 'servicesim store grant'.",
                )
            # This connection is there already; the event is for those that come after it.
            connection.rollback()
            set_up = _set_up(REVIEW if self.role == "manager" else SCHEMA)
            set_up(connection.connection.driver_connection, None)
            event.listen(engine, "connect", set_up)
            _refuse_other_revision(_revision(connection), location)
        self.signed_as: str | None = who.login
        # In a transaction or not, each query sees what is committed by then; without one, a round to the
        # server and back is saved before it and after it.
        self.reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.writer = engine.execution_options(**{_WRITES: self.role})

    @classmethod
    def open(cls, url: str) -> Self:
        """Opens the store at `url`. Raises StoreUnusable, also where there is none: nothing is made here."""
        with _engine_on(url) as engine:
            return cls(engine, shown_url(url))

    def plain_reason(self, error: BaseException) -> str:
        """Why it failed, in a sentence."""
        return plain_reason(error)

    def refuse_if_moved(self) -> None:
        """A server sees to it itself."""

    def kept(self) -> str:
        """What is kept, where, and who can read it."""
        return what_a_server_keeps(self.location)

    def go_on(self, connection: Connection, row: ReplyRow, ended: Ended | None) -> None:
        """The server has brought the session to where `row` leaves it; what is left is the end.

        The scores are kept as claimed, until `store check` has worked them out.
        """
        if ended is not None:
            connection.execute(
                _GO_ON,
                {
                    "session": row.session,
                    "ending": ended.ending,
                    "outcome": ended.outcome,
                    "empathy": ended.empathy,
                    "clarity": ended.clarity,
                    "trust": ended.trust,
                },
            )

    def assist(self, connection: Connection, session: str, at: str) -> bool:
        """Marks the session assisted."""
        return bool(connection.execute(_ASSIST, {"session": session, "at": at}).scalar())

    def debriefed(self, connection: Connection, session: str, at: str) -> bool:
        """Notes that its debrief was shown."""
        return bool(connection.execute(_DEBRIEFED, {"session": session, "at": at}).scalar())

    def write_anew(self) -> None:
        """A server takes away what was deleted itself, when it vacuums; its backups are its owner's."""

    def close(self) -> None:
        """Closes the connection."""
        self.reader.dispose()


def initialise(url: str) -> bool:
    """Makes the store at `url`, or brings it to the newest revision; whoever does it owns it.

    True where there was none. Raises StoreUnusable.
    """
    location = shown_url(url)
    config = alembic_config()
    with _engine_on(url) as engine:
        event.listen(engine, "connect", _set_up(SCHEMA))
        with engine.begin() as connection:
            connection.execute(_OWNERS_LOCK)
            who = connection.execute(_WHO).one()
            if who.encoding != "UTF8":
                raise StoreUnusable(
                    location, f"the database is kept in {who.encoding}; make one with ENCODING 'UTF8'."
                )
            if who.made and not who.owns:
                raise StoreUnusable(location, f"the login '{who.login}' does not own it.")
            if not who.made:
                connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            found = _revision(connection)
            if found is not None and found not in KNOWN:
                _refuse_other_revision(found, location)
            if found != HEAD:
                upgrade(config, connection)
        engine.dispose()
    return found is None


@contextmanager
def _engine_on(url: str) -> Iterator[Engine]:
    """An engine on the database at `url`, closed where what is done with it fails. Raises StoreUnusable."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=_connector(url),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        # An app may stay open over night, and the server or something between have let go meanwhile.
        pool_pre_ping=True,
        use_native_hstore=False,
    )
    event.listen(engine, "begin", _begin)
    try:
        yield engine
    except Server.errors as error:
        engine.dispose()
        raise StoreUnusable(shown_url(url), plain_reason(error)) from error
    except BaseException:
        engine.dispose()
        raise


def _connector(url: str) -> Callable[[], psycopg.Connection[Any]]:
    """Connects as libpq does, with all that its URLs, its environment and ~/.pgpass can say."""
    conninfo = f"postgresql://{url.partition('://')[2]}"

    def connect() -> psycopg.Connection[Any]:
        settings: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "servicesim"}
        settings |= conninfo_to_dict(conninfo)
        return psycopg.connect(**settings)

    return connect


def _set_up(schema: str) -> Callable[[Any, Any], None]:
    """Names are looked up in our schema alone, a lock that somebody keeps is not waited for endlessly, and
    queries are planned for what they are."""

    def set_up(connection: psycopg.Connection[Any], _record: Any) -> None:
        connection.execute(f"SET search_path TO {schema}")
        connection.execute(f"SET lock_timeout TO '{LOCK_SECONDS}s'")
        # What is asked here takes milliseconds: compiling it first takes longer than it saves.
        connection.execute("SET jit TO off")
        # What a review adds up stands in indexes, and these in memory; PostgreSQL takes them for scattered
        # over a turning disk, and would read whole tables. Nor do twenty thousand people fit into its 4 MB.
        connection.execute("SET random_page_cost TO 1.1")
        connection.execute("SET work_mem TO '32MB'")
        connection.commit()

    return set_up


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES) == "owner":
        connection.execute(_OWNERS_LOCK)


def _revision(connection: Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _refuse_other_revision(found: str | None, location: str) -> None:
    if found is None or (found in KNOWN and found != HEAD):
        raise StoreUnusable(
            location, "this version needs it brought up to date; its owner runs 'servicesim store init'."
        )
    if found != HEAD:
        raise StoreUnusable(
            location,
            f"a newer version of servicesim made it ({found}); install that version or a later one.",
        )


# https://www.postgresql.org/docs/current/errcodes-appendix.html
_REASONS = {
    "53100": "the server's disk is full.",
    "55P03": f"another program has kept it busy for over {LOCK_SECONDS} seconds.",
    "57014": "the server has broken it off, as it took too long.",
    "57P01": "the server is being stopped.",
}


def plain_reason(error: BaseException) -> str:
    """Why it failed, in a sentence. `error` is SQLAlchemy's or the driver's."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, psycopg.Error) and original.sqlstate:
        # What our own guards say is a whole sentence.
        said = (original.diag.message_primary or str(original)).rstrip(".")
        if isinstance(original, psycopg.errors.InsufficientPrivilege):
            return f"this login may not do that ({said})."
        return _REASONS.get(original.sqlstate, f"{said}.")
    # What goes wrong before there is a connection has no number.
    first = str(original).strip().partition("\n")[0]
    if isinstance(original, psycopg.OperationalError):
        _, refused, why = first.partition("FATAL:  ")
        if refused:
            return f"the server lets nobody in so ({why.rstrip('.')})."
        return f"the server cannot be reached ({first.rstrip('.')})."
    return f"{first.rstrip('.')}."
