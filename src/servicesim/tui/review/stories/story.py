"""One story: its hardest decisions, where trust falls, and the endings that people reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.errors import ServicesimError
from servicesim.results.items import ENOUGH
from servicesim.saves.policy import FEWEST
from servicesim.saves.review.words import SUMS_ALONE, selection_text
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.review.base import ReviewScreen
from servicesim.tui.review.stories.decision import (
    HIDDEN_ENDINGS,
    decision_row,
    endings_text,
    head,
    in_full,
    in_short,
)
from servicesim.tui.text import content
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.made import Made
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.records import Selection
    from servicesim.saves.review.story import Decision, StoryReview
    from servicesim.story.linked import Story
    from servicesim.tui.review.services import StoryPage

FLOOR = f"not enough data: under {ENOUGH} people came here"
HIDDEN_NUMBERS = f"– hidden: it would tell of fewer than {FEWEST} people"
_PAGE = Binding.Group("page")


class StoryScreen(ReviewScreen):
    """The decisions in a list, the hardest first, and the replies of the one at the cursor."""

    CSS_PATH = "story.tcss"
    HELP = (
        "What people did in this story at their first attempt, without help. The decisions stand the hardest "
        "first: best is the share of people who took a best reply, one that gave away under half a point; "
        "cost what the choice gave away of the mean score, on average; trust how it changed, and falls the "
        "share of people for whom it fell. Of each person the first visit counts. Under ten people there are "
        "no numbers.\n\n"
        "Texts of a story and versions of the rules are never added up: t goes from one text to the next. "
        "With a filter for a cohort or dates, the newest 500 attempts are read; a server that keeps replies "
        "from managers has no decisions for such a filter.\n\n"
        "The story was written by people too: a decision that nearly everybody gets wrong may be a question "
        "to its author."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "text", "other text", id="story-text", tooltip="The next older text of the story"),
    ]

    def __init__(self, story: str, selection: Selection) -> None:
        super().__init__()
        self._story = story
        self.selection = selection
        self.page: StoryPage | None = None
        self._digest: str | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(self._story)
        yield Static(id="whom", markup=False)
        yield EmptyState("One moment", "The decisions are being counted.")
        with Container(id="story"):
            with Vertical(id="list"):
                yield Static(id="head", markup=False)
                yield LongMenu()
                yield Static(id="floor", markup=False)
            with Page(id="detail"):
                yield Made()
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    @work(exclusive=True, group="review")
    async def load(self) -> None:
        """Asks for the numbers; where sessions are not counted yet they are, and it asks again."""
        page = await self._asked()
        if page is None:
            self.query_one(EmptyState).say("The story cannot be shown", "Below is the reason.")
            return
        self._show(page)
        if page.review.behind:
            await self._catch_up(page.review)

    async def _asked(self) -> StoryPage | None:
        asking, story, selection, digest = self.asking, self._story, self.selection, self._digest
        return await self.ask(lambda: asking.story(story, selection, digest))

    async def _catch_up(self, review: StoryReview) -> None:
        asking, story, shown = self.asking, self._story, review.policy.people == "shown"
        more = count(review.behind, "conversation") if shown else "some conversations"
        self.say(f"One moment: {more} more to count…")

        def progress(done: int, total: int) -> None:
            if not self.is_attached:
                raise _Left
            if not shown:  # how many have ended lately may tell who it was
                return
            self.app.call_from_thread(self.say, f"One moment: {done:,} of {total:,} conversations counted…")

        trouble = ""
        try:
            await asyncio.to_thread(asking.catch_up, story, progress)
        except ServicesimError as error:
            trouble = str(error)
        except _Left:
            return
        if not self.here:
            return
        page = await self._asked()
        if page is not None:
            self._show(page)
        if trouble:
            self.say(trouble, wrong=True)

    def _show(self, page: StoryPage) -> None:
        self.page = page
        review = page.review
        title = self.query_one(TitleBar)
        title.left, title.right = review.title, selection_text(self.selection)
        self.query_one("#whom", Static).update(content(_whom(review)))
        has = bool(review.decisions)
        self.query_one("#story").display = has
        empty = self.query_one(EmptyState)
        empty.display = not has
        empty.say("Nothing to show yet", _why_nothing(review))
        if has:
            self.call_after_refresh(self._fill)
        self.refresh_bindings()

    def _fill(self) -> None:
        """Once the list has its width."""
        if self.page is None or not self.page.review.decisions:
            return
        menu = self.query_one(LongMenu)
        self.query_one("#head", Static).update(head(menu.room))
        menu.show((one.scene, decision_row(one, menu.room)) for one in self.page.review.decisions)
        why, line = _why_no_numbers(self.page.review.decisions), self.query_one("#floor", Static)
        line.update(content(why))
        line.display = bool(why)
        self._detail(menu.pointed)
        if self.focused is None:
            menu.focus()

    def _decision(self, scene: str | None) -> Decision | None:
        decisions = self.page.review.decisions if self.page is not None else ()
        return next((one for one in decisions if one.scene == scene), None)

    def _detail(self, scene: str | None) -> None:
        decision, story = self._decision(scene), self.page.story if self.page is not None else None
        wide = self.has_class("-wide")

        def made(width: int) -> Content:
            if decision is None or story is None:
                return Content()
            return in_full(decision, story, _words(story), width) if wide else in_short(decision, width)

        self.query_one(Made).write(made)
        self.query_one("#detail", Page).scroll_home(animate=False)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._detail(event.name)

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        decision, story = self._decision(event.name), self.page.story if self.page is not None else None
        if decision is not None and story is not None:
            self.app.push_screen(DecisionScreen(decision, story))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a key for other texts where there are some."""
        return len(self._texts()) > 1 if action == "text" else True

    def _texts(self) -> list[str]:
        """The texts of these rules, the one begun last first."""
        texts = self.page.review.texts if self.page is not None else ()
        return [text.digest for text in texts if text.rules == self.selection.rules]

    def action_text(self) -> None:
        """The next older text, after the oldest the newest again."""
        texts = self._texts()
        if self.page is not None and self.page.review.digest in texts:
            at = texts.index(self.page.review.digest)
            self._digest = texts[(at + 1) % len(texts)]
            self.load()


class DecisionScreen(AskingScreen):
    """What is said at one decision, and all that is known of it."""

    CSS_PATH = "decision.tcss"
    STANDS_OVER = True
    HELP = "One decision: what is said there, how many people chose which reply, and what each cost them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="up", group=_PAGE, tooltip="One line up"),
        Binding("down", "scroll(1)", "down", id="down", group=_PAGE, tooltip="One line down"),
    ]

    def __init__(self, decision: Decision, story: Story) -> None:
        super().__init__()
        self._decision = decision
        self._story = story

    def compose(self) -> ComposeResult:
        decision, story = self._decision, self._story
        yield TitleBar(f"{story.title}: {decision.scene}", f"{decision.reached:,} came here")
        with Page():
            yield Made(lambda width: in_full(decision, story, _words(story), width))
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Scrolling is for what does not fit."""
        return self.query_one(Page).scrolls if action == "scroll" else True

    def action_scroll(self, lines: int) -> None:
        """Scrolls by lines."""
        self.query_one(Page).go(lines)


class _Left(Exception):
    """The screen has been left: nobody waits for the count."""


def _words(story: Story) -> Callable[[str], str]:
    """Fills the names in; the trainee is nobody in particular."""
    from servicesim.story.placeholders import fill

    return lambda text: fill(text, trainee="the trainee", persona=story.character.name)


def _why_no_numbers(decisions: Sequence[Decision]) -> str:
    """What stands in the place of numbers in the list, and why."""
    floor = FLOOR if any(one.d_trust == "not_enough_data" for one in decisions) else ""
    hidden = HIDDEN_NUMBERS if any("hidden" in (one.best, one.d_trust) for one in decisions) else ""
    return "\n".join(part for part in (floor, hidden) if part)


def _why_nothing(review: StoryReview) -> str:
    """Why there is no decision to show. Whether few people or none came to one is not said."""
    if review.behind:
        return "They are being counted."
    if review.sums_alone:
        return SUMS_ALONE
    if review.few_left_out:
        return f"No decision was reached by {FEWEST} people or more at a first attempt; less is not told."
    return "There is no first attempt that ended here."


def _whom(review: StoryReview) -> str:
    """From whom the numbers are, which text, and the endings."""
    if review.digest is None:
        return "Nobody came to an end here at a first attempt without help, under today's rules."
    of = "the newest " if review.sampled else ""
    if review.sums_alone and not review.sessions and not review.endings:
        return f"Text {review.digest[:8]}{_others(review)}."
    few = review.policy.people == "cohorts" and not review.sessions
    attempts = f"fewer than {FEWEST} first attempts" if few else count(review.sessions, "first attempt")
    text = f"{of}{attempts} without help; text {review.digest[:8]}"
    counted = " Decisions are counted over everybody in the store." if review.of_all else ""
    endings = HIDDEN_ENDINGS if review.endings_few else endings_text(review.endings)
    return f"{text[:1].upper()}{text[1:]}{_others(review)}. {endings}{counted}"


def _others(review: StoryReview) -> str:
    """How many texts of the story there are, where there are others."""
    others = sum(one.digest != review.digest for one in review.texts)
    return f" of {others + 1}, never added up" if others else ""
