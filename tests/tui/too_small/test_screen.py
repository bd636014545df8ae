"""A window in which nothing could be shown well: it says so, and recovers."""

from __future__ import annotations

import pytest

from servicesim.tui.app import ServicesimApp
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.picker.screen import PickerScreen
from servicesim.tui.too_small.screen import TooSmallScreen
from tests.tui.talking import press, screen_text, settled


class TestSmallWindows:
    @pytest.mark.parametrize("size", [(59, 24), (80, 19), (20, 5), (3, 2)])
    async def test_it_says_so_and_recovers(self, app: ServicesimApp, size: tuple[int, int]) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            focused = app.focused
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert isinstance(app.screen, TooSmallScreen)
            await pilot.resize_terminal(80, 24)
            await settled(pilot)
            assert isinstance(app.screen, PickerScreen)
            assert app.focused is focused, "what had the focus has it again"
            assert "The wrong room" in screen_text(app)

    async def test_it_names_the_sizes(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(40, 12)) as pilot:
            await settled(pilot)
            assert "too small 40 by 12; it takes 60 by 20" in screen_text(app)

    async def test_the_smallest_window_is_enough(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(60, 20)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, HomeScreen)
            assert "q quit" in screen_text(app), "every key is still shown"

    async def test_keys_do_not_reach_what_cannot_be_seen(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(40, 12)) as pilot:
            await settled(pilot)
            await press(pilot, "p", "m")
            assert [type(screen) for screen in app.screen_stack] == [HomeScreen, TooSmallScreen]
            await pilot.press("q")
        assert app.return_code == 0

    @pytest.mark.slow
    async def test_a_screen_that_was_covered_fits_the_window_when_it_comes_back(
        self, app: ServicesimApp
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p", "question_mark")
            await pilot.resize_terminal(160, 50)
            await settled(pilot)
            await press(pilot, "escape")
            assert app.screen.has_class("-wide", "-tall")
