"""Lists: the cursor keeps its place while the list changes under it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from servicesim.tui.app import ServicesimApp
from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.text import content
from servicesim.tui.widgets.key_bar import key_hints
from servicesim.tui.widgets.menu import LongMenu
from tests.tui.talking import settled


class Listing(HouseScreen[None]):
    """A screen with nothing but a list, which writes down what the list tells it."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield LongMenu(items(*self.names))

    @property
    def menu(self) -> LongMenu:
        return self.query_one(LongMenu)

    def on_chosen(self, event: Chosen) -> None:
        self.told.append(f"chosen {event.name}")

    def on_pointed(self, event: Pointed) -> None:
        self.told.append(f"pointed {event.name}")


def items(*names: str) -> list[tuple[str, Content]]:
    return [(name, content(f"item {name} [b]")) for name in names]


async def test_it_tells_what_the_cursor_stands_on_and_what_was_chosen(app: ServicesimApp) -> None:
    async with app.run_test() as pilot:
        app.push_screen(listing := Listing("a", "b"))
        await settled(pilot)
        await pilot.press("down", "enter")
        assert listing.told == ["pointed a", "pointed b", "chosen b"]


async def test_the_cursor_stays_on_its_item(app: ServicesimApp) -> None:
    async with app.run_test() as pilot:
        app.push_screen(listing := Listing("a", "b"))
        await settled(pilot)
        listing.menu.point("b")
        listing.menu.show(items("new", "a", "b"), ruled=True)
        assert listing.menu.pointed == "b"
        listing.menu.show(items("new", "a"))
        assert listing.menu.pointed == "new", "where its item is gone it goes to the first"


async def test_an_item_can_be_rewritten_and_one_that_is_not_there_is_left_alone(app: ServicesimApp) -> None:
    async with app.run_test() as pilot:
        app.push_screen(listing := Listing("a"))
        await settled(pilot)
        listing.menu.rewrite("a", content("other"))
        listing.menu.rewrite("gone", content("nothing"))
        assert [str(option.prompt) for option in listing.menu.options] == ["other"]


async def test_it_is_laid_out_however_narrow_it_gets(app: ServicesimApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(listing := Listing("a", "b"))
        await settled(pilot)
        for width in (10, 5, 4, 3, 2, 1):
            listing.menu.styles.width = width
            await pilot.pause()
        assert listing.menu.size.width >= 5, "OptionList would fail in less"


async def test_keys_that_would_do_nothing_are_not_offered(app: ServicesimApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(listing := Listing())
        await settled(pilot)
        assert [hint.does for hint in key_hints(listing)] == ["help", "back"]
        listing.menu.show(items("a", "b"))
        await settled(pilot)
        assert [hint.does for hint in key_hints(listing)] == ["move", "open", "help", "back"]
        listing.menu.show(items(*(str(number) for number in range(60))))
        await settled(pilot)
        assert [hint.does for hint in key_hints(listing)] == ["move", "open", "page", "help", "back"]
