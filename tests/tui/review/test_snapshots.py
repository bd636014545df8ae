"""Pictures of the review, beside the tests of what it says."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from textual.pilot import Pilot

from servicesim.tui.app import ServicesimApp
from tests.tui.talking import NARROW, SIZES, press, settled

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Days are shown in the time zone of whoever looks; a picture needs the same one each time."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be set here")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def keys(*pressed: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """What is done before the picture is taken."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await press(pilot, *pressed)
        await settled(pilot)

    return before


@pytest.mark.slow
class TestReview:
    """How the review looks."""

    @SIZES
    def test_people(self, snap_compare: Compare, review: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(review, terminal_size=size, run_before=keys("down"))

    def test_cohorts(self, snap_compare: Compare, review: ServicesimApp) -> None:
        assert snap_compare(review, terminal_size=NARROW, run_before=keys("c"))

    def test_filters(self, snap_compare: Compare, review: ServicesimApp) -> None:
        assert snap_compare(review, terminal_size=NARROW, run_before=keys("f", "down"))

    @SIZES
    def test_one_person(self, snap_compare: Compare, review: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(review, terminal_size=size, run_before=keys("down", "enter"))

    def test_trends(self, snap_compare: Compare, review: ServicesimApp) -> None:
        assert snap_compare(review, terminal_size=NARROW, run_before=keys("enter", "right"))

    @SIZES
    def test_one_story(self, snap_compare: Compare, review: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(review, terminal_size=size, run_before=keys("s", "end", "enter"))

    def test_work(self, snap_compare: Compare, review: ServicesimApp) -> None:
        assert snap_compare(review, terminal_size=NARROW, run_before=keys("w"))

    def test_writing_a_comment(self, snap_compare: Compare, review: ServicesimApp) -> None:
        pressed = ("enter", "enter", "k", *"Well")
        assert snap_compare(review, terminal_size=NARROW, run_before=keys(*pressed))
