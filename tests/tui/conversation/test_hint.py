"""Hints in practice: first what the moment calls for, asked again the reply."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from servicesim.errors import NotSaved, UsageError
from servicesim.saves.play import Hint, Play
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.replies import ReplyList
from tests.tui.talking import press, screen_lines, screen_text, settled, talking

CALLS_FOR = "The moment calls for: Acknowledge the trouble, Own the fault. Ask again for the reply."
MARKED = "1 hint ▸ A second night beside the lift"


class TestHint:
    """Two steps at each moment."""

    async def test_first_what_the_moment_calls_for(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "h")
            assert CALLS_FOR in screen_text(app)
            assert "hint ▸" not in screen_text(app)

    async def test_asked_again_the_reply(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "down", "down", "h", "h")
            text = screen_text(app)
            assert "Best from here: reply 1, marked below." in text
            assert MARKED in text
            assert app.screen.query_one(ReplyList).pointer == 0
            await press(pilot, "enter")
            assert [made.reply.id for made in play.exchanges] == ["name-it"]

    @pytest.mark.slow
    async def test_another_moment_begins_with_what_it_calls_for(
        self, app: ServicesimApp, story: Story
    ) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "h", "h", "1")
            text = screen_text(app)
            assert "Best from here" not in text, "a hint is gone with its moment"
            assert "hint ▸" not in text
            await press(pilot, "h")
            assert "The moment calls for: Explore the root." in screen_text(app)

    @pytest.mark.slow
    async def test_a_moment_that_was_come_back_to_is_another(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "h", "1", "u", "h")
            assert CALLS_FOR in screen_text(app)

    @pytest.mark.slow
    async def test_a_reply_without_a_tactic_is_shown_at_once(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with talking(app, story) as (pilot, play):
            second = play.offered()[1]
            monkeypatch.setattr(play, "hint", lambda: Hint((), second))
            await press(pilot, "h")
            assert "2 hint ▸ Rooms are given out by the system" in screen_text(app)

    @pytest.mark.slow
    async def test_it_marks_the_session_assisted_at_once(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            assert "practice · reply 1" in screen_lines(app)[0]
            await press(pilot, "h")
            assert "practice · assisted · reply 1" in screen_lines(app)[0]
            assert play.store.session(play.session.id).assisted

    @pytest.mark.slow
    async def test_while_it_thinks_it_says_so_and_nothing_else_happens(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thought = threading.Event()
        asked: list[int] = []
        async with talking(app, story) as (pilot, play):
            hint = play.hint

            def slow() -> Hint:
                asked.append(play.rows)
                thought.wait(10)
                return hint()

            monkeypatch.setattr(play, "hint", slow)
            await pilot.press("h", "h", "1", "u", "escape")
            assert "One moment: thinking of what could be said here…" in screen_text(app)
            thought.set()
            await settled(pilot)
            assert CALLS_FOR in screen_text(app)
            assert asked == [0]
            assert play.exchanges == []
            await press(pilot, "1")
            assert len(play.exchanges) == 1

    @pytest.mark.slow
    async def test_what_cannot_be_saved_is_told(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(session: str) -> None:
            raise NotSaved("the disk is full.")

        async with talking(app, story) as (pilot, play):
            monkeypatch.setattr(play.store, "assist", full)
            await press(pilot, "h")
            text = screen_text(app)
            assert "No hint: Not saved: the disk is full." in text
            assert "calls for" not in text
            assert "assisted" not in text
            monkeypatch.undo()
            await press(pilot, "h")
            assert CALLS_FOR in screen_text(app)

    @pytest.mark.slow
    async def test_where_nothing_leads_to_an_ending_it_is_told(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def none() -> Hint:
            raise UsageError("There is no hint here.")

        async with talking(app, story) as (pilot, play):
            monkeypatch.setattr(play, "hint", none)
            await press(pilot, "h")
            assert "There is no hint here. Nothing that can be said leads to an ending" in screen_text(app)


class TestKey:
    """The key is there where a hint can be had."""

    async def test_not_in_assessment(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, mode="assessment") as (pilot, play):
            assert "h hint" not in screen_lines(app)[-1]
            await press(pilot, "h")
            assert not play.session.assisted

    async def test_not_after_the_end(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, replies=["listen", "choose"]):
            assert "h hint" not in screen_lines(app)[-1]

    async def test_not_in_a_story_that_is_too_large(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        play = past("listen")
        play.proof = replace(play.proof, verdict="bounded")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.open_conversation(play)
            await settled(pilot)
            assert "h hint" not in screen_lines(app)[-1]
