"""Settings: every change holds at once, and is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.tui.app import ServicesimApp
from servicesim.tui.settings.name import NameDialog
from servicesim.tui.settings.screen import SettingsScreen
from servicesim.tui.widgets.name_input import NameInput
from tests.tui.talking import NARROW, press, press_at_once, screen_text, settled


def kept(preferences: Preferences) -> Preferences:
    return Preferences.load(preferences.path)


async def test_colours_change_at_once(app: ServicesimApp, preferences: Preferences) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s")
        for name in ("light", "contrast", "dark", "light"):
            await press(pilot, "c")
            assert app.theme == name
            assert f"Colours {name}" in screen_text(app)
    assert kept(preferences).theme == "light"


@pytest.mark.slow
async def test_motion(app: ServicesimApp, preferences: Preferences) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s", "m")
        assert app.animation_level == "full"
        await press(pilot, "m")
        assert app.animation_level == "none"
    assert kept(preferences).motion is False


async def test_another_name(app: ServicesimApp, preferences: Preferences) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s", "enter")
        assert isinstance(app.screen, NameDialog)
        await press_at_once(pilot, *["backspace"] * len("Jo"), *"Amina", "enter")
        assert isinstance(app.screen, SettingsScreen)
        assert "Name Amina" in screen_text(app)
        assert app.trainee == "Amina"
    assert kept(preferences).trainee == "Amina"


@pytest.mark.parametrize("name", ["", "   "])
async def test_no_name_is_not_taken(app: ServicesimApp, name: str) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s", "n")
        app.screen.query_one(NameInput).value = name
        await press(pilot, "enter")
        assert isinstance(app.screen, NameDialog)
        await press(pilot, "escape")
        assert app.trainee == "Jo"


async def test_where_things_are(app: ServicesimApp, preferences: Preferences, saves: Path) -> None:
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "s")
        assert str(saves) in screen_text(app)
        assert str(preferences.path) in screen_text(app)


async def test_without_colour_there_is_nothing_to_choose(
    make_app: Callable[..., ServicesimApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s", "c")
        assert "NO_COLOR is set" in screen_text(app)
        assert app.theme == "no-colour"


async def test_a_change_that_cannot_be_kept_says_so(
    make_app: Callable[..., ServicesimApp], tmp_path: Path, saves: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_text("[]", encoding="utf-8")
    preferences = Preferences.load(path)
    preferences.told = [str(saves)]
    app = make_app(preferences=preferences, trainee="Jo")
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "s", "c")
        assert app.theme == "light"
        assert "! Not saved" in screen_text(app)
    assert path.read_text(encoding="utf-8") == "[]"
