"""Scores held against what was reachable; the proof is written by hand, so that one can follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servicesim.conversation import replay
from servicesim.results.scores import NOT_MEASURED, Scores, earned, guessing, path_fair, score, score_text
from servicesim.solver.proof import Proof, RandomPlay, Range
from tests.making import story

PROOF = Proof(
    digest="0" * 64,
    rules=1,
    verdict="proved",
    states=9,
    bound=100,
    par=4,
    empathy=Range(-1.0, 2.0),
    clarity=Range(0.5, 0.5),
    trust=Range(2.0, 8.0),
    random=RandomPlay(41.0, None, 30.0, {"well": 0.5, "badly": 0.5}, 1.0),
    shortest=1,
    longest=40,
    scenes=("one",),
    endings=("well", "badly"),
    troubles=(),
)

FOUND = story(
    """
    one:
      says: Well?
      replies:
        kind: {say: I see., marks: {empathy: 3, clarity: 1}, effects: {trust: 1}, then: one}
        end: {say: Bye., marks: {empathy: 1, clarity: 1}, then: well}
    """
)


class TestEarned:
    def test_breaking_off_early_is_divided_by_par(self) -> None:
        got = earned(replay(FOUND, ["kind", "end"]), par=4)
        assert got == (4 / 4, 2 / 4, 6)

    def test_a_longer_conversation_is_divided_by_its_replies(self) -> None:
        got = earned(replay(FOUND, ["kind"] * 7 + ["end"]), par=4)
        assert got == (22 / 8, 8 / 8, 10)


class TestScore:
    def test_each_score_is_a_share_of_what_was_reachable(self) -> None:
        scores = score(replay(FOUND, ["kind", "end"]), PROOF)
        assert scores.empathy == pytest.approx(100 * (1 - -1) / 3)
        assert scores.trust == pytest.approx(100 * (6 - 2) / 6)

    def test_where_best_equals_worst_it_is_not_measured(self) -> None:
        assert score(replay(FOUND, ["end"]), PROOF).clarity is None
        assert path_fair(0.5, PROOF.clarity) is None
        assert path_fair(0.5, None) is None

    def test_a_bounded_proof_gives_no_scores(self) -> None:
        bounded = replace(
            PROOF, verdict="bounded", par=None, empathy=None, clarity=None, trust=None, random=None
        )
        assert score(replay(FOUND, ["end"]), bounded) == NOT_MEASURED
        assert guessing(bounded) == NOT_MEASURED

    def test_rounding_never_leaves_the_scale(self) -> None:
        assert path_fair(2.0 + 1e-15, PROOF.empathy) == 100
        assert path_fair(-1.0 - 1e-15, PROOF.empathy) == 0

    def test_the_mean_is_of_what_was_measured(self) -> None:
        assert Scores(40.0, None, 60.0).mean == 50
        assert NOT_MEASURED.mean is None

    def test_guessing_is_what_random_play_averages(self) -> None:
        assert guessing(PROOF) == Scores(41.0, None, 30.0)

    def test_as_people_read_it(self) -> None:
        assert score_text(82.6) == "83"
        assert score_text(None) == "not measured here"
