"""Home: where one starts from, and what there is to go on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.author.screen import AuthorScreen
from servicesim.tui.briefing.screen import BriefingScreen
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.help.screen import HelpScreen
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.picker.screen import PickerScreen
from servicesim.tui.progress.screen import ProgressScreen
from servicesim.tui.settings.screen import SettingsScreen
from tests.tui.talking import press, screen_lines, screen_text, settled


class TestTheMenu:
    async def test_every_way_is_open_by_key(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            for key, screen in {
                "p": PickerScreen,
                "m": ProgressScreen,
                "a": AuthorScreen,
                "s": SettingsScreen,
                "question_mark": HelpScreen,
            }.items():
                await press(pilot, key)
                assert isinstance(app.screen, screen)
                await press(pilot, "escape")
                assert isinstance(app.screen, HomeScreen)

    async def test_and_by_arrows(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "down", "enter")
            assert isinstance(app.screen, ProgressScreen)

    async def test_escape_does_not_leave(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)
            assert "esc" not in screen_lines(app)[-1]

    async def test_all_keys_are_shown_at_80_columns(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("listen")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            lines = screen_lines(app)
            ruled = max(at for at, line in enumerate(lines) if line.startswith("─"))
            keys = "  ".join(lines[ruled + 1 :])
            assert keys.split("  ")[0].strip() == "↑↓ move"
            for entry in (
                "↵ open",
                "p play",
                "c continue",
                "m my progress",
                "a author",
                "s settings",
                "? help",
                "q quit",
            ):
                assert entry in keys


class TestGoingOn:
    async def test_a_conversation_in_progress_is_offered(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        begun = past("listen")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "Continue The wrong room, after 1 reply" in screen_text(app)
            await press(pilot, "c")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.session.id == begun.session.id
            assert [exchange.reply.id for exchange in app.screen.play.exchanges] == ["listen"]

    async def test_none_is_offered_where_there_is_none(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "Continue" not in screen_text(app)
            await press(pilot, "c")
            assert isinstance(app.screen, HomeScreen)

    async def test_one_of_somebody_else_is_not_offered(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("listen", trainee="Amina")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "Continue" not in screen_text(app)

    @pytest.mark.slow
    async def test_what_is_played_meanwhile_shows_on_coming_back(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p", "enter", "p", "3", "escape", "escape")
            assert isinstance(app.screen, HomeScreen)
            assert "Continue The wrong room, after 1 reply" in screen_text(app)

    async def test_how_it_went_last_time(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        begun = past("name-it", "choose")
        ended = begun.store.session(begun.session.id)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "Last time The wrong room: won back," in screen_text(app)
            assert f"trust-rebuilding {ended.trust:.0f}" in screen_text(app)


class TestWhatTheCommandLineAskedFor:
    async def test_a_story_opens_its_briefing(self, make_app: Callable[..., ServicesimApp]) -> None:
        app = make_app(story="front-desk", mode="assessment")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, BriefingScreen)
            await press(pilot, "enter")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.mode == "assessment"

    @pytest.mark.slow
    async def test_replies_are_given_at_once(self, make_app: Callable[..., ServicesimApp]) -> None:
        app = make_app(story="front-desk", replies=("listen", "ask"))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.state.turn == 2
            assert app.screen.play.session.assisted

    async def test_resume_goes_on_with_the_newest(
        self, make_app: Callable[..., ServicesimApp], past: Callable[..., Play]
    ) -> None:
        past("policy")
        newest = past("listen")
        app = make_app(resume=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.session.id == newest.session.id

    async def test_resume_with_nothing_to_go_on_with_says_so(
        self, make_app: Callable[..., ServicesimApp]
    ) -> None:
        app = make_app(resume=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, HomeScreen)
            assert "in progress" in screen_text(app)


class TestWhatCanBeWrong:
    async def test_a_store_that_is_none_is_told(
        self, app: ServicesimApp, saves: Path, preferences: Preferences
    ) -> None:
        saves.write_text("not a database, but quite long enough to be read as one" * 40, encoding="utf-8")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "cannot be used" in screen_text(app)
            assert "p play" in screen_text(app), "the app goes on"

    async def test_settings_that_cannot_be_read_are_told_and_left(
        self, make_app: Callable[..., ServicesimApp], tmp_path: Path, saves: Path
    ) -> None:
        path = tmp_path / "settings.json"
        path.write_text("{trainee: Jo", encoding="utf-8")
        app = make_app(preferences=Preferences.load(path), trainee="Jo")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await settled(pilot)
            assert "could not be read" in screen_text(app)
        assert path.read_text(encoding="utf-8") == "{trainee: Jo"
