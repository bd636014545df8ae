"""What a story says on the conversation screen, and how it fits windows of several sizes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from servicesim.story.library import Library
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.screen import ConversationScreen
from tests.tui.talking import WIDE, press, screen_lines, screen_text, settled, talking

STORY = Path(__file__).parent.parent / "stories" / "front-desk.yaml"


class TestText:
    """What a story says is text, whatever it looks like."""

    async def test_markup_is_shown_as_it_is_written(self, app: ServicesimApp, story: Story) -> None:
        hostile = "[@click=app.quit]click[/] [b]bold[/b] [nonsense] \x1b]0;title\x07"
        character = replace(story.character, name=hostile, role=hostile)
        # Such a story is refused when it is read; the screen must hold even so.
        async with talking(app, replace(story, title=hostile, character=character)) as (pilot, _play):
            text = screen_text(app)
            assert "[@click=app.quit]click[/] [b]bold[/b] [nonsense] ␛]0;title␇" in text
            assert "\x1b" not in "".join(screen_lines(app))
            await press(pilot, "1")
            assert isinstance(app.screen, ConversationScreen)


class TestWindow:
    """Every key is in the bottom line; a wide window shows more."""

    async def test_every_key_is_in_the_bottom_line(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, replies=["name-it"]):
            bottom = screen_lines(app)[-1].strip()
            for part in ("1-3 ↑↓ ↵ say", "h hint", "u take back", "d papers", "t transcript"):
                assert part in bottom
            assert bottom.endswith("? help  esc leave")

    async def test_wide_shows_levels_tactics_and_briefing(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, size=WIDE) as (pilot, _play):
            await press(pilot, "2")
            text = screen_text(app)
            assert "Tactics so far" in text
            assert "! Quote the policy misstep" in text
            assert "Tomas Brandt stays four nights a month." in text

    @pytest.mark.slow
    async def test_it_can_grow_and_shrink(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            assert "Tactics so far" not in screen_text(app)
            await pilot.resize_terminal(*WIDE)
            await settled(pilot)
            assert "Tactics so far" in screen_text(app)
            await pilot.resize_terminal(40, 10)
            await settled(pilot)
            await pilot.resize_terminal(80, 24)
            await settled(pilot)
            await press(pilot, "1")
            assert "So. What now?" in screen_text(app)

    @pytest.mark.slow
    async def test_more_to_read_is_marked_and_can_be_reached(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, replies=["name-it", "ask", "listen"]) as (pilot, _play):
            assert "▲ PgUp" in screen_text(app)
            assert "You A second night" not in screen_text(app)
            await press(pilot, "pageup", "pageup", "pageup", "pageup")
            text = screen_text(app)
            assert "You A second night" in text
            assert "▲ PgUp" not in text
            assert "▼ PgDn" in text

    @pytest.mark.slow
    async def test_nothing_more_nothing_marked(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, size=(80, 40)) as (pilot, _play):
            for _ in range(2):
                assert "PgUp" not in screen_text(app)
                assert "PgDn" not in screen_text(app)
                top = next(at for at, line in enumerate(screen_lines(app)) if "He sets the suitcase" in line)
                assert screen_lines(app)[top - 1].strip("─ ") == ""
                await press(pilot, "1")

    @pytest.mark.slow
    async def test_a_long_answer_is_read_from_its_beginning(self, app: ServicesimApp, tmp_path: Path) -> None:
        path = tmp_path / "front-desk.yaml"
        answer = "Sit down, then. " + "It is a long story. " * 30 + "That was it."
        path.write_text(STORY.read_text(encoding="utf-8").replace("Yes. That.", answer), encoding="utf-8")
        async with talking(app, Library().find(str(path))) as (pilot, _play):
            await press(pilot, "1")
            assert "Sit down, then." in screen_text(app)
            assert "▼ PgDn" in screen_text(app)
            await press(pilot, "pagedown", "pagedown", "pagedown")
            assert "That was it." in screen_text(app)
            assert "▼ PgDn" not in screen_text(app)

    @pytest.mark.slow
    async def test_help_knows_this_screen(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "question_mark")
            assert "You talk with the person at the top." in screen_text(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, ConversationScreen)
