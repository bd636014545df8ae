"""The briefing: who one is, what one knows, and in which mode to talk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.errors import NotSaved
from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.briefing.screen import BriefingScreen
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.services import Services
from tests.tui.conftest import STORIES
from tests.tui.talking import NARROW, press, screen_lines, screen_text, settled


async def opened(app: ServicesimApp, pilot: object) -> None:
    await settled(pilot)  # type: ignore[arg-type]
    await press(pilot, "p", "enter")  # type: ignore[arg-type]


class TestWhatIsSaid:
    async def test_roles_briefing_and_papers(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            text = screen_text(app)
            assert "You are Jo, front desk, first month" in text
            assert "You meet Tomas Brandt, guest since spring" in text
            assert "Tomas Brandt stays four nights a month." in text, "names are filled in"
            assert "At hand The guest card. While you talk, d opens it." in text
            assert "saved at once, under the name Jo" in text

    async def test_all_keys_are_shown_at_80_columns(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            keys = " ".join(screen_lines(app)[-2:])
            for entry in (
                "↑↓ move",
                "↵ open",
                "c continue",
                "p practice",
                "a assessment",
                "? help",
                "esc back",
            ):
                assert entry in keys

    @pytest.mark.slow
    async def test_a_briefing_longer_than_the_window_scrolls(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(60, 20)) as pilot:
            await opened(app, pilot)
            assert "pgup/pgdn scroll" in screen_text(app)
            assert "saved at once" not in screen_text(app)
            await press(pilot, "pagedown", "pagedown")
            assert "saved at once" in screen_text(app)


class TestBeginning:
    @pytest.mark.parametrize(
        ("keys", "mode"),
        [
            ("p", "practice"),
            (["down", "enter"], "assessment"),
            pytest.param("a", "assessment", marks=pytest.mark.slow),
            pytest.param(["enter"], "practice", marks=pytest.mark.slow),
        ],
    )
    async def test_in_either_mode(self, app: ServicesimApp, keys: list[str], mode: str) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            await press(pilot, *keys)
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.mode == mode
            assert app.screen.play.trainee == "Jo"

    async def test_going_on_where_one_was(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        begun = past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            assert "Continue your practice, after 1 reply" in screen_text(app)
            await press(pilot, "c")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.session.id == begun.session.id

    @pytest.mark.parametrize(("use", "other"), [("assessment", "p"), ("practice", "a")])
    @pytest.mark.slow
    async def test_a_mode_that_the_story_excludes_is_not_offered(
        self, make_app: Callable[..., ServicesimApp], tmp_path: Path, use: str, other: str
    ) -> None:
        folder = tmp_path / "stories"
        folder.mkdir()
        text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
        (folder / "one.yaml").write_text(text.replace("max_turns: 6", f"max_turns: 6\nuse: {use}"), "utf-8")
        app = make_app(stories=folder)
        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            await press(pilot, other)
            assert isinstance(app.screen, BriefingScreen)
            await press(pilot, use[0])
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.mode == use


class TestWhenItCannotBeSaved:
    @pytest.mark.slow
    async def test_it_says_so_and_can_be_tried_again(
        self, app: ServicesimApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin = Services.begin

        def full(self: Services, *args: object, **names: object) -> Play:
            raise NotSaved("the disk is full.")

        async with app.run_test(size=NARROW) as pilot:
            await opened(app, pilot)
            monkeypatch.setattr(Services, "begin", full)
            await press(pilot, "p")
            assert isinstance(app.screen, BriefingScreen)
            assert "! Not saved: the disk is full." in screen_text(app)
            monkeypatch.setattr(Services, "begin", begin)
            await press(pilot, "p")
            assert isinstance(app.screen, ConversationScreen)
