"""Which sessions are looked at, and writing them to a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from servicesim.tui.app import ServicesimApp
from servicesim.tui.review.export.dialog import ExportDialog
from servicesim.tui.review.filters.dialog import FilterDialog
from servicesim.tui.review.overview.screen import OverviewScreen
from servicesim.tui.review.stories.story import StoryScreen
from servicesim.tui.review.trainee.screen import TraineeScreen
from tests.tui.review.test_overview import names
from tests.tui.talking import NARROW, SIZES, press, screen_lines, screen_text, settled


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are proposed to go."""
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: folder)
    return folder


class TestFilters:
    @SIZES
    async def test_a_cohort_by_typing_a_part_of_its_name(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "f")
            assert isinstance(review.screen, FilterDialog)
            await press(pilot, "down", "r", "enter")
            assert isinstance(review.screen, OverviewScreen)
            assert "Review · cohort Spring · assessment" in screen_lines(review)[0]
            assert names(review) == ["Ana", "Ben", "Cleo"]

    @SIZES
    async def test_a_trainee_and_their_decisions_at_a_story(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "c", "f", "down", "down", *"be")
            assert "one of 7" in screen_text(review)
            await press(pilot, "enter")
            assert "Review · trainee Ben · assessment" in screen_lines(review)[0]
            assert names(review) == ["Ben"]
            assert "c cohorts" not in screen_text(review)
            await press(pilot, "s", "end", "enter")
            await settled(pilot)
            assert isinstance(review.screen, StoryScreen)
            assert "trainee Ben" in screen_lines(review)[0]
            assert "1 first attempt without help" in screen_text(review)

    @pytest.mark.slow
    async def test_a_trainees_own_screen_has_the_name_once(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "down", "down", *"be", "enter", "enter")
            assert isinstance(review.screen, TraineeScreen)
            assert screen_lines(review)[0].count("Ben") == 1

    async def test_no_trainee_where_the_policy_shows_cohorts_alone(
        self, cohorts_alone: ServicesimApp
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f")
            assert isinstance(cohorts_alone.screen, FilterDialog)
            assert "cohort" in screen_text(cohorts_alone)
            assert "trainee" not in screen_text(cohorts_alone)

    @pytest.mark.slow
    async def test_a_name_that_is_not_offered_is_said_to_be_none_that_can_be_shown(
        self, review: ServicesimApp
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "down", "s", "x")
            assert "none that can be shown has 'sx' in its name" in screen_text(review)
            assert "Spring" in screen_text(review)
            await press(pilot, "backspace")
            assert "type a part of its name" in screen_text(review)

    @pytest.mark.slow
    async def test_a_story_by_arrows_and_no_filter_again(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", *["down"] * 3, "right", "enter")
            assert "Fifth desk" in screen_lines(review)[0]
            assert "6 sessions" in screen_lines(review)[0]
            await press(pilot, "f", *["down"] * 3, "delete", "enter")
            assert "36 sessions" in screen_lines(review)[0]

    @pytest.mark.slow
    async def test_the_other_mode(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "right", "enter")
            assert "Review · practice" in screen_lines(review)[0]

    @pytest.mark.slow
    async def test_a_source(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", *["down"] * 4, "right", "right", "enter")
            assert "colleague stories" in screen_lines(review)[0]
            assert "0 sessions" in screen_lines(review)[0]

    async def test_days_are_typed_and_the_last_day_is_part_of_it(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "up", *"2026-03-02", "enter")
            assert "to 2 Mar 2026" in screen_lines(review)[0]
            assert "36 sessions" in screen_lines(review)[0]
            await press(pilot, "f", "up", *["backspace"] * 10, *"2026-03-01", "enter")
            assert "to 1 Mar 2026" in screen_lines(review)[0]
            assert "0 sessions" in screen_lines(review)[0]
            assert "f filter" in screen_text(review)

    @pytest.mark.slow
    async def test_days_go_by_months_too(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "up", "up", "right", "right", "enter")
            assert "since 1 Feb 2026" in screen_lines(review)[0]

    @pytest.mark.slow
    async def test_an_end_before_the_beginning_is_refused(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "up", *"2026-01-01", "up", *"2026-02-01", "enter")
            assert isinstance(review.screen, FilterDialog)
            assert "It ends before it begins." in screen_text(review)

    @pytest.mark.slow
    async def test_what_is_no_day_is_refused(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            for typed in ("2026-06", "2026-02-30"):
                await press(pilot, "f", "up", *typed, "enter")
                assert isinstance(review.screen, FilterDialog)
                assert f"'{typed}' is not a day" in screen_text(review)
                await press(pilot, "escape")

    async def test_escape_leaves_everything_as_it_was(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "right", "escape")
            assert "Review · assessment" in screen_lines(review)[0]


class TestExport:
    async def test_csv_of_what_is_shown(self, review: ServicesimApp, documents: Path) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "f", "down", "r", "enter", "x")
            assert isinstance(review.screen, ExportDialog)
            await press(pilot, "enter")
            await settled(pilot)
            path = documents / "review-spring-assessment-2026-03-02.csv"
            assert f"Written to {path}".replace(" ", "") in screen_text(review).replace(" ", "")
            rows = path.read_text(encoding="utf-8-sig").splitlines()
            assert len(rows) == 1 + 18

    @pytest.mark.slow
    async def test_html_by_the_other_key(self, review: ServicesimApp, documents: Path) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "x", "tab", "enter")
            await settled(pilot)
            text = (documents / "review-assessment-2026-03-02.html").read_text(encoding="utf-8")
            assert "<html" in text
            assert "Ana" in text

    async def test_the_page_of_one_person(self, review: ServicesimApp, documents: Path) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "x", "tab", "enter")
            await settled(pilot)
            assert (documents / "review-ana-assessment-2026-03-02.html").exists()

    async def test_where_the_policy_shows_cohorts_alone_there_is_the_report_alone(
        self, cohorts_alone: ServicesimApp, documents: Path
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "x")
            text = screen_text(cohorts_alone)
            assert "HTML, a report" in text
            assert "CSV" not in text
            assert "other form" not in text
            await press(pilot, "tab", "enter")
            await settled(pilot)
            assert (documents / "review-assessment-2026-03-02.html").exists()

    @pytest.mark.slow
    async def test_a_name_that_is_none_and_a_folder_that_is_not_there_are_said_until_it_is_another(
        self, review: ServicesimApp, documents: Path
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "x", "ctrl+u", "enter")
            assert "Not saved: the file needs a name." in screen_text(review)
            await press(pilot, "g")
            assert "Not saved" not in screen_text(review)
            await press(pilot, *"one/x.csv", "enter")
            await settled(pilot)
            assert "Not saved: there is no folder gone." in screen_text(review)

    async def test_of_a_long_name_the_end_is_shown(self, review: ServicesimApp, documents: Path) -> None:
        async with review.run_test(size=(60, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "x")
            assert "review-assessment-2026-03-02.csv" in screen_text(review)

    @pytest.mark.slow
    async def test_nothing_is_written_over(self, review: ServicesimApp, documents: Path) -> None:
        taken = documents / "review-assessment-2026-03-02.csv"
        taken.write_text("mine", encoding="utf-8")
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "x")
            assert review.screen.query_one(Input).value.endswith("review-assessment-2026-03-02-2.csv")
            await press(pilot, *["backspace"] * 6, *".csv", "enter")
            await settled(pilot)
            assert isinstance(review.screen, ExportDialog)
            assert "Not saved" in screen_text(review)
            assert taken.read_text(encoding="utf-8") == "mine"
            await press(pilot, "escape")
            assert isinstance(review.screen, OverviewScreen)
