"""A conversation tried out: from any moment, and taken over into another text of its story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servicesim.authoring.rehearsal import (
    Moment,
    Rehearsal,
    carry_over,
    moment_of,
    opening_moment,
    state_of,
)
from servicesim.errors import ReplyNotOffered
from servicesim.story.linked import Story
from tests.making import story as made

SCENES = """
hello:
  says: Well?
  replies:
    listen:
      say: Tell me.
      effects: {trust: 1}
      sets: [heard]
      then: next
next:
  says:
    - when: heard
      text: Since you listened.
      sets: [told]
    - text: Hm.
  replies:
    help: {say: At once., when: told, then: well}
    leave: {say: Not now., then: badly}
"""
FACTS = "facts: [heard, told]\n"
EARLY = "facts: [early, heard, told]\n"


@pytest.fixture
def story() -> Story:
    """Two scenes and two facts."""
    return made(SCENES, more=FACTS)


def ids(rehearsal: Rehearsal) -> list[str]:
    """The replies that are offered."""
    return [reply.id for reply in rehearsal.offered()]


class TestPlaying:
    def test_from_the_beginning(self, story: Story) -> None:
        rehearsal = Rehearsal(story)
        assert rehearsal.opening is not None
        assert rehearsal.opening.text == "Well?"
        rehearsal.give("listen")
        assert rehearsal.state.scene == "next"
        assert ids(rehearsal) == ["help", "leave"]
        rehearsal.take_back()
        assert ids(rehearsal) == ["listen"]

    def test_from_a_moment_what_is_said_there_is_said_and_sets_its_facts(self, story: Story) -> None:
        rehearsal = Rehearsal(story, Moment("next", "neutral", 5, 5, 0, frozenset({"heard"})))
        assert rehearsal.opening is not None
        assert rehearsal.opening.text == "Since you listened."
        assert ids(rehearsal) == ["help", "leave"]

    def test_without_the_fact_something_else_is(self, story: Story) -> None:
        rehearsal = Rehearsal(story, replace(opening_moment(story), scene="next"))
        assert rehearsal.opening is not None
        assert rehearsal.opening.text == "Hm."
        assert ids(rehearsal) == ["leave"]

    def test_a_moment_that_the_story_does_not_have(self, story: Story) -> None:
        with pytest.raises(ValueError, match="no such moment"):
            Rehearsal(story, Moment("attic", "neutral", 5, 5, 0))

    def test_a_reply_that_is_not_offered(self, story: Story) -> None:
        with pytest.raises(ReplyNotOffered):
            Rehearsal(story).give("leave")

    def test_it_ends(self, story: Story) -> None:
        rehearsal = Rehearsal(story).give_all(["listen", "leave"])
        assert rehearsal.over
        assert ids(rehearsal) == []


class TestMoments:
    def test_there_and_back(self, story: Story) -> None:
        state = Rehearsal(story).give_all(["listen"]).state
        moment = moment_of(story, state)
        assert moment.facts == {"heard", "told"}
        assert state_of(story, moment) == state

    def test_by_names_in_a_text_with_other_facts_before_them(self, story: Story) -> None:
        moment = moment_of(story, Rehearsal(story).give_all(["listen"]).state)
        asks = SCENES.replace("when: told", "when: early or told")
        other = made(asks.replace("sets: [heard]", "sets: [early, heard]"), more=EARLY)
        state = state_of(other, moment)
        assert state is not None
        assert moment_of(other, state).facts == {"heard", "told"}


class TestCarryingOver:
    """What the preview does at every save."""

    def test_the_same_text_changes_nothing(self, story: Story) -> None:
        carried = carry_over(Rehearsal(story).give_all(["listen"]), made(SCENES, more=FACTS))
        assert carried.note == ""
        assert carried.rehearsal.replies == ["listen"]

    def test_other_levels_are_told(self, story: Story) -> None:
        other = made(SCENES.replace("trust: 1", "trust: 3"), more=FACTS)
        carried = carry_over(Rehearsal(story).give_all(["listen"]), other)
        assert carried.note == "The same replies now lead to another state: trust 6 → 8."
        assert carried.rehearsal.state.persona.trust == 8

    def test_replies_that_are_gone_leave_the_scene_with_persona_and_facts(self, story: Story) -> None:
        other = made(SCENES.replace("listen:", "hear:"), more=FACTS)
        before = Rehearsal(story).give_all(["listen"])
        carried = carry_over(before, other)
        assert "goes on in the same scene" in carried.note
        assert moment_of(other, carried.rehearsal.state) == moment_of(story, before.state)
        assert carried.rehearsal.exchanges == []

    def test_a_fact_that_is_gone_is_named(self, story: Story) -> None:
        text = (
            SCENES.replace("listen:", "hear:").replace("when: told, ", "").replace("      sets: [told]\n", "")
        )
        carried = carry_over(Rehearsal(story).give_all(["listen"]), made(text, more="facts: [heard]\n"))
        assert "Gone with the text: told." in carried.note

    def test_a_scene_that_is_gone_begins_again(self, story: Story) -> None:
        text = SCENES.replace("next", "later")
        carried = carry_over(Rehearsal(story).give_all(["listen"]), made(text, more=FACTS))
        assert carried.note == "The scene 'next' is not there any more, so it begins again."
        assert carried.rehearsal.state.scene == "hello"

    def test_an_ending_to_which_nothing_leads_now_begins_again(self, story: Story) -> None:
        over = Rehearsal(story).give_all(["listen", "leave"])
        carried = carry_over(over, made(SCENES.replace("leave:", "go:"), more=FACTS))
        assert carried.note == "What was said leads elsewhere now, so it begins again."

    def test_fewer_turns_leave_one_to_try_something_with(self, story: Story) -> None:
        other = made(SCENES.replace("listen:", "hear:"), more=FACTS + "max_turns: 1\n")
        carried = carry_over(Rehearsal(story).give_all(["listen"]), other)
        assert ids(carried.rehearsal) == ["help", "leave"]
