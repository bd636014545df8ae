"""One trainee, as a manager's review asks the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from servicesim.errors import UsageError
from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Filter, Selection
from servicesim.saves.review.overview import overview
from servicesim.saves.review.trainee import TraineeReview, trainee_review
from servicesim.saves.store import Store
from tests.results.test_scores import PROOF
from tests.saves.samples import NEW_YEAR
from tests.saves.test_play import FOUND

from .making import in_cohort, played, unchecked

ASSESSMENT, PRACTICE = Selection("assessment", 1), Selection("practice", 1)
NOW = NEW_YEAR + timedelta(days=1)


def reviewed(store: Store, selection: Selection = ASSESSMENT) -> TraineeReview:
    return trainee_review(store, "Amina", selection, NOW)


@pytest.fixture
def opened(store: Store) -> Store:
    set_policy(store, Policy(practice="whole"))
    return store


def five_stories(store: Store) -> None:
    """Everybody plays five stories; Amina has 90 in each, and the others from 40 to 60."""
    for name, points in (("Amina", 90), ("B", 40), ("C", 50), ("D", 50), ("E", 60), ("F", 50)):
        for story in "abcde":
            played(store, name, story, points)


def test_a_standing_is_the_one_of_the_overview(store: Store) -> None:
    five_stories(store)
    in_cohort(store, "Spring", *"ABCDE", "Amina")
    for selection in (ASSESSMENT, replace(ASSESSMENT, cohort="Spring")):
        standings = {one.name: one for one in overview(store, selection, NOW).standings}
        found = reviewed(store, selection).standing
        assert found == standings["Amina"]
        assert found.against.trust.estimate is not None
        assert found.against.trust.estimate.value == pytest.approx(40)


def test_who_is_in_another_cohort_is_held_against_the_one_that_is_asked_for(store: Store) -> None:
    five_stories(store)
    in_cohort(store, "Spring", *"BCDEF")
    found = reviewed(store, replace(ASSESSMENT, cohort="Spring")).standing.against.trust.estimate
    assert found is not None
    assert found.value == pytest.approx(40)


def test_sessions_of_every_kind_are_listed_and_numbers_are_of_one(store: Store) -> None:
    first = played(store, "Amina", "a", 50)
    again = played(store, "Amina", "a", 80)
    practice = played(store, "Amina", "b", mode="practice")
    begun = played(store, "Amina", "c", over=False)
    older = played(store, "Amina", "d", rules=2)
    played(store, "Jonas")
    found = reviewed(store)
    assert [one.id for one in found.sessions] == [one.id for one in (first, again, practice, begun, older)]
    assert [one.session for one in found.fair] == [first.id]
    assert [one.session for one in found.repeats] == [again.id]
    ((one),) = found.again
    assert (one.first.scores.trust, one.latest.scores.trust) == (50, 80)


def test_scores_that_nobody_checked_are_not_shown(store: Store) -> None:
    unchecked(store, played(store, "Amina"))
    found = reviewed(store)
    assert (found.sessions[0].trust, found.fair, found.repeats[0].scores.trust) == (None, (), None)


@pytest.mark.parametrize(("practice", "trust"), [("whole", 60), ("scores", 60), ("happened", None)])
def test_of_practice_it_lists_what_the_policy_opens(store: Store, practice: str, trust: float | None) -> None:
    set_policy(store, Policy(practice=practice))  # type: ignore[arg-type]
    played(store, "Amina", mode="practice")
    played(store, "Amina", "b")
    assert [one.trust for one in reviewed(store, replace(PRACTICE, story="a")).sessions] == [trust]
    assert [one.trust for one in reviewed(store, replace(PRACTICE, story="b")).sessions] == [60]


def test_of_practice_that_took_place_no_mark_tells_how(store: Store) -> None:
    set_policy(store, Policy(practice="happened"))
    played(store, "Amina", mode="practice")
    played(store, "Amina", mode="practice", assisted=True)
    kept = store.sessions(Filter(trainee="Amina"))
    assert (any(one.first for one in kept), any(one.assisted for one in kept)) == (True, True)
    for one in reviewed(store, PRACTICE).sessions:
        assert not any((one.first, one.assisted, one.seen, one.turns, one.ended))


def test_proficiency_where_a_threshold_is_set(opened: Store) -> None:
    for story in "abc":
        played(opened, "Amina", story, 80)
    assert reviewed(opened).proficiency is None
    set_policy(opened, Policy(threshold=75))
    found = reviewed(opened).proficiency
    assert found is not None
    assert found.attempts == 2


def test_what_came_first_came_first_whatever_is_filtered(opened: Store) -> None:
    for story, points in (("a", 80), ("b", 90), ("a", 50), ("a", 60)):
        last = played(opened, "Amina", story, points)
    set_policy(opened, Policy(practice="whole", threshold=75))
    found = reviewed(opened, replace(ASSESSMENT, story="a", since=last.started))
    assert [attempt.session for attempt in found.repeats] == [last.id]
    (one,) = found.again
    assert (one.first.scores.trust, one.latest.scores.trust, one.attempts) == (80, 60, 3)
    assert found.proficiency is not None
    assert found.proficiency.attempts == 2


def test_tactics_are_those_of_the_debriefs(opened: Store) -> None:
    play = Play.begin(opened, FOUND, PROOF, trainee="Amina", mode="practice")
    play.give("second")
    play.give("end")
    found, debrief = reviewed(opened, PRACTICE), play.review()
    assert (found.used, found.slips, found.missed) == (debrief.used, debrief.slips, debrief.missed)
    assert found.read == 1


def test_a_text_that_cannot_be_read_hides_nothing_else(opened: Store) -> None:
    played(opened, "Amina")
    found = reviewed(opened)
    assert (len(found.fair), found.read) == (1, 0)


def test_where_what_was_said_is_closed_no_tactics_are_told(store: Store) -> None:
    play = Play.begin(store, FOUND, PROOF, trainee="Amina", mode="practice")
    play.give("second")
    play.give("end")
    assert reviewed(store, PRACTICE).read == 0


def test_where_cohorts_alone_are_shown_nobody_is_reviewed(store: Store) -> None:
    set_policy(store, Policy(people="cohorts"))
    with pytest.raises(UsageError, match="no single people"):
        reviewed(store)
