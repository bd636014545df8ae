from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from pydantic import ValidationError

from servicesim.persona.archetype import Archetype, archetype
from servicesim.persona.machine import AttitudeMachine

TRAFFIC = Archetype.model_validate(
    {
        "id": "traffic",
        "title": "Traffic",
        "summary": "Three attitudes in a row, for these tests.",
        "start": {"attitude": "red", "resistance": 9, "trust": 1},
        "tell_at": 3,
        "attitudes": {
            "red": {"title": "red", "cues": ["stands"]},
            "amber": {"title": "amber", "cues": ["waits"]},
            "green": {"title": "green", "cues": ["goes"]},
            "left": {"title": "gone", "cues": ["is not there"]},
        },
        "transitions": [
            {"from": ["red"], "to": "left", "when": "grievances >= 3"},
            {"from": ["red"], "to": "amber", "when": "resistance <= 5"},
            {"from": ["red", "amber"], "to": "green", "when": "resistance <= 2 or trust >= 8"},
            {"from": ["green"], "to": "red", "when": "resistance >= 7"},
        ],
    }
)


class TestSettling:
    def test_nothing_holds_and_the_attitude_stays(self) -> None:
        assert AttitudeMachine(TRAFFIC).settle("red", 6, 1, 0) == "red"

    def test_at_most_one_transition_is_taken(self) -> None:
        machine = AttitudeMachine(TRAFFIC)
        assert machine.settle("red", 1, 1, 0) == "amber"
        assert machine.settle("amber", 1, 1, 0) == "green"

    def test_the_first_that_holds_is_taken(self) -> None:
        assert AttitudeMachine(TRAFFIC).settle("red", 1, 9, 3) == "left"

    def test_a_transition_is_for_the_attitudes_it_starts_from(self) -> None:
        assert AttitudeMachine(TRAFFIC).settle("amber", 9, 0, 3) == "amber"

    def test_conditions_may_join_levels(self) -> None:
        assert AttitudeMachine(TRAFFIC).settle("amber", 9, 8, 0) == "green"

    def test_left_is_final(self) -> None:
        assert AttitudeMachine(TRAFFIC).settle("left", 0, 10, 0) == "left"

    def test_a_persona_without_transitions_never_changes(self) -> None:
        machine = AttitudeMachine(archetype("plain"))
        assert {machine.settle("neutral", r, t, 3) for r, t in product(range(11), range(11))} == {"neutral"}

    def test_the_answer_does_not_depend_on_what_was_asked_before(self) -> None:
        questions = [*product(("red", "amber", "green"), range(0, 11, 2), range(0, 11, 4), (0, 3))]
        forwards, backwards = AttitudeMachine(TRAFFIC), AttitudeMachine(TRAFFIC)
        asked = {question: forwards.settle(*question) for question in questions}
        assert {question: backwards.settle(*question) for question in reversed(questions)} == asked
        assert {question: forwards.settle(*question) for question in questions} == asked


class TestWhatATransitionMayAsk:
    @pytest.mark.parametrize("when", ["turn >= 3", "attitude == red", "root_known", "visited(start)"])
    def test_levels_and_nothing_else(self, when: str) -> None:
        transition = {"from": ["red"], "to": "green", "when": when}
        with pytest.raises(ValidationError, match="resistance, trust and grievances only"):
            Archetype.model_validate({**TRAFFIC.model_dump(by_alias=True), "transitions": [transition]})

    def test_a_condition_that_does_not_read_is_refused_with_its_reason(self) -> None:
        transition = {"from": ["red"], "to": "green", "when": "trust => 3"}
        with pytest.raises(ValidationError, match="write '>='"):
            Archetype.model_validate({**TRAFFIC.model_dump(by_alias=True), "transitions": [transition]})


def test_threads_that_ask_at_once_get_the_answers_of_one_that_asks_alone() -> None:
    kind = archetype("venting")
    questions = [
        (attitude, resistance, trust, grievances)
        for attitude in kind.attitudes
        for resistance in range(11)
        for trust in range(11)
        for grievances in range(4)
    ]
    alone = AttitudeMachine(kind)
    expected = [alone.settle(*question) for question in questions]
    shared = AttitudeMachine(kind)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            asked = list(pool.map(lambda _: [shared.settle(*question) for question in questions], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert all(answers == expected for answers in asked)
