"""The people in no cohort, opened as a group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.saves.people import Person, import_people
from servicesim.saves.review import overview
from servicesim.saves.store import Store
from servicesim.tui.app import ServicesimApp
from servicesim.tui.review.overview.screen import OverviewScreen
from servicesim.tui.review.trainee.screen import TraineeScreen
from servicesim.tui.review.work.screen import WorkScreen
from tests.tui.review.test_overview import names
from tests.tui.talking import NARROW, SIZES, press, screen_lines, screen_text, settled


@pytest.fixture
def review(
    team: None, saves: Path, make_app: Callable[..., ServicesimApp], stories: Path, preferences: object
) -> ServicesimApp:
    """The review of a store in which Ben and Gus were taken out of their cohorts."""
    with Store.open(saves) as store:
        import_people(store, [Person("Ben", None), Person("Gus", None)])
    return make_app(stories=stories, review=True)


@SIZES
async def test_from_the_list_of_cohorts_down_to_one_of_them(
    review: ServicesimApp, size: tuple[int, int]
) -> None:
    async with review.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "c", "up", "enter")
        assert isinstance(review.screen, OverviewScreen)
        assert "Review · in no cohort · assessment" in screen_lines(review)[0]
        assert names(review) == ["Ben", "Gus"]
        await press(pilot, "enter")
        assert isinstance(review.screen, TraineeScreen)
        assert screen_lines(review)[0].split()[0] == "Ben"
        await press(pilot, "escape", "escape")
        assert "in no cohort (2)" in screen_text(review)


@pytest.mark.slow
async def test_by_the_filters_and_out_again(review: ServicesimApp) -> None:
    async with review.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "f", "down", *"no c", "enter")
        assert "in no cohort" in screen_lines(review)[0]
        assert names(review) == ["Ben", "Gus"]
        await press(pilot, "f", "down", "delete", "enter")
        assert len(names(review)) == 7


@pytest.mark.slow
async def test_their_work(review: ServicesimApp) -> None:
    async with review.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "c", "up", "enter", "w")
        assert isinstance(review.screen, WorkScreen)
        assert screen_lines(review)[0].startswith(" Work · in no cohort")
        assert "1 assignment" in screen_lines(review)[0]


@pytest.mark.slow
async def test_a_file_of_them_says_so_in_its_name(review: ServicesimApp) -> None:
    async with review.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "c", "up", "enter", "x")
        assert "review-in-no-cohort-assessment" in screen_text(review)


async def test_of_too_many_to_be_listed_it_says_so(
    review: ServicesimApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MOST_PEOPLE", 1)
    async with review.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "c", "up", "enter")
        assert "Too many people" in screen_text(review)
