"""The stories of a selection, counted; and what a review of many people opens with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Selection
from servicesim.saves.review.overview import (
    cohorts,
    cohorts_by_name,
    cohorts_first,
    counted_out,
    more_than,
    overview,
)
from servicesim.saves.review.stories import stories_played
from servicesim.saves.store import Store
from tests.saves.review.making import in_cohort, played
from tests.saves.samples import Clock

ASSESSED = Selection("assessment", 1)


class TestStoriesPlayed:
    def test_counts_what_ended_and_the_fair_attempts_of_each(self, store: Store) -> None:
        for name in ("Ana", "Ben"):
            played(store, name, "a")
        played(store, "Ana", "a")
        played(store, "Ana", "b", over=False)
        found = {row.story: (row.sessions, row.fair) for row in stories_played(store, ASSESSED)}
        assert found == {"a": (3, 2), "b": (0, 0)}

    def test_knows_when_each_was_begun_last(self, store: Store, clock: Clock) -> None:
        first = played(store, "Ana", "a")
        clock.now += timedelta(days=1)
        last = played(store, "Ben", "a")
        (row,) = stories_played(store, ASSESSED)
        assert row.last == last.started > first.started

    def test_keeps_modes_and_cohorts_apart(self, store: Store) -> None:
        in_cohort(store, "Spring", "Ana")
        played(store, "Ana", "a")
        played(store, "Ben", "b")
        played(store, "Ben", "c", mode="practice")
        spring = Selection("assessment", 1, cohort="Spring")
        assert [row.story for row in stories_played(store, spring)] == ["a"]
        assert [row.story for row in stories_played(store, ASSESSED)] == ["a", "b"]

    def test_which_attempts_are_fair_is_not_told_where_practice_is_closed(self, store: Store) -> None:
        set_policy(store, Policy(practice="happened"))
        for mode in ("practice", "assessment"):
            played(store, "Ana", mode, mode=mode)
        (row,) = stories_played(store, Selection("practice", 1))
        assert (row.sessions, row.fair) == (1, None)
        (row,) = stories_played(store, ASSESSED)
        assert (row.sessions, row.fair) == (1, 1)

    def test_few_people_are_hidden_where_cohorts_alone_are_shown(self, store: Store) -> None:
        set_policy(store, Policy(people="cohorts"))
        for number in range(5):
            played(store, f"Person {number}", "a")
        for number in range(4):
            played(store, f"Person {number}", "b")
        shown = {row.story: (row.fair, row.hidden) for row in stories_played(store, ASSESSED)}
        assert shown == {"a": (5, False), "b": (0, True)}

    def test_where_practice_is_closed_too_it_is_people_who_came_to_an_end_that_are_counted(
        self, store: Store
    ) -> None:
        set_policy(store, Policy(practice="happened", people="cohorts"))
        for number in range(5):
            played(store, f"Person {number}", "five-people", mode="practice")
        for number in range(8):
            played(store, f"Person {number % 4}", "four-people", mode="practice")
            played(store, f"Person {number}", "left-lying", mode="practice", over=number < 4)
        shown = {
            row.story: (row.sessions, row.fair, row.hidden)
            for row in stories_played(store, Selection("practice", 1))
        }
        few = (0, None, True)
        assert shown == {"five-people": (5, None, False), "four-people": few, "left-lying": few}

    def test_and_assessments_are_open_and_counted_by_themselves(self, store: Store) -> None:
        set_policy(store, Policy(practice="happened", people="cohorts"))
        for number in range(5):
            played(store, f"Person {number}", "a")
            played(store, f"Person {number}", "b", mode="practice")
        assert [(row.story, row.fair) for row in stories_played(store, ASSESSED)] == [("a", 5)]


class TestManyPeople:
    @pytest.fixture
    def many(self, store: Store) -> Store:
        in_cohort(store, "Spring", *(f"Person {number}" for number in range(4)))
        in_cohort(store, "Autumn", *(f"Person {number}" for number in range(4, 8)))
        for number in range(8):
            for story in ("a", "b", "c", "d", "e"):
                played(store, f"Person {number}", story, 40 + number)
        played(store, "Person 0", "a")
        return store

    def test_adding_up_once_gives_what_both_give(self, many: Store, clock: Clock) -> None:
        now = clock()
        found, rows = cohorts_first(many, ASSESSED, now)
        apart = overview(many, ASSESSED, now)
        assert rows == cohorts(many, ASSESSED, now)
        assert (found.people, found.sessions) == (apart.people, apart.sessions) == (8, 41)
        assert found.whole is not None
        assert apart.whole is not None
        assert found.whole.outcomes == apart.whole.outcomes
        assert counted_out(many, ASSESSED, now) == apart.left_out

    def test_cohorts_can_be_had_by_name_before_they_are_added_up(self, many: Store, clock: Clock) -> None:
        found, rows = cohorts_by_name(many, ASSESSED)
        assert [(row.name, row.people, row.sessions) for row in rows] == [("Autumn", 4, 0), ("Spring", 4, 0)]
        assert found.people == 8

    @pytest.mark.parametrize(("most", "more"), [(7, True), (8, False)])
    def test_people_are_counted_as_far_as_it_matters(self, many: Store, most: int, more: bool) -> None:
        assert more_than(many, ASSESSED, most) is more

    def test_few_who_played_are_hidden_where_cohorts_alone_are_shown(
        self, store: Store, clock: Clock
    ) -> None:
        set_policy(store, Policy(people="cohorts"))
        in_cohort(store, "Spring", *(f"Person {number}" for number in range(8)))
        played(store, "Person 0")
        found, rows = cohorts_first(store, ASSESSED, clock())
        assert (found.whole, found.sessions) == (None, 0)
        assert [row.hidden for row in rows] == [True]
