"""Verify, its sessions shared among processes: what is found is what one process finds."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.saves import verify as module
from servicesim.saves.play import Play
from servicesim.saves.processes import shared
from servicesim.saves.store import Store
from servicesim.saves.verify import Verified, verify
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story
from tests.results.test_scores import PROOF
from tests.saves.test_play import FOUND
from tests.saves.test_verify import tamper


def proof_of(story: Story) -> Proof:
    return PROOF


def results(path: Path, processes: int) -> list[Verified]:
    with Store.open(path) as store:
        return list(verify(store, proof_of, processes))


@pytest.fixture
def played(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seven sessions, few enough at once that each process gets some."""
    monkeypatch.setattr(module, "SHARED_FROM", 1)
    monkeypatch.setattr(module, "BLOCK", 2)
    with Store.open(path) as store:
        for number in range(7):
            Play.begin(
                store, FOUND, PROOF, trainee=f"Person {number}", mode="practice", replies=["second", "end"]
            )
    return path


def test_the_same_is_found(played: Path) -> None:
    theirs = "(select id from sessions where trainee = 'Person 5')"
    tamper(played, f"update replies set trust = 9 where seq = 1 and session = {theirs}")
    tamper(played, "update sessions set turns = 'many' where trainee = 'Person 3'")
    found = results(played, processes=2)
    assert sorted(found) == sorted(results(played, processes=1))
    assert len(found) == 7
    assert sum(bool(one.problems) for one in found) == 2


@pytest.mark.slow
def test_who_stops_listening_leaves_no_process_behind(played: Path) -> None:
    with Store.open(played) as store:
        listening = verify(store, proof_of, 2)
        next(listening)
        assert multiprocessing.active_children()
        del listening
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_a_store_that_is_gone_is_not_made_anew(played: Path) -> None:
    with Store.open(played) as store:
        aside = played.with_name("aside")
        played.rename(aside)
        found = list(verify(store, proof_of, 2))
        assert not played.exists()
        aside.rename(played)
    assert [one.problems for one in found] == [()] * 7


def nothing() -> None:
    pass


def stop() -> None:
    os._exit(1)


def worked_by(item: str) -> int:
    return os.getpid()


def doubled_below_three(number: int) -> int:
    if number >= 3:
        os._exit(1)
    return 2 * number


@pytest.mark.slow
def test_what_no_process_could_do_is_named_and_nothing_is_missing() -> None:
    assert list(shared(str, [[1], [2]], stop)) == [(1, None), (2, None)]
    found = list(shared(doubled_below_three, [[0, 1, 3, 4]], nothing))
    assert [item for item, _ in found] == [0, 1, 3, 4]
    assert found[2:] == [(3, None), (4, None)]


@pytest.mark.slow
def test_a_lane_is_worked_through_by_one_process_in_turn_with_the_others() -> None:
    found = list(shared(worked_by, [["a", "b", "c"], ["d"]], nothing))
    assert [item for item, _ in found] == ["a", "d", "b", "c"]
    by = dict(found)
    assert by["a"] == by["b"] == by["c"]
    assert by["d"] not in (by["a"], os.getpid())


@given(st.lists(st.integers(1, 30), max_size=8), st.integers(1, 5), st.integers(1, 9))
def test_lanes_are_even_and_cut_no_story_but_where_two_meet(sizes: list[int], most: int, block: int) -> None:
    by_story = [[f"{story}-{number}" for number in range(size)] for story, size in enumerate(sizes)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        lanes = module._lanes(by_story, most)
    in_lanes = [[one for ids in lane for one in ids] for lane in lanes]
    assert [one for lane in in_lanes for one in lane] == [one for ids in by_story for one in ids]
    share = -(-sum(sizes) // most)
    assert len(lanes) <= most
    assert all(len(lane) == share for lane in in_lanes[:-1])
    assert len(in_lanes[-1]) <= share
    assert all(len(ids) <= block for lane in lanes for ids in lane)
    assert all(len({one.partition("-")[0] for one in ids}) == 1 for lane in lanes for ids in lane)
