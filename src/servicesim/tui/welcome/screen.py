"""The welcome."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from servicesim.errors import NotSaved, ServicesimError
from servicesim.tui.house import HouseScreen
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.name_input import NameInput
from servicesim.tui.widgets.notice import Notice
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.saves.policy import Policy

WHAT = (
    "Here you talk with people who resist, or who have turned away, and learn to win them back. A debrief "
    "shows what each reply did."
)
_SCROLL = Binding.Group("page")


class WelcomeScreen(HouseScreen[bool]):
    """The first start: under which name to save, and what is kept, where, and who can read it."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "begin",
            "begin",
            priority=True,
            id="begin",
            tooltip="Takes the name and goes on",
        ),
        Binding("pageup", "page(-1)", "pgup", id="page-up", group=_SCROLL, tooltip="A page up"),
        Binding("pagedown", "page(1)", "pgdn", id="page-down", group=_SCROLL, tooltip="A page down"),
        Binding("escape", "leave", "leave", id="leave", tooltip="Leaves the program; nothing is kept"),
    ]

    def __init__(self, *, changed: bool = False) -> None:
        super().__init__()
        self._changed = changed
        """Whether it comes again because managers see something else now."""
        self._told: tuple[str, Policy] | None = None
        """The store that the user was told of, and its policy."""

    def compose(self) -> ComposeResult:
        yield TitleBar("What managers see has changed" if self._changed else "Welcome to servicesim")
        with Page():
            if not self._changed:
                yield Static(content(WHAT), id="what", markup=False)
            yield Static(content("Who are you?", "bold"), classes="question", markup=False)
            yield NameInput(self.house.trainee)
            yield Static(content("What is kept", "bold"), classes="question", markup=False)
            yield Static(content("One moment…", "$text-muted"), id="kept", markup=False)
        yield Notice()
        yield KeyBar()

    def on_mount(self) -> None:
        self.read_notice()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is typed goes into the name, so no key is left for help; and there is no way back. Pages are
        for a window that is too low for all of it."""
        if action == "page":
            return any(page.scrolls for page in self.query(Page))
        return action not in ("help", "back")

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        self.query_one(Page).turn(pages)

    @work(exclusive=True)
    async def read_notice(self) -> None:
        """Shows what the store keeps; it is opened, and made, for that."""
        kept = self.query_one("#kept", Static)
        try:
            location, text, policy = await asyncio.to_thread(self.house.services.kept)
        except ServicesimError as error:
            kept.update(joined(("! ", "bold $error"), str(error)))
            return
        kept.update(content(text))
        self._told = location, policy

    def action_begin(self) -> None:
        """Takes the name, remembers it, and goes on."""
        # Enter overtakes what was typed just before it, which still waits for the field.
        self.query_one(NameInput).call_later(self._begin)

    def _begin(self) -> None:
        from servicesim.saves.notice import remember_told

        name = self.query_one(NameInput).trainee
        if name is None:
            self.query_one(Notice).say("A name is needed: 1 to 100 characters that can be seen.", wrong=True)
            return
        if self._told is None:
            self.query_one(Notice).say("One moment: what is kept has not been shown yet.")
            return
        self.house.trainee = name
        preferences = self.house.preferences
        preferences.trainee = name
        remember_told(preferences, *self._told)
        try:
            preferences.save()
        except NotSaved as error:
            # The app can go on without; the next start will ask again.
            self.app.notify(str(error), severity="warning", markup=False)
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leaves the program."""
        self.app.exit(return_code=0)
