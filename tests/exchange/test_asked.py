"""What is asked for, held against what there is."""

from __future__ import annotations

import pytest

from servicesim.errors import PersonNotFound, StoryNotFound
from servicesim.exchange.asked import checked
from servicesim.saves.outgoing import EVERYTHING, Wanted
from servicesim.saves.people import Person, import_people
from servicesim.saves.records import NO_COHORT
from servicesim.saves.store import Store
from servicesim.story.library import Library
from tests.exchange.talks import let_see
from tests.saves.samples import begin


def refused(store: Store, wanted: Wanted, *, own: bool = False) -> PersonNotFound:
    with pytest.raises(PersonNotFound) as caught:
        checked(store, wanted, Library, own=own)
    return caught.value


def test_what_is_there_stays_as_it_was_asked_for(store: Store) -> None:
    import_people(store, [Person("Amina", "Spring")])
    begin(store, trainee="Jo")
    for wanted in (
        EVERYTHING,
        Wanted(trainee="Amina"),
        Wanted(trainee="Jo"),
        Wanted(cohort="Spring"),
        Wanted(cohort=NO_COHORT),
        Wanted(story="the-second-miss"),
    ):
        assert checked(store, wanted, Library) == wanted


def test_where_no_cohort_is_like_it_those_there_are_are_told(store: Store) -> None:
    import_people(store, [Person(f"P{number}", f"Team {number:02}") for number in range(12)])
    error = refused(store, Wanted(cohort="Spring"))
    assert (error.nearest, len(error.known)) == ((), 12)
    assert str(error).endswith(
        "There are Team 00, Team 01, Team 02, Team 03, Team 04, Team 05, Team 06, "
        "Team 07, Team 08, Team 09 and 2 more."
    )


def test_of_people_only_those_nearly_of_that_name(store: Store) -> None:
    import_people(store, [Person("Amina", None), Person("Ben", None)])
    assert refused(store, Wanted(trainee="Amin")).nearest == ("Amina",)
    assert str(refused(store, Wanted(trainee="Zoë"))) == "There is no trainee 'Zoë'."


def test_who_asks_for_their_own_is_not_told_of_others_that_the_policy_hides(store: Store) -> None:
    import_people(store, [Person("Amina", None)])
    let_see(store, people="cohorts")
    assert refused(store, Wanted(trainee="Amin"), own=True).nearest == ()


def test_a_story_is_looked_for_in_the_store_and_in_the_library(store: Store) -> None:
    begin(store)
    with pytest.raises(StoryNotFound, match="Did you mean the-second-miss"):
        checked(store, Wanted(story="the-second-mis"), Library)
