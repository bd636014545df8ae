"""How people and cohorts stand, as a manager's review asks the store."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicesim.errors import UsageError
from servicesim.results.standing import SCORES, Attempt, ByScore, Outcomes, Standing, played_by, together
from servicesim.saves.policy import Policy, policy_of, set_policy
from servicesim.saves.records import Selection
from servicesim.saves.review import overview as overview_module
from servicesim.saves.review.overview import CohortRow, cohorts, counted_out, default_mode, overview
from servicesim.saves.review.selected import attempts
from servicesim.saves.review.trainee import trainee_review
from servicesim.saves.store import Store
from tests.saves.samples import NEW_YEAR, Clock

from .making import in_cohort, played, text_of, unchecked

ASSESSMENT = Selection("assessment", 1)
PRACTICE = Selection("practice", 1)
NOW = NEW_YEAR + timedelta(days=1)
STORIES = "abcdefg"


@pytest.fixture(scope="module")
def _many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of `many`, made once; each test has a copy."""
    path = tmp_path_factory.mktemp("many") / "servicesim.db"
    with Store.open(path, clock=Clock()) as store:
        _fill(store)
    return path


@pytest.fixture
def many(_many: Path, path: Path, clock: Clock) -> Iterator[Store]:
    """Three cohorts and some people in none, of whom each played some stories, not all of them fairly."""
    shutil.copy(_many, path)
    with Store.open(path, clock=clock) as store:
        yield store


def _fill(store: Store) -> None:
    dice = random.Random(4)
    for number in range(26):
        name, cohort = f"Person {number}", ("Spring", "Summer", "Autumn", None)[number % 4]
        if number != 7:  # who has sessions, and stands in no list
            in_cohort(store, cohort, name)
        for story in STORIES[: dice.randint(4, 7)]:
            mode = dice.choice(["assessment", "assessment", "practice"])
            played(store, name, story, dice.randint(0, 100), mode=mode, over=dice.random() < 0.9)
            if dice.random() < 0.2:
                played(store, name, story, dice.randint(0, 100), assisted=dice.random() < 0.5)
    in_cohort(store, "Winter", "Nobody yet")


def read(store: Store, selection: Selection = ASSESSMENT) -> list[Attempt]:
    policy = policy_of(store)
    with store.reading() as connection:
        return attempts(connection, store.location, selection, policy, NOW)


class TestWhatItOpensWith:
    def test_practice_until_an_assessment_has_ended(self, store: Store) -> None:
        played(store, "Amina", mode="practice")
        played(store, "Amina", over=False)
        assert default_mode(store) == "practice"
        played(store, "Jonas")
        assert default_mode(store) == "assessment"

    def test_an_empty_store_has_nobody(self, store: Store) -> None:
        found = overview(store, ASSESSMENT, NOW)
        assert (found.people, found.sessions, found.standings, found.left_out) == (0, 0, (), {})
        assert cohorts(store, ASSESSMENT, NOW) == []


class TestOverview:
    def test_five_stories_make_a_mean_of_a_person(self, store: Store) -> None:
        for story, points in zip("abcde", (50, 60, 70, 80, 90), strict=True):
            played(store, "Amina", story, points)
        played(store, "Amina", "a", 100)  # a second time, which does not count
        played(store, "Amina", "f", 0, mode="practice")
        (amina,) = overview(store, ASSESSMENT, NOW).standings
        assert amina.scores.clarity.estimate is not None
        assert amina.scores.clarity.estimate.value == pytest.approx(70)
        assert (amina.sessions, amina.outcomes) == (6, Outcomes(resolved=5))

    def test_people_of_the_cohort_without_sessions_are_there(self, many: Store) -> None:
        found = overview(many, replace(ASSESSMENT, cohort="Winter"), NOW)
        assert [(one.name, one.sessions) for one in found.standings] == [("Nobody yet", 0)]

    def test_a_cohort_is_its_people_alone(self, many: Store) -> None:
        found = overview(many, replace(ASSESSMENT, cohort="Spring"), NOW)
        assert {one.name for one in found.standings} == {f"Person {number}" for number in range(0, 26, 4)}
        assert found.people == 7

    @pytest.mark.parametrize(
        ("narrower", "sessions"),
        [
            ({"story": "a"}, 2),
            ({"source": "employee"}, 1),
            ({"trainee": "Jonas"}, 1),
            ({"since": NEW_YEAR + timedelta(hours=1)}, 1),
            ({"until": NEW_YEAR + timedelta(hours=1)}, 2),
        ],
    )
    def test_filters(self, store: Store, clock: Clock, narrower: dict[str, object], sessions: int) -> None:
        played(store, "Amina", "a")
        played(store, "Amina", "b", text=replace(text_of("b"), source="employee"))
        clock.now += timedelta(hours=2)
        played(store, "Jonas", "a")
        assert overview(store, replace(ASSESSMENT, **narrower), NOW).sessions == sessions  # type: ignore[arg-type]

    def test_what_the_numbers_leave_out_is_counted_by_why(self, store: Store) -> None:
        played(store, "Amina")
        played(store, "Amina", assisted=True)
        played(store, "Amina")
        played(store, "Amina", "b", over=False)
        unchecked(store, played(store, "Amina", "c"))
        played(store, "Jonas", rules=2)
        store.debriefed(played(store, "Li Na", mode="practice").id)
        played(store, "Li Na")
        found = overview(store, ASSESSMENT, NOW)
        assert found.left_out == {
            "other_rules": 1,
            "assisted": 1,
            "seen": 1,
            "later": 1,
            "in_progress": 1,
            "not_checked": 1,
        }
        assert sum(one.scores.trust.n for one in found.standings) == 1

    def test_what_was_left_lying_is_an_outcome_after_seven_days(self, store: Store) -> None:
        played(store, "Amina", over=False)
        later = NOW + timedelta(days=7)
        for found in (overview(store, ASSESSMENT, later), overview(store, ASSESSMENT, later)):
            assert found.standings[0].outcomes == Outcomes(abandoned=1)
            assert found.left_out == {}
        assert cohorts(store, ASSESSMENT, later)[0].outcomes == Outcomes(abandoned=1)

    def test_time_to_a_threshold_that_the_manager_set(self, store: Store) -> None:
        for story in "abc":
            played(store, "Amina", story, 80)
        assert overview(store, ASSESSMENT, NOW).time_to is None
        set_policy(store, Policy(threshold=75))
        found = overview(store, ASSESSMENT, NOW).time_to
        assert found is not None
        assert (found.reached, found.people, found.attempts.value) == (1, 1, 2)

    @pytest.mark.parametrize("cut", [{"story": "b"}, {"source": "customer"}, {"since": NEW_YEAR}])
    def test_no_time_to_it_where_a_filter_may_leave_out_the_beginning(
        self, store: Store, cut: dict[str, Any]
    ) -> None:
        for story in "abc":
            played(store, "Amina", story, 80)
        set_policy(store, Policy(threshold=75))
        assert overview(store, replace(ASSESSMENT, until=NOW), NOW).time_to is not None
        assert overview(store, replace(ASSESSMENT, **cut), NOW).time_to is None

    def test_sessions_that_are_no_fair_attempts_are_counted_and_do_not_score(self, store: Store) -> None:
        played(store, "Amina", "a", 80)
        assert overview(store, ASSESSMENT, NOW).standings[0].sessions == 1
        played(store, "Amina", "a", 20)
        (amina,) = overview(store, ASSESSMENT, NOW).standings
        assert (amina.sessions, amina.scores.trust.n) == (2, 1)


class TestCohorts:
    def test_the_database_adds_up_what_reading_every_session_gives(self, many: Store) -> None:
        everybody = read(many)
        people = {row.name: row for row in cohorts(many, ASSESSMENT, NOW)}
        assert list(people) == ["Autumn", "Spring", "Summer", "Winter", None]
        for name, row in people.items():
            if name is not None:
                own = read(many, replace(ASSESSMENT, cohort=name))
                ids = {attempt.session for attempt in own}
                others = [attempt for attempt in everybody if attempt.session not in ids]
                same(row, together(name, own, played_by(own).values(), others))

    def test_who_is_in_no_list_is_in_no_cohort(self, many: Store) -> None:
        nobodys = cohorts(many, ASSESSMENT, NOW)[-1]
        assert (nobodys.name, nobodys.people) == (None, 6)

    def test_more_people_than_can_be_told_of_are_told_of_as_one(
        self, many: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        each = overview(many, ASSESSMENT, NOW)
        monkeypatch.setattr(overview_module, "MOST_PEOPLE", 5)
        found = overview(many, ASSESSMENT, NOW)
        assert (found.too_many, found.standings) == (True, ())
        assert each.whole is not None
        assert found.whole is not None
        assert (found.people, found.sessions) == (each.people, each.sessions)
        assert found.whole.outcomes == each.whole.outcomes
        assert found.whole.last == each.whole.last
        agree(found.whole.scores, each.whole.scores)


class TestPolicy:
    def test_where_cohorts_alone_are_shown_nobody_is_named(self, many: Store) -> None:
        set_policy(many, Policy(people="cohorts"))
        assert overview(many, ASSESSMENT, NOW).standings == ()
        with pytest.raises(UsageError, match="no single people"):
            overview(many, replace(ASSESSMENT, trainee="Person 1"), NOW)

    def test_what_fewer_than_five_share_is_hidden_and_cannot_be_worked_out(self, store: Store) -> None:
        in_cohort(store, "Few", *"ABCD")
        in_cohort(store, "Some", *"EFGHI")
        in_cohort(store, "Many", *"JKLMNOP")
        for name in "ABCDEFGHIJKLMNOP":
            played(store, name)
        set_policy(store, Policy(people="cohorts"))
        rows = {row.name: row for row in cohorts(store, ASSESSMENT, NOW)}
        assert {name: row.hidden for name, row in rows.items()} == {"Few": True, "Some": True, "Many": False}
        assert (rows["Few"].sessions, rows["Few"].outcomes, rows["Few"].last) == (0, Outcomes(), None)
        for cohort in ("Few", "Some"):
            selected = replace(ASSESSMENT, cohort=cohort)
            assert overview(store, selected, NOW).whole is None
            assert [row.hidden for row in cohorts(store, selected, NOW)] == [True]
        alone = replace(ASSESSMENT, cohort="Many")
        assert overview(store, alone, NOW).whole is not None
        assert [(row.name, row.hidden) for row in cohorts(store, alone, NOW)] == [("Many", False)]

    def test_nor_is_what_is_left_over_beside_those_that_are_shown_fewer_than_five(self, store: Store) -> None:
        in_cohort(store, "Two", *"AB")
        in_cohort(store, "Other two", *"CD")
        in_cohort(store, "Five", *"EFGHI")
        in_cohort(store, "Six", *"JKLMNO")
        for name in "ABCDEFGHIJKLMNO":
            played(store, name)
        set_policy(store, Policy(people="cohorts"))
        assert [row.name for row in cohorts(store, ASSESSMENT, NOW) if not row.hidden] == ["Six"]

    def test_what_is_hidden_is_so_in_the_time_to_a_threshold_too(self, store: Store) -> None:
        in_cohort(store, "Few", *"ABCD")
        in_cohort(store, "Many", *"EFGHIJKLM")
        for name in "ABCDEFGHIJKLM":
            played(store, name, points=80)
        set_policy(store, Policy(people="cohorts", threshold=75))
        assert overview(store, ASSESSMENT, NOW).time_to is not None
        assert overview(store, replace(ASSESSMENT, cohort="Few"), NOW).time_to is None

    def test_five_who_played_are_not_five_who_were_scored(self, store: Store) -> None:
        for name in "ABCDE":
            in_cohort(store, "Spring", name)
            played(store, name, assisted=name != "A")
        set_policy(store, Policy(people="cohorts", threshold=75))
        found = overview(store, ASSESSMENT, NOW)
        assert (found.whole, found.time_to) == (None, None)

    def test_where_practice_is_closed_it_is_only_counted(self, store: Store) -> None:
        set_policy(store, Policy(practice="happened", threshold=50))
        for story in "abcde":
            played(store, "Amina", story, mode="practice")
        played(store, "Amina", mode="practice", assisted=True)
        found = overview(store, PRACTICE, NOW)
        (amina,) = found.standings
        assert (amina.sessions, amina.outcomes, amina.trend, found.time_to) == (6, Outcomes(), (), None)
        assert (found.left_out, counted_out(store, PRACTICE, NOW)) == ({}, {})
        assert {figure.n for figure in amina.scores} == {0}
        (row,) = cohorts(store, PRACTICE, NOW)
        assert (row.sessions, row.outcomes, row.scores.trust.n) == (6, Outcomes(), 0)

    def test_nor_is_it_told_when_closed_practice_ended(self, store: Store) -> None:
        session = store.session(played(store, "Amina", mode="practice").id)
        began, ended = session.started, session.ended
        assert ended is not None
        assert ended > began
        for practice, last in (("scores", ended), ("happened", began)):
            set_policy(store, Policy(practice=practice))
            assert overview(store, PRACTICE, NOW).standings[0].last == last
            assert cohorts(store, PRACTICE, NOW)[0].last == last
            assert trainee_review(store, "Amina", PRACTICE, NOW).standing.last == last


def same(row: CohortRow, expected: Standing) -> None:
    assert (row.sessions, row.outcomes, row.last) == (expected.sessions, expected.outcomes, expected.last)
    agree(row.scores, expected.scores)
    agree(row.against, expected.against)


def agree(found: ByScore, expected: ByScore) -> None:
    for name in SCORES:
        one, other = getattr(found, name), getattr(expected, name)
        assert (one.n, one.stories) == (other.n, other.stories)
        assert (one.estimate is None) == (other.estimate is None)
        if one.estimate is not None:
            assert one.estimate == pytest.approx(other.estimate)
