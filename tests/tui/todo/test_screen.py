"""What one was given to play: on home, and as a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from servicesim.saves.assignments import Task, assign
from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.tui.app import ServicesimApp
from servicesim.tui.briefing.screen import BriefingScreen
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.debrief.screen import DebriefScreen
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.todo.row import due
from servicesim.tui.todo.screen import TodoScreen
from tests.tui.conftest import NOON, TEATIME
from tests.tui.talking import NARROW, SIZES, press, screen_lines, screen_text, settled

TODAY = TEATIME.astimezone().date()
Give = Callable[..., None]


@pytest.fixture
def give(store: Store) -> Give:
    """Assigns a story to Jo, or to the cohort that Jo is in."""

    def given(
        story: str = "front-desk",
        *,
        cohort: str | None = None,
        mode: Mode | None = None,
        due: date | None = None,
    ) -> None:
        if cohort is not None:
            import_people(store, [Person("Jo", cohort)])
        person = None if cohort else "Jo"
        assign(store, story, author="Ruth", mode=mode, cohort=cohort, person=person, due=due, at=NOON)

    return given


class TestOnHome:
    async def test_the_first_task_and_how_many_more(self, app: ServicesimApp, give: Give) -> None:
        give(cohort="Spring", mode="assessment", due=TODAY + timedelta(days=1))
        give()
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "To do The wrong room as assessment, due tomorrow; 1 more" in screen_text(app)
            assert "t to do" in screen_text(app)
            await press(pilot, "t")
            assert isinstance(app.screen, TodoScreen)
            await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)

    async def test_nothing_is_said_where_there_is_nothing(
        self, app: ServicesimApp, give: Give, past: Callable[..., Play]
    ) -> None:
        give()
        past("name-it", "choose")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            assert "To do" not in screen_text(app)
            await press(pilot, "t")
            assert isinstance(app.screen, HomeScreen)

    async def test_what_is_done_meanwhile_is_gone_on_coming_back(
        self, app: ServicesimApp, give: Give, past: Callable[..., Play]
    ) -> None:
        give()
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "t")
            past("name-it", "choose")
            await press(pilot, "escape")
            assert "To do" not in screen_text(app)


class TestTheList:
    @SIZES
    async def test_each_with_its_mode_and_day(
        self, app: ServicesimApp, give: Give, past: Callable[..., Play], size: tuple[int, int]
    ) -> None:
        give(mode="assessment", due=TODAY - timedelta(days=2))
        give("gone-from-here")
        give(mode="practice", due=TODAY)
        past("name-it", "choose")
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "t")
            lines = screen_lines(app)
            assert "Jo · 2 to do" in lines[0]
            rows = [" ".join(line.split()) for line in lines if "wrong room" in line or "gone-from" in line]
            assert rows == [
                "▌The wrong room assessment 2 days overdue",
                "gone-from-here either whenever you like",
                "The wrong room practice done",
            ]

    async def test_an_open_one_leads_to_its_briefing_at_its_mode(
        self, app: ServicesimApp, give: Give
    ) -> None:
        give(mode="assessment")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "t", "enter")
            assert isinstance(app.screen, BriefingScreen)
            await press(pilot, "enter")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.mode == "assessment"
            await press(pilot, "escape")
            assert isinstance(app.screen, TodoScreen)

    @pytest.mark.slow
    async def test_a_done_one_opens_its_debrief(
        self, app: ServicesimApp, give: Give, past: Callable[..., Play]
    ) -> None:
        give()
        give("gone-from-here")
        past("name-it", "choose")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "t", "down", "enter")
            assert isinstance(app.screen, DebriefScreen)

    @pytest.mark.slow
    async def test_a_story_that_is_gone_is_said(self, app: ServicesimApp, give: Give) -> None:
        give("gone-from-here")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "t", "enter")
            assert isinstance(app.screen, TodoScreen)
            assert "There is no story 'gone-from-here'." in screen_text(app)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "1 day overdue"),
        (0, "due today"),
        (1, "due tomorrow"),
        (2, "due 4 Mar"),
        (365, "due 2 Mar 2027"),
        (None, "whenever you like"),
    ],
)
def test_until_when(days: int | None, said: str) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    late = days is not None and days < 0
    assert due(Task("front-desk", None, day, "overdue" if late else "open", None), TEATIME) == said
