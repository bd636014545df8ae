"""Judging replies: labels, what was given away on each score, the turning point, closed stories."""

from __future__ import annotations

import pytest

from servicesim.conversation import replay
from servicesim.results.debrief import Debrief, debrief, review
from servicesim.results.judgement import judge, label_of
from servicesim.solver.prove import prove
from servicesim.solver.values import Values
from servicesim.story.linked import Story
from tests.making import story

SCENES = """
one:
  says: Well?
  replies:
    rude:
      say: The terms.
      effects: {trust: -2, resistance: 1}
      marks: {empathy: -1}
      note: Small print.
      then: two
    dull: {say: Hm., then: two}
    kind: {say: Tell me., effects: {trust: 2, resistance: -2}, marks: {empathy: 1}, then: two}
two:
  says: And?
  replies:
    kind: {say: Go on., effects: {trust: 2, resistance: -2}, marks: {empathy: 1}, then: well}
    end: {say: Bye., then: well}
"""
FOUND = story(SCENES)


def debriefed(*replies: str, found: Story = FOUND, earlier: tuple[str, ...] | None = None) -> Debrief:
    proof = prove(found)
    return debrief(
        found,
        replay(found, replies),
        proof,
        mode="practice",
        assisted=False,
        seen=False,
        values=Values(found, proof),
        earlier=None if earlier is None else replay(found, earlier),
    )


class TestLabels:
    @pytest.mark.parametrize(
        ("gave_away", "label"),
        [
            (0, "best"),
            (0.49, "best"),
            (0.5, "good"),
            (2, "inaccuracy"),
            (5, "mistake"),
            (14.9, "mistake"),
            (15, "blunder"),
        ],
    )
    def test_bounds(self, gave_away: float, label: str) -> None:
        assert label_of(gave_away) == label


class TestJudge:
    def test_a_reply_gave_away_the_value_before_it_less_the_value_after_it(self) -> None:
        # Ranges: empathy -1/2 (rude, end) to 2/2 (kind, kind); trust 3 to 9; clarity is not measured.
        # After `dull` the best that is left is empathy 1/2 and trust 7: 100*(1/2+1/2)/(3/2) and 100*4/6.
        proof = prove(FOUND)
        first, second = judge(FOUND, replay(FOUND, ["dull", "kind"]), proof, Values(FOUND, proof))
        assert first.gave_away == pytest.approx(100 - (200 / 3 + 200 / 3) / 2, abs=1e-3)
        assert first.on.empathy == pytest.approx(100 / 3)
        assert first.on.clarity is None
        assert first.on.trust == pytest.approx(100 / 3)
        assert [made.reply.id for made in first.line] == ["kind", "kind"]
        assert (second.gave_away, second.label) == (pytest.approx(0, abs=1e-3), "best")

    def test_what_all_replies_gave_away_is_what_is_missing_at_the_end(self) -> None:
        for replies in (("rude", "end"), ("dull", "kind"), ("kind", "kind"), ("rude", "kind")):
            found = debriefed(*replies)
            total = sum(turn.judgement.gave_away for turn in found.turns if turn.judgement)
            assert found.scores.mean == pytest.approx(100 - total, abs=0.01)


class TestDebrief:
    def test_it_opens_with_what_landed_the_turning_point_and_what_to_try(self) -> None:
        found = debriefed("rude", "kind")
        assert (found.landed, found.turning_point, found.next_time) == (2, 2, 1)
        assert found.turns[0].better is not None
        assert found.turns[0].better.reply.id == "kind"

    def test_a_perfect_conversation_has_nothing_to_try_and_no_turn(self) -> None:
        found = debriefed("kind", "kind")
        assert (found.next_time, found.turning_point) == (None, None)
        assert [turn.better for turn in found.turns] == [None, None]

    def test_without_values_nothing_is_judged(self) -> None:
        turns = review(FOUND, replay(FOUND, ["rude", "end"]))
        assert [(turn.judgement, turn.better) for turn in turns] == [(None, None), (None, None)]

    def test_a_story_for_assessment_keeps_its_better_replies_and_notes_closed(self) -> None:
        closed = story(SCENES, more="use: assessment")
        turn = debriefed("rude", "end", found=closed).turns[0]
        assert (turn.note, turn.better) == (None, None)
        assert turn.judgement is not None
        assert (turn.judgement.label, turn.judgement.line) == ("blunder", ())
        assert debriefed("rude", "end").turns[0].note == "Small print."

    def test_the_earlier_attempt_stands_beside_the_new_one(self) -> None:
        found = debriefed("kind", "kind", earlier=("kind", "end"))
        assert found.earlier is not None
        assert (found.earlier.parts_at, found.earlier.outcome) == (2, "resolved")
        assert found.earlier.scores.mean is not None
        assert found.scores.mean is not None
        assert found.earlier.scores.mean < found.scores.mean
