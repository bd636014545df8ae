"""The debrief: how it ended, what landed and what to try next time; then scores, levels, and every reply."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from servicesim.errors import ServicesimError
from servicesim.plain.debrief import MEANING, debrief_lines
from servicesim.tui import places, when
from servicesim.tui.breakpoints import SIDE_BY_SIDE
from servicesim.tui.debrief.attempts import Attempts
from servicesim.tui.debrief.from_managers import FromManagers
from servicesim.tui.debrief.in_short import InShort
from servicesim.tui.debrief.outcome import OutcomeBlock
from servicesim.tui.debrief.score_table import ScoreTable
from servicesim.tui.debrief.tactics import TacticsTable, titles
from servicesim.tui.debrief.turns import TurnList
from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import TurnMarked
from servicesim.tui.text import content, visible
from servicesim.tui.transcript.said import as_lines
from servicesim.tui.transcript.save import proposed_file, save_dialog
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.levels_plot import LevelsPlot
from servicesim.tui.widgets.notice import Notice
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

    from servicesim.conversation import Exchange
    from servicesim.results.debrief import Debrief, TurnReview
    from servicesim.saves.play import Play

CLOSED = "This story is for assessment: its better replies and the trainer's notes stay closed."
UNJUDGED = "This story is too large to work out what each reply gave away."
_PAGE = Binding.Group("page")


class DebriefScreen(HouseScreen[None]):
    """The debrief of a conversation that is over."""

    CSS_PATH = "debrief.tcss"
    HORIZONTAL_BREAKPOINTS = SIDE_BY_SIDE
    HELP = (
        "How the conversation went. First the outcome, what the customer says of it afterwards, what landed "
        "and what to try next time; then three scores from 0 to 100, each held against the worst and the "
        "best that this story makes possible, with what random choices would score on average.\n\n"
        "Move down to look at your replies one by one: what each gave away of what was still in reach, how "
        "it was taken, the better reply, and the trainer's word on it. A reply landed best, landed, was a "
        "small cost (from 2 points of the mean), cost you (from 5), or is hard to recover (from 15). Best is "
        "best of the replies that the story offers, by its rules.\n\n" + MEANING
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "best_line",
            "best line",
            id="best-line",
            tooltip="Steps through the best line from the marked reply",
        ),
        Binding(
            "r",
            "again",
            "try again from here",
            id="again",
            tooltip="A new practice conversation that begins at the marked reply",
        ),
        Binding("m", "map", "map", id="map", tooltip="The story's map, with your way through it"),
        Binding("s", "save", "save", id="save", tooltip="Writes debrief and transcript to a text file"),
        Binding("pageup", "page(-1)", "PgUp", id="scroll-up", group=_PAGE, tooltip="One page up"),
        Binding("pagedown", "page(1)", "PgDn", id="scroll-down", group=_PAGE, tooltip="One page down"),
        Binding(
            "t",
            "transcript",
            "transcript",
            id="transcript",
            tooltip="All that was said, and saving it to a file",
        ),
    ]

    def __init__(self, debrief: Debrief, play: Play) -> None:
        super().__init__()
        self.debrief = debrief
        self.play = play
        # A story that is kept for assessment does not give its better replies away.
        self.closed = play.story.use == "assessment"
        self._marked: TurnReview | None = None
        """The reply that is looked at."""
        self._busy = False

    def compose(self) -> ComposeResult:
        debrief = self.debrief
        yield TitleBar(debrief.title, OUTCOMES[debrief.outcome])
        with Page(id="page"):
            with Page(id="summary"):
                yield OutcomeBlock(debrief, self.play)
                yield FromManagers()
                yield InShort(debrief, self.play.words, closed=self.closed)
                yield ScoreTable(debrief)
                if debrief.earlier is not None:
                    yield Attempts(debrief, debrief.earlier, self.play.words)
                yield LevelsPlot()
            with Page(id="review"):
                yield Static(content(self._withheld()), id="withheld", markup=False)
                yield TurnList(debrief.turns, self.play.words, titles(debrief), closed=self.closed)
                yield TacticsTable(debrief, closed=self.closed)
                yield Static(content(MEANING), classes="meaning", markup=False)
        yield Notice()
        yield KeyBar()

    def on_mount(self) -> None:
        debrief = self.debrief
        self.query_one(LevelsPlot).show(
            [debrief.start.resistance, *(turn.resistance for turn in debrief.turns)],
            [debrief.start.trust, *(turn.trust for turn in debrief.turns)],
        )
        self.query_one("#withheld").display = bool(self._withheld())
        self.query_one(TurnList).focus()
        self.load()

    @work(exclusive=True, group="comments")
    async def load(self) -> None:
        """Shows what managers wrote to this conversation, below how it ended."""
        services, session = self.house.services, self.play.session.id
        try:
            comments = await asyncio.to_thread(lambda: services.comments(session))
        except ServicesimError as problem:
            if self.here:
                self.query_one(Notice).say(str(problem), wrong=True)
            return
        if self.here:
            self.query_one(FromManagers).show(comments, when.now())

    def _withheld(self) -> str:
        """What is not said of the replies, and why; "" where all is."""
        if self.closed:
            return CLOSED
        return "" if all(turn.judgement for turn in self.debrief.turns) else UNJUDGED

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Scrolling is offered where there is something to scroll.

        What is done with a reply is greyed while none is marked, so that the line below does not jump about.
        """
        if action == "page":
            return any(page.scrolls for page in self.query(Page))
        if action == "best_line":
            if self.closed or not any(map(_line, self.debrief.turns)):
                return False
            return (self._marked is not None and bool(_line(self._marked))) or None
        if action == "map":
            return not self.closed
        if action == "again":
            return (self._marked is not None or None) if self.play.can_try_again else False
        return True

    @on(TurnMarked)
    def _turn_marked(self, event: TurnMarked) -> None:
        self._marked = None if event.turn is None else self.debrief.turns[event.turn - 1]
        self.query_one(LevelsPlot).marked = event.turn
        self.refresh_bindings()
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        """Brings the marked reply into view; with none marked, the top of the page."""
        marked = self.query_one(TurnList).marked
        if marked is not None:
            marked.scroll_visible(animate=False)
        else:
            for scroll in self.query(Page):
                scroll.scroll_home(animate=False)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        for page in self.query(Page):
            page.turn(pages)

    def action_best_line(self) -> None:
        """Steps through the best line from the marked reply."""
        from servicesim.tui.best_line.screen import BestLineScreen

        if self._marked is not None and self._marked.judgement is not None:
            self.app.push_screen(BestLineScreen(self.play, self._marked, self._marked.judgement))

    def action_map(self) -> None:
        """Shows the story's map with this conversation laid over it."""
        services, play = self.house.services, self.play
        self.house.forward(places.story_map(play.story.title, lambda: services.map_of(play.story, play)))

    def action_again(self) -> None:
        """Goes back into the conversation at the marked reply."""
        if self._marked is not None and not self._busy:
            self._busy = True
            self.query_one(Notice).say("One moment: going back to that reply…")
            self._try_again(self._marked.turn)

    @work
    async def _try_again(self, turn: int) -> None:
        notice = self.query_one(Notice)
        try:
            play = await asyncio.to_thread(self.play.again, turn)
        except ServicesimError as problem:
            notice.say(str(problem), wrong=True)
        else:
            notice.say("")
            self.house.open_conversation(play)
        self._busy = False

    def action_save(self) -> None:
        """Asks where to, and writes the debrief and what was said."""
        proposed = proposed_file(self.play.session)
        path = proposed.with_stem(f"{proposed.stem}-debrief")
        lines = [visible(line) for line in debrief_lines(self.debrief, self.play.words)]
        lines += ["", "-" * 60, "", *as_lines(self.play)]
        self.app.push_screen(save_dialog(path, lines, what="the debrief"), self._saved)

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            self.query_one(Notice).say(f"Saved to {path}")

    def action_transcript(self) -> None:
        """Shows all that was said."""
        from servicesim.tui.transcript.screen import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self.play))


def _line(turn: TurnReview) -> tuple[Exchange, ...]:
    """The best line from the moment before a reply; empty where it is closed or was not worked out."""
    return turn.judgement.line if turn.judgement is not None else ()
