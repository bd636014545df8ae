"""Item statistics, worked out by hand where that can be done, and against scipy where it cannot."""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import fmean

import pytest
import scipy

from servicesim.conversation import replay
from servicesim.results.items import (
    ENOUGH,
    ENOUGH_TO_COMPARE,
    Choice,
    Estimate,
    Item,
    Person,
    analyse,
    choices,
    difficulty,
    discrimination,
)
from servicesim.results.judgement import judge
from servicesim.solver.prove import prove
from servicesim.solver.values import Values
from servicesim.story.linked import Story
from tests.making import story

SCENES = """
greet:
  says: Well?
  replies:
    listen: {say: Tell me., effects: {trust: 2}, marks: {empathy: 1}, then: offer}
    policy: {say: The terms., effects: {trust: -1}, marks: {empathy: -1}, then: offer}
    leave: {does: You look away., effects: {trust: -2}, marks: {empathy: -2}, then: badly}
offer:
  says: And now?
  replies:
    choice: {say: Which would you like?, effects: {trust: 2}, marks: {empathy: 1}, then: thanks}
    order: {say: You take this one., effects: {trust: -1}, marks: {empathy: -1}, then: thanks}
    refund: {say: All of it., when: trust >= 7, effects: {trust: 2}, marks: {empathy: 1}, then: thanks}
    again: {say: "Sorry, once more?", effects: {trust: -2}, marks: {empathy: -2}, then: greet}
thanks:
  says: Thank you.
  replies:
    bye: {say: Goodbye., then: well}
"""
FOUND = story(SCENES)
PROOF = prove(FOUND)
VALUES = Values(FOUND, PROOF)
GOOD, BAD = ("listen", "choice", "bye"), ("policy", "order", "bye")


def person(*replies: str, seconds: float | None = 5, found: Story = FOUND, judged: bool = True) -> Person:
    """Somebody who gave these replies, each in so many seconds."""
    made = replay(found, replies)
    time = None if seconds is None else round(1000 * seconds)
    return Person(choices(found, made, VALUES if judged else None), [time] * len(made))


def item(scene: str, people: Sequence[Person]) -> Item:
    return next(one for one in analyse(FOUND, people) if one.scene == scene)


class TestWhatIsAnItem:
    def test_a_scene_with_one_reply_is_none(self) -> None:
        assert [one.scene for one in analyse(FOUND, [person(*GOOD)])] == ["greet", "offer"]

    def test_what_a_choice_gave_away_is_what_the_debrief_says(self) -> None:
        made = replay(FOUND, BAD)
        told = [round(one.gave_away, 6) for one in judge(FOUND, made, PROOF, VALUES)]
        assert told[0] > 0
        assert [round(one.gave_away or 0, 6) for one in choices(FOUND, made, VALUES)] == told[:2]

    def test_of_a_scene_that_is_visited_again_the_first_choice_counts(self) -> None:
        once = item("greet", [person("policy", "again", "listen", "choice", "bye")])
        assert once.reached == 1
        assert {use.reply: use.chosen for use in once.replies} == {"listen": 0, "policy": 1, "leave": 0}

    def test_decisions_to_which_nobody_came_are_there_too(self) -> None:
        nowhere = item("offer", [person("leave")])
        assert (nowhere.reached, nowhere.best) == (0, "not_enough_data")

    def test_who_left_early_does_not_count_for_what_came_later(self) -> None:
        people = [person("leave")] * 3 + [person(*GOOD)] * 4
        assert [one.reached for one in analyse(FOUND, people)] == [7, 4]


class TestReplies:
    def test_a_reply_is_counted_among_those_who_were_offered_it(self) -> None:
        people = [person("listen", "refund", "bye")] * 12 + [person("policy", "choice", "bye")] * 20
        uses = {use.reply: use for use in item("offer", people).replies}
        assert (uses["refund"].chosen, uses["refund"].offered, uses["refund"].share) == (12, 12, 1.0)
        assert (uses["choice"].chosen, uses["choice"].offered, uses["choice"].share) == (20, 32, 0.625)

    def test_its_cost_is_the_mean_over_those_who_chose_it(self) -> None:
        uses = {use.reply: use for use in item("greet", [person(*GOOD), person(*BAD)]).replies}
        assert uses["listen"].gave_away == pytest.approx(0, abs=1e-3)
        assert uses["policy"].gave_away == pytest.approx(
            choices(FOUND, replay(FOUND, BAD), VALUES)[0].gave_away
        )
        assert uses["leave"].gave_away is None

    @pytest.mark.parametrize(("takers", "rare"), [(1, True), (2, False)])
    def test_rare_is_under_one_in_twenty(self, takers: int, rare: bool) -> None:
        people = [person("leave")] * takers + [person(*GOOD)] * (40 - takers)
        uses = {use.reply: use for use in item("greet", people).replies}
        assert uses["leave"].rare is rare
        assert uses["policy"].rare is True

    def test_nothing_is_called_rare_that_few_were_offered(self) -> None:
        people = [person(*GOOD)] * (ENOUGH_TO_COMPARE - 1)
        assert {use.rare for use in item("greet", people).replies} == {"not_enough_data"}


class TestFloors:
    def test_below_the_first_there_are_counts_alone(self) -> None:
        few = item("greet", [person(*GOOD)] * (ENOUGH - 1))
        assert (few.reached, few.replies[0].chosen) == (9, 9)
        assert {few.best, few.gave_away, few.seconds, few.discrimination, few.replies[0].share} == {
            "not_enough_data"
        }

    def test_from_it_on_shares_and_means(self) -> None:
        enough = item("greet", [person(*GOOD)] * ENOUGH)
        assert isinstance(enough.best, Estimate)
        assert (enough.seconds, enough.replies[0].share) == (5, 1.0)
        assert enough.discrimination == "not_enough_data"

    def test_times_have_a_floor_of_their_own(self) -> None:
        people = [person(*GOOD, seconds=None)] * 20 + [person(*GOOD, seconds=3)] * (ENOUGH - 1)
        assert item("greet", people).seconds == "not_enough_data"
        assert item("greet", [*people, person(*GOOD, seconds=4)]).seconds == 3

    def test_people_who_came_to_no_other_item_have_nothing_to_compare(self) -> None:
        people = [person("leave")] * 20 + [person(*GOOD)] * (ENOUGH_TO_COMPARE - 1)
        assert item("greet", people).discrimination == "not_enough_data"


class TestStoriesThatAreNotJudged:
    def test_are_counted_all_the_same(self) -> None:
        counted = item("greet", [person(*GOOD, judged=False)] * 40)
        assert {counted.best, counted.gave_away, counted.discrimination} == {"not_judged"}
        assert (counted.seconds, counted.replies[0].share, counted.replies[0].gave_away) == (5, 1.0, None)


class TestDifficulty:
    def test_is_the_share_who_chose_a_best_reply(self) -> None:
        people = [person(*GOOD)] * 9 + [person(*BAD)] * 3
        best = item("greet", people).best
        assert isinstance(best, Estimate)
        assert best.value == 0.75

    @pytest.mark.parametrize(("best", "people"), [(0, 10), (10, 10), (3, 10), (41, 60), (399, 400)])
    def test_its_interval_is_the_one_that_scipy_gives(self, best: int, people: int) -> None:
        interval = scipy.stats.binomtest(best, people).proportion_ci(0.95, method="wilson")
        assert difficulty(best, people) == pytest.approx((best / people, interval.low, interval.high))


class TestDiscrimination:
    def test_is_the_correlation_that_scipy_gives_with_its_interval(self) -> None:
        chance = random.Random(7)
        for people in (30, 57, 400):
            values = [chance.randint(0, 1) for _ in range(people)]
            rests = [(value + chance.random()) / 2 for value in values]
            told = scipy.stats.pearsonr(values, rests)
            interval = told.confidence_interval(0.95)
            found = discrimination(values, rests)
            assert found == pytest.approx((told.statistic, interval.low, interval.high))

    def test_where_everybody_is_alike_there_is_none(self) -> None:
        assert discrimination([1, 1, 1, 1], [0.5, 0, 1, 0.25]) == "all_alike"
        assert discrimination([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]) == "all_alike"

    def test_where_two_items_always_go_together_it_is_one(self) -> None:
        people = [person(*GOOD)] * 20 + [person(*BAD)] * 20
        assert item("greet", people).discrimination == (1, 1, 1)

    def test_the_item_itself_is_no_part_of_what_it_is_held_against(self) -> None:
        people = [person(*GOOD)] * 15 + [person("listen", "order", "bye")] * 15
        people += [person("policy", "choice", "bye")] * 15 + [person(*BAD)] * 15
        held = item("greet", people).discrimination
        assert held == pytest.approx((0, -0.254, 0.254), abs=1e-3)

    def test_each_is_held_against_the_mean_of_the_items_that_each_one_came_to(self) -> None:
        """The same over a table of who came where, by scipy and with no code of ours."""
        chance = random.Random(3)
        scenes = [f"s{number}" for number in range(6)]
        table: list[dict[str, int]] = []
        for _ in range(90):
            skill = chance.random()
            reached = [scene for scene in scenes if scene == "s0" or chance.random() < 0.7]
            table.append({scene: int(chance.random() < skill) for scene in reached})
        replies = "  says: Hm.\n  replies:\n    a: {say: A., then: well}\n    b: {say: B., then: well}"
        found = story("\n".join(f"{scene}:\n{replies}" for scene in scenes))
        people = [Person([_chosen(*one) for one in row.items()], [None]) for row in table]
        for one in analyse(found, people):
            came = [row for row in table if one.scene in row and len(row) > 1]
            rests = [fmean(value for scene, value in row.items() if scene != one.scene) for row in came]
            told = scipy.stats.pearsonr([row[one.scene] for row in came], rests)
            assert isinstance(one.discrimination, Estimate)
            assert one.discrimination.value == pytest.approx(told.statistic)


def _chosen(scene: str, well: int) -> Choice:
    return Choice(1, scene, "a" if well else "b", ("a", "b"), 0.0 if well else 9.0)


class TestSeconds:
    def test_are_the_median_so_that_one_who_went_for_tea_does_not_count_for_more(self) -> None:
        people = [person(*GOOD, seconds=seconds) for seconds in (*range(1, 11), 3600)]
        assert item("greet", people).seconds == 6
