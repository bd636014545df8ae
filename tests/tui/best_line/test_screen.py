"""The best line from a reply, stepped through in the real app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.best_line.screen import BestLineScreen
from servicesim.tui.debrief.screen import DebriefScreen
from tests.tui.talking import press, reading, screen_lines, screen_text


@pytest.fixture
def won(past: Callable[..., Play]) -> Play:
    """A conversation that went well, after a misstep."""
    return past("policy", "ask", "name-it", "choose")


def keys(app: ServicesimApp) -> str:
    """The keys that the bottom line shows."""
    lines = screen_lines(app)
    ruled = max(at for at, line in enumerate(lines) if line.startswith("─"))
    return " ".join(lines[ruled + 1 :])


class TestSteps:
    """The moment as it was, then reply and answer, with the levels after each."""

    @pytest.mark.slow
    async def test_it_begins_with_the_moment(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "b")
            text = screen_text(app)
            assert "The best line from reply 1 step 0 of 6" in text
            assert "you said hard to recover Rooms are given out by the system, Mr Brandt." in text
            assert "The lift again. I asked for quiet." in text
            assert "resistance ██████░░░░ 6 trust ███░░░░░░░ 3" in text
            assert "A second night" not in text

    async def test_a_step_shows_reply_answer_levels_and_why(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "b", "right")
            text = screen_text(app)
            assert "step 1 of 6" in text
            assert "You A second night beside the lift" in text
            assert "Yes. That. So. What now?" in text
            assert "resistance ███▒▒▒░░░░ 3 ▼ down 3 trust ███▓░░░░░░ 4 ▲ up 1" in text
            assert "Named the trouble there had been and owned the fault by its name" in text

    @pytest.mark.slow
    async def test_a_later_line_begins_after_what_was_said_before(
        self, app: ServicesimApp, won: Play
    ) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "down", "down", "down", "b")
            text = screen_text(app)
            assert "You Rooms are given out by the system" in text
            assert "Room 12 is quiet" not in text.replace("you said hard to recover Room 12 is quiet", "")
            await press(pilot, "enter")
            assert "step 1 of " in screen_text(app)

    @pytest.mark.slow
    async def test_the_last_step_says_where_it_would_have_led(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        assert debrief.turns[0].judgement is not None
        reached = [made.after.persona for made in debrief.turns[0].judgement.line][-1]
        async with reading(app, debrief, won) as pilot:
            await press(pilot, "down", "b", *["right", "enter"] * 3)
            text = screen_text(app)
            assert "partly won back · stays: empathy 86, clarity 100, trust-rebuilding 100" in text
            assert f" {reached.trust} " in text
            await press(pilot, "right")
            assert "step 6 of 6" in screen_text(app), "there is nothing after the end"

    @pytest.mark.slow
    async def test_back_step_by_step(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "b")
            before = screen_text(app)
            await press(pilot, "right")
            first = screen_text(app)
            await press(pilot, "right", "right", "left", "left")
            assert screen_text(app) == first
            await press(pilot, "left", "left")
            assert screen_text(app) == before, "there is nothing before the moment"

    @pytest.mark.slow
    async def test_several_presses_at_once(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "b")
            before = screen_text(app)
            await pilot.press("right", "right", "right", "left", "left", "left")
            await press(pilot)
            assert screen_text(app) == before

    @pytest.mark.slow
    async def test_the_debrief_is_where_it_was_left(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "down")
            before = screen_text(app)
            await press(pilot, "b", "right")
            assert isinstance(app.screen, BestLineScreen)
            await press(pilot, "escape")
            assert screen_text(app) == before


class TestKeys:
    """Every key that works is in the bottom line."""

    async def test_of_the_line(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=(80, 24)) as pilot:
            await press(pilot, "down", "b", "right", "right")
            for part in ("→ ↵ next step", "← step back", "↑↓ scroll", "pgup/pgdn page", "? help", "esc back"):
                assert part in keys(app)
            newest = screen_text(app)
            await press(pilot, "pageup", "up")
            assert screen_text(app) != newest

    @pytest.mark.slow
    async def test_of_the_debrief(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=(80, 24)) as pilot:
            assert "b best line" in keys(app)
            await press(pilot, "b")
            assert isinstance(app.screen, DebriefScreen), "no reply is marked yet"

    @pytest.mark.slow
    async def test_none_where_nothing_was_worked_out(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        turns = tuple(replace(turn, judgement=None, better=None) for turn in debrief.turns)
        async with reading(app, replace(debrief, turns=turns, next_time=None), won) as pilot:
            await press(pilot, "down", "b")
            assert "best line" not in keys(app)
            assert isinstance(app.screen, DebriefScreen)

    @pytest.mark.slow
    async def test_none_in_a_story_for_assessment(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        won.story = replace(won.story, use="assessment")
        async with reading(app, debrief, won) as pilot:
            await press(pilot, "down", "b")
            assert "best line" not in keys(app)
            assert isinstance(app.screen, DebriefScreen)
