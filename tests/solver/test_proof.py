"""Proofs as data: scores from ranges, and there and back through JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from servicesim.solver.proof import Proof, RandomPlay, Range, Trouble
from servicesim.solver.prove import prove
from tests.strategies import Data, linked, stories
from tests.thorough import examples

PROOF = Proof(
    digest="d" * 64,
    rules=1,
    verdict="proved",
    states=12,
    bound=100,
    par=2,
    empathy=Range(-0.5, 1 / 3),
    clarity=Range(1, 1),
    trust=Range(0, 10),
    random=RandomPlay(41.5, None, 50.0, {"well": 0.25, "badly": 0.5}, 0.75),
    shortest=1,
    longest=7,
    scenes=("desk", "door"),
    endings=("well", "badly"),
    troubles=(Trouble("dead-end", "door", None, ("ask", "wait"), 3),),
)


class TestRange:
    def test_the_worst_is_0_the_best_100_and_the_rest_lies_in_proportion(self) -> None:
        held = Range(-1, 3)
        assert (held.score(-1), held.score(0), held.score(3)) == (0, 25, 100)

    def test_one_value_alone_measures_nothing(self) -> None:
        assert not Range(2, 2).measured
        assert Range(2, 2).score(2) is None

    def test_a_difference_of_rounding_measures_nothing(self) -> None:
        assert not Range(1 / 3, 1 / 3 + 1e-15).measured


class TestJson:
    def test_there_and_back(self) -> None:
        assert Proof.from_json(PROOF.to_json()) == PROOF

    @settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=stories(max_turns=4))
    def test_every_proof_there_and_back(self, data: Data) -> None:
        proof = prove(linked(data))
        assert Proof.from_json(proof.to_json()) == proof

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "null",
            "[]",
            "{}",
            PROOF.to_json()[:-40],
            PROOF.to_json().replace('"proved"', '"guessed"'),
            PROOF.to_json().replace('"dead-end"', '"dull"'),
            PROOF.to_json().replace('"states":12', '"states":"12"'),
            PROOF.to_json().replace('"par":2,', ""),
            PROOF.to_json().replace('"par":2,', '"par":2,"more":1,'),
            PROOF.to_json().replace('{"worst":0,"best":10}', '{"worst":0}'),
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"proof|Expecting"):
            Proof.from_json(text)

    def test_so_is_a_proof_by_another_version_of_the_solver(self) -> None:
        data = json.loads(PROOF.to_json())
        data["solver"] += 1
        with pytest.raises(ValueError, match="another version"):
            Proof.from_json(json.dumps(data))
