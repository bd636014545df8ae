"""Help: made from the very keys of the screen it is about."""

from __future__ import annotations

import pytest

from servicesim.tui.app import ServicesimApp
from servicesim.tui.help.screen import HelpScreen
from servicesim.tui.home.screen import HomeScreen
from tests.tui.talking import NARROW, press, screen_lines, screen_text, settled


async def test_it_tells_the_keys_of_its_screen(app: ServicesimApp) -> None:
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "p", "enter", "question_mark")
        text = screen_text(app)
        assert "Help: The wrong room" in text
        assert "a Begin an assessment" in text
        assert "Practice shows resistance and trust" in text


async def test_it_says_what_scores_are_not(app: ServicesimApp) -> None:
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert "not validated" in screen_text(app)
        assert "do not measure a person's empathy" in screen_text(app)


async def test_it_scrolls_where_it_is_longer_than_the_window(app: ServicesimApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert "scroll" in screen_lines(app)[-1]
        assert "Ctrl+C" not in screen_text(app)
        await press(pilot, "pagedown", "pagedown")
        assert "Ctrl+C" in screen_text(app)
        await press(pilot, "up", "pageup", "pageup")
        assert "Play opens the stories." in screen_text(app)


async def test_keys_that_would_do_nothing_are_not_shown(app: ServicesimApp) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert screen_lines(app)[-1].strip() == "esc back"


@pytest.mark.parametrize("keys", ["p", "m", "s"])
async def test_every_place_has_help_and_comes_back(app: ServicesimApp, keys: str) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        before = app.screen
        assert before.HELP
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        await press(pilot, "escape")
        assert app.screen is before
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
