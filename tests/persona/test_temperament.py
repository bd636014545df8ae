"""How one reply moves a persona: small numbers of a persona made for these tests."""

from __future__ import annotations

import pytest

from servicesim.persona.archetype import Archetype, archetype
from servicesim.persona.catalogue import Catalogue, Reaction
from servicesim.persona.conditions import compile_test, parse
from servicesim.persona.levels import Persona
from servicesim.persona.machine import AttitudeMachine
from servicesim.persona.temperament import Impact, Moved, Movement, Overrides, Temperament


def tag(kind: str, role: str | None, reaction: dict[str, int], **marks: int) -> dict[str, object]:
    words = {"title": "T", "meaning": "M.", "done": "d"}
    return {"kind": kind, "role": role, "reaction": reaction, "marks": marks, **words}


TAGS = Catalogue.model_validate(
    {
        "strategies": {},
        "tags": {
            "soothe": tag("tactic", "soothes", {"resistance": -2, "trust": 1, "grievances": -1}, empathy=2),
            "cheer": tag("tactic", "soothes", {"resistance": 2, "trust": -1}, empathy=1),
            "ask": tag("tactic", "explores", {"resistance": -1, "trust": 1}, empathy=1, clarity=1),
            "tell": tag("tactic", "informs", {"trust": 3}, clarity=3),
            "solve": tag("tactic", "solves", {"resistance": -2, "trust": 2, "grievances": -1}, clarity=1),
            "slip": tag("misstep", None, {"resistance": 1, "trust": -1, "grievances": 1}, empathy=-2),
            "stray": tag("misstep", None, {"resistance": 1, "trust": 0}, clarity=-1),
        },
    }
)

SUBJECT = Archetype.model_validate(
    {
        "id": "subject",
        "title": "Subject",
        "summary": "Two attitudes, round numbers.",
        "start": {"attitude": "cross", "resistance": 5, "trust": 5},
        "tell_at": 3,
        "attitudes": {
            "cross": {"title": "cross", "cues": ["frowns"]},
            "calm": {"title": "calm", "cues": ["smiles"]},
            "left": {"title": "gone", "cues": ["is not there"]},
        },
        "transitions": [
            {"from": ["cross"], "to": "calm", "when": "resistance <= 3"},
            {"from": ["cross"], "to": "left", "when": "resistance >= 10"},
        ],
        "reactions": {"any": {"tell": {"resistance": -1}}, "calm": {"tell": {"trust": 1}}},
        "manner": {
            "loss_ratio": 1.5,
            "open_grievance": 1,
            "repeated_misstep": 2,
            "early_solution": {"resistance": 1, "trust": -1},
            "worn_soother": {"resistance": 1},
        },
    }
)

CROSS = Persona("cross", 5, 5, 0)


def subject(overrides: Overrides | None = None) -> Temperament:
    return Temperament(SUBJECT, TAGS, overrides or {}, AttitudeMachine(SUBJECT))


def reply(*tags: str, weak: bool = False) -> Impact:
    return Impact(tags=tuple((name, weak) for name in tags))


def move(persona: Persona, impact: Impact, *, root_known: bool = True) -> Moved:
    return subject().move(persona, impact, root_known, 0, 0)


def movement(persona: Persona, name: str, *, root_known: bool = True, weak: bool = False) -> Movement:
    return subject().movements(persona, reply(name, weak=weak), root_known, 0, 0)[0]


class TestWhatAReplyDoes:
    def test_tags_and_effects_are_summed(self) -> None:
        moved = move(CROSS, Impact(tags=(("ask", False), ("soothe", False)), effects=(1, -2)))
        assert moved.persona[1:4] == (3, 5, 0)

    def test_the_sum_is_held_to_the_range_once(self) -> None:
        # 9 + 1 + 3 - 2: had 10 been held to in between, 8 would be left
        moved = move(
            Persona("calm", 9, 5, 0), Impact(tags=(("slip", False), ("soothe", False)), effects=(3, 0))
        )
        assert moved.persona.resistance == 10
        assert move(Persona("calm", 1, 9, 0), reply("tell", "soothe")).persona[1:3] == (0, 10)

    def test_an_empty_reply_does_nothing_and_is_remembered_as_nothing(self) -> None:
        before = CROSS._replace(recent=(("ask", False),))
        assert move(before, Impact()).persona == CROSS

    def test_grievances_open_and_close_between_0_and_3(self) -> None:
        assert move(CROSS, reply("slip")).persona.grievances == 1
        assert move(CROSS._replace(grievances=3), reply("slip")).persona.grievances == 3
        assert move(CROSS._replace(grievances=2), reply("soothe")).persona.grievances == 1
        assert move(CROSS, reply("soothe")).persona.grievances == 0

    def test_the_attitude_settles_at_the_new_levels(self) -> None:
        assert move(CROSS, reply("soothe")).persona.attitude == "calm"

    def test_one_that_has_left_is_moved_by_nothing(self) -> None:
        gone = Persona("left", 10, 0, 3, (("slip", True),))
        assert move(gone, reply("soothe")) == Moved(gone, 0, 0)


class TestReactions:
    def test_any_goes_over_the_catalogue_and_an_attitude_over_any(self) -> None:
        assert movement(CROSS, "tell")[1:3] == (-1, 3)
        assert movement(Persona("calm", 5, 5, 0), "tell")[1:3] == (-1, 1)

    def test_a_story_names_only_the_levels_that_differ(self) -> None:
        own = subject({"soothe": [(None, Reaction(resistance=0))]})
        assert own.movements(CROSS, reply("soothe"), True, 0, 0)[0][1:4] == (0, 1, -1)

    def test_of_a_storys_list_the_first_that_holds_counts(self) -> None:
        held = compile_test(parse("trust >= 6"), {})
        own = subject({"ask": [(held, Reaction(trust=3)), (None, Reaction(trust=0))]})
        assert own.movements(CROSS._replace(trust=6), reply("ask"), True, 0, 0)[0].trust == 3
        assert own.movements(CROSS, reply("ask"), True, 0, 0)[0].trust == 0

    def test_where_nothing_of_the_list_holds_the_archetypes_own_stands(self) -> None:
        held = compile_test(parse("trust >= 6"), {})
        own = subject({"ask": [(held, Reaction(trust=3))]})
        assert own.movements(CROSS, reply("ask"), True, 0, 0)[0].trust == 1

    def test_plain_has_none_and_moves_by_effects_alone(self) -> None:
        plain = archetype("plain")
        nobody = Temperament(plain, TAGS, {}, AttitudeMachine(plain))
        start = Persona("neutral", plain.start.resistance, plain.start.trust, 0)
        impact = Impact(tags=(("slip", False), ("solve", False)), effects=(-1, 2))
        moved = nobody.move(start, impact, False, 0, 0)
        assert start[1:3] == (5, 5)
        assert moved.persona == Persona("neutral", 4, 7, 0, (("slip", False), ("solve", False)))
        assert (moved.empathy, moved.clarity) == (-2, 1)


class TestRules:
    def test_a_loss_is_multiplied_and_rounded_away_from_zero(self) -> None:
        assert movement(CROSS, "slip")[1:3] == (1, -2)

    def test_an_open_grievance_makes_a_misstep_worse(self) -> None:
        sore = movement(CROSS._replace(grievances=1), "slip")
        assert sore == Movement("slip", 2, -3, 1, ("grievance",))

    def test_the_same_misstep_again_is_worse_still(self) -> None:
        sore = movement(CROSS._replace(grievances=1, recent=(("slip", False),)), "slip")
        assert sore == Movement("slip", 4, -6, 1, ("grievance", "again"))

    def test_a_level_that_a_misstep_does_not_harm_is_left_alone(self) -> None:
        sore = movement(CROSS._replace(grievances=1), "stray")
        assert sore[1:3] == (2, 0)

    def test_a_solution_before_the_root_is_known_is_held_down_and_mends_nothing(self) -> None:
        assert movement(CROSS, "solve", root_known=False) == Movement("solve", 1, -2, 0, ("early",))
        assert movement(CROSS, "solve") == Movement("solve", -2, 2, -1, ())

    def test_a_soother_helps_half_as_much_the_second_time(self) -> None:
        again = movement(CROSS._replace(recent=(("soothe", False),)), "soothe")
        assert again == Movement("soothe", -1, 0, 0, ("repeated",))

    def test_and_hurts_the_third(self) -> None:
        worn = movement(CROSS._replace(recent=(("soothe", True),)), "soothe")
        assert worn == Movement("soothe", 1, 0, 0, ("worn",))

    def test_what_harms_is_not_softened_by_being_repeated(self) -> None:
        first = movement(CROSS, "cheer")
        again = movement(CROSS._replace(recent=(("cheer", False),)), "cheer")
        worn = movement(CROSS._replace(recent=(("cheer", True),)), "cheer")
        assert first[1:3] == again[1:3] == worn[1:3] == (2, -2)

    def test_a_question_may_be_asked_again(self) -> None:
        assert movement(CROSS._replace(recent=(("ask", True),)), "ask") == Movement("ask", -1, 1, 0, ())

    def test_a_weak_tag_moves_half_after_all_else_and_opens_or_closes_a_whole_grievance(self) -> None:
        assert movement(CROSS, "soothe", weak=True) == Movement("soothe", -1, 0, -1, ("weak",))
        sore = CROSS._replace(grievances=1, recent=(("slip", False),))
        assert movement(sore, "slip", weak=True) == Movement("slip", 2, -3, 1, ("grievance", "again", "weak"))


class TestMemory:
    def test_of_the_reply_before_with_what_was_a_repetition(self) -> None:
        once = move(CROSS, reply("soothe", "ask")).persona
        assert once.recent == (("ask", False), ("soothe", False))
        assert move(once, reply("ask", "tell")).persona.recent == (("ask", True), ("tell", False))

    def test_of_nothing_older(self) -> None:
        first = move(CROSS, reply("ask")).persona
        second = move(first, reply("tell")).persona
        assert move(second, reply("ask")).persona.recent == (("ask", False),)

    def test_a_weak_tag_is_remembered_like_a_full_one(self) -> None:
        assert move(CROSS, reply("ask", weak=True)).persona.recent == (("ask", False),)


class TestMarks:
    @pytest.mark.parametrize(
        ("impact", "marks"),
        [
            (reply("soothe", "ask"), (3, 1)),
            (reply("soothe", "ask", "tell"), (3, 3)),
            (reply("soothe", weak=True), (1, 0)),
            (reply("slip", weak=True), (-1, 0)),
            (Impact(tags=(("soothe", False),), marks=(None, 2)), (2, 2)),
            (Impact(tags=(("slip", False),), marks=(1, None)), (1, 0)),
        ],
    )
    def test_are_summed_held_and_overwritten_where_the_trainer_wrote_them(
        self, impact: Impact, marks: tuple[int, int]
    ) -> None:
        moved = move(CROSS._replace(attitude="calm"), impact)
        assert (moved.empathy, moved.clarity) == marks

    def test_a_tactic_repeated_earns_nothing(self) -> None:
        moved = move(CROSS._replace(recent=(("ask", False),)), reply("ask", "tell"))
        assert (moved.empathy, moved.clarity) == (0, 3)

    def test_a_misstep_repeated_costs_as_before(self) -> None:
        assert move(CROSS._replace(recent=(("slip", False),)), reply("slip")).empathy == -2

    def test_where_resistance_rose_only_the_negative_marks_stand(self) -> None:
        moved = move(CROSS, Impact(tags=(("tell", False), ("stray", False)), effects=(3, 0)))
        assert (moved.empathy, moved.clarity) == (0, -1)

    def test_marks_written_by_the_trainer_stand_even_then(self) -> None:
        assert move(CROSS, Impact(tags=(("slip", False),), marks=(2, None))).empathy == 2
