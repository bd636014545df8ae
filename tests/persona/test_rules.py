"""The rules of a believable persona, as properties of every archetype but `plain`.

Where a level at its end would hide a difference, the rule is read off the movements, which are what a tag
does before the levels are held to 0..10.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.persona.archetype import archetype
from servicesim.persona.catalogue import Reaction, catalogue
from servicesim.persona.levels import Persona

from .people import (
    DISENGAGED,
    GOOD,
    HOSTILE,
    MISSTEPS,
    PEOPLE,
    PRESENT,
    SOLVERS,
    SOOTHERS,
    after,
    attitudes,
    beginning,
    grievance_counts,
    levels,
    machine,
    movement,
    people,
    saying,
    settled,
    with_own,
)

missteps = st.sampled_from(MISSTEPS)
soothers = st.sampled_from(SOOTHERS)
solvers = st.sampled_from(SOLVERS)


class TestTrustFallsFasterThanItRises:
    @given(people, attitudes, st.integers(1, 3))
    def test_a_loss_of_the_same_size_goes_further_than_a_gain(
        self, name: str, attitude: str, size: int
    ) -> None:
        here = Persona(attitude, 5, 5, 0)
        story = with_own(name, keep_informed=Reaction(trust=size), use_jargon=Reaction(trust=-size))
        (gain,) = story.movements(here, saying("keep_informed"), True, 0, 0)
        (loss,) = story.movements(here, saying("use_jargon"), True, 0, 0)
        assert gain.trust == size
        assert -loss.trust > gain.trust

    @given(people, attitudes)
    def test_one_gained_and_one_lost_leaves_less_than_before(self, name: str, attitude: str) -> None:
        here = Persona(attitude, 5, 5, 0)
        story = with_own(name, keep_informed=Reaction(trust=1), use_jargon=Reaction(trust=-1))
        both = story.move(here, saying("keep_informed", "use_jargon"), True, 0, 0)
        assert both.persona.trust < here.trust

    def test_each_persona_sets_its_own_ratio(self) -> None:
        ratios = [archetype(name).manner.loss_ratio for name in PEOPLE]
        assert min(ratios) > 1
        assert len(set(ratios)) == len(ratios)


class TestASecondFailureHurtsMore:
    @given(people, attitudes, missteps, st.integers(1, 3))
    def test_on_top_of_an_open_grievance_and_most_where_it_is_the_same_again(
        self, name: str, attitude: str, misstep: str, open_ones: int
    ) -> None:
        clean = movement(name, Persona(attitude, 5, 5, 0), misstep)
        sore = movement(name, Persona(attitude, 5, 5, open_ones), misstep)
        same = movement(name, Persona(attitude, 5, 5, open_ones, ((misstep, False),)), misstep)
        assert clean.resistance < sore.resistance < same.resistance
        assert clean.trust > sore.trust > same.trust

    @given(people, attitudes, missteps)
    def test_and_no_more_once_the_first_is_made_good(self, name: str, attitude: str, misstep: str) -> None:
        mended = after(name, Persona(attitude, 5, 5, 1), "own_the_fault")
        assert mended.grievances == 0
        assert "grievance" not in movement(name, mended, misstep).because
        sore = mended._replace(grievances=1)
        assert movement(name, mended, misstep).resistance < movement(name, sore, misstep).resistance


class TestASolutionBeforeAcknowledgement:
    @given(people, attitudes, solvers, levels, grievance_counts)
    def test_raises_resistance(
        self, name: str, attitude: str, solver: str, trust: int, open_ones: int
    ) -> None:
        here = Persona(attitude, 5, trust, open_ones)
        assert movement(name, here, solver, root_known=False).resistance > 0
        assert after(name, here, solver, root_known=False).resistance > here.resistance

    @given(people, attitudes, solvers)
    def test_lands_no_better_than_the_same_one_after_it(self, name: str, attitude: str, solver: str) -> None:
        here = Persona(attitude, 5, 5, 1)
        early = movement(name, here, solver, root_known=False)
        late = movement(name, here, solver, root_known=True)
        assert early.resistance >= late.resistance
        assert early.trust <= late.trust
        assert early.grievances >= late.grievances

    @pytest.mark.parametrize("name", PEOPLE)
    def test_and_does_land_afterwards_in_somebody_open(self, name: str) -> None:
        for solver in ("collaborate_on_solution", "tailor_solution", "show_flexibility"):
            assert movement(name, Persona("open", 3, 6, 0), solver).trust > 0


class TestTheSameSootherAgain:
    @given(people, attitudes, soothers)
    def test_helps_less_then_hurts(self, name: str, attitude: str, soother: str) -> None:
        first = movement(name, Persona(attitude, 5, 5, 0), soother)
        again = movement(name, Persona(attitude, 5, 5, 0, ((soother, False),)), soother)
        worn = movement(name, Persona(attitude, 5, 5, 0, ((soother, True),)), soother)
        helped = [one.trust - one.resistance for one in (first, again, worn)]
        if helped[0] > 0:
            assert helped[0] > helped[1] >= 0
        else:
            assert helped[0] == helped[1]
        assert helped[2] < 0
        assert worn.resistance > 0

    @pytest.mark.parametrize("name", PEOPLE)
    def test_three_apologies_running_end_higher_than_two(self, name: str) -> None:
        # "open" at 3 and 7 leaves room, and is not left on the way
        start = Persona("open", 3, 7, 0)
        one, two, three = (after(name, start, *["own_the_fault"] * times) for times in (1, 2, 3))
        assert one.resistance <= start.resistance
        assert two.resistance <= one.resistance
        assert three.resistance > two.resistance

    @given(people, attitudes, soothers)
    def test_a_reply_of_another_kind_in_between_freshens_it(
        self, name: str, attitude: str, soother: str
    ) -> None:
        here = Persona(attitude, 5, 5, 0, ((soother, True),))
        between = after(name, here, "keep_lines_open")
        fresh = between._replace(recent=())
        assert movement(name, between, soother) == movement(name, fresh, soother)


class TestControlAndChoice:
    @given(people, attitudes, st.integers(1, 9), levels, grievance_counts)
    def test_controlling_language_raises_resistance_and_a_choice_lowers_it(
        self, name: str, attitude: str, resistance: int, trust: int, open_ones: int
    ) -> None:
        here = Persona(attitude, resistance, trust, open_ones)
        assert after(name, here, "use_controlling_language").resistance > resistance
        assert after(name, here, "offer_choice").resistance < resistance

    @given(people, attitudes, st.booleans())
    def test_whether_the_root_is_known_or_not(self, name: str, attitude: str, known: bool) -> None:
        here = Persona(attitude, 5, 5, 0)
        assert movement(name, here, "offer_choice", root_known=known).resistance < 0


class TestVenting:
    @given(people, st.sampled_from(HOSTILE), st.integers(8, 10), levels, st.integers(0, 2))
    def test_after_an_empathic_reply_resistance_falls_while_the_anger_goes_on(
        self, name: str, attitude: str, resistance: int, trust: int, open_ones: int
    ) -> None:
        # from 8 and more, one reply leaves resistance above every level at which anger ends
        heard = after(name, Persona(attitude, resistance, trust, open_ones), "acknowledge_frustration")
        assert heard.resistance < resistance
        assert heard.trust >= trust
        assert heard.attitude in HOSTILE

    @given(people, st.sampled_from(HOSTILE), st.sampled_from(["validate_feelings", "give_full_attention"]))
    def test_no_empathy_in_anger_makes_it_worse(self, name: str, attitude: str, tactic: str) -> None:
        moved = movement(name, Persona(attitude, 8, 3, 0), tactic)
        assert moved.resistance <= 0
        assert moved.trust >= 0


class TestTwoDirections:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_the_same_levels_can_be_anger_or_distance(self, name: str) -> None:
        def stays(attitude: str, at: tuple[int, int, int]) -> bool:
            return machine(name).settle(attitude, *at) == attitude

        both = [
            (r, t, g)
            for r in range(11)
            for t in range(11)
            for g in range(4)
            if any(stays(attitude, (r, t, g)) for attitude in HOSTILE)
            and any(stays(attitude, (r, t, g)) for attitude in DISENGAGED)
        ]
        assert len(both) >= 20

    @pytest.mark.parametrize("name", PEOPLE)
    def test_neither_is_simply_more_resistance_than_the_other(self, name: str) -> None:
        def held(among: tuple[str, ...]) -> set[int]:
            """The resistances at which one of these attitudes stays what it is, at trust 2 to 5."""
            return {
                r
                for r in range(11)
                for t in range(2, 6)
                if any(machine(name).settle(attitude, r, t, 1) == attitude for attitude in among)
            }

        hostile, disengaged = held(HOSTILE), held(DISENGAGED)
        assert min(hostile) < max(disengaged)
        assert min(disengaged) < max(hostile)

    @given(people, st.sampled_from(HOSTILE), st.integers(0, 1), st.integers(0, 2))
    def test_anger_that_fades_without_trust_becomes_distance(
        self, name: str, attitude: str, trust: int, open_ones: int
    ) -> None:
        passed = [attitude]
        for resistance in range(10, -1, -1):
            passed.append(machine(name).settle(passed[-1], resistance, trust, open_ones))
        assert passed[-1] in DISENGAGED
        assert set(passed) <= {*HOSTILE, *DISENGAGED}

    @given(people, st.sampled_from(HOSTILE))
    def test_anger_that_fades_with_trust_does_not(self, name: str, attitude: str) -> None:
        passed = [attitude]
        for resistance in range(10, -1, -1):
            passed.append(machine(name).settle(passed[-1], resistance, 8, 0))
        assert passed[-1] == "open"
        assert set(passed).isdisjoint(DISENGAGED)


class TestTelling:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_nobody_opens_up_to_somebody_not_trusted_enough(self, name: str) -> None:
        for resistance, trust, open_ones in product(range(11), range(archetype(name).tell_at), range(4)):
            for attitude in PRESENT:
                arrived = machine(name).settle(attitude, resistance, trust, open_ones)
                assert arrived == attitude or arrived not in ("open", "committed"), (
                    attitude,
                    resistance,
                    trust,
                )

    @pytest.mark.parametrize("name", PEOPLE)
    def test_nobody_begins_ready_to_tell(self, name: str) -> None:
        assert beginning(name).trust < archetype(name).tell_at
        assert beginning(name).attitude not in ("open", "committed")


class TestHysteresis:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_at_unchanging_levels_every_attitude_comes_to_rest(self, name: str) -> None:
        for resistance, trust, open_ones in product(range(11), range(11), range(4)):
            for attitude in PRESENT:
                settled(name, attitude, resistance, trust, open_ones)

    @given(people, st.integers(5, 10), st.integers(0, 2))
    def test_what_calms_is_lower_than_what_set_off(self, name: str, trust: int, open_ones: int) -> None:
        away = {*HOSTILE, *DISENGAGED}
        for angry in HOSTILE:
            calming = [r for r in range(11) if settled(name, angry, r, trust, open_ones) not in away]
            upsetting = [r for r in range(11) if settled(name, "guarded", r, trust, open_ones) in away]
            assert max(calming) < min(upsetting)

    @given(people, st.integers(5, 10), st.integers(0, 2))
    def test_between_the_two_it_matters_where_one_comes_from(
        self, name: str, trust: int, open_ones: int
    ) -> None:
        remembered = [
            r
            for r in range(11)
            if settled(name, "guarded", r, trust, open_ones) in ("guarded", "open", "committed")
            and settled(name, archetype(name).start.attitude, r, trust, open_ones) in (*HOSTILE, *DISENGAGED)
        ]
        assert remembered

    @given(people, levels, grievance_counts)
    def test_opening_up_takes_less_resistance_than_closing_again(
        self, name: str, trust: int, open_ones: int
    ) -> None:
        opening = [r for r in range(11) if machine(name).settle("guarded", r, trust, open_ones) == "open"]
        closing = [r for r in range(11) if machine(name).settle("open", r, trust, open_ones) == "guarded"]
        if opening and closing:
            assert max(opening) + 1 < min(closing)


class TestHarmAndHelp:
    @given(people, attitudes, missteps)
    def test_every_misstep_harms_everybody_everywhere(self, name: str, attitude: str, misstep: str) -> None:
        moved = movement(name, Persona(attitude, 5, 5, 0), misstep)
        assert moved.resistance > 0
        assert moved.trust < 0

    @pytest.mark.parametrize("name", PEOPLE)
    def test_every_attitude_has_at_least_six_good_answers(self, name: str) -> None:
        for attitude in PRESENT:
            here = Persona(attitude, 6, 3, 1)
            helping = []
            for tag in GOOD:
                moved = movement(name, here, tag)
                if moved.resistance <= 0 <= moved.trust and moved.trust - moved.resistance > 0:
                    helping.append(tag)
            assert len(helping) >= 6, attitude

    @given(people, attitudes, st.sampled_from([*catalogue().tags]))
    def test_a_weak_tag_moves_no_more_than_a_full_one(self, name: str, attitude: str, tag: str) -> None:
        here = Persona(attitude, 5, 5, 1)
        full, weak = movement(name, here, tag), movement(name, here, tag, weak=True)
        assert abs(weak.resistance) <= abs(full.resistance) / 2
        assert abs(weak.trust) <= abs(full.trust) / 2
        assert weak.grievances == full.grievances
