"""The papers, opened over a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servicesim.story.linked import Document, Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.documents.screen import DocumentsScreen
from tests.tui.talking import press, screen_lines, screen_text, talking


def with_papers(story: Story, *texts: str) -> Story:
    """The story with papers of these texts in place of its own."""
    papers = [Document(f"paper-{number}", f"Paper {number}", text) for number, text in enumerate(texts, 1)]
    return replace(story, documents=tuple(papers))


class TestReading:
    """Reading a paper takes no turn."""

    async def test_a_paper_is_shown_as_it_is_written(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "d")
            assert isinstance(app.screen, DocumentsScreen)
            assert (
                "Third stay. Asked for a quiet room on each. [b]No note[/b] was made of it."
                in screen_text(app)
            )
            await press(pilot, "escape")
            assert isinstance(app.screen, ConversationScreen)
            assert play.exchanges == []
            await press(pilot, "1")
            assert len(play.exchanges) == 1, "the replies have the keys again"

    @pytest.mark.slow
    async def test_the_key_that_opens_it_closes_it(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "d", "d")
            assert isinstance(app.screen, ConversationScreen)

    async def test_its_line_breaks_stay_and_names_are_filled_in(
        self, app: ServicesimApp, story: Story
    ) -> None:
        letter = "Dear {trainee},\n\n    two rows\n    of a table\n"
        async with talking(app, with_papers(story, letter)) as (pilot, _play):
            await press(pilot, "d")
            lines = [line.strip("│ ") for line in screen_lines(app)]
            at = lines.index("Dear Jo,")
            assert lines[at + 2 : at + 4] == ["two rows", "of a table"]

    async def test_one_paper_needs_no_list(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, replace(story, role="", briefing="")) as (pilot, _play):
            await press(pilot, "d")
            assert not app.screen.query_one("#papers").display
            assert "open" not in screen_lines(app)[-1]

    @pytest.mark.slow
    async def test_several_are_chosen_by_digit_and_arrows(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, with_papers(story, "alpha", "beta", "gamma")) as (pilot, _play):
            await press(pilot, "d")
            assert "alpha" in screen_text(app)
            await press(pilot, "3")
            assert "▸ 3 Paper 3" in screen_text(app)
            assert "gamma" in screen_text(app)
            await press(pilot, "left", "left", "left")
            assert "alpha" in screen_text(app)
            await press(pilot, "right", "5")
            assert "beta" in screen_text(app)

    async def test_the_briefing_can_be_read_again(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "d", "2")
            text = screen_text(app)
            assert "You: front desk, first month" in text
            assert "Tomas Brandt stays four nights a month. Room 12 is free" in text

    @pytest.mark.slow
    async def test_what_fits_needs_no_key_for_scrolling(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, with_papers(story, "short", "long\n" * 60)) as (pilot, _play):
            await press(pilot, "d")
            assert "scroll" not in screen_lines(app)[-1]
            await press(pilot, "2")
            assert "↑↓ scroll" in screen_lines(app)[-1]

    @pytest.mark.slow
    async def test_a_long_one_scrolls(self, app: ServicesimApp, story: Story) -> None:
        text = "\n".join(f"line {number}" for number in range(30))
        async with talking(app, with_papers(story, text)) as (pilot, _play):
            await press(pilot, "d")
            assert "line 29" not in screen_text(app)
            await press(pilot, *["down"] * 10)
            assert "line 29" in screen_text(app)
            assert "line 0 " not in screen_text(app)
            await press(pilot, *["up"] * 10)
            assert "line 0 " in screen_text(app)


class TestNone:
    """A story without papers does not speak of any."""

    async def test_the_key_does_nothing(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, replace(with_papers(story), role="", briefing="")) as (pilot, _play):
            assert "documents" not in screen_lines(app)[-1]
            await press(pilot, "d")
            assert isinstance(app.screen, ConversationScreen)
