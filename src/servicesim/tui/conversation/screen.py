"""The conversation: who one talks with, what was said, what one can say."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from servicesim.errors import SaveError, UsageError
from servicesim.tui.breakpoints import SIDE_BY_SIDE
from servicesim.tui.conversation.closing import Closing
from servicesim.tui.conversation.notice import SaveNotice
from servicesim.tui.conversation.persona_panel import PersonaPanel
from servicesim.tui.conversation.replies import Choice, ReplyList
from servicesim.tui.conversation.side import Side
from servicesim.tui.documents.papers import papers_of
from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import ReplyChosen, ToDebrief
from servicesim.tui.transcript.said import of_conversation, of_exchange, of_line, of_reply, reply_text
from servicesim.tui.transcript.view import TranscriptView
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.saves.play import Hint, Play
    from servicesim.story.linked import Reply


class ConversationScreen(HouseScreen[None]):
    """One conversation, saved reply by reply. Nothing that comes of a reply is shown before it is saved."""

    CSS_PATH = "conversation.tcss"
    GIVES_WAY = True
    HORIZONTAL_BREAKPOINTS = SIDE_BY_SIDE
    HELP = (
        "You talk with the person at the top. Below stand the words you can say next: press the number of "
        "one, or move to it with the arrows and press enter.\n\n"
        "Each reply is saved before its answer is shown, so you can leave at any time and go on later.\n\n"
        "In practice you see resistance and trust, and how the last reply moved them: ▓ was just gained, "
        "▒ just lost. You can take replies back, and ask for a hint: first what the moment calls for, asked "
        "again the reply. Either marks the session as assisted. In an assessment you have what you have in "
        "life: face, manner and words."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "h",
            "hint",
            "hint",
            id="hint",
            tooltip="What the moment calls for; pressed again, the reply (practice only)",
        ),
        Binding(
            "u",
            "take_back",
            "take back",
            id="take-back",
            tooltip="Takes your last reply back (practice only)",
        ),
        Binding(
            "d",
            "documents",
            "papers",
            id="documents",
            tooltip="The papers you have at hand, and the briefing",
        ),
        Binding(
            "t",
            "transcript",
            "transcript",
            id="transcript",
            tooltip="All that was said, and saving it to a file",
        ),
        Binding(
            "pageup",
            "scroll(-1)",
            "back in the talk",
            id="scroll-up",
            show=False,
            tooltip="What was said before",
        ),
        Binding(
            "pagedown",
            "scroll(1)",
            "on in the talk",
            id="scroll-down",
            show=False,
            tooltip="What was said since",
        ),
        Binding("escape", "back", "leave", id="back", tooltip="Leaves; the conversation stays saved"),
    ]

    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play
        self._busy = False
        self._hinted_at = -1
        """The moment at which a hint was given last, as `Play.rows` counts them."""
        self._offered_at = time.monotonic()

    def compose(self) -> ComposeResult:
        yield TitleBar(self.play.story.title)
        with Container(id="body"):
            with Vertical(id="beside"):
                yield PersonaPanel(self.play)
                yield Side(self.play)
            with Vertical(id="talk"):
                yield TranscriptView(of_conversation(self.play))
                yield SaveNotice()
                yield ReplyList()
                yield Closing()
        yield KeyBar()

    async def on_mount(self) -> None:
        if self.play.edited:
            self.query_one(SaveNotice).say(
                "The story has changed since you began.",
                "This conversation goes on with the text it began with.",
            )
        await self._show_moment(moved=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take_back":
            # Greyed rather than gone before the first reply, so that the line below does not jump about.
            return False if not self.play.practice or self.play.over else self.play.can_take_back or None
        if action == "documents":
            return bool(papers_of(self.play))
        return self.play.can_hint if action == "hint" else True

    @on(ReplyChosen)
    def _reply_chosen(self, event: ReplyChosen) -> None:
        reply = next((reply for reply in self.play.offered() if reply.id == event.reply), None)
        if self._busy or reply is None:
            return
        self._wait(True)
        self.query_one(SaveNotice).clear()
        self.query_one(TranscriptView).pend(of_reply(self.play, reply))
        self._give(reply, round(1000 * (time.monotonic() - self._offered_at)))

    @work
    async def _give(self, reply: Reply, decided_ms: int) -> None:
        """Saves the reply, then shows what comes of it."""
        transcript = self.query_one(TranscriptView)
        try:
            exchange = await asyncio.to_thread(self.play.give, reply.id, decided_ms)
        except SaveError as problem:
            transcript.drop_pending()
            self._not_saved(problem)
        else:
            said = [*of_line(self.play, exchange.answer), *of_line(self.play, exchange.line)]
            with self.app.batch_update():
                transcript.add([of_reply(self.play, reply), *said])
                await self._show_moment()
        self._wait(False)

    def action_hint(self) -> None:
        """Says what the moment calls for; asked again at the same moment, which reply it is."""
        if not self._busy:
            # The replies stay as they look: most hints come at once, and greying them would be a flicker.
            self._busy = True
            self.query_one(SaveNotice).say("One moment:", "thinking of what could be said here…")
            self._hint()

    @work
    async def _hint(self) -> None:
        notice = self.query_one(SaveNotice)
        try:
            hint = await asyncio.to_thread(self.play.hint)
        except UsageError as problem:
            notice.say(str(problem), "Nothing that can be said leads to an ending any more.")
        except SaveError as problem:
            notice.say("No hint:", str(problem), grave=True)
        else:
            self._tell(hint)
        self._busy = False

    def _tell(self, hint: Hint) -> None:
        notice, again = self.query_one(SaveNotice), self._hinted_at == self.play.rows
        self._hinted_at = self.play.rows
        if again or not hint.tactics:
            number = self.query_one(ReplyList).hint(hint.reply.id)
            notice.say("Best from here:", f"reply {number}, marked below.")
        else:
            notice.say("The moment calls for:", f"{', '.join(hint.tactics)}. Ask again for the reply.")
        self.query_one(TitleBar).right = self._standing()

    def action_take_back(self) -> None:
        """Takes the last reply back."""
        if not self._busy:
            self._wait(True)
            self.query_one(SaveNotice).clear()
            self._take_back()

    @work
    async def _take_back(self) -> None:
        try:
            taken = await asyncio.to_thread(self.play.take_back)
        except SaveError as problem:
            self._not_saved(problem)
        else:
            with self.app.batch_update():
                self.query_one(TranscriptView).drop_last(len(of_exchange(self.play, taken)))
                await self._show_moment(moved=False)
        self._wait(False)

    @on(ToDebrief)
    def _go_on(self) -> None:
        if not self._busy:
            self._wait(True)
            self.query_one(SaveNotice).say("One moment:", "looking at every reply again…")
            self._debrief()

    @work
    async def _debrief(self) -> None:
        try:
            debrief = await asyncio.to_thread(self.play.debrief)
        except SaveError as problem:
            self.query_one(SaveNotice).say("The debrief could not be opened:", str(problem), grave=True)
        else:
            self.house.open_debrief(debrief, self.play)
        self._wait(False)

    def action_documents(self) -> None:
        """Shows the papers."""
        from servicesim.tui.documents.screen import DocumentsScreen

        self.app.push_screen(DocumentsScreen(self.play))

    def action_transcript(self) -> None:
        """Shows all that was said."""
        from servicesim.tui.transcript.screen import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self.play))

    def action_scroll(self, pages: int) -> None:
        """Scrolls the transcript."""
        self.query_one(TranscriptView).turn(pages)

    def action_back(self) -> None:
        """Leaves, but not in the middle of saving."""
        if not self._busy:
            super().action_back()

    def _wait(self, waiting: bool) -> None:
        self._busy = waiting
        self.query_one(ReplyList).waiting = waiting

    def _not_saved(self, problem: SaveError) -> None:
        self.query_one(SaveNotice).not_saved(getattr(problem, "reason", str(problem)))

    async def _show_moment(self, *, moved: bool = True) -> None:
        """Shows persona, levels and replies as they are now."""
        play = self.play
        self.query_one(PersonaPanel).show(moved=moved)
        self.query_one(Side).show()
        replies = self.query_one(ReplyList)
        choices = [Choice(reply.id, *reply_text(play, reply)) for reply in play.offered()]
        await replies.offer(choices)
        replies.display = bool(choices)
        closing = self.query_one(Closing)
        closing.display = play.over
        (closing if play.over else replies).focus()
        if not choices and not play.over:
            self.query_one(SaveNotice).say(
                "Nothing can be said here.", "The story offers no reply at this point.", grave=True
            )
        self.query_one(TitleBar).right = self._standing()
        self.refresh_bindings()
        self._offered_at = time.monotonic()

    def _standing(self) -> str:
        play = self.play
        parts: list[str] = [play.mode]
        if play.session.assisted:
            parts.append("assisted")
        parts.append("over" if play.over else f"reply {len(play.exchanges) + 1}")
        return " · ".join(parts)
