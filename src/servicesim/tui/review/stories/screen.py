"""The stories that were played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.saves.review.words import selection_text
from servicesim.tui import when
from servicesim.tui.messages import Chosen
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.stories.row import head, story_row
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.records import Selection
    from servicesim.tui.review.services import StoriesPage


class StoriesScreen(ReviewScreen):
    """One line a story; opening one shows its decisions."""

    CSS_PATH = "stories.tcss"
    HELP = (
        "The stories that were played in the sessions you look at. First attempts are those without help and "
        "without having read the debrief before: as many as people. Opening a story shows its decisions, the "
        "hardest first."
    )

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection
        self._page: StoriesPage | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Stories · {selection_text(self.selection)}")
        yield EmptyState("One moment", "The stories are being counted.")
        yield Static(id="head", markup=False)
        yield LongMenu()
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Counts."""
        asking, selection = self.asking, self.selection
        page = await self.ask(lambda: asking.stories(selection))
        empty = self.query_one(EmptyState)
        if page is None:
            empty.say("The stories cannot be shown", "Below is the reason.")
            return
        self._page = page
        has = bool(page.rows)
        self.query_one(TitleBar).right = count(len(page.rows), "story", "stories")
        self.query_one("#head").display = self.query_one(LongMenu).display = has
        empty.display = not has
        empty.say("No story yet", "Nobody played one in the sessions you look at.")
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Once the list has its width."""
        page = self._page
        if page is None or not page.rows:
            return
        menu, now = self.query_one(LongMenu), when.now()
        rows = sorted(page.rows, key=lambda row: page.titles.get(row.story, row.story).casefold())
        self.query_one("#head", Static).update(head(menu.room))
        menu.show(
            (row.story, story_row(row, page.titles.get(row.story, row.story), now, menu.room)) for row in rows
        )
        if self.focused is None:
            menu.focus()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        from servicesim.tui.review.stories.story import StoryScreen

        self.house.forward(StoryScreen(event.name, self.selection))
