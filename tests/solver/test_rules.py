"""Every rule of check: a story that breaks exactly it, the same story mended, and what is told of it."""

from __future__ import annotations

import pytest

from servicesim.authoring.rules import PLAY, severity_of
from servicesim.story.findings import Finding
from tests.checking import checked, framed, rules
from tests.solver.rule_stories import STORIES


def only(part: str) -> Finding:
    (finding,) = checked(framed(part))
    return finding


def test_every_rule_that_the_states_show_has_a_story() -> None:
    assert STORIES.keys() == {*PLAY, "unset-fact", "unused-fact"}


@pytest.mark.parametrize("rule", STORIES)
def test_a_story_breaks_exactly_one_rule(rule: str) -> None:
    broken, _ = STORIES[rule]
    finding = only(broken)
    assert finding.rule == rule
    assert finding.severity == severity_of(rule)
    assert finding.line is not None


@pytest.mark.parametrize("rule", STORIES)
def test_mended_it_has_no_finding(rule: str) -> None:
    _, mended = STORIES[rule]
    assert rules(framed(mended)) == []


def test_the_frame_itself_is_sound() -> None:
    assert rules(framed("{}")) == []


class TestOutOfReach:
    def test_replies_of_a_scene_out_of_reach_are_not_listed_on_top_of_it(self) -> None:
        part = """
        scenes:
          attic:
            says: Dusty.
            replies:
              down: {say: Down., when: trust >= 8, then: cellar}
          cellar:
            says: Dark.
            replies:
              up: {say: Up., then: attic}
        """
        found = checked(framed(part))
        assert [(one.rule, one.scene) for one in found] == [
            ("unreachable-scene", "attic"),
            ("unreachable-scene", "cellar"),
        ]

    def test_a_scene_behind_a_reply_that_is_never_offered_is_found_as_well(self) -> None:
        part = """
        scenes:
          next:
            says: And now.
            replies:
              help: {say: At once., marks: {empathy: 1}, then: well}
              leave: {say: Not now., then: badly}
              climb: {say: Up., when: trust >= 8, then: attic}
          attic:
            says: Dusty.
            replies:
              down: {say: Down., then: well}
        """
        found = checked(framed(part))
        assert {(one.rule, one.scene, one.reply) for one in found} == {
            ("unreachable-reply", "next", "climb"),
            ("unreachable-scene", "attic", None),
        }

    def test_a_reply_of_a_dead_end_that_is_never_offered(self) -> None:
        part = """
        scenes:
          next:
            says: And now.
            replies:
              help: {say: At once., marks: {empathy: 1}, then: well}
              leave: {say: Not now., then: badly}
              wait: {does: You wait., then: corner}
          corner:
            says: Hm.
            replies:
              sorry: {say: Sorry., when: trust >= 8, then: well}
        """
        found = checked(framed(part))
        assert {(one.rule, one.scene, one.reply) for one in found} == {
            ("dead-end", "corner", None),
            ("unreachable-reply", "corner", "sorry"),
        }
        assert "all of the scene's 2 states" in next(one.message for one in found if one.rule == "dead-end")

    SHARED = """
    replies:
      manager: {say: One moment., when: trust >= 7, then: badly}
    scenes:
      next:
        says: And now.
        replies:
          help: {say: At once., marks: {empathy: 1}, then: well}
          leave: {say: Not now., then: badly}
        also: [manager]
    """
    ATTIC = """
      attic:
        says: Dusty.
        replies:
          down: {say: Down., then: well}
        also: [manager]
    """

    def test_a_shared_reply_that_some_scene_offers(self) -> None:
        assert rules(framed(self.SHARED)) == []

    def test_a_shared_reply_that_is_never_offered_is_told_once_at_its_own_place(self) -> None:
        finding = only(self.SHARED.replace("trust >= 7", "trust >= 8"))
        assert (finding.rule, finding.scene, finding.reply) == ("unreachable-reply", None, "manager")
        assert "in no scene that lists it" in finding.message

    def test_a_shared_reply_that_no_scene_lists(self) -> None:
        finding = only(self.SHARED.replace("also: [manager]", "also: []"))
        assert (finding.rule, finding.scene, finding.reply) == ("unreachable-reply", None, "manager")
        assert "No scene offers" in finding.message

    def test_a_shared_reply_of_scenes_out_of_reach_is_not_listed_on_top_of_them(self) -> None:
        part = self.SHARED.replace("also: [manager]", "also: []").rstrip() + self.ATTIC
        assert rules(framed(part)) == ["unreachable-scene"]

    def test_endings_that_come_by_themselves_need_not_come_unless_they_are_named(self) -> None:
        assert rules(framed("{}")) == []  # neither `gone` nor `late` comes in the frame
        named = STORIES["dead-end"][1].replace(
            "then: badly", "then: [{when: trust >= 8, to: gone}, {to: badly}]"
        )
        found = checked(framed(named))
        assert [(one.rule, one.scene) for one in found] == [("unreachable-ending", "gone")]


class TestFigures:
    def test_a_dead_end_names_how_many_of_the_states_of_its_scene_it_holds_in(self) -> None:
        # `corner` is reached with trust 7 and with trust 3, and only the latter is stuck.
        finding = only(STORIES["dead-end"][0])
        assert "1 of the scene's 2 states" in finding.message
        assert finding.witness == ("curt", "wait")

    def test_a_trap_is_shown_by_the_shortest_way_into_it(self) -> None:
        finding = only(STORIES["trapped"][0])
        assert (finding.scene, len(finding.witness or ())) == ("queue", 2)
        assert "in 2 states" in finding.message

    def test_what_waits_for_a_turn_is_no_trap(self) -> None:
        trap = STORIES["trapped"][0]
        hold = "{does: You hold., then: queue}"
        freed = trap.replace(hold, "{does: You hold., then: [{when: turn >= 5, to: badly}, {to: queue}]}")
        assert trap != freed
        assert rules(framed(freed)) == []
        closed = trap.replace(hold, "{does: You hold., then: [{when: turn <= 2, to: badly}, {to: queue}]}")
        found = checked(framed(closed))
        assert [(one.rule, one.scene) for one in found] == [("trapped", "queue")]

    def test_the_misstep_that_pays_is_named_with_the_way_to_it(self) -> None:
        finding = only(STORIES["detour-pays"][0])
        assert (finding.scene, finding.reply) == ("next", "sell")
        assert finding.witness == ("kind", "sell")
        assert "push_sale" in finding.message

    def test_the_decisions_that_give_a_story_away_are_named(self) -> None:
        finding = only(STORIES["longest-is-best"][0])
        assert "5 of 5 decisions (100%)" in finding.message
        assert "'s0', 's1', 's2', 's3' and 's4'" in finding.message

    def test_all_scores_that_are_not_measured_stand_in_one_finding(self) -> None:
        part = """
        scenes:
          hello:
            says: Well.
            replies:
              kind: {say: I see., effects: {trust: 2}, then: next}
              curt: {say: Hm., effects: {trust: -2}, then: next}
          next:
            says: And now.
            replies:
              help: {say: At once., effects: {trust: 1}, then: well}
              leave: {say: Not now., then: badly}
        """
        finding = only(part)
        assert finding.message.startswith("Empathy and clarity are not measured here")


class TestGivingAway:
    def test_decisions_between_replies_nearly_alike_do_not_count(self) -> None:
        broken, _ = STORIES["longest-is-best"]
        alike = broken.replace("effects: {trust: 0}", "effects: {trust: 1}")
        alike = alike.replace("marks: {empathy: 0, clarity: 0}", "marks: {empathy: 1, clarity: 1}")
        assert "longest-is-best" not in rules(framed(alike))


class TestBounded:
    @pytest.mark.parametrize("rule", ["root-skipped", "told-too-soon"])
    def test_what_has_a_witness_is_told_of_a_story_too_large_to_prove(self, rule: str) -> None:
        long = "".join(
            f"  far-{n}:\n    says: On.\n    replies:\n      on: {{say: On., then: far-{n + 1}}}\n"
            for n in range(60)
        )
        end = "  far-60:\n    says: On.\n    replies:\n      on: {say: On., then: badly}\n"
        part = STORIES[rule][0].rstrip() + "\n      far: {say: On., then: far-0}\n" + long + end
        found = checked(framed(part), bound=25)
        assert [(one.rule, bool(one.witness)) for one in found] == [(rule, True)]

    def test_nothing_is_said_to_be_out_of_reach(self) -> None:
        assert rules(framed(STORIES["unreachable-scene"][0]), bound=2) == []
