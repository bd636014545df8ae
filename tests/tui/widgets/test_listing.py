"""A list under its head, and the words in its place."""

from __future__ import annotations

from textual.app import ComposeResult

from servicesim.tui.app import ServicesimApp
from servicesim.tui.house import HouseScreen
from servicesim.tui.text import content
from servicesim.tui.widgets.listing import Lines, Listing
from servicesim.tui.widgets.menu import LongMenu
from tests.tui.talking import NARROW, WIDE, screen_text, settled


class Widths(HouseScreen[None]):
    """A screen whose list says how many cells a line of it has."""

    def compose(self) -> ComposeResult:
        yield Listing("Being counted.")

    @property
    def listing(self) -> Listing:
        return self.query_one(Listing)


def lines(width: int) -> Lines:
    return content("width"), [("one", content(f"{width} cells")), ("two", content("another"))]


async def test_words_stand_in_its_place_until_there_is_something(app: ServicesimApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        app.push_screen(screen := Widths())
        await settled(pilot)
        assert "One moment Being counted." in screen_text(app)
        screen.listing.write(lines)
        await settled(pilot)
        assert screen_text(app).split()[:4] == ["width", "▌75", "cells", "another"]
        screen.listing.say("Nothing", "There is nothing.")
        await settled(pilot)
        assert screen_text(app).split() == ["Nothing", "There", "is", "nothing."]


async def test_it_is_made_again_for_another_width_with_the_cursor_where_it_was(app: ServicesimApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        app.push_screen(screen := Widths())
        await settled(pilot)
        screen.listing.write(lines)
        await settled(pilot)
        await pilot.press("down")
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert "155 cells" in screen_text(app)
        assert screen.query_one(LongMenu).pointed == "two"


async def test_what_was_shown_stays_where_it_cannot_be_read_again(app: ServicesimApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        app.push_screen(screen := Widths())
        await settled(pilot)
        screen.listing.fail("It cannot be shown")
        await settled(pilot)
        assert "It cannot be shown Below is the reason." in screen_text(app)
        screen.listing.write(lines)
        screen.listing.fail("It cannot be shown")
        await settled(pilot)
        assert "75 cells" in screen_text(app)
