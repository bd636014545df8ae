from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from servicesim.saves.logins import grant_manager
from servicesim.saves.postgres import initialise
from servicesim.saves.records import SessionRecord
from servicesim.saves.store import Store
from tests.saves.samples import Clock, reply

from .company import Company
from .played import insert_story, start
from .server import MISSING, REQUIRED, programs, running_server

OWNER = "owner"
LOGINS = (OWNER, "amina", "jonas", "kim", "lee", "stranger")
# By the server's administrator: past the guards, and of so few rows quicker than TRUNCATE.
_EMPTY = """
    SET client_min_messages = error;
    SET session_replication_role = replica;
    DELETE FROM tallies; DELETE FROM deliveries; DELETE FROM comments; DELETE FROM replies;
    DELETE FROM sessions; DELETE FROM stories; DELETE FROM tombstones; DELETE FROM people;
    DELETE FROM assignments; DELETE FROM policy WHERE name <> 'secret'; DELETE FROM logins;
    REVOKE servicesim_trainee_training, servicesim_manager_training FROM amina, jonas, kim, lee
"""


class Database:
    """A database of the server, and a connection to it for each login that asks by hand."""

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self.place = place
        self._raw: dict[str, psycopg.Connection[Any]] = {}

    def url(self, login: str) -> str:
        return f"postgresql://{login}@/{self.name}?{self.place}"

    def run(self, login: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Runs SQL by hand, as somebody would who has the login and not the program; the last answer."""
        if login not in self._raw:
            self._raw[login] = psycopg.connect(self.url(login), autocommit=True, prepare_threshold=None)
        raw = self._raw[login]
        try:
            with raw.transaction(), raw.cursor() as cursor:
                # Who may not look in one of the two does not see it.
                cursor.execute("SET search_path = servicesim, servicesim_review")
                cursor.execute(statement, values or None)
                while cursor.nextset():
                    pass
                return cursor.fetchall() if cursor.description else []
        finally:
            raw.execute("DISCARD ALL")

    def close(self) -> None:
        for raw in self._raw.values():
            raw.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """A server for this run, with logins and a store; skipped where PostgreSQL is not installed."""
    folder = programs()
    if folder is None:
        if os.environ.get(REQUIRED):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with running_server(folder) as place:
        with psycopg.connect(Database("postgres", place).url("postgres"), autocommit=True) as admin:
            for login in LOGINS:
                admin.execute(f"CREATE ROLE {login} LOGIN {'CREATEROLE' if login == OWNER else ''}")
            admin.execute(f"CREATE DATABASE training OWNER {OWNER}")
        training = Database("training", place)
        initialise(training.url(OWNER))
        yield training
        training.close()


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    """A database of the owner's with nothing in it."""
    with closing(psycopg.connect(server.url("postgres"), autocommit=True)) as admin:
        admin.execute("CREATE DATABASE fresh OWNER owner")
        made = Database("fresh", server.place)
        yield made
        made.close()
        admin.execute("DROP DATABASE fresh")
        admin.execute("DROP ROLE IF EXISTS servicesim_trainee_fresh, servicesim_manager_fresh")


@pytest.fixture
def database(server: Database) -> Iterator[Database]:
    """The store of this run, with nothing in it and nobody let in."""
    yield server
    server.run("postgres", _EMPTY)


@pytest.fixture
def path(database: Database) -> str:
    """Where the store is, for its owner. The tests of a store in a file name it so."""
    return database.url(OWNER)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(path: str, clock: Clock) -> Iterator[Store]:
    """The store as its owner has it, by a clock that one sets."""
    with Store.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def opened(database: Database) -> Iterator[Callable[[str], Store]]:
    """Opens the store as a login has it, by the real clock."""
    stores: list[Store] = []

    def open_as(login: str) -> Store:
        stores.append(Store.open(database.url(login)))
        return stores[-1]

    yield open_as
    for store in stores:
        store.close()


@pytest.fixture
def company(store: Store) -> Company:
    """Kim manages Spring. The store is the owner's."""
    made = Company(store)
    grant_manager(store, "kim", ["Spring"])
    return made


@pytest.fixture
def kim(opened: Callable[[str], Store]) -> Store:
    return opened("kim")


@pytest.fixture
def granted(database: Database) -> None:
    """Amina and Jonas play, and the story is there."""
    database.run("owner", "SELECT grant_trainee('amina', 'Amina'), grant_trainee('jonas', 'Jonas')")
    insert_story(database)


@pytest.fixture
def amina(granted: None, opened: Callable[[str], Store]) -> Store:
    return opened("amina")


@pytest.fixture
def theirs(granted: None, opened: Callable[[str], Store]) -> SessionRecord:
    """A session of Jonas's, with one reply, in progress."""
    store = opened("jonas")
    session = start(store, "Jonas")
    store.append(session.id, reply())
    return store.session(session.id)
