"""Proofs of tiny stories, every number worked out by hand. Persona `plain` begins with trust 5."""

from __future__ import annotations

import pytest

from servicesim import conversation
from servicesim.solver.proof import Proof, Range, Trouble
from servicesim.solver.prove import prove
from tests.making import ENDINGS, story

NO_TIME_ENDING = ENDINGS.replace("  late: {outcome: lost, on: out_of_time, says: I have to go.}\n", "")
VENTING = """
persona: {name: Ana Reis, role: customer, archetype: venting, resistance: 10, trust: 0, grievances: 3}
"""


class TestScores:
    def test_one_good_and_one_bad_reply(self) -> None:
        """Both paths take one reply, so par is 1 and what is earned is the marks themselves."""
        proof = prove(
            story("""
                desk:
                  replies:
                    listen: {say: Go on., marks: {empathy: 2}, effects: {trust: 2}, then: well}
                    shrug: {say: Well., marks: {empathy: -1, clarity: 1}, effects: {trust: -1}, then: badly}
            """)
        )
        assert proof.verdict == "proved"
        assert (proof.par, proof.shortest, proof.longest) == (1, 1, 1)
        assert (proof.empathy, proof.clarity) == (Range(-1, 2), Range(0, 1))
        assert proof.trust == Range(4, 7)
        assert proof.states == 3  # the desk, `well` with trust 7, `badly` with trust 4
        assert (proof.scenes, proof.endings) == (("desk",), ("well", "badly"))
        assert proof.random is not None
        # One half each: empathy (2 - 1) / 2 of -1..2, clarity (0 + 1) / 2 of 0..1, trust (7 + 4) / 2 of 4..7.
        assert (proof.random.empathy, proof.random.clarity, proof.random.trust) == pytest.approx((50, 50, 50))
        assert proof.random.endings == {"well": 0.5, "badly": 0.5}
        assert proof.random.ended == 1

    def test_a_loop_until_time_is_up(self) -> None:
        """Three turns. `n` replies, of which the last is `go`, earn n - 1 marks; three times `stay` earns 3.

        Best trust is 6, by `go`, at the earliest after one reply: par 1. So empathy is 0/1, 1/2, 2/3 or,
        out of time with trust 5, 3/3.
        """
        proof = prove(
            story(
                """
                desk:
                  replies:
                    stay: {say: Hm., marks: {empathy: 1}, then: desk}
                    go: {say: Goodbye., effects: {trust: 1}, then: well}
                """,
                more="max_turns: 3",
            )
        )
        assert (proof.par, proof.shortest, proof.longest) == (1, 1, 3)
        assert proof.empathy == Range(0, 1)
        assert proof.trust == Range(5, 6)
        assert proof.states == 3  # the desk looks the same at every turn; `well` with 6, `late` with 5
        assert proof.random is not None
        assert proof.random.endings == {"well": 1 / 2 + 1 / 4 + 1 / 8, "late": 1 / 8}
        # 0 * 1/2 + 1/2 * 1/4 + 2/3 * 1/8 + 1 * 1/8 = 1/3
        assert proof.random.empathy == pytest.approx(100 / 3)
        assert proof.random.trust == pytest.approx(87.5)

    def test_breaking_off_early_cannot_shine(self) -> None:
        """One brilliant reply and out, or three good ones to the best trust: par 3, so 3 marks in one reply
        earn 3/3 and 2 marks in each of three earn 6/3."""
        proof = prove(
            story("""
                one:
                  replies:
                    flash: {say: Oh., marks: {empathy: 3}, then: badly}
                    on: {say: Yes., marks: {empathy: 2}, effects: {trust: 1}, then: two}
                two: {replies: {on: {say: Yes., marks: {empathy: 2}, effects: {trust: 1}, then: three}}}
                three: {replies: {on: {say: Yes., marks: {empathy: 2}, effects: {trust: 1}, then: well}}}
            """)
        )
        assert proof.par == 3
        assert proof.empathy == Range(1, 2)
        assert proof.random is not None
        assert proof.random.empathy == pytest.approx(50)

    def test_random_play_is_averaged_over_the_paths_that_end(self) -> None:
        """A third of random play ends well, a third badly, a third in a cellar without a way out."""
        proof = prove(
            story("""
                desk:
                  replies:
                    up: {say: Up., marks: {empathy: 1}, effects: {trust: 1}, then: well}
                    out: {say: Out., then: badly}
                    down: {say: Down., marks: {empathy: 3}, then: cellar}
                cellar: {says: Nothing here.}
            """)
        )
        assert proof.random is not None
        assert proof.random.ended == pytest.approx(2 / 3)
        assert proof.random.endings == pytest.approx({"well": 1 / 3, "badly": 1 / 3})
        assert proof.random.empathy == pytest.approx(50)  # the three marks of `down` never came to an end
        assert proof.empathy == Range(0, 1)

    def test_what_is_the_same_on_every_path_is_not_measured(self) -> None:
        proof = prove(story("desk: {replies: {bow: {say: Good day., marks: {clarity: 2}, then: well}}}"))
        assert proof.clarity == Range(2, 2)
        assert not proof.clarity.measured
        assert proof.random is not None
        assert proof.random.clarity is None

    def test_where_no_path_ends_there_is_nothing_to_hold_scores_against(self) -> None:
        proof = prove(story("desk: {says: Nobody offers anything.}"))
        assert (proof.par, proof.shortest, proof.longest) == (None, None, None)
        assert proof.empathy is proof.clarity is proof.trust is None
        assert proof.random is not None
        assert (proof.random.ended, proof.random.endings, proof.random.trust) == (0, {}, None)

    def test_a_condition_on_the_turn_is_followed(self) -> None:
        """`go` is offered from the third turn on: two replies first, of one mark each, then the ending."""
        proof = prove(
            story(
                """
                desk:
                  replies:
                    stay: {say: Hm., marks: {clarity: 1}, then: desk}
                    go: {say: Goodbye., when: turn >= 2, then: well}
                """,
                more="max_turns: 3",
            )
        )
        assert (proof.shortest, proof.par, proof.longest) == (3, 3, 3)
        assert proof.clarity == Range(2 / 3, 1)
        assert proof.states == 5  # the desk at three turns, `well`, `late`


class TestStates:
    def test_a_fact_that_nothing_ahead_asks_about_is_forgotten(self) -> None:
        """Both replies lead to the same state, although only one of them was followed by the fact."""
        proof = prove(
            story(
                """
                one:
                  replies:
                    tell: {say: It is this., when: not told, sets: [told], then: two}
                    keep: {say: Nothing., then: two}
                two: {replies: {end: {say: Goodbye., then: well}}}
                """,
                more="facts: [told]",
            )
        )
        assert proof.states == 3

    def test_a_fact_that_something_ahead_asks_about_is_kept(self) -> None:
        proof = prove(
            story(
                """
                one:
                  replies:
                    tell: {say: It is this., sets: [told], then: two}
                    keep: {say: Nothing., then: two}
                two: {replies: {on: {say: Yes., then: three}}}
                three:
                  replies:
                    end: {say: Goodbye., then: [{when: told, to: well}, {to: badly}]}
                """,
                more="facts: [told]",
            )
        )
        assert proof.states == 1 + 2 + 2 + 2

    def test_the_previous_reply_is_remembered_only_where_its_tags_come_again(self) -> None:
        """Two replies without any reaction of `plain`: `desk` offers both tags again, `door` only silence."""
        proof = prove(
            story(
                """
                desk:
                  replies:
                    wait: {does: You wait., tactics: [stay_silent], then: door}
                    hear: {say: Tell me., tactics: [give_full_attention], then: door}
                door: {replies: {wait: {does: You wait., tactics: [stay_silent], then: well}}}
                """
            )
        )
        assert proof.states == 1 + 2 + 1  # at the door it matters whether silence came before; at the end not

    def test_only_states_within_the_turns_are_visited(self) -> None:
        scenes = """
            one: {replies: {on: {say: Yes., then: two}, off: {say: No., then: badly}}}
            two: {replies: {on: {say: Yes., then: three}}}
            three: {replies: {on: {say: Yes., then: well}}}
        """
        assert prove(story(scenes, more="max_turns: 3")).endings == ("well", "badly")
        cut = prove(story(scenes, more="max_turns: 2"))
        assert (cut.scenes, cut.endings) == (("one", "two"), ("badly", "late"))


class TestTroubles:
    def test_a_dead_end_has_the_shortest_way_to_it_and_the_number_of_its_states(self) -> None:
        """In `door` nothing is offered to somebody with trust 6 or 7; with 5, `end` is."""
        proof = prove(
            story("""
                desk:
                  replies:
                    plain: {say: Yes., then: door}
                    warm: {say: Oh yes., effects: {trust: 1}, then: door}
                    twice: {say: "Oh yes, yes.", effects: {trust: 2}, then: door}
                door: {replies: {end: {say: Goodbye., when: trust <= 5, then: well}}}
            """)
        )
        assert proof.troubles == (Trouble("dead-end", "door", None, ("warm",), states=2, among=3),)

    def test_no_line(self) -> None:
        """Neither the answer nor the line on arriving has an entry for trust 5; nor has the opening."""
        proof = prove(
            story("""
                desk:
                  says: [{when: trust >= 6, text: Good day.}]
                  replies:
                    ask:
                      say: Well?
                      answer: [{when: trust >= 7, text: Well.}]
                      then: door
                door:
                  says: [{when: trust >= 8, text: The door.}]
                  replies: {end: {say: Goodbye., then: well}}
            """)
        )
        assert proof.troubles == (
            Trouble("no-line", "desk", None, (), 1),
            Trouble("no-line", "desk", "ask", ("ask",), 1),
            Trouble("no-line", "door", None, ("ask",), 1),
        )

    def test_no_target_leaves_the_conversation_where_it_is(self) -> None:
        """The second time trust is 6, and there is a way on."""
        proof = prove(
            story("""
                desk:
                  replies:
                    ask: {say: Well?, effects: {trust: 1}, then: [{when: trust >= 7, to: well}]}
            """)
        )
        assert proof.troubles == (Trouble("no-target", "desk", "ask", ("ask",), 1),)
        assert (proof.shortest, proof.endings) == (2, ("well",))

    def test_no_ending_for_a_persona_that_left(self) -> None:
        made = story(
            "desk: {replies: {quote: {say: The terms say no., missteps: [quote_policy], then: desk}}}",
            persona=VENTING,
            endings="endings: {well: {outcome: resolved}, late: {outcome: lost, on: out_of_time}}",
        )
        [trouble] = prove(made).troubles
        assert (trouble.rule, trouble.scene, trouble.reply) == ("no-ending-for-left", "desk", "quote")
        last = conversation.replay(made, trouble.witness)[-1]
        assert last.before.persona.attitude != "left"
        assert last.after.persona.attitude == "left"

    def test_no_ending_for_time_has_a_way_of_just_that_length(self) -> None:
        """The desk is reached at once, and yet the trouble needs all three turns."""
        proof = prove(
            story(
                """
                desk:
                  replies:
                    stay: {say: Hm., then: desk}
                    go: {say: Goodbye., then: well}
                """,
                more="max_turns: 3",
                endings=NO_TIME_ENDING,
            )
        )
        assert proof.troubles == (Trouble("no-ending-for-time", "desk", "stay", ("stay",) * 3, 1),)

    def test_one_missing_ending_is_reported_once(self) -> None:
        proof = prove(
            story(
                """
                desk: {replies: {left: {say: Left., then: door}, right: {say: Right., then: door}}}
                door: {replies: {left: {say: Left., then: desk}, right: {say: Right., then: desk}}}
                """,
                more="max_turns: 2",
                endings=NO_TIME_ENDING,
            )
        )
        [trouble] = proof.troubles
        assert (trouble.rule, len(trouble.witness), trouble.states) == ("no-ending-for-time", 2, 2)


class TestBound:
    COUNTER = """
        desk:
          replies:
            up: {say: Up., effects: {trust: 1}, then: desk}
            down: {say: Down., effects: {trust: -1}, then: desk}
            calm: {say: Calm., effects: {resistance: -1}, then: desk}
            anger: {say: Anger., effects: {resistance: 1}, then: desk}
            go: {say: Goodbye., then: well}
    """

    def test_a_story_within_the_bound_is_proved(self) -> None:
        """11 * 11 levels at the desk, and each trust at each of two endings."""
        proof = prove(story(self.COUNTER))
        assert (proof.verdict, proof.states) == ("proved", 121 + 11 + 11)

    def test_past_the_bound_nothing_is_claimed_of_scores(self) -> None:
        proof = prove(story(self.COUNTER), bound=100)
        assert (proof.verdict, proof.bound) == ("bounded", 100)
        assert proof.states > 100
        assert proof.par is proof.empathy is proof.clarity is proof.trust is proof.random is None
        assert proof.shortest is proof.longest is None
        assert proof.endings == ("well",)

    def test_the_last_turn_counts_too(self) -> None:
        """The desk is met with trust 4, 5, 6, and so is `well`; at the very last turn `late` comes up with
        trust 3, 5, 7: from 4 or 6, one up or down."""
        made = story(
            """
            desk:
              replies:
                up: {say: Up., effects: {trust: 1}, then: desk}
                down: {say: Down., effects: {trust: -1}, then: desk}
                go: {say: Goodbye., then: well}
            """,
            more="max_turns: 2",
        )
        whole = prove(made)
        assert (whole.verdict, whole.states) == ("proved", 3 + 3 + 3)
        assert prove(made, bound=8).verdict == "bounded"
        assert prove(made, bound=9) == with_bound(whole, 9)

    def test_progress_is_told_in_states(self) -> None:
        told: list[int] = []
        proof = prove(story(self.COUNTER), progress=told.append)
        assert told == sorted(told)
        assert told[-1] == proof.states


def with_bound(proof: Proof, bound: int) -> Proof:
    """The same proof under another bound."""
    return Proof(**{name: getattr(proof, name) for name in Proof.__slots__} | {"bound": bound})
