"""The step function: what happens, in which order, at the boundaries."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.conversation import (
    exchange,
    find_reply,
    is_over,
    offered,
    opening_line,
    replay,
    start,
    step,
)
from servicesim.errors import ReplyNotOffered
from servicesim.story.linked import State, Story
from tests.making import story

VENTING = """\
persona:
  name: Maria
  role: customer
  archetype: venting
  root:
    kind: concern
    text: Nobody rang.
    known_by: told
"""


def ids(found: Story, state: State) -> list[str]:
    return [reply.id for reply in offered(found, state)]


def after(found: Story, *replies: str) -> State:
    return replay(found, replies)[-1].after


class TestBeginning:
    def test_a_conversation_begins_where_the_persona_stands(self) -> None:
        found = story(
            """
            one:
              says: Good morning.
              replies:
                greet: {say: Hello., then: well}
            """,
            persona="persona: {name: Ana, role: customer, archetype: plain, resistance: 7, trust: 1}",
        )
        state = start(found)
        assert (state.scene, state.turn) == ("one", 0)
        assert state.persona == ("neutral", 7, 1, 0, ())
        line = opening_line(found)
        assert line is not None
        assert line.text == "Good morning."

    def test_the_opening_line_sets_its_facts(self) -> None:
        found = story(
            """
            one:
              says:
                - text: Nobody rang.
                  sets: [told]
              replies:
                answer:
                  when: told
                  say: Nobody?
                  then: well
                wait:
                  when: not told
                  say: Yes?
                  then: well
            """,
            more="facts: [told]",
        )
        assert ids(found, start(found)) == ["answer"]


class TestOrder:
    def test_levels_move_before_then_is_read(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                push:
                  say: Sign here.
                  effects: {resistance: 3}
                  then:
                    - when: resistance >= 8
                      to: badly
                    - to: well
            """
        )
        assert after(found, "push").scene == "badly"

    def test_facts_are_set_before_the_answer_and_then_are_chosen(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                promise:
                  say: I will ring at four.
                  sets: [promised]
                  answer:
                    - when: promised
                      text: At four. Good.
                    - text: Hm.
                  then:
                    - when: promised
                      to: well
                    - to: badly
            """,
            more="facts: [promised]",
        )
        given_reply = replay(found, ["promise"])[0]
        assert given_reply.answer is not None
        assert given_reply.answer.text == "At four. Good."
        assert given_reply.after.scene == "well"

    def test_what_the_answer_sets_is_read_by_then_and_by_the_next_line(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                ask:
                  say: What happened?
                  answer:
                    - text: Nobody rang.
                      sets: [told]
                  then:
                    - when: told
                      to: two
                    - to: badly
            two:
              says:
                - when: told
                  text: So there.
                - text: Nothing.
              replies:
                end: {say: Thank you., then: well}
            """,
            more="facts: [told]",
        )
        given_reply = replay(found, ["ask"])[0]
        assert given_reply.after.scene == "two"
        assert given_reply.line is not None
        assert given_reply.line.text == "So there."

    def test_a_visit_counts_when_the_scene_is_left(self) -> None:
        found = story(
            """
            one:
              says:
                - when: visited(one)
                  text: Again?
                - text: Well?
              replies:
                stay: {say: Hm., then: one}
                leave:
                  when: visited(one)
                  say: Bye.
                  then: well
            """
        )
        line = opening_line(found)
        assert line is not None
        assert line.text == "Well?"
        assert ids(found, start(found)) == ["stay"]
        second = replay(found, ["stay"])[0]
        assert second.line is not None
        assert second.line.text == "Again?"
        assert ids(found, second.after) == ["stay", "leave"]

    def test_clears_and_sets_of_one_reply_leave_the_fact_set(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                both:
                  say: Hm.
                  clears: [told]
                  sets: [told]
                  then:
                    - when: told
                      to: well
                    - to: badly
            """,
            more="facts: [told]",
        )
        assert after(found, "both").scene == "well"


class TestOffers:
    SCENES = """
        one:
          says: Well?
          replies:
            say-once:
              say: Sorry.
              once: true
              then: one
            go:
              say: Bye.
              then: well
          also: [fetch]
        two:
          says: And?
          replies:
            back: {say: Hm., then: one}
          also: [fetch]
        """
    SHARED = """
        replies:
          fetch:
            say: I will fetch somebody.
            once: true
            then: two
        """

    def test_a_reply_given_once_is_not_offered_again(self) -> None:
        found = story(self.SCENES, more=self.SHARED)
        assert ids(found, start(found)) == ["say-once", "go", "fetch"]
        assert ids(found, after(found, "say-once")) == ["go", "fetch"]

    def test_once_of_a_shared_reply_counts_over_all_scenes(self) -> None:
        found = story(self.SCENES, more=self.SHARED)
        assert ids(found, after(found, "fetch")) == ["back"]
        assert ids(found, after(found, "fetch", "back")) == ["say-once", "go"]

    def test_given_asks_of_one_scene_or_of_a_shared_reply_anywhere(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                next: {say: Hm., then: two}
              also: [fetch]
            two:
              says: And?
              replies:
                here:
                  when: given(two/fetch)
                  say: Here.
                  then: well
                anywhere:
                  when: given(fetch)
                  say: Anywhere.
                  then: well
                end: {say: Bye., then: well}
              also: [fetch]
            """,
            more="""
            replies:
              fetch: {say: One moment., then: two}
            """,
        )
        assert ids(found, after(found, "fetch")) == ["anywhere", "end", "fetch"]
        assert ids(found, after(found, "next", "fetch")) == ["here", "anywhere", "end", "fetch"]
        assert ids(found, after(found, "next")) == ["end", "fetch"]

    def test_a_reply_that_is_not_offered_is_refused_by_name(self) -> None:
        found = story(self.SCENES, more=self.SHARED)
        with pytest.raises(
            ReplyNotOffered, match=r"'nothing' is not offered here\. Offered: say-once, go, fetch"
        ):
            find_reply(found, start(found), "nothing")


class TestEndings:
    def test_nothing_is_offered_when_it_is_over(self) -> None:
        found = story("one: {says: Well?, replies: {go: {say: Bye., then: well}}}")
        state = after(found, "go")
        assert is_over(found, state)
        assert offered(found, state) == ()

    def test_turns_run_out_instead_of_another_scene_but_not_of_an_ending(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                stay: {say: Hm., then: one}
                go: {say: Bye., then: well}
            """,
            more="max_turns: 2",
        )
        assert after(found, "stay", "stay").scene == "late"
        assert after(found, "stay", "go").scene == "well"

    def test_a_persona_that_left_ends_it_whatever_then_says(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                shrug:
                  say: Those are the terms.
                  missteps: [quote_policy, dismiss_feelings]
                  answer: So that is how it is.
                  sets: [told]
                  then: one
            """,
            persona=VENTING.replace("  root:", "  grievances: 3\n  resistance: 10\n  trust: 0\n  root:"),
            more="facts: [told]",
        )
        exchanges = replay(found, ["shrug", "shrug"])
        assert exchanges[-1].after.scene == "gone"
        assert exchanges[-1].after.persona.attitude == "left"
        assert exchanges[-1].answer is not None

    def test_of_several_endings_on_left_the_first_that_holds_is_taken(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                stay: {say: Hm., then: one}
            """,
            more="max_turns: 1",
            endings="""\
            endings:
              angry:
                outcome: lost
                on: out_of_time
                when: resistance >= 8
                says: Enough.
              calm: {outcome: partly, on: out_of_time, says: Another day.}
            """,
        )
        assert after(found, "stay").scene == "calm"

    def test_where_nothing_applies_the_conversation_stays_and_offers_nothing(self) -> None:
        found = story(
            "one: {says: Well?, replies: {stay: {say: Hm., then: one}}}",
            more="max_turns: 1",
            endings="endings: {well: {outcome: resolved, says: Good.}}",
        )
        state = after(found, "stay")
        assert state.scene == "one"
        assert not is_over(found, state)
        assert offered(found, state) == ()


class TestMarks:
    def test_written_marks_replace_only_the_scores_that_they_name(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                both:
                  say: I see.
                  tactics: [acknowledge_frustration]
                  marks: {clarity: -2}
                  then: well
            """
        )
        given_reply = replay(found, ["both"])[0]
        plain = story(
            """
            one:
              says: Well?
              replies:
                both: {say: I see., tactics: [acknowledge_frustration], then: well}
            """
        )
        assert (given_reply.empathy, given_reply.clarity) == (replay(plain, ["both"])[0].empathy, -2)
        assert given_reply.empathy > 0

    def test_a_tactic_repeated_at_once_gives_no_positive_marks(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                hear: {say: I see., tactics: [acknowledge_frustration], then: one}
                other: {say: Hm., then: one}
            """
        )
        first, second, _, fourth = replay(found, ["hear", "hear", "other", "hear"])
        assert first.empathy > 0
        assert second.empathy == 0
        assert fourth.empathy == first.empathy

    def test_positive_marks_do_not_count_where_resistance_rose_negative_ones_do(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                mixed:
                  say: I see, but those are the terms.
                  tactics: [acknowledge_frustration]
                  missteps: [dismiss_feelings]
                  effects: {resistance: 2}
                  then: well
            """
        )
        only_bad = story(
            """
            one:
              says: Well?
              replies:
                mixed: {say: Those are the terms., missteps: [dismiss_feelings], then: well}
            """
        )
        assert replay(found, ["mixed"])[0].empathy == replay(only_bad, ["mixed"])[0].empathy < 0


class TestRoot:
    SCENES = """
        one:
          says: Well?
          replies:
            ask:
              say: What happened?
              sets: [told]
              then: one
            offer:
              say: The fee is yours.
              tactics: [offer_redress]
              then: one
        """

    def test_a_solution_does_not_land_before_the_root_is_known(self) -> None:
        found = story(self.SCENES, persona=VENTING, more="facts: [told]")
        early = replay(found, ["offer"])[0]
        late = replay(found, ["ask", "offer"])[1]
        assert early.after.persona.resistance > early.before.persona.resistance
        assert late.after.persona.resistance < late.before.persona.resistance

    def test_the_fact_set_by_the_same_reply_comes_too_late(self) -> None:
        scenes = self.SCENES.replace(
            "tactics: [offer_redress]", "tactics: [offer_redress]\n              sets: [told]"
        )
        found = story(scenes, persona=VENTING, more="facts: [told]")
        only = replay(found, ["offer"])[0]
        assert only.after.persona.resistance > only.before.persona.resistance


class TestPurity:
    FOUND = story(TestRoot.SCENES, persona=VENTING, more="facts: [told]\nmax_turns: 8")

    @given(st.integers(0, 2**32))
    def test_the_same_replies_lead_to_the_same_state_and_levels_stay_in_range(self, seed: int) -> None:
        found = self.FOUND
        chance = random.Random(seed)
        state, chosen = start(found), []
        while replies := offered(found, state):
            reply = chance.choice(replies)
            assert step(found, state, reply) == exchange(found, state, reply).after
            state = step(found, state, reply)
            chosen.append(reply.id)
            assert 0 <= state.persona.resistance <= 10
            assert 0 <= state.persona.trust <= 10
            assert 0 <= state.persona.grievances <= 3
        assert [given_reply.after for given_reply in replay(found, chosen)][-1] == state
        assert len(chosen) <= 8
