"""Settings."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from servicesim.errors import NotSaved
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.settings.name import NameDialog
from servicesim.tui.text import content, joined
from servicesim.tui.themes import CHOICES, NO_COLOUR
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import Menu
from servicesim.tui.widgets.title_bar import TitleBar

LABEL = 10


class SettingsScreen(AskingScreen):
    """What the user may set. Each change holds at once, and is kept."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "Choosing a line changes it, and the change is kept at once.\n\n"
        'Keys can be changed in the settings file: under "keys" write the name of a key\'s entry and the key '
        'you want, such as {"play": "j", "progress": "f5"}.'
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "n", "change('name')", "name", id="name", tooltip="Change the name that sessions are saved under"
        ),
        Binding("c", "change('colours')", "colours", id="colours", tooltip="Dark, light or high contrast"),
        Binding("m", "change('motion')", "motion", id="motion", tooltip="Let things move on screen, or not"),
    ]

    def compose(self) -> ComposeResult:
        yield TitleBar("Settings")
        yield Menu(self._items())
        yield Static(self._where(), id="where", markup=False)
        yield KeyBar()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.action_change(event.name)

    def action_change(self, what: str) -> None:
        """Changes one setting."""
        if what == "name":
            self.app.push_screen(NameDialog(self.house.trainee), self._named)
        elif what == "colours":
            self._recolour()
        else:
            self._move_or_not()

    def _named(self, name: str | None) -> None:
        if name is not None:
            self.house.trainee = self.house.preferences.trainee = name
            self._keep()

    def _recolour(self) -> None:
        if self.house.theme == NO_COLOUR.name:
            self.say("NO_COLOR is set, so there are no colours to choose from.")
            return
        names = [theme.name for theme in CHOICES]
        following = names[(names.index(self.house.theme) + 1) % len(names)]
        self.house.preferences.theme = following
        self.house.wear(following)
        self._keep()

    def _move_or_not(self) -> None:
        preferences = self.house.preferences
        preferences.motion = not preferences.motion
        self.house.animation_level = "full" if preferences.motion else "none"
        self._keep()

    def _keep(self) -> None:
        """Shows the change and keeps it; where it cannot be kept it holds until the app is left."""
        self.query_one(Menu).show(self._items())
        try:
            self.house.preferences.save()
        except NotSaved as error:
            self.say(str(error), wrong=True)

    def _items(self) -> list[tuple[str, Content]]:
        house = self.house
        motion = "on" if house.preferences.motion else "off: nothing moves by itself"
        return [
            ("name", _item("Name", house.trainee)),
            (
                "colours",
                _item("Colours", "none (NO_COLOR)" if house.theme == NO_COLOUR.name else house.theme),
            ),
            ("motion", _item("Motion", motion)),
        ]

    def _where(self) -> Content:
        return joined(
            ("settings  ", "$text-muted"), f"{self.house.preferences.path}\n",
            ("sessions  ", "$text-muted"), self.house.services.location(),
        )  # fmt: skip


def _item(label: str, value: str) -> Content:
    return joined((f"{label:<{LABEL}}", "bold"), content(value))
