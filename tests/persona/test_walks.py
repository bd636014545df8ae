"""Whole conversations with every archetype but `plain`: ways back, ways out, bounds, pace."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.persona.archetype import archetype
from servicesim.persona.catalogue import catalogue
from servicesim.persona.levels import LEFT, Persona
from servicesim.persona.machine import AttitudeMachine
from servicesim.persona.temperament import Impact, Temperament
from tests.thorough import examples

from .people import (
    DISENGAGED,
    HOSTILE,
    MISSTEPS,
    PEOPLE,
    PRESENT,
    after,
    attitudes,
    beginning,
    grievance_counts,
    levels,
    people,
    reach,
    shortest,
    temperament,
    way_back,
)

TAGS = tuple(catalogue().tags)
RESENTED = tuple(name for name in MISSTEPS if catalogue().tags[name].reaction.grievances == 1)

impacts = st.builds(
    Impact,
    tags=st.lists(
        st.tuples(st.sampled_from(TAGS), st.booleans()), max_size=3, unique_by=lambda tag: tag[0]
    ).map(tuple),
    effects=st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
)
talks = st.lists(st.tuples(impacts, st.booleans()), max_size=25)


class TestBack:
    @pytest.mark.parametrize(("name", "attitude"), [*product(PEOPLE, PRESENT)])
    def test_from_the_worst_levels_in_every_attitude(self, name: str, attitude: str) -> None:
        worst = Persona(attitude, 10, 0, 3)
        replies = way_back(name, worst)
        assert replies
        assert "open" in {after(name, worst, *replies[:said]).attitude for said in range(len(replies) + 1)}

    @settings(max_examples=examples(25))
    @given(people, attitudes, levels, levels, grievance_counts)
    def test_from_anywhere(
        self, name: str, attitude: str, resistance: int, trust: int, open_ones: int
    ) -> None:
        assert way_back(name, Persona(attitude, resistance, trust, open_ones))


class TestOut:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_one_walks_out_in_anger_and_in_silence_and_no_other_way(self, name: str) -> None:
        _, doors = reach(name)
        assert doors & {*HOSTILE}
        assert doors & {*DISENGAGED}
        assert doors <= {*HOSTILE, *DISENGAGED}

    @pytest.mark.parametrize("name", PEOPLE)
    def test_anger_walks_out_at_the_top_and_silence_without_trust(self, name: str) -> None:
        for resistance, trust, open_ones in product(range(11), range(11), range(4)):
            for attitude in PRESENT:
                if temperament_leaves(name, attitude, resistance, trust, open_ones):
                    assert open_ones == 3
                    assert resistance == 10 if attitude in HOSTILE else trust == 0

    @pytest.mark.parametrize("name", PEOPLE)
    def test_it_takes_more_than_two_missteps_and_no_more_than_five(self, name: str) -> None:
        staying, gone_after = {beginning(name)}, set()
        for count in range(1, 6):
            moved = {after(name, here, misstep, root_known=False) for here in staying for misstep in RESENTED}
            staying = {here for here in moved if here.attitude != LEFT}
            if len(staying) < len(moved):
                gone_after.add(count)
        assert not staying
        assert gone_after <= {3, 4, 5}

    @given(people, st.sampled_from(MISSTEPS), st.integers(0, 1))
    def test_somebody_who_begins_at_8_is_not_one_misstep_from_leaving(
        self, name: str, misstep: str, open_ones: int
    ) -> None:
        begun = beginning(name)._replace(resistance=8, grievances=open_ones)
        assert after(name, begun, misstep, root_known=False).attitude != LEFT

    @pytest.mark.parametrize("name", PEOPLE)
    def test_one_good_reply_at_the_brink_keeps_somebody_angry_there(self, name: str) -> None:
        for attitude in HOSTILE:
            assert after(name, Persona(attitude, 10, 0, 3), "acknowledge_frustration").attitude != LEFT

    @pytest.mark.parametrize("name", PEOPLE)
    def test_owning_the_fault_at_the_brink_keeps_everybody_there(self, name: str) -> None:
        for attitude in PRESENT:
            assert after(name, Persona(attitude, 10, 0, 3), "own_the_fault").attitude != LEFT


class TestBounds:
    @settings(max_examples=examples(60))
    @given(people, attitudes, levels, levels, grievance_counts, talks)
    def test_no_talk_leaves_the_levels_range(
        self,
        name: str,
        attitude: str,
        resistance: int,
        trust: int,
        open_ones: int,
        talk: list[tuple[Impact, bool]],
    ) -> None:
        persona = Persona(attitude, resistance, trust, open_ones)
        for impact, known in talk:
            moved = temperament(name).move(persona, impact, known, 0, 0)
            persona = moved.persona
            assert persona.attitude in archetype(name).attitudes
            assert 0 <= persona.resistance <= 10
            assert 0 <= persona.trust <= 10
            assert 0 <= persona.grievances <= 3
            assert -3 <= moved.empathy <= 3
            assert -3 <= moved.clarity <= 3

    @pytest.mark.parametrize("name", PEOPLE)
    def test_the_states_that_can_be_reached_are_few(self, name: str) -> None:
        states, _ = reach(name)
        assert len(states) <= 8 * 11 * 11 * 4

    @pytest.mark.parametrize("name", PEOPLE)
    def test_and_finite_with_all_that_is_remembered(self, name: str) -> None:
        replies = ("acknowledge_frustration", "own_the_fault", "quote_policy")
        seen, todo = {beginning(name)}, [beginning(name)]
        while todo:
            here = todo.pop()
            fresh = {after(name, here, reply) for reply in replies} - seen
            seen |= fresh
            todo.extend(fresh)
        # nothing, or one of three tags that was a repetition or was not
        assert len(seen) <= len({here[:4] for here in seen}) * (1 + 2 * len(replies))

    @pytest.mark.parametrize("name", PEOPLE)
    def test_every_attitude_can_be_met(self, name: str) -> None:
        states, _ = reach(name)
        assert {here.attitude for here in states} == {*PRESENT, LEFT}

    @settings(max_examples=examples(40))
    @given(people, talks)
    def test_the_same_talk_ends_the_same_way(self, name: str, talk: list[tuple[Impact, bool]]) -> None:
        fresh = Temperament(archetype(name), catalogue(), {}, AttitudeMachine(archetype(name)))
        one = other = beginning(name)
        for impact, known in talk:
            moved = temperament(name).move(one, impact, known, 0, 0)
            assert fresh.move(other, impact, known, 0, 0) == moved
            one = other = moved.persona


class TestPace:
    """The quickest way there is, over all tags: what a person finds among three replies takes longer."""

    @pytest.mark.parametrize("name", PEOPLE)
    def test_somebody_opens_up_after_three_good_replies_at_the_soonest(self, name: str) -> None:
        assert 3 <= shortest(name, to="open") <= 4

    @pytest.mark.parametrize("name", PEOPLE)
    def test_and_is_won_back_after_five_at_the_soonest(self, name: str) -> None:
        assert 5 <= shortest(name, to="committed") <= 7


def temperament_leaves(name: str, attitude: str, resistance: int, trust: int, open_ones: int) -> bool:
    """Whether a persona walks out at these levels, by a reply that moves nothing."""
    here = Persona(attitude, resistance, trust, open_ones)
    return temperament(name).move(here, Impact(), True, 0, 0).persona.attitude == LEFT
