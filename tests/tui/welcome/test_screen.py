"""The first start: a name, and what is kept, before anything is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from servicesim.preferences import Preferences
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.store import Store
from servicesim.tui.app import ServicesimApp
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.welcome.screen import WelcomeScreen
from servicesim.tui.widgets.name_input import NameInput
from tests.tui.talking import press, press_at_once, screen_text, settled


def newcomer(tmp_path: Path) -> Preferences:
    return Preferences.load(tmp_path / "settings.json")


async def test_it_says_what_is_kept_where_and_who_can_read_it(
    make_app: Callable[..., ServicesimApp], tmp_path: Path, saves: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        text = screen_text(app)
        assert "Who are you?" in text
        assert "every reply with its time" in text
        assert saves.name in text
        assert "whoever can open it can read everybody's sessions" in text


async def test_the_name_is_taken_and_remembered(
    make_app: Callable[..., ServicesimApp], tmp_path: Path, saves: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"Li Na", "enter")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Li Na" in screen_text(app)
    kept = newcomer(tmp_path)
    assert kept.trainee == "Li Na"
    assert kept.told == [str(saves)]


async def test_keys_that_come_all_at_once_are_all_taken(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_at_once(pilot, "J", "o", "enter")
        assert isinstance(app.screen, HomeScreen)
    assert newcomer(tmp_path).trainee == "Jo"


async def test_it_does_not_come_again(
    make_app: Callable[..., ServicesimApp], tmp_path: Path, saves: Path
) -> None:
    for expected in (WelcomeScreen, HomeScreen):
        app = make_app(preferences=newcomer(tmp_path))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, expected)
            await pilot.press(*"Jo", "enter")
            await settled(pilot)


async def test_it_comes_again_for_another_store(
    make_app: Callable[..., ServicesimApp], tmp_path: Path, preferences: Preferences
) -> None:
    app = make_app(saves=str(tmp_path / "other.db"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "other.db" in screen_text(app)
        assert app.screen.query_one(NameInput).value == "Jo", "the name is there already"


async def test_a_name_that_nobody_could_see_is_refused(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "space", "enter")
        assert isinstance(app.screen, WelcomeScreen)
        assert "A name is needed" in screen_text(app)
        app.screen.query_one(NameInput).value = "Jo\u202e"
        await press(pilot, "enter")
        assert isinstance(app.screen, WelcomeScreen)


async def test_escape_sequences_cannot_be_pasted_into_it(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    from textual.events import Paste

    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.screen.query_one(NameInput).post_message(Paste("Jo\x1b]0;owned\x07"))
        await settled(pilot)
        assert app.screen.query_one(NameInput).value == ""


async def test_letters_that_are_keys_elsewhere_are_letters_here(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*"pqm?")
        await settled(pilot)
        assert app.screen.query_one(NameInput).value == "pqm?"
        assert "? help" not in screen_text(app)


async def test_who_leaves_leaves_nothing_behind_in_the_settings(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("escape")
    assert app.return_code == 0
    assert not (tmp_path / "settings.json").exists()


async def test_a_store_that_cannot_be_opened_is_told(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path), saves=str(tmp_path / "none" / "such" / "servicesim.db"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "cannot be used" in screen_text(app)


async def test_settings_that_cannot_be_written_are_told_and_the_app_goes_on(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    app = make_app(preferences=Preferences(tmp_path / "a-file" / "settings.json"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press(*"Jo", "enter")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Not saved: the settings could not be written" in screen_text(app)


async def test_it_tells_what_managers_see_and_comes_again_where_that_changes(
    app: ServicesimApp, make_app: Callable[..., ServicesimApp], store: Store, tmp_path: Path
) -> None:
    set_policy(store, Policy(practice="whole"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        assert "What managers see has changed" in screen_text(app)
        assert "every conversation, practice too, with each reply" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, HomeScreen)
    again = make_app(preferences=newcomer(tmp_path))
    async with again.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(again.screen, HomeScreen)


async def test_all_of_it_is_seen_at_80_columns(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    with TemporaryDirectory() as folder:  # whose path is no longer than those of people's own folders
        app = make_app(preferences=newcomer(tmp_path), saves=str(Path(folder) / "servicesim.db"))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert "stands in its debrief." in screen_text(app)
            assert "pgdn" not in screen_text(app)


async def test_in_a_lower_window_one_turns_the_page(
    make_app: Callable[..., ServicesimApp], tmp_path: Path
) -> None:
    app = make_app(preferences=newcomer(tmp_path))
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        assert "stands in its debrief." not in screen_text(app)
        await press(pilot, "pagedown")
        assert "stands in its debrief." in screen_text(app)
