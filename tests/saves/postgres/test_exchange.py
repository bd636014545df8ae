"""Sessions go out of a server and come into one, for each that may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servicesim.errors import UsageError
from servicesim.exchange.csv import csv_lines
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.portable import Left, portable_lines
from servicesim.exchange.xapi import LeftOut, xapi_lines
from servicesim.saves.deliveries import deliver, delivered
from servicesim.saves.incoming import Merged
from servicesim.saves.outgoing import EVERYTHING, ids_of, kept
from servicesim.saves.people import Person, import_people
from servicesim.saves.store import Store
from servicesim.saves.verify import verify
from tests.exchange.talks import PROOF, brought, taken_in, talk, written

from .conftest import Database


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Store]:
    """A store in a file, where somebody has played before there was a server."""
    with Store.open(tmp_path / "file.db") as opened:
        yield opened


@pytest.fixture
def manager(database: Database, store: Store, opened: Callable[[str], Store]) -> Store:
    """The store as a manager of the cohort Spring has it, Amina being in it."""
    import_people(store, [Person("Amina", "Spring")])
    database.run("owner", "SELECT grant_manager('kim', ARRAY['Spring'])")
    return opened("kim")


def test_the_owner_takes_sessions_of_a_file_in_and_out_again(
    store: Store, file: Store, tmp_path: Path
) -> None:
    play = talk(file, "hear", "back", "wait", mode="practice")
    talk(file, "hear", "end", trainee="Zoë")
    assert brought(file, store, tmp_path / "a.jsonl") == Merged(new=2)
    play.give("end")
    play.debrief()
    assert brought(file, store, tmp_path / "b.jsonl") == Merged(same=1, grown=1)
    assert list(kept(store, ids_of(store))) == list(kept(file, ids_of(file)))
    assert [result.problems for result in verify(store, lambda _: PROOF)] == [(), ()]
    with Store.open(tmp_path / "other.db") as other:
        assert brought(store, other, tmp_path / "c.jsonl") == Merged(new=2)
        assert list(kept(other, ids_of(other))) == list(kept(file, ids_of(file)))


def test_nobody_else_takes_sessions_in(
    database: Database, file: Store, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    database.run("owner", "SELECT grant_trainee('amina', 'Amina')")
    talk(file, "hear", "end")
    path = written(file, tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match="the owner of this one alone"):
        taken_in(opened("amina"), path)


def test_trainees_take_their_own_out_and_the_scores_are_worked_out_where_they_come_in(
    database: Database, file: Store, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    database.run("owner", "SELECT grant_trainee('amina', 'Amina'), grant_trainee('jonas', 'Jonas')")
    talk(opened("amina"), "hear", "end", mode="practice")
    talk(opened("jonas"), "hear", "end", trainee="Jonas")
    assert [one.scored for one in kept(opened("amina"), ids_of(opened("amina")))] == [False]
    assert brought(opened("amina"), file, tmp_path / "a.jsonl") == Merged(new=1)
    (one,) = kept(file, ids_of(file))
    assert (one.session.trainee, one.scored) == ("Amina", True)


def test_a_manager_takes_out_the_cohort_as_the_policy_lets_it(
    database: Database, store: Store, file: Store, manager: Store, tmp_path: Path
) -> None:
    talk(file, "hear", "end")
    talk(file, "hear", "end", mode="practice")
    talk(file, "hear", "end", trainee="Jonas")
    brought(file, store, tmp_path / "a.jsonl")
    outlet = Outlet(manager, EVERYTHING)
    assert sum(line.split(",")[1] == "Amina" for line in csv_lines(outlet)) == 2
    assert len(list(csv_lines(outlet))) == 3
    told = "".join(xapi_lines(outlet, LeftOut()))
    assert (told.count("verbs/answered"), told.count("verbs/passed")) == (2, 2)
    with pytest.raises(UsageError, match="its owner exports them"):
        list(portable_lines(outlet, Left()))
    with pytest.raises(UsageError, match="for the store's owner"):
        list(csv_lines(Outlet(manager, EVERYTHING, pseudonyms=True)))


def test_a_manager_remembers_what_was_sent(store: Store, file: Store, manager: Store, tmp_path: Path) -> None:
    talk(file, "hear", "end")
    brought(file, store, tmp_path / "a.jsonl")
    (session,) = ids_of(manager)
    for _ in range(2):
        deliver(manager, "https://lrs.example", [session])
    assert delivered(manager, "https://lrs.example") == {session}
    assert delivered(store, "https://lrs.example") == {session}
