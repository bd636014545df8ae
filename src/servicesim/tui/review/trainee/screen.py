"""One person: every session, the scores over time, tactics, and work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from servicesim.results.standing import SCORES
from servicesim.saves.review.words import RESULTS_HIDDEN, selection_text
from servicesim.tui import when
from servicesim.tui.breakpoints import SIDE_BY_SIDE
from servicesim.tui.messages import Chosen
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.services import of_person
from servicesim.tui.review.trainee.plots import LEGEND as PLOT_LEGEND
from servicesim.tui.review.trainee.plots import ScorePlot
from servicesim.tui.review.trainee.row import LEGEND, head, session_row
from servicesim.tui.review.trainee.text import more, standing_lines
from servicesim.tui.text import content
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.made import Made
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.saves.records import Mode, Selection, SessionRecord
    from servicesim.tui.review.services import PersonPage

PARTS = ("sessions", "trends", "more")
"""What a narrow window shows one after the other."""

CLOSED = (
    "The policy of this store keeps what was said in practice from managers: they see scores.",
    RESULTS_HIDDEN,
)
_PART = Binding.Group("part")


class TraineeScreen(ReviewScreen):
    """The sessions in a list; beside it or behind it the plots and the rest."""

    CSS_PATH = "trainee.tcss"
    HORIZONTAL_BREAKPOINTS = SIDE_BY_SIDE
    HELP = (
        "One person. Above: the mean of each score over first attempts without help, at stories never seen "
        "before, and the difference against others who played the same stories. The interval says how sure "
        "that is.\n\n"
        "Then every session, the newest first; the scores over time; which tactics were used, and which ones "
        "some moment called for in vain; the first attempt at a story against the latest, which knows it; "
        "how long it took to the threshold, where one is set; and the work that was assigned.\n\n"
        "Opening a session shows what was said, with the review of each reply, where the store's policy "
        "opens it. How long somebody took to decide is never shown."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "part(-1)", "before", id="left", group=_PART, tooltip="The part before"),
        Binding("right", "part(1)", "next", id="right", group=_PART, tooltip="Sessions, trends, the rest"),
        Binding("space", "more", "more", id="person-more", tooltip="On in the tactics and the rest"),
        Binding("m", "mode", "mode", id="review-mode", tooltip="Practice or assessment"),
        Binding("x", "export", "export", id="review-export", tooltip="Writes these sessions to a file"),
    ]

    def __init__(self, name: str, selection: Selection) -> None:
        super().__init__()
        self._who = name
        # A filter for somebody else, or for this person, says nothing here.
        self.selection = replace(selection, trainee=None)
        self.page: PersonPage | None = None
        self._sessions: dict[str, SessionRecord] = {}
        self._part = 0
        self._opened = False
        """Whether a session was opened since the list was read."""

    def compose(self) -> ComposeResult:
        yield TitleBar(self._who)
        yield EmptyState("One moment", "The sessions are being read.")
        with Container(id="person"):
            yield Made()
            with Container(id="parts"):
                with Vertical(id="sessions"):
                    yield Static(id="head", markup=False)
                    yield LongMenu()
                    yield Static(content(LEGEND), id="legend", markup=False)
                with Vertical(id="beside"):
                    with Vertical(id="trends"):
                        with Horizontal():
                            for score in SCORES:
                                yield ScorePlot(score)
                        yield Static(content(PLOT_LEGEND), id="plot-legend", markup=False)
                    with Page(id="more"):
                        yield Made()
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    def on_screen_resume(self) -> None:
        if self._opened:
            # There may be a comment by now.
            self._opened = False
            self.load()

    def on_resize(self, event: events.Resize) -> None:
        self._show_part()
        self.call_after_refresh(self._fill)

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Asks for everything."""
        name, selection, asking = self._who, self.selection, self.asking
        page = await self.ask(lambda: asking.person(name, selection, when.now()))
        if page is None:
            self.query_one(EmptyState).say("This person cannot be shown", "Below is the reason.")
            return
        self.page = page
        review = page.review
        self.query_one(TitleBar).right = selection_text(selection)
        self.query_one(EmptyState).display = False
        self.query_one("#person").display = True
        standing, rest = self.query(Made).results(Made)
        hidden = review.policy.hides_results(selection.mode)
        standing.write(lambda width: standing_lines(review.standing, width, hidden=hidden))
        rest.write(lambda width: more(review, page.tasks, page.titles, width))
        for plot in self.query(ScorePlot):
            plot.show(review.fair, review.repeats)
        self._show_part()
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Once the list has its width."""
        page = self.page
        if page is None:
            return
        menu, now = self.query_one(LongMenu), when.now()
        self._sessions = {record.id: record for record in reversed(page.review.sessions)}
        self.query_one("#head", Static).update(head(menu.room))
        titles, commented = page.titles, page.commented
        menu.show(
            (
                name,
                session_row(
                    record, titles.get(record.story, record.story), commented.get(name, 0), now, menu.room
                ),
            )
            for name, record in self._sessions.items()
        )
        self.refresh_bindings()

    def _show_part(self) -> None:
        """In a narrow window one part, in a wide one all."""
        wide = self.has_class("-wide")
        shown = PARTS[self._part]
        for part in PARTS:
            self.query_one(f"#{part}").display = wide or part == shown
        self.query_one("#beside").display = wide or shown != "sessions"
        menu = self.query_one(LongMenu)
        if wide or shown == "sessions":
            menu.focus()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are keys for what there is to see."""
        if action == "part":
            return self.page is not None and not self.has_class("-wide")
        if action == "more":
            return any(page.scrolls and page.display for page in self.query("#more").results(Page))
        return self.page is not None if action in ("mode", "export") else True

    def action_part(self, by: int) -> None:
        """The next part, or the one before."""
        self._part = (self._part + by) % len(PARTS)
        self._show_part()
        self.call_after_refresh(self._fill)

    def action_more(self) -> None:
        """On in the rest; from its end to its beginning."""
        page = self.query_one("#more", Page)
        if page.scroll_offset.y >= page.max_scroll_y:
            page.scroll_home(animate=False)
        else:
            page.turn(1)

    def action_mode(self) -> None:
        """The other mode."""
        other: Mode = "practice" if self.selection.mode == "assessment" else "assessment"
        self.selection = replace(self.selection, mode=other)
        self.load()

    def action_export(self) -> None:
        """Asks for a file, and writes this person's sessions, or the page of one person."""
        self.export(replace(of_person(self.selection, self._who), cohort=None))

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.open_session(self._sessions[event.name])

    @work(exclusive=True, group="going-on")
    async def open_session(self, session: SessionRecord) -> None:
        """Opens a session: its debrief, or what was said so far; or says why it stays closed."""
        asking = self.asking
        self.say("One moment: reading the conversation…")
        may = await self.ask(lambda: asking.may_read(session))
        if may is None:
            return
        if not may:
            hidden = self.page is not None and self.page.review.policy.hides_results(session.mode)
            self.say(CLOSED[hidden])
            return
        found = await self.ask(lambda: asking.conversation(session))
        if found is None:
            return
        play, debrief = found
        self._opened = True
        if debrief is None:
            from servicesim.tui.transcript.screen import TranscriptScreen

            self.app.push_screen(TranscriptScreen(play))
        else:
            from servicesim.tui.review.session.screen import SessionScreen

            self.house.forward(SessionScreen(debrief, play))
