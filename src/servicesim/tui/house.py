"""What every screen of the app has: help, the way back, and a place on the way through the house."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import events, work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen, ScreenResultType

from servicesim.errors import ServicesimError
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.notice import Notice

if TYPE_CHECKING:
    from servicesim.saves.records import SessionRecord
    from servicesim.tui.app import ServicesimApp

Answer = TypeVar("Answer")


class HouseScreen(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen of the app, a place where one can be.

    `GIVES_WAY` says that the next place takes this one's place, so that "back" does not return here. `HELP`
    is what the help says of it, paragraphs with an empty line between; the list of keys there is made from
    the bindings and their tooltips.
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

    @property
    def here(self) -> bool:
        """Whether the screen is shown, or waits beneath another; one that is taken down may lack parts."""
        return self.is_attached and self.display

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


class AskingScreen(HouseScreen[None]):
    """A screen that asks the services for something, and says in its `Notice` what became of it."""

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.say("")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Says something at the foot of the screen."""
        notice = next(iter(self.query(Notice)), None)
        if notice is None:
            if not text:
                return
            notice = Notice()
            self.mount(notice, before=self.query_one(KeyBar))
        notice.say(text, wrong=wrong)

    async def ask(self, call: Callable[[], Answer], *, clears: bool = True) -> Answer | None:
        """The answer of a call that blocks, made in a thread. None where it failed, which is then said.

        What was said before is taken away, unless it `clears` nothing: then it may be of something else.
        Raises CancelledError, which ends the worker that asked, where the screen was left meanwhile.
        """
        answer, trouble = None, ""
        try:
            answer = await asyncio.to_thread(call)
        except ServicesimError as error:
            trouble = str(error)
        if not self.here:
            raise asyncio.CancelledError
        if trouble or clears:
            self.say(trouble, wrong=bool(trouble))
        return answer

    @work(exclusive=True, group="going-on")
    async def go_on(self, session: SessionRecord) -> None:
        """Opens a session where it stands: the conversation, or the debrief of one that has ended."""
        services = self.house.services
        self.say("One moment: reading the conversation…")
        if session.status == "ended":
            found = await self.ask(lambda: services.debrief(session))
            if found is not None:
                self.house.open_debrief(*found)
        else:
            play = await self.ask(lambda: services.resume(session))
            if play is not None:
                self.house.open_conversation(play)


def stands_over(screen: Screen[object]) -> bool:
    """Whether a screen only stands over a place (a question, the help, a paper) and is none itself."""
    return isinstance(screen, ModalScreen) or bool(getattr(screen, "STANDS_OVER", False))
