"""The app: which screen comes after which, and what holds for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.types import CSSPathType

from servicesim.preferences import Preferences
from servicesim.tui import places
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.launch import Launch
from servicesim.tui.services import Services
from servicesim.tui.signals import leave_on_signals
from servicesim.tui.themes import CHOICES, NO_COLOUR, theme_named, without_colour

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief
    from servicesim.saves.play import Play

HERE = Path(__file__).parent
INTERRUPTED = 130
"""Exit status after Ctrl+C, as shells give it."""


class ServicesimApp(App[int]):
    """servicesim in the terminal. Screens are imported when they are first opened: home comes fast."""

    TITLE = "servicesim"
    # Textual does not load the styles of a default screen by itself.
    CSS_PATH: ClassVar[CSSPathType | None] = [HERE / "theme.tcss", HERE / "home" / "screen.tcss"]
    ENABLE_COMMAND_PALETTE = False
    # Textual does not declare these two as variables of the class, and wants lists.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012

    def __init__(self, launch: Launch | None = None, preferences: Preferences | None = None) -> None:
        super().__init__(ansi_color=without_colour() or None)
        self.launch = launch or Launch()
        self.preferences = preferences or Preferences.load()
        self.services = Services(self.launch)
        for theme in (*CHOICES, NO_COLOUR):
            self.register_theme(theme)
        # Not by `wear`: that would have Textual read every style a second time before the first paint.
        self.set_reactive(App.theme, theme_named(self.preferences.theme).name)
        self.trainee = self.launch.trainee or self.preferences.trainee or ""
        """The name that sessions are saved under; empty as long as nobody gave one."""
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_keymap(self.preferences.keys)

    def wear(self, theme: str) -> None:
        """Puts on a theme; a name that there is none of means the dark one."""
        self.theme = theme_named(theme).name

    def get_default_screen(self) -> Screen[Any]:
        """Home."""
        return HomeScreen()

    def on_mount(self) -> None:
        leave_on_signals(self)
        if not self.preferences.motion:
            self.animation_level = "none"

    def on_ready(self) -> None:
        places.fit(self, self.size)

    def on_resize(self, event: events.Resize) -> None:
        places.fit(self, event.size)

    def on_unmount(self) -> None:
        self.services.close()

    def _fatal_error(self) -> None:
        """After a fault of our own. Textual would print all of its traceback, with story texts in it."""
        from servicesim.tui.fault import told

        self.panic(told())

    def action_help_quit(self) -> None:
        """Ctrl+C: leaves. Nothing is lost by it, each reply is saved when it is given."""
        self.exit(return_code=INTERRUPTED)

    def forward(self, screen: Screen[Any]) -> None:
        """Goes on to the next place: instead of one that gives way, else on top of this one."""
        places.forward(self, screen)

    def open_help(self, screen: Screen[Any]) -> None:
        """Opens the help on a screen."""
        self.push_screen(places.help_on(screen))

    def open_conversation(self, play: Play) -> None:
        """Goes on to a conversation."""
        self.forward(places.conversation(play))

    def open_debrief(self, debrief: Debrief, play: Play) -> None:
        """Goes on to the debrief of a conversation."""
        self.forward(places.debrief(debrief, play))
