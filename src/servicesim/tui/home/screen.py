"""Home."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from servicesim.tui import places
from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import Menu
from servicesim.tui.widgets.title_bar import TitleBar

CHOICES = {
    "play": ("Play", "choose a story and talk with somebody"),
    "progress": ("My progress", "your sessions, and how they went"),
    "settings": ("Settings", "name, colours, motion"),
    "help": ("Help", "how this works, and the keys"),
}


class HomeScreen(HouseScreen[None]):
    """The first screen. What it knows of stories and sessions it loads after its first paint."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "choose('play')", "play", id="play", tooltip="Choose a story"),
        Binding("m", "choose('progress')", "my progress", id="progress", tooltip="Your sessions"),
        Binding("s", "choose('settings')", "settings", id="settings", tooltip="Name, colours, motion"),
        Binding("q", "app.quit", "quit", id="quit", tooltip="Leaves the program"),
    ]

    def compose(self) -> ComposeResult:
        yield TitleBar("servicesim", "")
        with Vertical(id="middle"):
            yield Static(
                content("Win back people who resist, or who have turned away."), id="motto", markup=False
            )
            yield Menu(
                [
                    (name, joined((f"{title:<16}", "bold"), (what, "$text-muted")))
                    for name, (title, what) in CHOICES.items()
                ]
            )
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back from home."""
        return action != "back"

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.action_choose(event.name)

    def action_choose(self, name: str) -> None:
        """Goes where a choice leads."""
        if name == "help":
            self.action_help()
        else:
            self.house.forward(getattr(places, "picker" if name == "play" else name)())
