"""What leaves the review where the policy shows cohorts alone: nothing that tells of fewer than five people,
neither by itself nor less what stands beside it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import update

from servicesim.conversation import RULES
from servicesim.exchange.html.report import html_lines
from servicesim.exchange.outlet import Outlet
from servicesim.results.items import Estimate
from servicesim.results.standing import ByScore, Outcomes, TimeToProficiency, Total
from servicesim.results.statistics import Figure, Median
from servicesim.saves import tables
from servicesim.saves.assignments import Progress, assign, progress
from servicesim.saves.outgoing import Wanted
from servicesim.saves.people import people
from servicesim.saves.policy import FEWEST, Policy, set_policy
from servicesim.saves.records import Ended, Selection
from servicesim.saves.review.few import (
    few,
    rough,
    rough_figures,
    rough_outcomes,
    rough_part,
    rough_share,
    rough_time,
)
from servicesim.saves.review.overview import (
    CohortRow,
    Overview,
    cohorts,
    cohorts_by_name,
    cohorts_first,
    counted_out,
    overview,
)
from servicesim.saves.review.stories import stories_played
from servicesim.saves.review.story import story_review
from servicesim.saves.store import Store
from servicesim.saves.tallying import catch_up
from servicesim.story.library import library_folder, load
from tests.saves.samples import NEW_YEAR, begin, reply
from tests.seeded import have_conversations
from tests.thorough import seeds

from .making import in_cohort, played, text_of

ASSESSED = Selection("assessment", RULES)
NOW = NEW_YEAR + timedelta(days=30)
COHORTS = ("Spring", "Summer", "Autumn", None)
OUTCOMES = ("resolved", "resolved", "resolved", "partly", "handed_over", "lost", "left lying")
KINDS = ("resolved", "partly", "handed_over", "lost", "abandoned")
NO_COUNTS = {"rules", "stories", "policy"}
LISTS = (CohortRow, Overview, Progress)


def went(store: Store, trainee: str, story: str, outcome: str, points: float = 60) -> None:
    """A first attempt that ended so, or was left lying."""
    session = begin(store, text_of(story), trainee=trainee, mode="assessment")
    if outcome != "left lying":
        store.append(session.id, reply(), ended=Ended("stays", outcome, points, points, points))
        with store.writing() as connection:  # a server wants to have its scores worked out before they count
            change = update(tables.sessions).where(tables.sessions.c.id == session.id)
            connection.execute(change.values(scored=True))


def a_year(store: Store, seed: int) -> None:
    """People in cohorts of all sizes and in no list, of whom each did some of everything."""
    dice = random.Random(seed)
    names = [f"Person {number}" for number in range(dice.randint(12, 40))]
    for name in names:
        if dice.random() < 0.95:
            in_cohort(store, dice.choice(COHORTS), name)
        for story in dice.sample("abcdefg", dice.randint(0, 7)):
            went(store, name, story, dice.choice(OUTCOMES), dice.randint(0, 100))
            if dice.random() < 0.1:
                played(store, name, story, assisted=dice.random() < 0.5, over=dice.random() < 0.8)
    assign(store, "a", author="Mo", cohort="Spring", at=NEW_YEAR - timedelta(days=1))


def counts(found: Any) -> Iterator[int]:
    """Every number of sessions or people in what a review gives. How many are in a list is no result."""
    named = [field.name for field in fields(found)] if is_dataclass(found) else getattr(found, "_fields", ())
    if named:
        for name in named:
            if name not in NO_COUNTS and (name != "people" or not isinstance(found, LISTS)):
                yield from counts(getattr(found, name))
    elif isinstance(found, Mapping):
        yield from counts(list(found.values()))
    elif isinstance(found, list | tuple):
        for one in found:
            yield from counts(one)
    elif isinstance(found, int) and not isinstance(found, bool):
        yield found


def selections() -> Iterator[Selection]:
    yield ASSESSED
    for cohort in COHORTS[:3]:
        yield replace(ASSESSED, cohort=cohort)
    yield replace(ASSESSED, story="a")
    yield replace(ASSESSED, until=NEW_YEAR + timedelta(hours=1))


def all_told(store: Store) -> Iterator[Any]:
    """Everything that is told of the sessions of a store."""
    for selection in selections():
        yield overview(store, selection, NOW)
        yield cohorts(store, selection, NOW)
        yield cohorts_first(store, selection, NOW)
        yield cohorts_by_name(store, selection)
        yield stories_played(store, selection)
        yield counted_out(store, selection, NOW)
    yield progress(store, NOW)


class TestWhatIsTold:
    @pytest.mark.parametrize("seed", seeds(12))
    def test_no_number_nor_a_difference_of_two_is_of_one_to_four(self, store: Store, seed: int) -> None:
        a_year(store, seed)
        set_policy(store, Policy(people="cohorts", threshold=60))
        told = {number for found in all_told(store) for number in counts(found)}
        assert len(told) > 3
        assert not any(few(abs(one - other)) for one in told for other in (*told, 0))


@pytest.mark.parametrize("seed", seeds(6))
def test_nor_is_it_in_the_report(store: Store, seed: int) -> None:
    a_year(store, seed)
    set_policy(store, Policy(people="cohorts", threshold=60))
    page = " ".join(html_lines(Outlet(store, Wanted(mode="assessment")), NOW))
    body = page[page.index("<body") : page.index("How to read this")]
    told = [int(number) for number in re.findall(r"\b(?:n|back|over|lost|abandoned|of) (\d+)", body)]
    assert len(told) > 3
    assert not any(number % FEWEST for number in told)


@pytest.mark.parametrize("seed", seeds(12))
def test_five_people_are_behind_all_that_is_told_of_how_a_cohort_went(store: Store, seed: int) -> None:
    a_year(store, seed)
    opened = {row.name: row for row in cohorts(store, ASSESSED, NOW)}
    behind = people_by_outcome(store)
    set_policy(store, Policy(people="cohorts"))
    rows = cohorts(store, ASSESSED, NOW)
    assert any(not row.hidden for row in rows)
    for row in rows:
        each = {kind: behind.get((row.name, kind), set()) for kind in KINDS}
        assert not any(getattr(row.outcomes, kind) and len(those) < FEWEST for kind, those in each.items())
        not_won = set().union(*(each[kind] for kind in KINDS[1:]))
        assert not row.outcomes.other or len(not_won) >= FEWEST
        if not row.hidden and not row.outcomes.hidden:
            assert abs(row.outcomes.resolved - opened[row.name].outcomes.resolved) <= FEWEST // 2


@pytest.mark.parametrize("seed", seeds(12))
def test_what_is_left_when_the_cohorts_told_of_are_taken_away_is_of_five_people_or_nobody(
    store: Store, seed: int
) -> None:
    a_year(store, seed)
    opened = {row.name: row for row in cohorts(store, ASSESSED, NOW)}
    set_policy(store, Policy(people="cohorts"))
    if overview(store, ASSESSED, NOW).whole is not None:
        hidden = [opened[row.name].played or 0 for row in cohorts(store, ASSESSED, NOW) if row.hidden]
        assert not few(sum(hidden))


def people_by_outcome(store: Store) -> dict[tuple[str | None, str], set[str]]:
    """Who is behind each outcome of each cohort, read one session after the other."""
    found: dict[tuple[str | None, str], set[str]] = {}
    cohort_of = {one.name: one.cohort for one in people(store)}
    for session in store.sessions():
        if session.first and not session.assisted and not session.seen:
            kind = session.outcome or "abandoned"
            found.setdefault((cohort_of.get(session.trainee), kind), set()).add(session.trainee)
    return found


class TestAStory:
    @pytest.fixture(scope="class")
    def path(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Fifteen people of differing skill in a story of the library, twelve of them in a cohort."""
        made = tmp_path_factory.mktemp("few") / "servicesim.db"
        story = load(library_folder() / "the-second-miss.yaml").story
        assert story is not None
        with Store.open(made) as store:
            have_conversations(store, story, 15, mode="assessment")
            in_cohort(store, "Spring", *(f"Person {number}" for number in range(1, 13)))
            in_cohort(store, "Few", "Person 13", "Person 14")
            catch_up(store)
            set_policy(store, Policy(practice="whole", people="cohorts"))
        return made

    @pytest.mark.parametrize("cohort", [None, "Spring", "Few"])
    def test_no_count_nor_share_tells_of_one_to_four(self, path: Path, cohort: str | None) -> None:
        with Store.open(path) as store:
            found = story_review(store, "the-second-miss", replace(ASSESSED, cohort=cohort))
        told = set(counts(found))
        assert not any(few(abs(one - other)) for one in told for other in told)
        shares = [one.best.value for one in found.decisions if isinstance(one.best, Estimate)]
        shares += [one.trust_fell for one in found.decisions if isinstance(one.trust_fell, float)]
        shares += [
            use.share for one in found.decisions for use in one.replies if isinstance(use.share, float)
        ]
        assert bool(shares) == (cohort != "Few")
        assert shares == [pytest.approx(round(share * 20) / 20) for share in shares]

    def test_a_share_that_stands_for_few_is_hidden_and_so_is_one_that_leaves_few(self, path: Path) -> None:
        with Store.open(path) as store:
            hidden = {one.scene: one for one in story_review(store, "the-second-miss", ASSESSED).decisions}
            set_policy(store, Policy(practice="whole"))
            opened = story_review(store, "the-second-miss", ASSESSED).decisions
            set_policy(store, Policy(practice="whole", people="cohorts"))
        kinds = set()
        for one in opened:
            if isinstance(one.best, Estimate):
                those = round(one.best.value * one.reached)
                kinds.add(few(those, one.reached - those))
                assert (hidden[one.scene].best == "hidden") == few(those, one.reached - those)
        assert kinds == {True, False}

    def test_a_mean_does_not_give_back_a_share_or_replies_that_are_hidden(self, path: Path) -> None:
        """Where one reply brings trust and the other takes it, the mean tells how many chose which."""
        with Store.open(path) as store:
            decisions = story_review(store, "the-second-miss", ASSESSED).decisions
        judged = [one for one in decisions if one.gave_away != "not_enough_data"]
        assert any(one.best != "hidden" and not one.replies for one in judged)
        for one in judged:
            no_cost = one.best == "hidden" or not one.replies
            assert (one.gave_away == "hidden") == no_cost
            assert one.d_trust == "hidden"
            assert not any(no_cost and use.gave_away is not None for use in one.replies)
            assert all(use.d_trust is None for use in one.replies)

    def test_the_order_of_what_is_hidden_does_not_tell_it(self, path: Path) -> None:
        with Store.open(path) as store:
            found = [one.best for one in story_review(store, "the-second-miss", ASSESSED).decisions]
        values = [one.value for one in found if isinstance(one, Estimate)]
        assert values == sorted(values)
        assert [one == "hidden" for one in found if one != "not_enough_data"] == [False] * len(values) + [
            True
        ] * found.count("hidden")


class TestOutcomes:
    def test_by_kind_where_five_people_are_behind_each(self) -> None:
        went = Outcomes(resolved=9, partly=7, lost=12)
        assert rough_outcomes(went, Outcomes(resolved=8, partly=5, lost=6), 9) == Outcomes(10, 5, 0, 10)

    def test_else_by_won_back_or_not(self) -> None:
        """ "Won back 9 of 14, lost 2, abandoned 3" told of five people."""
        went = Outcomes(resolved=9, lost=2, abandoned=3)
        found = rough_outcomes(went, Outcomes(resolved=8, lost=2, abandoned=3), 5)
        assert found == Outcomes(resolved=10, other=5)
        assert found.all == 15

    @pytest.mark.parametrize(("won", "not_won"), [(4, 9), (9, 4)])
    def test_else_not_at_all(self, won: int, not_won: int) -> None:
        went = Outcomes(resolved=20, lost=20)
        assert rough_outcomes(went, Outcomes(resolved=won, lost=not_won), not_won) == Outcomes(hidden=True)

    def test_ten_sessions_of_two_people_are_of_two_people(self, store: Store) -> None:
        in_cohort(store, "Spring", *"ABCDEFG")
        for name in "ABCDEFG":
            went(store, name, "a", "resolved")
        for story in "bcdef":
            went(store, "A", story, "lost")
            went(store, "B", story, "lost")
        set_policy(store, Policy(people="cohorts"))
        (row,) = cohorts(store, ASSESSED, NOW)
        assert (row.fair, row.outcomes) == (15, Outcomes(hidden=True))

    def test_people_who_lost_at_different_stories_are_counted_one_by_one(self, store: Store) -> None:
        in_cohort(store, "Spring", *"ABCDEFG")
        for name, lost in zip("ABCDEFG", "abcdefg", strict=True):
            went(store, name, lost, "lost")
            went(store, name, "h", "resolved")
        set_policy(store, Policy(people="cohorts"))
        (row,) = cohorts(store, ASSESSED, NOW)
        assert row.outcomes == Outcomes(resolved=5, lost=5)


class TestFigures:
    def test_attempts_missing_in_a_mean_leave_so_many_as_played_one_text(self) -> None:
        figures = ByScore(*(Figure(n, 5, None) for n in (30, 24, 9)))
        texts = {("a", "empathy"): 30, ("a", "clarity"): 6, ("b", "clarity"): 18, ("a", "trust"): 4}
        by_text = {key: Total(n, 60.0 * n) for key, n in texts.items()}
        told = rough_figures(figures, by_text, fair=30, people=7)
        assert [figure.n for figure in told] == [30, 25, 0]

    def test_others_whom_a_cohort_is_held_against_are_five(self, store: Store) -> None:
        in_cohort(store, "Spring", *"ABCDE")
        in_cohort(store, "Autumn", *"KLMNO")
        for name in "ABCDEKLMNO":
            for story in "abcde":
                if name != "O" or story != "e":
                    went(store, name, story, "resolved")
        set_policy(store, Policy(people="cohorts"))
        spring = next(row for row in cohorts(store, ASSESSED, NOW) if row.name == "Spring")
        assert {figure.stories for figure in spring.against} == {4}


class TestTime:
    @pytest.mark.parametrize(("people", "reached"), [(4, 4), (12, 3), (12, 9)])
    def test_few_who_got_there_or_did_not_hide_it(self, people: int, reached: int) -> None:
        took = TimeToProficiency(70, people, reached, Median(5, 3, 8), Median(11.4, 3.2, None))
        assert rough_time(took, 20) is None

    def test_days_are_whole(self) -> None:
        took = TimeToProficiency(70, 13, 7, Median(5, 3, 8), Median(11.4, 3.2, None))
        assert rough_time(took, 20) == TimeToProficiency(70, 15, 5, Median(5, 3, 8), Median(11, 3, None))

    def test_they_are_never_more_than_there_are(self, store: Store) -> None:
        names = [f"Person {number}" for number in range(13)]
        in_cohort(store, "Spring", *names)
        for name in names:
            for story in "ab":
                went(store, name, story, "resolved", 80)
        set_policy(store, Policy(people="cohorts", threshold=70))
        found = overview(store, ASSESSED, NOW)
        assert found.people == 13
        assert found.time_to is not None
        assert (found.time_to.people, found.time_to.reached) == (10, 10)


def test_work_of_everybody_is_never_done_by_more_than_there_are(store: Store) -> None:
    names = [f"Person {number}" for number in range(13)]
    in_cohort(store, "Spring", *names)
    assign(store, "a", author="Mo", cohort="Spring", at=NEW_YEAR - timedelta(days=1))
    for name in names:
        went(store, name, "a", "resolved")
    set_policy(store, Policy(people="cohorts"))
    (work,) = progress(store, NOW)
    assert (work.people, work.done, work.open, work.overdue) == (13, 10, 0, 0)


@given(st.integers(FEWEST, 1000), st.integers(0, 1000))
def test_a_part_is_told_to_the_nearest_five_that_there_are(count: int, more: int) -> None:
    told, whole = rough_part(count, count + more), count + more
    assert told == (rough(count) if rough(count) <= whole else rough(count) - FEWEST)
    assert FEWEST <= told <= whole


@given(st.integers(FEWEST, 10_000), st.integers(FEWEST, 10_000))
def test_to_the_nearest_five_differences_are_none_or_five(one: int, other: int) -> None:
    assert abs(rough(one) - one) <= FEWEST // 2
    assert rough(one) >= FEWEST
    assert (rough(one) - rough(other)) % FEWEST == 0


@given(st.floats(0, 1))
@example(0.875)
def test_a_share_is_to_the_nearest_five_per_cent(share: float) -> None:
    assert rough_share(share) == pytest.approx(share, abs=0.025 + 1e-9)
    assert rough_share(share) * 20 == pytest.approx(round(rough_share(share) * 20))
