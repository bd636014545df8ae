"""The story list."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.saves.play import Play
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.briefing.screen import BriefingScreen
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.picker.details import Details
from servicesim.tui.picker.screen import PickerScreen
from servicesim.tui.services import Services
from tests.tui.conftest import STORIES
from tests.tui.talking import NARROW, WIDE, press, screen_lines, screen_text, settled


class TestAnEntry:
    async def test_what_one_chooses_by(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            text = screen_text(app)
            assert "The wrong room" in text
            assert "A guest was given the room beside the lift, for the second time." in text
            assert "customer, at the counter" in text
            assert "about 6 replies, 2 min · easy: guessing gets 50" in text
            assert "not played yet" in text

    async def test_how_one_stands_with_it(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        past("name-it", "choose")
        past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            text = screen_text(app)
            assert "in progress, 1 reply" in text
            assert "your best: empathy" in text
            assert "endings 1 of" in text

    async def test_the_list_is_there_before_the_proofs(
        self, app: ServicesimApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        go_on = threading.Event()
        proved = Services.proof

        def slow(self: Services, story: Story) -> Proof:
            assert go_on.wait(30)
            return proved(self, story)

        monkeypatch.setattr(Services, "proof", slow)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await pilot.press("p")
            while "working out length and difficulty" not in screen_text(app):
                await pilot.pause()
            go_on.set()
            await settled(pilot)
            assert "guessing gets" in screen_text(app)

    async def test_a_wide_window_shows_the_story_in_full_beside_the_list(self, app: ServicesimApp) -> None:
        async with app.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert app.screen.query_one(Details).region.width > 50
            text = screen_text(app)
            assert "Tomas Brandt, guest since spring" in text
            assert "The guest card" in text
            assert "practice and assessment" in text

    async def test_a_narrow_one_does_not(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert not app.screen.query_one(Details).display


class TestChoosing:
    async def test_enter_opens_the_briefing_and_escape_comes_back(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p", "enter")
            assert isinstance(app.screen, BriefingScreen)
            await press(pilot, "escape")
            assert isinstance(app.screen, PickerScreen)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)

    async def test_a_click_opens_it_too(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            row = next(y for y, line in enumerate(screen_lines(app)) if "A guest was given" in line)
            await pilot.click(offset=(10, row))
            await settled(pilot)
            assert isinstance(app.screen, BriefingScreen)


class TestStoriesThatCannotBePlayed:
    async def test_one_with_errors_is_shown_and_says_why(
        self, make_app: Callable[..., ServicesimApp], tmp_path: Path
    ) -> None:
        folder = tmp_path / "stories"
        folder.mkdir()
        (folder / "broken.yaml").write_text("servicesim: 1\ntitle: Half a story\n", encoding="utf-8")
        app = make_app(stories=folder)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert "Half a story cannot be played" in screen_text(app)
            await press(pilot, "enter")
            assert isinstance(app.screen, PickerScreen)
            assert "! Half a story cannot be played." in screen_text(app)

    async def test_a_title_with_escape_sequences_and_markup_is_only_text(
        self, make_app: Callable[..., ServicesimApp], tmp_path: Path
    ) -> None:
        folder = tmp_path / "stories"
        folder.mkdir()
        text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
        (folder / "odd.yaml").write_text(
            text.replace("title: The wrong room", 'title: "[@click=app.quit]quit[/] [b]"'), encoding="utf-8"
        )
        app = make_app(stories=folder)
        async with app.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert "[@click=app.quit]quit[/] [b]" in screen_text(app)
            await press(pilot, "enter")
            assert "[@click=app.quit]quit[/] [b]" in screen_text(app)

    async def test_no_stories_at_all(self, make_app: Callable[..., ServicesimApp], tmp_path: Path) -> None:
        app = make_app(stories=tmp_path)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert "There are no stories" in screen_text(app)
            assert "esc back" in screen_text(app)
