"""The first screen of the review: who stands how."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from servicesim.results.words import by_chance_text, time_to_text
from servicesim.saves.records import NO_COHORT
from servicesim.saves.review.overview import MOST_PEOPLE
from servicesim.saves.review.words import (
    PEOPLE_HIDDEN,
    RESULTS_HIDDEN,
    ROUGHLY,
    left_out_text,
    never_text,
    nobody_to_read_text,
    selection_text,
)
from servicesim.tui import when
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.find import FindInput
from servicesim.tui.review.overview import order
from servicesim.tui.review.overview.row import (
    closed_row,
    cohort_row,
    head,
    one_cohort,
    one_person,
    person_row,
    uncounted_row,
    whole_row,
)
from servicesim.tui.text import content
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from datetime import datetime

    from servicesim.results.standing import Standing
    from servicesim.saves.records import Mode, Selection
    from servicesim.saves.review.overview import CohortRow
    from servicesim.tui.review.services import Board, Rows

NOBODY = (
    "Nothing was played into this store yet, and it knows no people. 'servicesim people import FILE.csv' "
    "takes a list of names and cohorts, and 'servicesim assign' gives them something to do."
)
KEYS = ("find", "mode", "order", "differences", "switch", "filter", "stories", "work", "export")
COUNTING = {"numbers": "adding up every cohort", "rest": "counting what is left out"}
OF_A_LIST = ("find", "order", "differences", "export")
"""Keys that are for a list with something in it."""

TOO_MANY = (
    f"They are more than {MOST_PEOPLE:,}, and cannot be told of one by one. f changes the filters, and s "
    "shows the stories that they played."
)
NOTHING_FITS = "No session fits these filters. f changes them."


class OverviewScreen(ReviewScreen):
    """People or cohorts, one a line."""

    CSS_PATH = "overview.tcss"
    HELP = (
        "How people stand. The scores are means of fair attempts: a first conversation at a story, without "
        "help and without having read its debrief before. ±6 is half of the 95 % interval, n the number of "
        "conversations. A mean needs five different stories; with fewer there is none.\n\n"
        "▲ and ▼ mark who lies clearly above or below the others at the same stories: the interval of the "
        "difference leaves 0 out. Where nobody differs, one in twenty is marked by chance. = shows the "
        "differences. The order puts those who are clearly below first and ranks nobody beyond that.\n\n"
        "Practice and assessment are never mixed, nor are versions of the rules. What the numbers leave out "
        "stands below the list. docs/for-managers.md explains every number, and what none of them may be "
        "used for: hiring, pay, dismissal."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "find", key_display="/", id="review-find", tooltip="Finds a name"),
        Binding("m", "mode", "mode", id="review-mode", tooltip="Practice or assessment"),
        Binding("o", "order", "order", id="review-order", tooltip="The next order"),
        Binding(
            "equals_sign", "differences", "against others", key_display="=", id="review-differences",
            tooltip="Scores, or differences against the others at the same stories",
        ),
        Binding("c", "switch('cohorts')", "cohorts", id="review-cohorts", tooltip="A line for each cohort"),
        Binding("c", "switch('people')", "people", id="review-cohorts", tooltip="A line for each person"),
        Binding("f", "filter", "filter", id="review-filter", tooltip="Cohort, story, source, mode, dates"),
        Binding("s", "stories", "stories", id="review-stories", tooltip="The stories that were played"),
        Binding("w", "work", "work", id="review-work", tooltip="What was assigned, and how it stands"),
        Binding("x", "export", "export", id="review-export", tooltip="Writes these sessions to a file"),
    ]  # fmt: skip

    def __init__(self, selection: Selection | None = None, rows: Rows | None = None) -> None:
        super().__init__()
        self.selection = selection
        """What is looked at; None until the store has said which mode there is."""
        self.board: Board | None = None
        self._rows = rows
        self._order: order.Order = "name"
        self._differences = False
        self._people: dict[str, Standing] = {}
        self._cohorts: dict[str, CohortRow] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar("Review")
        yield FindInput()
        yield EmptyState("One moment", "The sessions are being counted.")
        yield Static(id="head", markup=False)
        yield LongMenu()
        yield Static(id="whole", markup=False)
        yield Static(id="one", markup=False)
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Asks how everybody stands."""
        selection, rows, asking = self.selection, self._rows, self.asking
        board = await self.ask(lambda: asking.board(selection or asking.first_look(), when.now(), rows))
        if board is None:
            self.query_one(EmptyState).say("The review cannot be shown", "Below is the reason.")
            return
        self.board, self.selection = board, board.selection
        self._show(board)
        while board.lacks:
            self.say(f"One moment: {COUNTING[board.lacks]}…")
            more = await self.ask(partial(asking.more_of, board, when.now()))
            if more is None:
                return
            self.board = board = more
            self._show(board)

    def _show(self, board: Board) -> None:
        found = board.overview
        title = self.query_one(TitleBar)
        title.left = f"Review · {selection_text(board.selection, board.title)}"
        # Of a selection that the policy hides nothing is counted.
        sessions = "" if board.lacks == "numbers" or found.whole is None else f", {found.sessions:,} sessions"
        title.right = f"{found.people:,} people{sessions}"
        has = bool(found.standings if board.cohorts is None else board.cohorts)
        for part in ("#head", "LongMenu", "#whole", "#one", "#about"):
            self.query_one(part).display = has
        empty = self.query_one(EmptyState)
        empty.display = not has
        if found.too_many:
            empty.say("Too many people", TOO_MANY)
        elif board.role == "manager" and not found.people and board.selection.trainee is None:
            empty.say("Nobody to show", nobody_to_read_text(found.policy))
        elif found.people or found.left_out:
            empty.say("Nobody here", NOTHING_FITS)
        else:
            empty.say("Nobody yet", NOBODY)
        if has:
            self.query_one("#about", Static).update(content(_about(board), "$text-muted"))
            self.call_after_refresh(self._fill)
        self.refresh_bindings()

    def _fill(self) -> None:
        """Once the list has its width."""
        board = self.board
        if board is None or not self.query_one(LongMenu).display:
            return
        menu, now, part = self.query_one(LongMenu), when.now(), self.query_one(FindInput).part
        width, against, cohorts = menu.room, self._differences, board.cohorts is not None
        if board.cohorts is None:
            people = order.people(board.overview.standings, self._order, part)
            self._people = {f"p {one.name}": one for one in people}
            shown = [(key, self._person_row(one, board, now, width)) for key, one in self._people.items()]
        else:
            groups = order.cohorts(board.cohorts, self._order, part)
            self._cohorts = {"-" if one.name is None else f"c {one.name}": one for one in groups}
            shown = [(key, self._cohort_row(one, board, now, width)) for key, one in self._cohorts.items()]
        self.query_one("#head", Static).update(head(width, cohorts=cohorts, differences=against))
        menu.show(shown)
        self._show_whole(board, width)
        self._show_one(menu.pointed)
        if self.focused is None:
            menu.focus()

    def _person_row(self, person: Standing, board: Board, now: datetime, width: int) -> Content:
        if board.results_hidden:
            return closed_row(person, now, width, cohorts=False, never=never_text(board.selection))
        work, never = board.work.get(person.name), never_text(board.selection)
        return person_row(person, work, now, width, differences=self._differences, never=never)

    def _cohort_row(self, row: CohortRow, board: Board, now: datetime, width: int) -> Content:
        if board.lacks == "numbers":
            return uncounted_row(row, width)
        if board.results_hidden and not row.hidden:
            return closed_row(row, now, width, cohorts=True, never=never_text(board.selection))
        never = never_text(board.selection)
        return cohort_row(row, now, width, differences=self._differences, never=never)

    def _show_whole(self, board: Board, width: int) -> None:
        whole, line = board.overview.whole, self.query_one("#whole", Static)
        has = whole is not None and any(figure.n for figure in whole.scores)
        line.display = has and not self._differences
        if whole is not None:
            name = f"all {board.overview.people}"
            line.update(whole_row(name, whole, width, cohorts=board.cohorts is not None))

    def _show_one(self, key: str | None) -> None:
        """What the line at the cursor has no room for."""
        line, board = self.query_one("#one", Static), self.board
        line.display = board is not None and not board.results_hidden
        shown = Content()
        if key in self._people:
            person = self._people[key]
            shown = one_person(person, self.board.work.get(person.name) if self.board else None)
        elif key in self._cohorts:
            lacks = self.board is not None and self.board.lacks == "numbers"
            shown = Content() if lacks else one_cohort(self._cohorts[key])
        line.update(shown)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._show_one(event.name)

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        board = self.board
        if board is None:
            return
        if event.name in self._cohorts:
            self._open_cohort(self._cohorts[event.name], board)
        elif event.name in self._people:
            from servicesim.tui.review.trainee.screen import TraineeScreen

            self.house.forward(TraineeScreen(self._people[event.name].name, board.selection))

    def _open_cohort(self, row: CohortRow, board: Board) -> None:
        if board.overview.policy.people == "cohorts":
            self.say(PEOPLE_HIDDEN)
        else:
            cohort = NO_COHORT if row.name is None else row.name
            self.house.forward(OverviewScreen(replace(board.selection, cohort=cohort), "people"))

    @property
    def finding(self) -> bool:
        """Whether a name is being typed."""
        return isinstance(self.focused, Input)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a name is being typed letters are letters; and keys are for what there is."""
        if action not in KEYS:
            return True
        if self.board is None or self.finding:
            return False
        if action == "switch":
            return self.board.can_switch and parameters != (self.board.rows,)
        if action == "differences" and self.board.results_hidden:
            return False
        return action not in OF_A_LIST or self.query_one(LongMenu).display

    def action_mode(self) -> None:
        """The other mode."""
        if self.selection is not None:
            other: Mode = "practice" if self.selection.mode == "assessment" else "assessment"
            self.selection = replace(self.selection, mode=other)
            self.load()

    def action_order(self) -> None:
        """The next order, after the last the first again."""
        at = order.ORDERS.index(self._order)
        self._order = order.ORDERS[(at + 1) % len(order.ORDERS)]
        self._fill()
        self.query_one(LongMenu).highlighted = 0
        self.say(f"Order: {order.WORDS[self._order]}.")

    def action_differences(self) -> None:
        """Scores, or differences."""
        self._differences = not self._differences
        self._fill()
        self.say("Each score less the mean of the others at the same stories." if self._differences else "")

    def action_switch(self, rows: Rows) -> None:
        """People, or cohorts."""
        self._rows = rows
        self.load()

    @work(exclusive=True, group="going-on")
    async def action_filter(self) -> None:
        """Asks which sessions to look at."""
        from servicesim.tui.review.filters.dialog import FilterDialog

        selection, asking = self.selection, self.asking
        if selection is not None:
            choices = await self.ask(lambda: asking.choices(selection))
            if choices is not None:
                today = when.now().astimezone().date()
                self.app.push_screen(FilterDialog(selection, choices, today), self._filtered)

    def _filtered(self, selection: Selection | None) -> None:
        if selection is not None and selection != self.selection:
            self.selection = selection
            self.load()

    def action_stories(self) -> None:
        """The stories that were played."""
        from servicesim.tui.review.stories.screen import StoriesScreen

        if self.selection is not None:
            self.house.forward(StoriesScreen(self.selection))

    def action_work(self) -> None:
        """What was assigned."""
        from servicesim.tui.review.work.screen import WorkScreen

        if self.selection is not None:
            self.house.forward(WorkScreen(self.selection))

    def action_export(self) -> None:
        """Asks for a file, and writes what is shown."""
        if self.selection is not None and self.board is not None:
            self.export(self.selection, people=self.board.overview.policy.people == "shown")

    def action_find(self) -> None:
        """Asks for a part of a name."""
        self.query_one(FindInput).open()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill()

    @on(FindInput.Done)
    def _found(self, event: FindInput.Done) -> None:
        self._fill()
        self.query_one(LongMenu).focus()
        self.refresh_bindings()


def _about(board: Board) -> str:
    """What the numbers leave out, how long it takes to the threshold, how many marks come by chance."""
    found = board.overview
    rows = found.standings if board.cohorts is None else board.cohorts
    compared = sum(any(figure.estimate for figure in row.against) for row in rows)
    parts = [RESULTS_HIDDEN if board.results_hidden else left_out_text(found.left_out)]
    if found.time_to is not None and found.time_to.people:
        parts.append(time_to_text(found.time_to))
    parts.append(by_chance_text(compared))
    if found.policy.people == "cohorts":
        parts.append(ROUGHLY)
    return " ".join(part for part in parts if part)
