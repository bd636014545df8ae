"""The people in no cohort, as a group: those who were taken out of theirs, and those nobody listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servicesim.saves import people as listed
from servicesim.saves.assignments import Work, assign, progress, work
from servicesim.saves.outgoing import Wanted, ids_of
from servicesim.saves.people import Person, import_people, people
from servicesim.saves.policy import FEWEST, Policy, set_policy
from servicesim.saves.records import NO_COHORT, Selection
from servicesim.saves.review.overview import cohorts, overview
from servicesim.saves.review.stories import stories_played
from servicesim.saves.review.trainee import trainee_review
from servicesim.saves.review.words import selection_text
from servicesim.saves.store import Store
from tests.saves.review.making import in_cohort, played
from tests.saves.samples import Clock

NOBODYS = Selection("assessment", 1, cohort=NO_COHORT)
PLAYED = ("Ana", "Ben", "Cleo", "Dan")


@pytest.fixture(autouse=True)
def _team(store: Store) -> None:
    """Ana is in a cohort; Ben was taken out of his, and Cleo and Dan were never in the list; Eva was, and has
    not played."""
    in_cohort(store, "Spring", "Ana")
    in_cohort(store, None, "Ben", "Eva")
    for number, name in enumerate(PLAYED):
        played(store, name, points=50 + number)


class TestNoCohort:
    def test_they_are_listed_with_who_has_not_played(self, store: Store, clock: Clock) -> None:
        found = overview(store, NOBODYS, clock())
        assert [one.name for one in found.standings] == ["Ben", "Cleo", "Dan", "Eva"]
        assert (found.people, found.sessions) == (4, 3)

    def test_the_list_of_cohorts_has_the_same_numbers(self, store: Store, clock: Clock) -> None:
        (row,) = cohorts(store, NOBODYS, clock())
        everybody = cohorts(store, replace(NOBODYS, cohort=None), clock())
        assert (row.name, row.people, row.played, row.sessions) == (None, 4, 3, 3)
        last = everybody[-1]
        assert (last.name, last.people, last.sessions, last.scores) == (None, 4, 3, row.scores)

    @pytest.mark.parametrize("named", [0, 1000])
    def test_many_are_found_as_few_are(
        self, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, named: int
    ) -> None:
        """Not by name, but by what is in the list of people."""
        monkeypatch.setattr(listed, "NAMED", named)
        assert overview(store, NOBODYS, clock()).sessions == 3
        assert cohorts(store, NOBODYS, clock())[0].sessions == 3
        assert overview(store, replace(NOBODYS, cohort="Spring"), clock()).sessions == 1
        assert cohorts(store, replace(NOBODYS, cohort="Spring"), clock())[0].sessions == 1

    def test_their_sessions_are_exported(self, store: Store) -> None:
        found = [store.session(one).trainee for one in ids_of(store, Wanted(cohort=NO_COHORT))]
        assert found == ["Ben", "Cleo", "Dan"]

    def test_the_stories_that_they_played(self, store: Store) -> None:
        played(store, "Ana", "only hers")
        assert [(row.story, row.sessions) for row in stories_played(store, NOBODYS)] == [("a", 3)]

    def test_what_was_given_to_them_is_their_work(self, store: Store, clock: Clock) -> None:
        assign(store, "a", author="Mo", person="Dan")
        assign(store, "a", author="Mo", person="Ana")
        assign(store, "a", author="Mo", cohort="Spring")
        assert work(store, clock(), NO_COHORT) == [Work("Dan", 1, 0, 0)]
        assert [one.assignment.person for one in progress(store, clock(), NO_COHORT)] == ["Dan"]

    def test_the_list_of_people_has_those_of_them_who_are_in_it(self, store: Store) -> None:
        assert people(store, NO_COHORT) == [Person("Ben", None), Person("Eva", None)]

    def test_who_comes_into_a_cohort_is_not_among_them_any_more(self, store: Store, clock: Clock) -> None:
        import_people(store, [Person(name, "Autumn") for name in ("Ben", "Cleo", "Eva")])
        assert [one.name for one in overview(store, NOBODYS, clock()).standings] == ["Dan"]

    def test_where_people_do_not_appear_few_in_none_are_hidden(self, store: Store, clock: Clock) -> None:
        in_cohort(store, "Autumn", *(f"Autumn {number}" for number in range(FEWEST)))
        for number in range(FEWEST):
            played(store, f"Autumn {number}")
        set_policy(store, Policy(people="cohorts"))
        assert [row.hidden for row in cohorts(store, NOBODYS, clock())] == [True]
        assert overview(store, NOBODYS, clock()).whole is None


def test_one_of_them_is_held_against_the_others_in_none(store: Store, clock: Clock) -> None:
    for number in range(5):
        for name in (*PLAYED, "Eva", "Finn"):
            played(store, name, f"story {number}", 90 if name == "Ana" else 40)
    review = trainee_review(store, "Ben", NOBODYS, clock())
    assert review.standing.against.empathy.estimate is not None
    assert review.standing.against.empathy.estimate.value == 0


def test_in_words() -> None:
    assert selection_text(NOBODYS) == "in no cohort · assessment"
