"""The bottom line shows every key that works, and only those."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.binding import Binding

from servicesim.preferences import Preferences
from servicesim.tui.app import ServicesimApp
from servicesim.tui.house import HouseScreen
from servicesim.tui.widgets.key_bar import KeyBar, KeyHint, key_hints
from tests.tui.talking import press, screen_lines, settled


def hint(*keys: str) -> KeyHint:
    return KeyHint(list(keys), "do it", keys[0], None, True, "")


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["1", "2", "3"], "1-3"),
        (["1"], "1"),
        (["↑", "↓"], "↑↓"),
        (["pgup", "pgdn"], "pgup/pgdn"),
        (["1", "2", "↑", "↓", "↵"], "1-2 ↑↓ ↵"),
    ],
)
def test_keys_of_one_meaning_stand_together(keys: list[str], shown: str) -> None:
    assert hint(*keys).shown == shown


class Crowded(HouseScreen[None]):
    """More keys than one line of 80 columns takes."""

    BINDINGS = [Binding(letter, f"app.bell('{letter}')", f"ring {letter} loud") for letter in "abcdefghi"]  # noqa: RUF012

    def compose(self):  # type: ignore[no-untyped-def]
        yield KeyBar()


def place_of(app: ServicesimApp, entry: str) -> tuple[int, int]:
    """Column and line of an entry of the key bar, which home needs two lines for."""
    lines = screen_lines(app)
    (line,) = (number for number in range(len(lines) - 2, len(lines)) if entry in lines[number])
    return lines[line].index(entry), line


class TestInTheApp:
    async def test_help_and_the_way_back_come_last(self, app: ServicesimApp) -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            await press(pilot, "m")
            assert screen_lines(app)[-1].endswith("? help   esc back")

    async def test_it_takes_as_many_lines_as_it_needs(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.push_screen(Crowded())
            await settled(pilot)
            below = " ".join(screen_lines(app)[-3:])
            assert all(f"{letter} ring {letter} loud" in below for letter in "abcdefghi")
            assert "esc back" in below
            await pilot.resize_terminal(160, 24)
            await settled(pilot)
            assert "a ring a loud" in screen_lines(app)[-1]

    async def test_a_click_on_an_entry_presses_its_key(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.click(offset=place_of(app, "? help"))
            await settled(pilot)
            assert screen_lines(app)[0].strip() == "Help: servicesim"

    async def test_the_mouse_learns_what_a_key_does(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.hover(offset=place_of(app, "q quit"))
            assert str(app.screen.query_one(KeyBar).tooltip) == "Leaves; everything is saved"

    async def test_a_remapped_key_is_shown_and_works(
        self, make_app: Callable[..., ServicesimApp], preferences: Preferences
    ) -> None:
        preferences.keys = {"progress": "j"}
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            place_of(app, "j my progress")
            await press(pilot, "m")
            assert screen_lines(app)[0].startswith(" servicesim"), "the old key is free"
            await press(pilot, "j")
            assert screen_lines(app)[0].startswith(" My progress")

    async def test_no_key_needs_ctrl(self, app: ServicesimApp) -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            for key in ("p", "enter"):
                await press(pilot, key)
                assert not [hint for hint in key_hints(app.screen) if "^" in hint.shown]
