"""One session as a manager looks at it: the debrief that its trainee sees, and comments beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from servicesim.errors import NotSaved, ServicesimError
from servicesim.tui import when
from servicesim.tui.debrief.from_managers import FromManagers
from servicesim.tui.debrief.screen import DebriefScreen
from servicesim.tui.review.services import ReviewServices
from servicesim.tui.review.session.comments import CommentDialog, TakeBackDialog
from servicesim.tui.settings.name import NameDialog
from servicesim.tui.when import spoken
from servicesim.tui.widgets.notice import Notice
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.saves.comments import Comment


class SessionScreen(DebriefScreen):
    """The debrief of somebody else's conversation, from which nothing can be played on."""

    CSS_PATH = str(Path(__file__).parents[2] / "debrief" / "debrief.tcss")
    HELP = (
        "What was said in this conversation, with the review of every reply, as its trainee sees it.\n\n"
        "k writes a comment. It is kept with your name and the time; the trainee sees it in the debrief, and "
        "nobody else does but who reviews this session. It cannot be written without a name: yours is the "
        "one in the settings. d takes back the newest one of yours.\n\n" + DebriefScreen.HELP
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "comment", "comment", id="comment", tooltip="Writes a comment that the trainee sees"),
        Binding("d", "take_back", "take back", id="comment-back", tooltip="Deletes your newest comment"),
    ]
    _mine: Comment | None = None
    """The newest comment that whoever looks wrote here."""

    @property
    def asking(self) -> ReviewServices:
        """What this screen asks."""
        return ReviewServices(self.house.services)

    def on_mount(self) -> None:
        title = self.query_one(TitleBar)
        title.left = f"{self.play.trainee} · {self.debrief.title}"
        title.right = f"{OUTCOMES[self.debrief.outcome]} · {spoken(self.play.session.started, when.now())}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A manager tries nothing again under the trainee's name, and takes back their own words alone."""
        if action == "take_back":
            return self._mine is not None
        return False if action == "again" else super().check_action(action, parameters)

    @work(exclusive=True, group="comments")
    async def load(self) -> None:
        """Shows the comments."""
        asking, session = self.asking, self.play.session.id
        await self._ask(lambda: asking.comments(session))

    def action_comment(self) -> None:
        """Asks for a comment, and first for a name where there is none."""
        if self.house.trainee:
            self._write()
        else:
            self.app.push_screen(NameDialog(""), self._named)

    def _named(self, name: str | None) -> None:
        if name is None:
            return
        self.house.trainee = self.house.preferences.trainee = name
        try:
            self.house.preferences.save()
        except NotSaved as error:
            self.query_one(Notice).say(str(error), wrong=True)
        self._write()

    def _write(self, begun: str = "", problem: str = "") -> None:
        dialog = CommentDialog(self.house.trainee, self.play.trainee, begun, problem)
        self.app.push_screen(dialog, self._kept)

    def _kept(self, text: str | None) -> None:
        if text is not None:
            self.keep(text)

    @work(exclusive=True, group="comments")
    async def keep(self, text: str) -> None:
        """Keeps a comment. What cannot be kept is not lost: it stands in the dialog again."""
        asking, session, author = self.asking, self.play.session.id, self.house.trainee

        def write() -> list[Comment]:
            asking.comment(session, author, text)
            return asking.comments(session)

        problem = await self._ask(write)
        if problem:
            self._write(text, problem)
        else:
            self.query_one(Notice).say("The comment is kept.")

    def action_take_back(self) -> None:
        """Asks whether one's newest comment shall go."""
        mine = self._mine
        if mine is None:
            return

        def answered(gone: bool | None) -> None:
            if gone:
                self.take_back(mine)

        self.app.push_screen(TakeBackDialog(mine, self.play.trainee), answered)

    @work(exclusive=True, group="comments")
    async def take_back(self, comment: Comment) -> None:
        """Deletes a comment of one's own."""
        asking, author = self.asking, self.house.trainee

        def delete() -> list[Comment]:
            asking.take_back(comment.id, author)
            return asking.comments(comment.session)

        if not await self._ask(delete):
            self.query_one(Notice).say("The comment is taken back.")

    async def _ask(self, call: Callable[[], list[Comment]]) -> str:
        """Shows the comments that a call gives, made in a thread; what went wrong, "" where nothing did."""
        asking, author = self.asking, self.house.trainee
        try:
            found, signed = await asyncio.to_thread(lambda: (call(), asking.signature(author)))
        except ServicesimError as error:
            if self.here:
                self.query_one(Notice).say(str(error), wrong=True)
            return str(error)
        if not self.here:
            raise asyncio.CancelledError
        self._mine = next((one for one in reversed(found) if one.author == signed), None)
        self.query_one(FromManagers).show(found, when.now())
        self.refresh_bindings()
        return ""
