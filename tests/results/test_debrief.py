"""The debrief: every reply looked at again, in words that agree with the levels."""

from __future__ import annotations

from itertools import pairwise

import pytest

from servicesim.conversation import replay, start
from servicesim.results.debrief import Debrief, called_for, debrief, review
from servicesim.results.reasons import reason
from tests.making import story
from tests.results.test_scores import PROOF

MARIA = """\
persona:
  name: Maria
  role: customer
  archetype: venting
  resistance: 8
  trust: 4
  grievances: 1
  root:
    kind: concern
    text: Nobody rang.
    known_by: told
"""

FOUND = story(
    """
    one:
      says: Well?
      replies:
        policy:
          say: The terms say so.
          missteps: [quote_policy]
          note: The small print answers nobody.
          then: one
        hear:
          say: Two days off for nothing.
          tactics: [acknowledge_frustration]
          sets: [told]
          then: one
        offer:
          say: The fee is yours.
          tactics: [offer_redress]
          then: one
        end: {say: Goodbye., then: well}
    """,
    persona=MARIA,
    more="facts: [told]",
    endings="""\
    endings:
      well: {outcome: resolved, says: Thank you., aftermath: I told my sister.}
      gone: {outcome: lost, on: left, says: No.}
      late: {outcome: lost, on: out_of_time, says: Late.}
    """,
)


class TestReasons:
    def test_a_reason_names_what_was_done_the_attitude_and_what_moved(self) -> None:
        given = replay(FOUND, ["policy"])[0]
        before, after = given.before.persona, given.after.persona
        assert reason(FOUND, given) == (
            "quoted the policy while complaining, on top of something not yet made good: "
            f"resistance up {after.resistance - before.resistance}, trust down {before.trust - after.trust}"
        )

    def test_an_early_solution_says_why_it_did_not_land(self) -> None:
        text = reason(FOUND, replay(FOUND, ["offer"])[0])
        assert "before the real trouble was out" in text
        assert "resistance up" in text

    def test_a_soother_repeated_says_so(self) -> None:
        second, third = replay(FOUND, ["hear", "hear", "hear"])[1:]
        assert "a second time running" in reason(FOUND, second)
        assert "rang hollow" in reason(FOUND, third)

    def test_a_reply_without_tags_that_moves_nothing(self) -> None:
        text = reason(FOUND, replay(FOUND, ["end"])[0])
        assert text == "said without any tactic, to somebody complaining: nothing moved"

    def test_what_is_said_to_have_moved_is_what_moved_even_at_the_edge_of_a_level(self) -> None:
        for given in replay(FOUND, ["policy", "hear", "hear", "end"]):
            change = given.after.persona.resistance - given.before.persona.resistance
            wanted = f"resistance {'up' if change > 0 else 'down'} {abs(change)}"
            assert (wanted in reason(FOUND, given)) == (change != 0)


class TestCalledFor:
    def test_a_moment_calls_for_what_this_persona_would_take_best(self) -> None:
        assert called_for(FOUND, start(FOUND)) == ("acknowledge_frustration",)

    def test_after_the_root_is_known_a_solution_is_called_for(self) -> None:
        heard = replay(FOUND, ["hear"])[-1].after
        assert called_for(FOUND, heard) == ("offer_redress",)

    def test_no_misstep_is_ever_called_for(self) -> None:
        for turn in review(FOUND, replay(FOUND, ["policy", "hear", "offer"])):
            assert "quote_policy" not in turn.called_for


class TestDebrief:
    def of(self, *replies: str) -> Debrief:
        exchanges = replay(FOUND, replies)
        return debrief(FOUND, exchanges, PROOF, mode="practice", assisted=False, seen=False, endings_found=1)

    def test_it_says_how_it_ended_and_what_the_customer_says_afterwards(self) -> None:
        found = self.of("hear", "end")
        assert (found.outcome, found.ending, found.aftermath) == ("resolved", "well", "I told my sister.")
        assert found.closing is not None
        assert found.closing.text == "Thank you."
        assert (found.endings_found, found.endings_total) == (1, 3)

    def test_every_reply_is_there_with_its_levels_marks_and_note(self) -> None:
        found = self.of("policy", "hear", "end")
        assert [turn.reply for turn in found.turns] == ["policy", "hear", "end"]
        assert found.turns[0].note == "The small print answers nobody."
        assert (found.turns[0].tactics, found.turns[0].missteps) == ((), ("quote_policy",))
        assert [turn.turn for turn in found.turns] == [1, 2, 3]
        levels = [found.start.resistance, *(turn.resistance for turn in found.turns)]
        assert [turn.d_resistance for turn in found.turns] == [
            after - before for before, after in pairwise(levels)
        ]

    def test_used_missed_and_slips_are_counted(self) -> None:
        found = self.of("policy", "policy", "end")
        assert [(use.tag, use.times) for use in found.slips] == [("quote_policy", 2)]
        assert found.used == ()
        assert [use.tag for use in found.missed] == ["acknowledge_frustration"]
        assert found.missed[0].times == 3

    def test_a_conversation_that_goes_on_is_not_debriefed(self) -> None:
        with pytest.raises(ValueError, match="when it has ended"):
            self.of("hear")
