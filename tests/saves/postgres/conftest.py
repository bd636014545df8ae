from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from servicesim.saves.postgres import initialise
from servicesim.saves.store import Store
from tests.saves.samples import Clock

from .server import MISSING, REQUIRED, programs, running_server

OWNER = "owner"
LOGINS = (OWNER, "amina", "jonas", "kim", "lee", "stranger")
_EMPTY = """
    TRUNCATE tallies, deliveries, comments, replies, sessions, stories, tombstones, people, assignments, logins;
    DELETE FROM policy WHERE name <> 'secret';
    REVOKE servicesim_trainee_training, servicesim_manager_training FROM amina, jonas, kim, lee
"""


class Database:
    """A store on the server, made by its owner."""

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self.place = place

    def url(self, login: str) -> str:
        return f"postgresql://{login}@/{self.name}?{self.place}"

    def run(self, login: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Runs SQL by hand, as somebody would who has the login and not the program."""
        with closing(psycopg.connect(self.url(login))) as raw:
            with raw.transaction(), raw.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A server for this run, with logins and a store; skipped where PostgreSQL is not installed."""
    folder = programs()
    if folder is None:
        if os.environ.get(REQUIRED):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with running_server(folder) as place:
        admin = Database("postgres", place)
        for login in LOGINS:
            admin.run("postgres", f"CREATE ROLE {login} LOGIN {'CREATEROLE' if login == OWNER else ''}")
        create(admin, "training")
        initialise(Database("training", place).url(OWNER))
        yield place


def create(admin: Database, name: str) -> None:
    with closing(psycopg.connect(admin.url("postgres"), autocommit=True)) as raw:
        raw.execute(f"CREATE DATABASE {name} OWNER {OWNER}")  # type: ignore[arg-type]


@pytest.fixture
def database(server: str) -> Iterator[Database]:
    """The store of this run, with nothing in it and nobody let in."""
    found = Database("training", server)
    yield found
    found.run(OWNER, f"SET client_min_messages = error; SET search_path = servicesim; {_EMPTY}")


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
