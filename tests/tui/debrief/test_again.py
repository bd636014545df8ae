"""From the debrief back into the conversation, and the two attempts beside each other afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from servicesim.errors import NotSaved
from servicesim.results.debrief import Debrief
from servicesim.results.scores import NOT_MEASURED, Scores
from servicesim.saves.play import Play
from servicesim.saves.records import Filter
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.debrief.screen import DebriefScreen
from tests.tui.talking import WIDE, press, reading, screen_lines, screen_text, settled


@pytest.fixture
def won(past: Callable[..., Play]) -> Play:
    """A conversation that went well, after a misstep."""
    return past("policy", "ask", "name-it", "choose")


@pytest.fixture
def again(won: Play) -> tuple[Debrief, Play]:
    """The same tried again from the third reply, with another end."""
    second = won.again(3)
    for reply in ("listen", "breakfast"):
        second.give(reply)
    return second.debrief(), second


def sessions(play: Play) -> int:
    """How many sessions the store holds."""
    return len(play.store.sessions(Filter()))


def row(app: ServicesimApp, start: str) -> str:
    """The line of the screen that starts so, white space as one space."""
    return next(" ".join(line.split()) for line in screen_lines(app) if line.split()[:1] == [start])


class TestTryingAgain:
    """From the marked reply back to that very turn."""

    async def test_it_goes_on_before_the_marked_reply(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "down", "down", "r")
            assert isinstance(app.screen, ConversationScreen)
            play = app.screen.play
            assert [made.reply.id for made in play.exchanges] == ["policy", "ask"]
            assert play.session.parent == won.session.id
            assert "practice · assisted · reply 3" in screen_text(app)

    @pytest.mark.slow
    async def test_after_its_end_both_attempts_are_there(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "down", "down", "r", "3", "2", "enter")
            assert isinstance(app.screen, DebriefScreen)
            assert "Tried again from reply 3" in screen_text(app)

    @pytest.mark.slow
    async def test_leaving_it_leads_back_to_the_debrief(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down", "r", "1", "escape")
            assert isinstance(app.screen, DebriefScreen)
            assert app.screen.play is won

    @pytest.mark.slow
    async def test_no_reply_marked_nothing_to_try(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "r")
            assert isinstance(app.screen, DebriefScreen)
            assert sessions(won) == 1

    @pytest.mark.slow
    async def test_a_second_press_while_it_is_saved_begins_no_second_one(
        self, app: ServicesimApp, won: Play, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        disk, again = threading.Event(), won.again

        def slow(turn: int) -> Play:
            disk.wait(10)
            return again(turn)

        monkeypatch.setattr(won, "again", slow)
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down")
            await pilot.press("r", "r")
            assert "One moment: going back to that reply…" in screen_text(app)
            disk.set()
            await settled(pilot)
            assert isinstance(app.screen, ConversationScreen)
            assert sessions(won) == 2

    @pytest.mark.slow
    async def test_what_cannot_be_saved_is_told(
        self, app: ServicesimApp, won: Play, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise NotSaved("the disk is full.")

        async with reading(app, won.debrief(), won) as pilot:
            monkeypatch.setattr(won.store, "begin", full)
            await press(pilot, "down", "r")
            assert isinstance(app.screen, DebriefScreen)
            assert "! Not saved: the disk is full." in screen_text(app)
            monkeypatch.undo()
            await press(pilot, "r")
            assert isinstance(app.screen, ConversationScreen)

    @pytest.mark.slow
    async def test_not_in_a_story_for_assessment(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        won.story = replace(won.story, use="assessment")
        async with reading(app, debrief, won) as pilot:
            await press(pilot, "down", "r")
            assert isinstance(app.screen, DebriefScreen)
            assert "try again" not in screen_text(app)


class TestBothAttempts:
    """How both ended, their scores, and the replies from where they part."""

    async def test_beside_each_other(self, app: ServicesimApp, again: tuple[Debrief, Play]) -> None:
        debrief, play = again
        assert debrief.earlier is not None
        scores = (Scores(10.4, None, 80), Scores(52, None, 80))
        earlier = replace(debrief.earlier, scores=scores[0])
        async with reading(app, replace(debrief, earlier=earlier, scores=scores[1]), play):
            text = screen_text(app)
            assert "Tried again from reply 3 then now won back · moved partly won back · stays" in text
            assert "empathy 10 empathy 52 ▲ up 42" in text
            assert "clarity not measured here clarity not measured here" in text
            assert "trust-rebuilding 80 trust-rebuilding 80 3 " in text, "what did not change has no sign"
            assert row(app, "3") == "3 A second night beside the lift, 3 (You put the pen away and look at"
            assert row(app, "4") == "4 Room 12 is quiet, and free. Or I 4 Breakfast is on us tomorrow."
            assert "2 Tell me what happened" not in text.partition("then now")[2].partition("10 ┤")[0]

    @pytest.mark.slow
    async def test_in_the_wide_window_too(self, app: ServicesimApp, again: tuple[Debrief, Play]) -> None:
        async with reading(app, *again, size=WIDE):
            assert row(app, "then").split()[:2] == ["then", "now"]

    @pytest.mark.slow
    async def test_one_under_the_other_where_there_is_no_room(
        self, app: ServicesimApp, again: tuple[Debrief, Play]
    ) -> None:
        async with reading(app, *again, size=(60, 50)):
            text = screen_text(app)
            assert "then won back · moved now partly won back · stays then empathy" in text
            assert "then 4 Room 12 is quiet, and free." in text
            assert "now 4 Breakfast is on us tomorrow." in text

    @pytest.mark.slow
    async def test_an_attempt_that_was_longer(self, app: ServicesimApp, won: Play) -> None:
        second = won.again(1)
        for reply in ("name-it", "choose"):
            second.give(reply)
        async with reading(app, second.debrief(), second, size=(60, 60)):
            text = screen_text(app)
            assert "then 4 Room 12 is quiet" in text
            assert "now –" in text

    @pytest.mark.slow
    async def test_an_attempt_that_was_not_finished(
        self, app: ServicesimApp, again: tuple[Debrief, Play]
    ) -> None:
        debrief, play = again
        assert debrief.earlier is not None
        earlier = replace(debrief.earlier, outcome=None, ending=None, scores=NOT_MEASURED)
        async with reading(app, replace(debrief, earlier=earlier), play):
            text = screen_text(app)
            assert "then now not finished partly won back · stays 3 A second night" in text

    async def test_a_first_attempt_stands_alone(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won):
            assert "Tried again" not in screen_text(app)
