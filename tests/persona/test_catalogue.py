from __future__ import annotations

import pytest
from pydantic import ValidationError

from servicesim.persona.catalogue import Catalogue, Reaction, catalogue

TACTICS = {
    "listening_and_empathy": [
        "give_full_attention",
        "validate_feelings",
        "paraphrase",
        "acknowledge_frustration",
    ],
    "clear_communication": [
        "state_purpose_and_benefit",
        "align_with_goals",
        "give_evidence",
        "correct_misconception",
    ],
    "problem_solving": [
        "invite_ideas",
        "collaborate_on_solution",
        "show_flexibility",
        "credit_input",
    ],
    "value_and_personalisation": [
        "tailor_solution",
        "offer_resources",
        "reward_loyalty",
        "ask_feedback",
    ],
    "continuous_improvement": [
        "act_on_feedback",
        "keep_lines_open",
        "keep_informed",
        "offer_proactive_support",
    ],
    "expectations_and_history": [
        "set_expectations",
        "repair_past_experience",
        "respect_culture",
    ],
    "employee_support": [
        "offer_training",
        "encourage_positive_attitude",
        "address_burnout",
    ],
    "organisational_change": [
        "make_service_a_core_value",
        "streamline_process",
        "secure_leadership_support",
    ],
}

TECHNIQUES = [
    "explore_root",
    "own_the_fault",
    "offer_choice",
    "offer_redress",
    "stay_silent",
    "explain_limit",
]

MISSTEPS = [
    "dismiss_feelings",
    "interrupt",
    "blame_customer",
    "argue",
    "quote_policy",
    "use_jargon",
    "rush_to_solution",
    "overpromise",
    "read_script",
    "deflect_responsibility",
    "deny_fault",
    "use_controlling_language",
    "ignore_culture",
    "push_sale",
    "go_quiet",
]

TAGS = catalogue().tags


class TestWhatIsTaught:
    def test_the_29_tactics_in_their_8_strategies(self) -> None:
        found: dict[str, list[str]] = {}
        for name, tag in catalogue().of_kind("tactic").items():
            assert tag.strategy is not None
            found.setdefault(tag.strategy, []).append(name)
        assert found == TACTICS
        assert sum(map(len, TACTICS.values())) == 29
        assert list(catalogue().strategies) == list(TACTICS)

    def test_the_techniques_beside_them(self) -> None:
        assert list(catalogue().of_kind("technique")) == TECHNIQUES

    def test_the_missteps(self) -> None:
        assert list(catalogue().of_kind("misstep")) == MISSTEPS

    def test_two_strategies_answer_colleagues_and_organisations(self) -> None:
        sources = {name: strategy.source for name, strategy in catalogue().strategies.items()}
        assert sources.pop("employee_support") == "employee"
        assert sources.pop("organisational_change") == "organisation"
        assert set(sources.values()) == {"customer"}


class TestEveryTag:
    @pytest.mark.parametrize("name", TAGS)
    def test_has_all_its_words(self, name: str) -> None:
        tag = TAGS[name]
        assert tag.title
        assert tag.title[0].isupper()
        assert tag.meaning.endswith(".")
        assert tag.done
        assert tag.done[0].islower(), "a clause that follows a subject"
        assert not tag.done.endswith(".")

    @pytest.mark.parametrize("name", TAGS)
    def test_speaks_of_no_she_or_he_in_the_debrief(self, name: str) -> None:
        words = set(TAGS[name].done.split())
        assert words.isdisjoint({"she", "her", "he", "him", "his", "hers", "they", "them", "their"})

    @pytest.mark.parametrize("name", [*catalogue().of_kind("tactic", "technique")])
    def test_that_is_good_has_a_role_does_no_harm_by_itself_and_marks_well(self, name: str) -> None:
        tag = TAGS[name]
        assert tag.role is not None
        assert (tag.reaction.resistance or 0) <= 0
        assert (tag.reaction.trust or 0) >= 0
        assert (tag.reaction.grievances or 0) <= 0
        assert tag.reaction.resistance or tag.reaction.trust, "it does something"
        assert tag.marks.empathy + tag.marks.clarity > 0
        assert min(tag.marks.empathy, tag.marks.clarity) >= 0

    @pytest.mark.parametrize("name", MISSTEPS)
    def test_that_is_a_misstep_has_no_role_and_only_harms(self, name: str) -> None:
        tag = TAGS[name]
        assert tag.role is None
        assert tag.strategy is None
        assert (tag.reaction.resistance or 0) > 0
        assert (tag.reaction.trust or 0) < 0
        assert (tag.reaction.grievances or 0) >= 0
        assert tag.marks.empathy + tag.marks.clarity < 0
        assert max(tag.marks.empathy, tag.marks.clarity) <= 0

    def test_that_makes_good_closes_a_grievance_and_no_other_does(self) -> None:
        closing = {name for name, tag in TAGS.items() if (tag.reaction.grievances or 0) < 0}
        assert closing == {"own_the_fault", "offer_redress", "act_on_feedback", "repair_past_experience"}

    def test_plays_each_role_at_least_five_times(self) -> None:
        roles = [tag.role for tag in TAGS.values() if tag.role]
        assert {role for role in roles if roles.count(role) >= 5} == {
            "soothes",
            "explores",
            "informs",
            "solves",
        }


class TestTheData:
    def test_a_level_that_is_not_named_is_left_to_the_base(self) -> None:
        base = Reaction(resistance=2, trust=-1, grievances=1)
        assert Reaction(trust=0).over(base) == Reaction(resistance=2, trust=0, grievances=1)

    def test_of_kind_keeps_the_order(self) -> None:
        assert [*catalogue().of_kind("tactic", "technique", "misstep")] == [*TAGS]

    @pytest.mark.parametrize(
        "tag",
        [
            {"kind": "tactic", "title": "T", "meaning": "M.", "done": "d", "colour": "red"},
            {"kind": "trick", "title": "T", "meaning": "M.", "done": "d"},
            {"kind": "tactic", "title": "T", "meaning": "M.", "done": "d", "marks": {"empathy": 4}},
            {"kind": "tactic", "title": "T", "meaning": "M.", "done": "d", "reaction": {"trust": "1"}},
        ],
    )
    def test_what_it_does_not_know_it_refuses(self, tag: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Catalogue.model_validate({"strategies": {}, "tags": {"x": tag}})
