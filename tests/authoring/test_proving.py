"""Proofs in a process of their own, with real processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from servicesim.authoring.check import check_file
from servicesim.authoring.proving import ProofFailed, Proved, Prover
from servicesim.story.library import library_folder
from tests.making import source

DEAD = source("hello: {says: Well?, replies: {go: {say: Yes., when: trust >= 9, then: well}}}")
LARGE = (library_folder() / "the-thursday-after.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was proved before is known."""
    monkeypatch.setenv("SERVICESIM_CACHE", str(tmp_path / "cache"))


@pytest.fixture
async def prover() -> AsyncIterator[Prover]:
    """A prover, closed afterwards."""
    prover = Prover()
    yield prover
    await prover.close()


async def test_it_finds_what_check_finds(prover: Prover, tmp_path: Path) -> None:
    file = tmp_path / "dead.yaml"
    file.write_text(DEAD, encoding="utf-8")
    proved = await prover.prove(DEAD, str(file), lambda states: None)
    checked = check_file(file)
    assert proved.findings == checked.findings
    assert "dead-end" in [finding.rule for finding in proved.findings]
    assert checked.proof is not None
    assert (proved.verdict, proved.states) == ("proved", checked.proof.states)


async def test_what_the_proof_finds_comes_before_the_rest(prover: Prover) -> None:
    first: list[Proved] = []
    proved = await prover.prove(DEAD, "dead.yaml", lambda states: None, first.append)
    (early,) = first
    assert "dead-end" in [finding.rule for finding in early.findings]
    assert set(early.findings) < set(proved.findings), "and then whether it is fair"


@pytest.mark.slow
async def test_one_worker_serves_one_text_after_the_other(prover: Prover) -> None:
    worker = await prover.ready()
    for _ in range(2):
        await prover.prove(DEAD, "dead.yaml", lambda states: None)
    assert await prover.ready() is worker


@pytest.mark.slow
async def test_a_proof_that_is_given_up_ends_its_worker(prover: Prover) -> None:
    visited = asyncio.Event()
    proof = asyncio.create_task(prover.prove(LARGE, "large.yaml", lambda states: visited.set()))
    await asyncio.wait_for(visited.wait(), 60)
    worker = await prover.ready()
    proof.cancel()
    with pytest.raises(asyncio.CancelledError):
        await proof
    assert worker.returncode is not None
    proved = await prover.prove(DEAD, "dead.yaml", lambda states: None)
    assert proved.verdict == "proved", "the next one has a worker again"


async def test_a_worker_that_dies_is_said(prover: Prover) -> None:
    worker = await prover.ready()
    proof = asyncio.create_task(prover.prove(LARGE, "large.yaml", lambda states: worker.kill()))
    with pytest.raises(ProofFailed, match="ended before it was done"):
        await proof


@pytest.mark.slow
async def test_closing_ends_what_is_being_proved(prover: Prover) -> None:
    visited = asyncio.Event()
    proof = asyncio.create_task(prover.prove(LARGE, "large.yaml", lambda states: visited.set()))
    await asyncio.wait_for(visited.wait(), 60)
    await prover.close()
    with pytest.raises(ProofFailed):
        await proof
