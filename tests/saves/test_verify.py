"""Verify: every session against its chain and a replay by today's rules."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.saves.verify import Verified, verify
from tests.results.test_scores import PROOF
from tests.saves.test_play import FOUND


def results(path: Path) -> list[Verified]:
    with Store.open(path) as store:
        return list(verify(store, lambda story: PROOF))


def problems(path: Path) -> list[str]:
    return [problem for result in results(path) for problem in result.problems]


def tamper(path: Path, change: str) -> None:
    """Change the file behind the store's back, and put its guards back as they were."""
    with closing(sqlite3.connect(path)) as connection, connection:
        guards = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f'drop trigger "{name}"')
        connection.execute(change)
        for _, sql in guards:
            connection.execute(sql)


@pytest.fixture
def played(path: Path) -> Path:
    """A store with one ended session and one in progress with a take-back."""
    with Store.open(path) as store:
        Play.begin(store, FOUND, PROOF, trainee="Jo", mode="practice", replies=["second", "end"])
        play = Play.begin(store, FOUND, PROOF, trainee="Jo", mode="practice")
        play.give("first")
        play.take_back()
        play.give("third")
    return path


def test_what_was_played_agrees(played: Path) -> None:
    found = results(played)
    assert [result.problems for result in found] == [(), ()]
    assert all(result.replayed for result in found)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("update replies set trust = 9 where reply = 'second'", "the levels are not those of the replay"),
        ("update replies set reply = 'first' where reply = 'second'", "does not fit its hash"),
        ("update replies set reply = 'end' where reply = 'third'", "the replay stops: The reply 'end'"),
        ("update sessions set trust = 100.0 where status = 'ended'", "the score for trust is not that"),
        ("update sessions set empathy = null where status = 'ended'", "the score for empathy is not that"),
        ("update sessions set ending = 'late' where status = 'ended'", "it ended with 'well' in the replay"),
        ("update sessions set trainee = 'Kim'", "what was fixed when the session began has been changed"),
        ("update sessions set status = 'in_progress', ended = null", "the replay says otherwise"),
        ("delete from replies where reply = 'end'", "the rows do not end with the one"),
        ("update stories set document = replace(document, 'Bye.', 'Bah.')", "text"),
    ],
)
def test_a_change_behind_its_back_is_found(played: Path, change: str, part: str) -> None:
    tamper(played, change)
    assert any(part in problem for problem in problems(played)), problems(played)


def test_damage_in_one_session_does_not_hide_the_others(played: Path) -> None:
    tamper(played, "update sessions set turns = 'many' where status = 'ended'")
    tamper(played, "update replies set trust = 9 where reply = 'third'")
    found = {result.id: result for result in results(played)}
    assert len(found) == 2
    assert all(result.problems for result in found.values())


def test_sessions_of_other_rules_are_checked_by_their_chain_alone(
    played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicesim.saves.verify.RULES", 2)
    found = results(played)
    assert [(result.replayed, result.problems) for result in found] == [(False, ()), (False, ())]
