"""What every screen of the app has: help, the way back, and a place on the way through the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen, ScreenResultType

if TYPE_CHECKING:
    from servicesim.tui.app import ServicesimApp


class HouseScreen(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen of the app, a place where one can be.

    `GIVES_WAY` says that the next place takes this one's place, so that "back" does not return here. `HELP` is
    what the help says of it, paragraphs with an empty line between; the list of keys there is made from the
    bindings and their tooltips.
    """

    GIVES_WAY: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "help", id="help", tooltip="What this screen is, and its keys"),
        Binding("escape", "back", "back", id="back", tooltip="Back to where you came from"),
    ]

    @property
    def house(self) -> ServicesimApp:
        """The app."""
        return cast("ServicesimApp", self.app)

    def on_screen_resume(self) -> None:
        # A screen that was covered while the window changed has not heard of it, and its classes for narrow
        # and wide windows are those of the old size.
        if self.is_attached and self.size != self.app.size:
            self.post_message(events.Resize(self.app.size, self.app.size))

    def action_help(self) -> None:
        """Opens the help on this screen."""
        self.house.open_help(self)

    def action_back(self) -> None:
        """Leaves this screen."""
        self.dismiss()


def stands_over(screen: Screen[object]) -> bool:
    """Whether a screen only stands over a place (a question, the help) and is none itself."""
    return isinstance(screen, ModalScreen) or bool(getattr(screen, "STANDS_OVER", False))
