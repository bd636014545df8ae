"""What each archetype is: its data, and the puzzle that it sets."""

from __future__ import annotations

from itertools import combinations

import pytest

from servicesim.persona.archetype import archetype, archetype_ids
from servicesim.persona.catalogue import catalogue
from servicesim.persona.levels import LEFT, Persona

from .people import DISENGAGED, HOSTILE, PEOPLE, PRESENT, after, beginning, movement

FORMS = {
    "complaining": "complaining",
    "pushing_back": "pushing_back",
    "withdrawn": "withdrawn",
    "unresponsive": "unresponsive",
    "guarded": None,
    "open": None,
    "committed": None,
    "left": None,
}


def at(attitude: str, resistance: int = 6, trust: int = 5, grievances: int = 0) -> Persona:
    return Persona(attitude, resistance, trust, grievances)


def worth(name: str, attitude: str, tag: str) -> int:
    """How much a tag helps in an attitude: trust won less resistance raised."""
    moved = movement(name, at(attitude), tag)
    return moved.trust - moved.resistance


class TestData:
    def test_the_eight_that_ship(self) -> None:
        assert archetype_ids() == (
            "burnt_out_colleague",
            "gatekeeper",
            "misinformed",
            "plain",
            "reserved",
            "sceptic",
            "venting",
            "withdrawn",
        )

    def test_an_unknown_one_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            archetype("saint")

    @pytest.mark.parametrize("name", PEOPLE)
    def test_each_has_all_eight_attitudes_with_their_forms(self, name: str) -> None:
        assert {key: attitude.form for key, attitude in archetype(name).attitudes.items()} == FORMS

    @pytest.mark.parametrize("name", PEOPLE)
    def test_each_can_be_seen_or_heard_in_every_attitude(self, name: str) -> None:
        for key, attitude in archetype(name).attitudes.items():
            assert attitude.title
            assert len(attitude.cues) >= (1 if key == LEFT else 3)
            for cue in (*attitude.cues, attitude.in_writing or ""):
                assert len(cue) <= 76, "a cue is one line of a narrow window"
                assert not cue.endswith(".")

    @pytest.mark.parametrize("name", PEOPLE)
    def test_in_messages_each_shows_something_else(self, name: str) -> None:
        for attitude in archetype(name).attitudes.values():
            for channel in ("chat", "email"):
                assert attitude.cue(channel, lasted=1) == attitude.in_writing
            assert attitude.cue("phone", lasted=1) == attitude.cues[0]
            assert attitude.cue("counter", lasted=1) == attitude.cues[1 % len(attitude.cues)]

    def test_no_two_share_a_cue(self) -> None:
        cues = [
            cue for name in archetype_ids() for one in archetype(name).attitudes.values() for cue in one.cues
        ]
        assert len(set(cues)) == len(cues)

    @pytest.mark.parametrize("name", PEOPLE)
    def test_what_it_names_exists(self, name: str) -> None:
        person = archetype(name)
        assert person.start.attitude in person.attitudes
        assert set(person.reactions) <= {"any", *PRESENT}
        for transition in person.transitions:
            assert {*transition.source, transition.to} <= {*person.attitudes}
        for reactions in person.reactions.values():
            assert set(reactions) <= set(catalogue().tags)

    def test_each_form_of_resistance_is_where_somebody_starts(self) -> None:
        assert {archetype(name).start.attitude for name in PEOPLE} == {*HOSTILE, *DISENGAGED}

    @pytest.mark.parametrize(("one", "other"), [*combinations(PEOPLE, 2)])
    def test_each_is_a_puzzle_of_its_own(self, one: str, other: str) -> None:
        answers = [
            [worth(name, attitude, tag) for attitude in PRESENT for tag in catalogue().tags]
            for name in (one, other)
        ]
        differing = sum(a != b for a, b in zip(*answers, strict=True))
        assert differing >= 40

    def test_plain_is_one_attitude_that_nothing_moves(self) -> None:
        plain = archetype("plain")
        assert list(plain.attitudes) == ["neutral"]
        assert plain.transitions == []
        assert plain.own_reactions_only
        assert plain.manner.loss_ratio == 1
        assert beginning("plain") == Persona("neutral", 5, 5, 0)
        for tag in catalogue().tags:
            assert after("plain", beginning("plain"), tag)[:4] == ("neutral", 5, 5, 0)


class TestVenting:
    def test_silence_and_a_named_trouble_work_at_once(self) -> None:
        assert after("venting", beginning("venting"), "stay_silent")[1:3] == (6, 3)
        assert after("venting", beginning("venting"), "acknowledge_frustration")[1:3] == (6, 2)

    @pytest.mark.parametrize("tag", ["give_evidence", "correct_misconception", "state_purpose_and_benefit"])
    def test_facts_feed_the_anger_and_help_once_it_is_over(self, tag: str) -> None:
        assert worth("venting", "complaining", tag) < 0
        assert worth("venting", "open", tag) > 0

    def test_anger_only_waited_out_turns_cold(self) -> None:
        cold = after("venting", beginning("venting"), "acknowledge_frustration", "acknowledge_frustration")
        assert cold.attitude == "withdrawn"

    def test_heard_first_and_answered_then(self) -> None:
        heard = after("venting", beginning("venting"), "stay_silent", "acknowledge_frustration")
        told = after("venting", heard, "own_the_fault", "set_expectations")
        assert (heard.attitude, told.attitude) == ("guarded", "open")


class TestWithdrawn:
    def test_room_and_a_choice_bring_this_person_back(self) -> None:
        here = after("withdrawn", beginning("withdrawn"), "stay_silent", "offer_choice")
        assert here.attitude == "guarded"

    @pytest.mark.parametrize(
        "tag", ["encourage_positive_attitude", "state_purpose_and_benefit", "ask_feedback"]
    )
    def test_enthusiasm_does_little(self, tag: str) -> None:
        assert worth("withdrawn", "withdrawn", tag) == 0

    def test_a_sale_is_the_worst_there_is(self) -> None:
        push = worth("withdrawn", "guarded", "push_sale")
        assert push == min(worth("withdrawn", "guarded", tag) for tag in catalogue().tags)
        assert worth("withdrawn", "withdrawn", "reward_loyalty") < 0

    def test_with_some_trust_a_hurt_is_said_aloud_and_without_it_is_not(self) -> None:
        assert after("withdrawn", at("guarded", 4, 8), "interrupt").attitude == "complaining"
        assert after("withdrawn", at("guarded", 4, 4), "interrupt").attitude == "withdrawn"


class TestSceptic:
    def test_evidence_and_credit_move_this_person(self) -> None:
        moved = after("sceptic", beginning("sceptic"), "give_evidence", "credit_input")
        assert moved.attitude == "guarded"
        assert after("sceptic", moved, "give_evidence").attitude == "open"
        assert worth("sceptic", "open", "credit_input") == 3

    @pytest.mark.parametrize("attitude", [*HOSTILE, *DISENGAGED, "guarded", "open"])
    def test_cheer_backfires(self, attitude: str) -> None:
        assert worth("sceptic", attitude, "encourage_positive_attitude") < 0

    def test_big_promises_cost_more_than_elsewhere(self) -> None:
        assert worth("sceptic", "guarded", "overpromise") < worth("venting", "guarded", "overpromise")


class TestMisinformed:
    def test_put_right_too_early_this_person_digs_in(self) -> None:
        assert worth("misinformed", "complaining", "correct_misconception") < 0

    def test_and_after_being_heard_the_same_words_are_the_key(self) -> None:
        heard = after("misinformed", beginning("misinformed"), "paraphrase", "acknowledge_frustration")
        assert heard.attitude == "guarded"
        best = max(worth("misinformed", "guarded", tag) for tag in catalogue().tags)
        assert worth("misinformed", "guarded", "correct_misconception") == best
        assert after("misinformed", heard, "correct_misconception").attitude == "open"


class TestReserved:
    @pytest.mark.parametrize("attitude", ["withdrawn", "unresponsive", "pushing_back"])
    def test_the_straight_question_costs(self, attitude: str) -> None:
        assert worth("reserved", attitude, "explore_root") < 0
        assert worth("reserved", "open", "explore_root") > 0

    @pytest.mark.parametrize("attitude", [*HOSTILE, *DISENGAGED, "guarded"])
    def test_the_fitting_form_and_a_choice_work(self, attitude: str) -> None:
        assert worth("reserved", attitude, "respect_culture") >= 2
        assert worth("reserved", attitude, "offer_choice") >= 2

    def test_being_interrupted_or_corrected_hurts_most(self) -> None:
        here = at("withdrawn")
        hurts = {tag: movement("reserved", here, tag).trust for tag in catalogue().tags}
        assert hurts["interrupt"] == hurts["correct_misconception"] == min(hurts.values())


class TestBurntOutColleague:
    @pytest.mark.parametrize("tag", ["offer_training", "offer_resources", "encourage_positive_attitude"])
    @pytest.mark.parametrize("attitude", [*HOSTILE, *DISENGAGED, "guarded"])
    def test_advice_and_cheer_hurt(self, tag: str, attitude: str) -> None:
        assert worth("burnt_out_colleague", attitude, tag) < 0

    @pytest.mark.parametrize("tag", ["address_burnout", "credit_input", "streamline_process"])
    @pytest.mark.parametrize("attitude", [*HOSTILE, *DISENGAGED, "guarded"])
    def test_recognition_and_real_relief_help(self, tag: str, attitude: str) -> None:
        assert worth("burnt_out_colleague", attitude, tag) >= 2

    def test_a_training_is_welcome_once_somebody_is_back(self) -> None:
        assert worth("burnt_out_colleague", "open", "offer_training") > 0


class TestGatekeeper:
    def test_an_attack_on_the_process_hurts_until_the_gate_is_open(self) -> None:
        assert worth("gatekeeper", "pushing_back", "streamline_process") < 0
        assert worth("gatekeeper", "guarded", "streamline_process") == 0
        assert worth("gatekeeper", "open", "streamline_process") > 0

    def test_credit_and_evidence_work_from_the_start(self) -> None:
        moved = after("gatekeeper", beginning("gatekeeper"), "credit_input", "give_evidence")
        assert moved.attitude == "guarded"

    def test_backing_is_a_threat_at_first_and_a_protection_later(self) -> None:
        assert worth("gatekeeper", "pushing_back", "secure_leadership_support") < 0
        best = max(worth("gatekeeper", "open", tag) for tag in catalogue().tags)
        assert worth("gatekeeper", "open", "secure_leadership_support") == best

    def test_a_sermon_on_service_does_not_help(self) -> None:
        assert worth("gatekeeper", "pushing_back", "make_service_a_core_value") < 0
