"""The report of everybody selected."""

from __future__ import annotations

import pytest

from servicesim.exchange.html import words
from servicesim.exchange.html.report import html_lines
from servicesim.exchange.outlet import Outlet
from servicesim.results.items import Estimate
from servicesim.results.statistics import Figure
from servicesim.saves.outgoing import EVERYTHING, Wanted
from servicesim.saves.people import Person, import_people
from servicesim.saves.records import NO_COHORT, Selection
from servicesim.saves.review.overview import overview
from servicesim.saves.store import Store
from tests.exchange.talks import let_see
from tests.saves.samples import Clock

from .people import GOOD, NAMES, SO_SO, a_year, play, small
from .reading import HARMLESS, HARMLESS_ELEMENTS, Read


def report(store: Store, clock: Clock, wanted: Wanted = EVERYTHING, *, pseudonyms: bool = False) -> Read:
    return Read("\n".join(html_lines(Outlet(store, wanted, pseudonyms=pseudonyms), clock())))


class TestPeople:
    def test_who_is_clearly_below_and_above_is_named_with_the_difference(
        self, store: Store, clock: Clock
    ) -> None:
        a_year(store)
        told = report(store, clock).words.partition("Time to")[0].partition("People")[0]
        for score in ("Empathy", "Clarity", "Trust-rebuilding"):
            mine = told.partition(score)[2]
            assert mine.index("clearly below: Finn (−") < mine.index("clearly above: Amina (+")
        assert "Bea" not in told

    def test_every_mean_has_its_n_and_is_that_of_the_review(self, store: Store, clock: Clock) -> None:
        a_year(store)
        page = report(store, clock)
        found = overview(store, Selection("assessment", 1), clock())
        assert len(found.standings) == len(NAMES)
        for standing in found.standings:
            for figure in standing.scores:
                assert f"{words.mean_text(figure)} n {figure.n}" in page.words

    def test_below_the_floor_it_says_too_few_and_gives_no_mean(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        page = report(store, clock)
        assert "Amina too few, n 1 too few, n 1 too few, n 1 1 of 1" in page.words
        assert "±" not in page.words
        assert "Nobody can be held against others yet" in page.words

    def test_sessions_that_do_not_count_are_named(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD).debrief()
        play(store, "Amina", small(1), *GOOD)
        assert "1 after the debrief was read" in report(store, clock).words

    def test_practice_and_assessment_are_never_in_one_report(self, store: Store, clock: Clock) -> None:
        play(store, "Amina", small(1), *GOOD)
        play(store, "Bea", small(2), *SO_SO, mode="practice")
        page = report(store, clock)
        assert "assessment · 1 person, 1 session that ended" in page.words
        assert "Bea" not in page.words
        assert "Bea" in report(store, clock, Wanted(mode="practice")).words


class TestCohorts:
    def test_one_cohort_is_told_of_alone(self, store: Store, clock: Clock) -> None:
        a_year(store)
        import_people(store, [Person("Finn", "Autumn")])
        page = report(store, clock, Wanted(cohort="Spring"))
        assert "Finn" not in page.words
        assert "5 people, 30 sessions" in page.words

    def test_so_are_the_people_in_none(self, store: Store, clock: Clock) -> None:
        a_year(store)
        import_people(store, [Person("Finn", None)])
        page = report(store, clock, Wanted(cohort=NO_COHORT))
        assert page.words.startswith("In no cohort assessment · 1 person, 6 sessions that ended")
        assert "Finn" in page.words
        assert "Amina" not in page.words

    def test_a_cohort_in_which_nobody_has_played_is_a_whole_page(self, store: Store, clock: Clock) -> None:
        import_people(store, [Person("Finn", "Autumn")])
        assert "1 person, 0 sessions that ended" in report(store, clock, Wanted(cohort="Autumn")).words


class TestPrivacy:
    def test_where_the_policy_shows_cohorts_no_name_and_no_small_cohort_is_told_of(
        self, store: Store, clock: Clock
    ) -> None:
        a_year(store)
        import_people(store, [Person("Finn", "Autumn")])
        let_see(store, people="cohorts")
        page = report(store, clock)
        assert not [name for name in NAMES if name in page.words]
        assert "Autumn 1 person hidden" in page.words

    def test_of_a_cohort_of_few_it_says_that_nothing_can_be_told(self, store: Store, clock: Clock) -> None:
        import_people(store, [Person("Amina", "Small")])
        play(store, "Amina", small(1), *GOOD)
        let_see(store, people="cohorts")
        page = report(store, clock, Wanted(cohort="Small")).words
        assert "Nothing of these sessions can be told: nobody played, or fewer than 5 people did" in page
        let_see(store, people="shown")
        assert "Nothing of these" not in report(store, clock, Wanted(cohort="Small")).words

    @pytest.mark.parametrize(("people", "sessions"), [("shown", 6), ("cohorts", 5)])
    def test_where_practice_only_took_place_it_says_so_and_gives_no_numbers(
        self, people: str, sessions: int, store: Store, clock: Clock
    ) -> None:
        import_people(store, [Person(name, "Large") for name in NAMES])
        for name in NAMES:
            play(store, name, small(1), *GOOD, mode="practice")
        let_see(store, practice="happened", people=people)
        page = report(store, clock, Wanted(mode="practice")).words
        assert "they see that it took place" in page
        assert f"{sessions} sessions, results closed" in page
        assert "too few" not in page.partition("How to read this")[0]
        assert "held against others" not in page

    def test_pseudonyms_stand_for_all_names(self, store: Store, clock: Clock) -> None:
        a_year(store)
        page = report(store, clock, pseudonyms=True)
        assert not [name for name in NAMES if name in page.words]
        assert page.words.count("p-") >= len(NAMES)


class TestSafety:
    def test_nothing_in_it_runs_or_is_fetched_whatever_people_and_cohorts_are_called(
        self, store: Store, clock: Clock
    ) -> None:
        hostile = (
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "{{ 7 * 7 }}",
            "a\u202eb</style>",
        )
        import_people(store, [Person(name, f"in {name}") for name in hostile[:3]])
        for name in hostile:
            play(store, name, small(1), *GOOD)
        page = report(store, clock)
        assert page.elements <= HARMLESS_ELEMENTS
        assert page.attributes <= HARMLESS
        assert not [word for word in ("url(", "@import", "http") if word in page.style]
        for name in hostile[:3]:
            assert name in page.words
        assert "a<U+202E>b</style>" in page.words


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(-11.4, -22.6, -0.2), "−11.4 ±11.2"),
        (Estimate(8.1, -0.3, 16.5), "+8 ±8"),
        (Estimate(-12, -19, -5), "−12 ±7"),
    ],
)
def test_a_marked_difference_never_looks_as_if_nothing_were_inside(estimate: Estimate, shown: str) -> None:
    assert words.difference_text(Figure(14, 6, estimate)) == shown
