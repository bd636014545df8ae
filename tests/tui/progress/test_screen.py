"""A trainee's own sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from servicesim.saves.comments import comment
from servicesim.saves.play import Play
from servicesim.saves.records import SessionRecord
from servicesim.tui.app import ServicesimApp
from servicesim.tui.cards import SessionCard
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.debrief.screen import DebriefScreen
from servicesim.tui.progress.row import head, session_row
from servicesim.tui.progress.screen import ProgressScreen
from tests.tui.talking import NARROW, press, screen_lines, screen_text, settled


class TestTheList:
    async def test_newest_first_with_how_each_stands(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("name-it", "choose")
        past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m")
            first, second = (line for line in screen_lines(app) if "The wrong room" in line)
            assert "at reply 1" in first
            assert "won back" in second
            assert "1 ended, 1 in progress" in screen_lines(app)[0]

    async def test_nobody_elses(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        past("listen", trainee="Amina")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m")
            assert "Nothing here yet Conversations of Jo will be listed here." in screen_text(app)

    async def test_one_that_a_manager_wrote_to_is_marked(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        comment(past("name-it", "choose").store, past("listen", "choose").session.id, "Ruth", "Well done.")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m")
            first, second = (line for line in screen_lines(app) if "The wrong room" in line)
            assert "practice+ " in first
            assert "practice " in second
            assert "+ commented" in screen_text(app)


class TestOpening:
    @pytest.mark.slow
    async def test_one_in_progress_goes_on(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        begun = past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m", "enter")
            assert isinstance(app.screen, ConversationScreen)
            assert app.screen.play.session.id == begun.session.id
            await press(pilot, "escape")
            assert isinstance(app.screen, ProgressScreen)

    @pytest.mark.slow
    async def test_one_that_ended_opens_its_debrief(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("name-it", "choose")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m", "enter")
            assert isinstance(app.screen, DebriefScreen)
            assert "I slept. I shall ask for that desk again." in screen_text(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, ProgressScreen)

    async def test_one_of_older_rules_says_why_it_cannot_be_opened(
        self, app: ServicesimApp, past: Callable[..., Play], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m")
            monkeypatch.setattr("servicesim.saves.play.RULES", 2)
            await press(pilot, "enter")
            assert isinstance(app.screen, ProgressScreen)
            assert "was begun under rules 1; today's are 2" in screen_text(app)

    @pytest.mark.slow
    async def test_what_changed_meanwhile_shows_on_coming_back(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        past("listen")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m", "enter", "3", "escape")
            assert "at reply 2" in screen_text(app)


class TestARow:
    NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)

    @pytest.fixture
    def record(self, past: Callable[..., Play]) -> SessionRecord:
        ended = past("listen", "choose").session
        return replace(
            ended, status="ended", outcome="resolved", touched=self.NOW - timedelta(days=3),
            empathy=83.2, clarity=None, trust=100.0,
        )  # fmt: skip

    def line(self, record: SessionRecord, width: int = 74) -> str:
        return session_row(SessionCard(record, "The wrong room"), self.NOW, width).plain

    def test_everything_about_a_session(self, record: SessionRecord) -> None:
        assert self.line(record).split() == [
            "3", "days", "ago", "The", "wrong", "room", "practice", "won", "back", "83", "–", "100",
        ]  # fmt: skip

    def test_help_and_a_known_debrief_are_marked(self, record: SessionRecord) -> None:
        assert "practice*°" in self.line(replace(record, assisted=True, seen=True))
        assert "practice*" in self.line(replace(record, assisted=True))

    def test_one_left_lying(self, record: SessionRecord) -> None:
        lying = replace(record, status="in_progress", touched=self.NOW - timedelta(days=8), turns=4)
        assert "left, reply 4" in self.line(lying)

    @pytest.mark.parametrize("width", [54, 74, 120])
    def test_the_columns_stand_under_their_names(self, record: SessionRecord, width: int) -> None:
        names, line = head(width).plain, self.line(record, width)
        assert len(names) == len(line) == width
        assert names.index("mode") == line.index("practice")

    def test_a_long_title_is_cut(self, record: SessionRecord) -> None:
        line = session_row(SessionCard(record, "A very long title " * 9), self.NOW, 74).plain
        assert len(line) == 74
        assert "…" in line
