from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.results.scores import NOT_MEASURED, Scores
from servicesim.results.standing import (
    NOTHING_PLAYED,
    OTHERS,
    Attempt,
    Outcomes,
    Standing,
    again,
    played_by,
    proficiency,
    standings,
    time_to_proficiency,
    together,
)
from servicesim.results.statistics import clearly

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def attempt(
    trainee: str = "Amina", story: str = "a", points: float = 60, day: float = 0, **changes: Any
) -> Attempt:
    """A fair attempt that ended with the same points in each score, half an hour after it began."""
    started = MONDAY + timedelta(days=day)
    facts: dict[str, Any] = {
        "session": f"{trainee}-{story}-{day}",
        "trainee": trainee,
        "story": story,
        "story_digest": f"{story}-1",
        "started": started,
        "ended": started + timedelta(hours=0.5),
        "outcome": "resolved",
        "scores": Scores(points, points, points),
        "fair": True,
        "abandoned": False,
    }
    return Attempt(**facts | changes)


def abandoned(trainee: str = "Amina", story: str = "a", day: float = 0) -> Attempt:
    """A first attempt that was left lying."""
    return attempt(trainee, story, day=day, ended=None, outcome=None, scores=NOT_MEASURED, abandoned=True)


def five(trainee: str, *points: float, **changes: Any) -> list[Attempt]:
    """Fair attempts at the stories a, b, c…, one a day."""
    return [
        attempt(trainee, story, value, day, **changes)
        for day, (story, value) in enumerate(zip("abcdefghij", points, strict=False))
    ]


def each(attempts: Sequence[Attempt], names: Sequence[str] = ()) -> list[Standing]:
    """The standings of all who have sessions, and of `names`."""
    return standings(attempts, dict.fromkeys(names, NOTHING_PLAYED) | played_by(attempts))


class TestStandings:
    def test_one_a_person_by_name_also_of_those_who_have_not_begun(self) -> None:
        found = each([attempt("jonas"), attempt("Amina")], ["Li Na", "Amina"])
        assert [(one.name, one.sessions) for one in found] == [("Amina", 1), ("jonas", 1), ("Li Na", 0)]
        assert found[2].last is None

    def test_the_mean_needs_five_stories_and_says_on_how_many_it_rests(self) -> None:
        (short,) = each(five("Amina", 60, 70, 80, 90))
        assert short.scores.empathy.estimate is None
        assert (short.scores.empathy.n, short.scores.empathy.stories) == (4, 4)
        (enough,) = each(five("Amina", 60, 70, 80, 90, 100))
        assert enough.scores.empathy.estimate is not None
        assert enough.scores.empathy.estimate.value == 80

    def test_only_fair_attempts_count(self) -> None:
        practised = [attempt("Amina", "a", 100, day, fair=False) for day in range(10, 20)]
        (one,) = each([*five("Amina", 50, 50, 50, 50, 50), *practised])
        assert one.scores.trust.estimate is not None
        assert one.scores.trust.estimate.value == 50
        assert one.trend == (50, 50, 50, 50, 50)
        assert one.sessions == 15
        assert one.last == MONDAY + timedelta(days=19, hours=0.5)

    def test_a_score_that_a_story_does_not_measure_is_no_score(self) -> None:
        silent = attempt("Amina", "f", scores=Scores(None, 40, 40), day=9)
        (one,) = each([*five("Amina", 60, 60, 60, 60, 60), silent])
        assert (one.scores.empathy.n, one.scores.clarity.n) == (5, 6)
        assert one.trend[-1] == 40

    def test_outcomes_of_fair_attempts_and_what_was_left_lying(self) -> None:
        (one,) = each(
            [attempt(story="a"), attempt(story="b", outcome="lost"), abandoned(story="c"),
             attempt(story="a", day=5, fair=False, outcome="lost")]
        )  # fmt: skip
        assert one.outcomes == Outcomes(resolved=1, lost=1, abandoned=1)
        assert one.outcomes.all == 3


class TestAgainstTheOthers:
    def test_who_plays_harder_stories_is_not_held_to_be_worse(self) -> None:
        """Stories a to e are easy (everybody gets 80), f to j hard (40); Hana played the hard ones."""
        easy = [one for name in "KLMNO" for one in five(name, *[80] * 5)]
        hard = [
            attempt(name, story, 40, day) for name in ("Hana", *"PQRST") for day, story in enumerate("fghij")
        ]
        found = {one.name: one for one in each([*easy, *hard])}
        hana = found["Hana"]
        assert hana.scores.empathy.estimate is not None
        assert hana.scores.empathy.estimate.value == 40
        assert hana.against.empathy.estimate is not None
        low, high = hana.against.empathy.estimate[1:]
        assert (hana.against.empathy.estimate.value, low) == (0, -high)

    def test_it_is_held_against_the_others_without_oneself(self) -> None:
        others = [one for name in "KLMN" for one in five(name, *[50] * 5)]
        found = {one.name: one for one in each([*five("Amina", *[70] * 5), *others])}
        amina, kim = found["Amina"].against.empathy.estimate, found["K"].against.empathy.estimate
        assert amina is not None
        assert kim is not None
        assert amina.value == 20
        assert kim.value == 50 - (70 + 3 * 50) / 4

    def test_the_same_small_difference_everywhere_is_within_what_the_scale_tells_apart(self) -> None:
        others = [one for name in "KLMN" for one in five(name, *[50] * 5)]
        found = {one.name: one.against for one in each([*five("Amina", *[51] * 5), *others])}
        assert clearly(found["Amina"].empathy) is None
        found = {one.name: one.against for one in each([*five("Amina", *[53] * 5), *others])}
        assert (clearly(found["Amina"].empathy), clearly(found["Amina"].trust)) == ("above", None)

    def test_four_others_are_needed_at_the_same_text(self) -> None:
        few = [one for name in "KLMN"[: OTHERS - 1] for one in five(name, *[50] * 5)]
        edited = five("Z", *[50] * 5, story_digest="another text")
        found = {one.name: one for one in each([*five("Amina", *[70] * 5), *few, *edited])}
        assert found["Amina"].against.trust.n == 0
        assert found["Amina"].against.trust.estimate is None

    @given(st.lists(st.floats(0, 100), min_size=6, max_size=6), st.floats(-20, 20))
    def test_a_text_on_which_everybody_gets_more_changes_nothing(
        self, points: list[float], more: float
    ) -> None:
        def against(shift: float) -> Sequence[float]:
            made = [
                attempt(name, story, value + (shift if story == "c" else 0))
                for name, value in zip("ABCDEF", points, strict=True)
                for story in "abcde"
            ]
            return [e.value for e in (one.against.empathy.estimate for one in each(made)) if e]

        assert against(more) == pytest.approx(against(0), abs=1e-9)
        assert len(against(0)) == 6


class TestTogether:
    def test_a_cohort_is_held_against_those_who_are_not_in_it(self) -> None:
        spring = [one for name in "AB" for one in five(name, *[70] * 5)]
        autumn = [one for name in "KLMN" for one in five(name, *[50] * 5)]
        whole = together("Spring", spring, played_by(spring).values(), apart=autumn)
        assert (whole.name, whole.people, whole.sessions) == ("Spring", 2, 10)
        assert whole.against.clarity.estimate is not None
        assert whole.against.clarity.estimate.value == 20
        assert whole.scores.clarity.estimate is not None
        assert (whole.scores.clarity.n, whole.scores.clarity.stories) == (10, 5)

    def test_alone_there_is_nothing_to_hold_it_against(self) -> None:
        hers = five("Amina", *[70] * 5)
        assert together("all", hers, played_by(hers).values()).against.empathy.n == 0


class TestAgain:
    def test_the_first_stands_against_the_latest_and_not_against_the_best(self) -> None:
        tries = [
            attempt(points=40, day=0),
            attempt(points=90, day=3, fair=False),
            attempt(points=60, day=7, fair=False),
            attempt(story="b"),
        ]
        (found,) = again(tries[::-1])
        assert (found.story, found.attempts) == ("a", 3)
        assert (found.first.scores.mean, found.latest.scores.mean) == (40, 60)

    def test_what_did_not_end_is_no_attempt_to_compare(self) -> None:
        assert again([attempt(), abandoned(day=4)]) == []

    def test_with_help_or_at_another_text_it_is_another_thing(self) -> None:
        helped = attempt(points=95, day=2, fair=False, assisted=True)
        edited = attempt(points=95, day=3, fair=False, story_digest="a-2")
        assert again([attempt(), helped, edited]) == []
        (found,) = again([attempt(points=40), helped, attempt(points=60, day=4, fair=False), edited])
        assert (found.first.scores.mean, found.latest.scores.mean, found.attempts) == (40, 60, 2)

    def test_who_began_with_help_has_no_first_attempt_to_hold_it_against(self) -> None:
        helped = attempt(fair=False, assisted=True)
        assert again([helped, attempt(day=2, fair=False), attempt(day=4, fair=False)]) == []


class TestProficiency:
    def test_it_is_reached_when_the_threshold_is_held_twice_running(self) -> None:
        found = proficiency(five("Amina", 70, 80, 60, 75, 80, 40), threshold=75)
        assert found is not None
        assert (found.attempts, found.attempts_so_far) == (5, 6)
        assert found.days == pytest.approx(4 + 0.5 / 24)

    def test_once_is_not_enough(self) -> None:
        found = proficiency(five("Amina", 80, 60, 80, 60), threshold=75)
        assert found is not None
        assert (found.attempts, found.days, found.attempts_so_far) == (None, None, 4)

    def test_the_order_in_time_counts_and_not_that_of_the_list(self) -> None:
        tries = five("Amina", 80, 60, 80)
        shuffled = [tries[0], tries[2], tries[1]]
        assert proficiency(shuffled, threshold=75) == proficiency(tries, threshold=75)

    def test_nobody_is_proficient_by_stories_known_already(self) -> None:
        assert proficiency(five("Amina", 90, 90, fair=False), threshold=75) is None
        assert proficiency([abandoned()], threshold=75) is None

    def test_a_cohort_counts_those_not_there_yet(self) -> None:
        quick = five("Amina", 80, 80)
        slow = five("Jonas", 60, 60, 60, 80, 80)
        never = [one for name in "KL" for one in five(name, *[60] * 8)]
        found = time_to_proficiency([*quick, *slow, *never], threshold=75)
        assert (found.people, found.reached) == (4, 2)
        assert found.attempts.value == 5
        assert time_to_proficiency([*quick, *never], threshold=75).attempts.value is None
