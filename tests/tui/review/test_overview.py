"""The first screen of the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.saves.people import Person, import_people
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.store import Store
from servicesim.tui.app import ServicesimApp
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.review.overview.screen import OverviewScreen
from servicesim.tui.review.trainee.screen import TraineeScreen
from servicesim.tui.widgets.menu import LongMenu
from tests.tui.talking import NARROW, SIZES, WIDE, press, screen_lines, screen_text, settled


def names(app: ServicesimApp) -> list[str]:
    """The people or cohorts in the list, in order."""
    options = app.screen.query_one(LongMenu).options
    return [(option.id or "").partition(" ")[2] for option in options]


class TestOpening:
    async def test_it_is_reached_from_home_and_leads_back_there(
        self, make_app: Callable[..., ServicesimApp], team: None, stories: Path
    ) -> None:
        app = make_app(stories=stories)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "r")
            assert isinstance(app.screen, OverviewScreen)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)

    @SIZES
    async def test_the_command_opens_it_at_once(self, review: ServicesimApp, size: tuple[int, int]) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            assert screen_lines(review)[0].split() == [
                "Review", "·", "assessment", "7", "people,", "36", "sessions",
            ]  # fmt: skip
            assert names(review) == ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus"]

    async def test_an_empty_store_says_what_to_do(self, make_app: Callable[..., ServicesimApp]) -> None:
        app = make_app(review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "Nobody yet" in screen_text(app)
            assert "servicesim people import" in screen_text(app)

    async def test_a_store_that_cannot_be_read_is_told(
        self, make_app: Callable[..., ServicesimApp], saves: Path
    ) -> None:
        saves.write_text("not a database, but quite long enough to be read as one" * 40, encoding="utf-8")
        app = make_app(review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "The review cannot be shown" in screen_text(app)
            assert "cannot be used" in screen_text(app)


class TestALine:
    async def test_shows_scores_with_intervals_and_marks_who_differs_clearly(
        self, review: ServicesimApp
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            ana = next(line for line in screen_lines(review) if "Ana" in line)
            ben = next(line for line in screen_lines(review) if "Ben" in line)
            assert ana.split()[1:7] == ["40", "±6", "n", "6", "▲", "79"]
            assert ben.split()[1:7] == ["4", "±9", "n", "6", "▼", "79"]
            assert "today" in ben

    async def test_who_has_too_few_stories_has_no_number(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            gus = next(line for line in screen_lines(review) if "Gus" in line)
            assert gus.split() == ["Gus", "not", "enough", "data", "(n", "0)", "never"]

    async def test_a_wide_one_has_work_and_outcomes_too(self, review: ServicesimApp) -> None:
        async with review.run_test(size=WIDE) as pilot:
            await settled(pilot)
            ben = next(line for line in screen_lines(review) if "Ben" in line)
            gus = next(line for line in screen_lines(review) if "Gus" in line)
            assert "work done" in ben
            assert "won back 0 of 6" in ben
            assert "1 overdue" in gus

    async def test_what_a_narrow_one_has_no_room_for_stands_below(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "down")
            assert "Ben won back 0 of 6" in screen_text(review)

    async def test_differences_stand_in_the_same_places(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "equals_sign")
            assert "Δ empathy" in screen_text(review)
            ana = next(line for line in screen_lines(review) if "Ana" in line)
            assert "+" in ana
            await press(pilot, "equals_sign")
            assert "Δ" not in screen_text(review)


class TestOrder:
    async def test_by_a_score_who_is_clearly_below_comes_first_and_nobody_is_ranked(
        self, review: ServicesimApp
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "o", "o")
            assert "clearly below in empathy first" in screen_text(review)
            assert names(review)[0] == "Ben"
            assert names(review)[1:] == ["Ana", "Cleo", "Dan", "Eva", "Finn", "Gus"]

    async def test_longest_away_first(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "o")
            assert names(review)[:2] == ["Gus", "Ana"]


class TestFinding:
    async def test_the_list_follows_what_is_typed(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "slash", "n")
            assert names(review) == ["Ana", "Ben", "Dan", "Finn"]
            await press(pilot, "n")
            assert names(review) == ["Finn"]
            await press(pilot, "enter", "enter")
            assert isinstance(review.screen, TraineeScreen)
            assert screen_lines(review)[0].split()[0] == "Finn"

    @pytest.mark.slow
    async def test_letters_are_letters_meanwhile(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "slash", "x", "c")
            assert isinstance(review.screen, OverviewScreen)
            assert names(review) == []

    @pytest.mark.slow
    async def test_escape_shows_everybody_again(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "slash", "z", "escape")
            assert isinstance(review.screen, OverviewScreen)
            assert len(names(review)) == 7


class TestCohorts:
    async def test_rows_can_be_cohorts_and_lead_down_to_their_people(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "c")
            assert names(review) == ["Autumn", "Spring"]
            assert "c people" in screen_text(review)
            await press(pilot, "down", "enter")
            assert "cohort Spring" in screen_lines(review)[0]
            assert names(review) == ["Ana", "Ben", "Cleo"]
            await press(pilot, "escape")
            assert names(review) == ["Autumn", "Spring"]
            await press(pilot, "c")
            assert len(names(review)) == 7
            assert "c cohorts" in screen_text(review)

    @pytest.mark.parametrize(
        ("size", "shown"),
        [(NARROW, "The autumn int… (1)"), (WIDE, "The autumn intake of Branches (1)")],
        ids=["80x24", "160x50"],
    )
    async def test_of_a_long_name_the_number_of_people_is_not_cut(
        self, review: ServicesimApp, saves: Path, size: tuple[int, int], shown: str
    ) -> None:
        with Store.open(saves) as store:
            import_people(store, [Person("Ana", "The autumn intake of Branches")])
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "c")
            assert shown in screen_text(review)

    async def test_where_the_policy_hides_people_small_cohorts_are_hidden(
        self, cohorts_alone: ServicesimApp
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            text = screen_text(cohorts_alone)
            assert "hidden: fewer than 5 people, or they would tell of a cohort that has fewer" in text
            assert "Numbers are told to the nearest 5; those of fewer people are hidden." in text
            assert "Ana" not in text
            assert "Gus" not in text
            await press(pilot, "enter")
            assert isinstance(cohorts_alone.screen, OverviewScreen)
            assert "no single people" in screen_text(cohorts_alone)
            await press(pilot, "f", "down", "r", "enter")
            assert "cohort Spring" in screen_lines(cohorts_alone)[0]
            assert screen_lines(cohorts_alone)[0].endswith("3 people")

    @pytest.mark.slow
    async def test_who_played_at_another_time_has_not_never_played(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert screen_text(review).count("never") == 1
            await press(pilot, "f", "up", *"2026-03-01", "enter")
            assert screen_text(review).count("not then") == 7
            assert "never" not in screen_text(review)

    async def test_where_there_are_many_people_cohorts_come_first(
        self, make_app: Callable[..., ServicesimApp], team: None, saves: Path, stories: Path
    ) -> None:
        with Store.open(saves) as store:
            import_people(store, [Person(f"Person {number:03}", "Winter") for number in range(250)])
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert names(app) == ["Autumn", "Spring", "Winter"]
            assert "257 people, 36 sessions" in screen_lines(app)[0]
            await press(pilot, "down", "down", "enter")
            assert names(app)[0] == "Person 000"


class TestWhatIsSaidBelow:
    @pytest.mark.slow
    async def test_sessions_that_do_not_count_and_marks_by_chance(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path
    ) -> None:
        more("Ana", "listen", "choose", mode="assessment")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "Not in these numbers: 1 at a story begun before." in screen_text(app)
            assert "Of 6 compared, under 1 per score would be marked by chance alone." in screen_text(app)

    @pytest.mark.slow
    async def test_time_to_the_threshold_where_one_is_set(
        self, make_app: Callable[..., ServicesimApp], team: None, saves: Path, stories: Path
    ) -> None:
        with Store.open(saves) as store:
            set_policy(store, Policy(threshold=60))
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "1 of 6 held 60 twice running; under half so far." in screen_text(app)

    async def test_modes_are_never_mixed(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path
    ) -> None:
        more("Gus", "listen", "choose")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "36 sessions" in screen_lines(app)[0]
            await press(pilot, "m")
            assert "practice" in screen_lines(app)[0]
            assert "1 session" in screen_lines(app)[0]

    async def test_results_that_the_policy_closes_are_said_to_be_closed(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], saves: Path, stories: Path
    ) -> None:
        more("Gus", "listen", "choose")
        with Store.open(saves) as store:
            set_policy(store, Policy(practice="happened"))
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m")
            text = screen_text(app)
            assert "Gus 1 session, results closed today" in text
            assert "managers: they see that it took place" in text
            assert "won back" not in text
            assert "against others" not in text
            await press(pilot, "c")
            assert "results closed" in screen_text(app)
