"""What was assigned, and of whom it is done, open or overdue."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from servicesim.saves.review.words import PEOPLE_HIDDEN, cohort_text
from servicesim.tui import when
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.work.row import (
    assignment_in_full,
    assignment_row,
    assignments_head,
    people_head,
    work_row,
)
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.listing import Lines, Listing
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.assignments import Progress
    from servicesim.saves.records import Selection
    from servicesim.tui.review.services import WorkPage

NOTHING = (
    "Nothing was assigned. 'servicesim assign STORY --to COHORT' gives a cohort a story to play, and "
    "'servicesim assign STORY --to NAME --due 2026-12-01' one person, until a day."
)


class WorkScreen(ReviewScreen):
    """The assignments, the newest first; or the people who have any."""

    CSS_PATH = "work.tcss"
    HELP = (
        "What was assigned, and of how many people it is done, open or overdue. p shows it by person. "
        "Opening what a cohort was given lists its people with all their work, and opening a person leads to "
        "all there is of them.\n\n"
        "An assignment is done by a conversation at that story, in its mode where one is named, that began "
        "after it was made and has ended; how it ended does not matter. One to a cohort holds for whoever is "
        "in it now. 'servicesim assign' makes them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "by_person", "by person", id="work-people", tooltip="How the work of each stands"),
        Binding(
            "p", "by_assignment", "by assignment", id="work-people", tooltip="How each assignment stands"
        ),
    ]

    def __init__(self, selection: Selection, *, people: bool = False) -> None:
        super().__init__()
        self.selection = selection
        self._page: WorkPage | None = None
        self._people = people

    def compose(self) -> ComposeResult:
        cohort = self.selection.cohort
        yield TitleBar("Work" if cohort is None else f"Work · {cohort_text(cohort)}")
        yield Listing("The assignments are being read.")
        yield Static(id="one", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Reads the assignments."""
        asking, cohort = self.asking, self.selection.cohort
        page = await self.ask(lambda: asking.work(when.now(), cohort))
        listing = self.query_one(Listing)
        if page is None:
            listing.fail("The assignments cannot be shown")
            return
        self._page = page
        self._people = self._people and bool(page.people)
        if page.progress:
            self._show(page)
        else:
            listing.say("No work", NOTHING)
        self.refresh_bindings()

    def _show(self, page: WorkPage) -> None:
        many = count(len(page.people), "person", "people") if self._people else ""
        self.query_one(TitleBar).right = many or count(len(page.progress), "assignment")
        self.query_one(Listing).write(partial(_people if self._people else _assignments, page))

    def _show_one(self, key: str | None) -> None:
        """All of the assignment at the cursor: a line of the list has no room for it."""
        one = self._progress(key)
        made = None if one is None else one.assignment
        line = self.query_one("#one", Static)
        line.display = made is not None
        if made is not None and self._page is not None:
            title = self._page.titles.get(made.story, made.story)
            line.update(assignment_in_full(made, title, when.now()))

    def _progress(self, key: str | None) -> Progress | None:
        progress = self._page.progress if self._page is not None else ()
        return next((one for one in progress if key == f"a {one.assignment.id}"), None)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._show_one(event.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where the policy hides people there are assignments alone."""
        if action == "by_assignment":
            return self._people
        has = self._page is not None and bool(self._page.people)
        return has and not self._people if action == "by_person" else True

    def action_by_person(self) -> None:
        """The people who have something to do, or had."""
        self._switch(people=True)

    def action_by_assignment(self) -> None:
        """The assignments again."""
        self._switch(people=False)

    def _switch(self, *, people: bool) -> None:
        self._people = people
        if self._page is not None:
            self._show(self._page)
        self.say("")
        self.refresh_bindings()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        one = self._progress(event.name)
        name = event.name.removeprefix("p ") if one is None else one.assignment.person
        if self._page is None or self._page.hides_people:
            self.say(PEOPLE_HIDDEN)
        elif name is not None:
            from servicesim.tui.review.trainee.screen import TraineeScreen

            self.house.forward(TraineeScreen(name, self.selection))
        elif one is not None and not one.people:
            self.say("There is nobody in this cohort.")
        elif one is not None and one.assignment.cohort != self.selection.cohort:
            of_cohort = replace(self.selection, cohort=one.assignment.cohort)
            self.house.forward(WorkScreen(of_cohort, people=True))
        else:
            self.action_by_person()


def _assignments(page: WorkPage, width: int) -> Lines:
    shown = ((one.assignment, one) for one in page.progress)
    return assignments_head(width), (
        (f"a {made.id}", assignment_row(one, page.titles.get(made.story, made.story), width))
        for made, one in shown
    )


def _people(page: WorkPage, width: int) -> Lines:
    return people_head(width), ((f"p {one.person}", work_row(one, width)) for one in page.people)
