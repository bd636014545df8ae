"""The stories that were played."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.saves.review.words import RESULTS_HIDDEN, ROUGHLY, selection_text
from servicesim.tui import when
from servicesim.tui.messages import Chosen
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.stories.row import head, story_row
from servicesim.tui.text import content
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.listing import Lines, Listing
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.policy import Policy
    from servicesim.saves.records import Selection
    from servicesim.tui.review.services import StoriesPage


class StoriesScreen(ReviewScreen):
    """One line a story; opening one shows its decisions."""

    CSS_PATH = "stories.tcss"
    HELP = (
        "The stories that were played in the sessions you look at. First attempts are those without help and "
        "without having read the debrief before: as many as people; where the policy keeps how practice "
        "went from managers, they are closed. Opening a story shows its decisions, the hardest first."
    )

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Stories · {selection_text(self.selection)}")
        yield Listing("The stories are being counted.")
        yield Static(id="about", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Counts."""
        asking, selection = self.asking, self.selection
        page = await self.ask(lambda: asking.stories(selection))
        listing = self.query_one(Listing)
        if page is None:
            listing.fail("The stories cannot be shown")
            return
        self.query_one(TitleBar).right = count(len(page.rows), "story", "stories")
        if page.rows:
            listing.write(partial(_lines, page))
            kept_back, line = self._about(page.policy), self.query_one("#about", Static)
            line.update(content(kept_back, "$text-muted"))
            line.display = bool(kept_back)
        else:
            listing.say("No story yet", "Nobody played one in the sessions you look at.")

    def _about(self, policy: Policy) -> str:
        """What the policy keeps from this list."""
        closed = policy.hides_results(self.selection.mode)
        parts = [RESULTS_HIDDEN if closed else "", ROUGHLY if policy.people == "cohorts" else ""]
        return " ".join(part for part in parts if part)

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        from servicesim.tui.review.stories.story import StoryScreen

        self.house.forward(StoryScreen(event.name, self.selection))


def _lines(page: StoriesPage, width: int) -> Lines:
    now = when.now()
    titled = [(page.titles.get(row.story, row.story), row) for row in page.rows]
    titled.sort(key=lambda one: one[0].casefold())
    return head(width), ((row.story, story_row(row, title, now, width)) for title, row in titled)
