"""What is found to agree many at a time is what agrees when looked at one by one."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from servicesim.saves import agreeing as module
from servicesim.saves.agreeing import Agreeing
from servicesim.saves.chain import row_hash, session_hash
from servicesim.saves.play import Play
from servicesim.saves.records import utc_text
from servicesim.saves.store import Store
from servicesim.saves.verify import _Verifier
from tests.results.test_scores import PROOF
from tests.saves.test_chain import Saved, saved
from tests.saves.test_play import FOUND
from tests.saves.test_verify import tamper


@pytest.fixture
def played(path: Path) -> Path:
    """Sessions with and without take-backs, ended and not, one without any reply."""
    with Store.open(path) as store:
        Play.begin(store, FOUND, PROOF, trainee="Jo", mode="practice", replies=["second", "end"])
        play = Play.begin(store, FOUND, PROOF, trainee="Ann", mode="practice")
        for reply in ("first", "again", "second"):
            play.give(reply, decided_ms=900)
        play.take_back()
        play.take_back()
        play.give("end")
        Play.begin(store, FOUND, PROOF, trainee="Li", mode="assessment")
        Play.begin(store, FOUND, PROOF, trainee="Kim", mode="assessment").give("third")
    return path


def ids_in(store: Store) -> list[str]:
    return [one for ids in store.ids_by_story() for one in ids]


def found(path: Path) -> tuple[set[str], set[str]]:
    """The ids that agree at once, and those in which no problem is found one by one."""
    with Store.open(path) as store:
        verifier = _Verifier(store, lambda story: PROOF)
        ids = ids_in(store)
        at_once = set(Agreeing(store, verifier.ends_so).among(ids))
        return at_once, {one for one in ids if not verifier.one(one).problems}


def test_all_that_was_played_agrees_at_once(played: Path) -> None:
    at_once, sound = found(played)
    assert at_once == sound
    assert len(at_once) == 4


def test_of_other_rules_the_chain_is_enough(played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RULES", 2)
    monkeypatch.setattr("servicesim.saves.verify.RULES", 2)
    at_once, sound = found(played)
    assert at_once == sound
    assert len(at_once) == 4


def test_the_moments_of_a_story_are_forgotten_when_there_are_too_many(
    played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_MOMENTS", 1)
    assert len(found(played)[0]) == 4


@pytest.mark.parametrize(
    "change",
    [
        *(f"update replies set {name} = 9 where seq = 1" for name in ("trust", "resistance", "grievances")),
        *(f"update replies set {name} = 9.5 where seq = 1" for name in ("trust", "turn", "decided_ms")),
        *(
            f"update replies set {name} = x'35' where seq = 1"
            for name in ("trust", "turn", "decided_ms", "at")
        ),
        *(
            f"update replies set {name} = 'x' where seq = 1"
            for name in ("scene", "reply", "attitude", "kind")
        ),
        "update replies set at = '2026-02-30T09:00:00.000000Z' where seq = 1",
        "update replies set at = '2026-03-01T09:00:00Z' where seq = 1",
        "update replies set decided_ms = null where decided_ms = 900",
        "update replies set turn = 7 where kind = 'back'",
        "update replies set hash = 'x' where seq = 2",
        "delete from replies where seq = 1",
        "delete from replies where kind = 'back'",
        "update sessions set assisted = 0",
        "update sessions set turns = 5",
        "update sessions set tip = hash",
        "update sessions set seen = 1",
        "update sessions set touched = 'soon'",
        "update sessions set empathy = 'much' where status = 'ended'",
        "update sessions set trust = 1.0 where status = 'ended'",
        "update sessions set status = 'ended' where trainee = 'Kim'",
        "update sessions set story_digest = x'35'",
        "update sessions set story_digest = 'of no text'",
        "update stories set document = replace(document, 'Bye.', 'Bah.')",
    ],
)
def test_nothing_agrees_at_once_in_which_a_problem_would_be_found(played: Path, change: str) -> None:
    tamper(played, change)
    at_once, sound = found(played)
    assert at_once <= sound
    assert len(sound) < 4


def test_a_whole_number_that_is_kept_as_a_fraction_does_not_agree(played: Path) -> None:
    with closing(sqlite3.connect(played)) as connection, connection:
        connection.execute("pragma writable_schema = on")  # a column that takes what it is given
        connection.execute("update sqlite_master set sql = replace(sql, 'trust INTEGER', 'trust')")
    tamper(played, "update replies set trust = cast(trust as real)")
    with closing(sqlite3.connect(played)) as connection:
        assert connection.execute("select distinct typeof(trust) from replies").fetchall() == [("real",)]
    with Store.open(played) as store:
        verifier = _Verifier(store, lambda story: PROOF)
        agreeing = Agreeing(store, verifier.ends_so).among(ids_in(store))
    assert [session.trainee for session in agreeing.values()] == ["Li"]  # who gave no reply


def test_a_session_is_of_the_story_whose_text_it_has(played: Path) -> None:
    with Store.open(played) as store:
        (li,) = [one for one in store.sessions() if one.trainee == "Li"]
    forged = session_hash(replace(li, story="another"))
    tamper(
        played,
        f"update sessions set story = 'another', hash = '{forged}', tip = '{forged}' where id = '{li.id}'",
    )
    at_once, sound = found(played)
    assert li.id not in at_once | sound
    assert len(at_once) == 3


@given(saved(least=1))
def test_the_hashes_are_those_of_canonical_json(story: Saved) -> None:
    session, rows = story
    facts = ("id", "trainee", "story", "story_digest", "mode", "seed", "rules", "parent")
    flags = ("assisted_at_start", "seen")
    header = {name: getattr(session, name) for name in (*facts, *flags)}
    assert session_hash(session) == sha256(canonical(header | {"started": utc_text(session.started)}))
    names = ("session", "seq", "kind", "turn", "scene", "reply", "attitude", "resistance", "trust")
    for row in rows:
        facts_of_row = {name: getattr(row, name) for name in (*names, "grievances", "decided_ms")}
        text = canonical(facts_of_row | {"at": utc_text(row.at)})
        assert row_hash(session.hash, row) == sha256(session.hash + text)


def canonical(facts: dict[str, object]) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
