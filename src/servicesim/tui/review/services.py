"""What the review asks of the store: the only place in the screens that does.

Everything here blocks, as in `tui.services`, and everything heavy is imported on the first call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from servicesim.errors import StoryError
from servicesim.saves.records import Selection

if TYPE_CHECKING:
    from servicesim.saves.assignments import Work
    from servicesim.saves.review.overview import CohortRow, Overview
    from servicesim.tui.services import Services

Rows = Literal["people", "cohorts"]
"""What a list has a row for."""

MOST_AT_ONCE = 200
"""People up to whom they are listed at once; where there are more, the cohorts come first."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the first screen of the review shows.

    `cohorts` is None where the rows are people. `work` is by person, of those who have any.
    """

    selection: Selection
    rows: Rows
    overview: Overview
    cohorts: tuple[CohortRow, ...] | None
    work: dict[str, Work]
    title: str
    """The title of the story that is selected; "" where none is."""

    @property
    def can_switch(self) -> bool:
        """Whether there are both, people and cohorts, to look at."""
        alone = self.selection.cohort is not None or self.overview.too_many
        return self.overview.policy.people == "shown" and not alone


class ReviewServices:
    """The questions of the review, over the store and the library of the app."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def first_look(self) -> Selection:
        """What a review opens with: today's rules, and assessment where there is any.

        Raises StoreUnusable.
        """
        from servicesim.conversation import RULES
        from servicesim.saves.review.overview import default_mode

        return Selection(default_mode(self._services.store()), RULES)

    def board(self, selection: Selection, now: datetime, rows: Rows | None = None) -> Board:
        """How everybody in a selection stands; `rows` None leaves it to how many they are.

        Raises StoreUnusable.
        """
        from servicesim.saves.assignments import work
        from servicesim.saves.review.overview import cohorts, overview

        store = self._services.store()
        found = overview(store, selection, now)
        if found.policy.people == "cohorts" or (found.too_many and selection.cohort is None):
            rows = "cohorts"
        elif selection.cohort is not None:
            rows = "people"
        elif rows is None:
            rows = "cohorts" if found.people > MOST_AT_ONCE else "people"
        people = rows == "people"
        return Board(
            selection=selection,
            rows=rows,
            overview=found,
            cohorts=None if people else tuple(cohorts(store, selection, now)),
            work={one.person: one for one in work(store, now, selection.cohort)} if people else {},
            title="" if selection.story is None else self.title(selection.story),
        )

    def title(self, story: str) -> str:
        """The title of a story of the library; its id where there is none of that id any more."""
        try:
            return self._services.library().find(story).title
        except StoryError:
            return story
