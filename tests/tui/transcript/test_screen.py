"""The transcript in the whole window, and the file of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.transcript.screen import TranscriptScreen
from tests.tui.talking import press, screen_text, talking

TALK = ("name-it", "ask", "policy", "breakfast")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of one's own, without a folder for documents."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(folder / "none"))
    return folder


class TestReading:
    """All of it can be read, the newest first in view."""

    async def test_it_opens_at_the_end_and_goes_back(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, replies=TALK) as (pilot, _play):
            await press(pilot, "t")
            assert isinstance(app.screen, TranscriptScreen)
            assert "Breakfast. Well." in screen_text(app)
            assert "You A second night" not in screen_text(app)
            await press(pilot, "pageup", "pageup")
            assert "You A second night" in screen_text(app)
            await press(pilot, "down", "pagedown", "pagedown", "up")
            assert "You A second night" not in screen_text(app)
            await press(pilot, "t")
            assert isinstance(app.screen, ConversationScreen)


class TestFile:
    """Where nobody can copy from the terminal, a file can be had."""

    async def test_it_is_written_where_one_says(self, app: ServicesimApp, story: Story, home: Path) -> None:
        async with talking(app, story, replies=TALK) as (pilot, play):
            await press(pilot, "t", "s")
            proposed = Path(app.screen.query_one(Input).value)
            assert proposed.parent == home
            assert proposed.name.startswith("front-desk-")
            await press(pilot, "enter")
            assert f"Saved to {proposed.parent}" in screen_text(app).replace("\n", "")
            lines = proposed.read_text(encoding="utf-8").splitlines()
            assert lines[0] == "The wrong room"
            assert play.session.id[:8] in lines[1]
            assert "Tomas Brandt (He sets the suitcase down, hard.):" in lines
            assert "  Rooms are given out by the system, Mr Brandt." in lines
            assert lines[-1] == "Ended: stays."
            assert max(map(len, lines)) <= 78

    @pytest.mark.slow
    async def test_a_file_is_never_written_over(self, app: ServicesimApp, story: Story, home: Path) -> None:
        async with talking(app, story, replies=TALK) as (pilot, _play):
            await press(pilot, "t", "s")
            taken = Path(app.screen.query_one(Input).value)
            taken.write_text("mine", encoding="utf-8")
            await press(pilot, "enter")
            assert "Not saved: " in screen_text(app)
            assert "already" in screen_text(app)
            assert taken.read_text(encoding="utf-8") == "mine"
            await press(pilot, "2", "enter")
            assert isinstance(app.screen, TranscriptScreen)
            assert taken.with_name(f"{taken.name}2").is_file()

    @pytest.mark.slow
    async def test_a_file_that_cannot_be_is_told(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "t")
            for wrong in ("/no/such/folder/t.txt", "", "~nobody-of-that-name/t.txt", "a\0b"):
                await press(pilot, "s")
                app.screen.query_one(Input).value = wrong
                await press(pilot, "enter")
                assert "Not saved: " in screen_text(app), wrong
                await press(pilot, "escape")
                assert isinstance(app.screen, TranscriptScreen)

    @pytest.mark.slow
    async def test_the_home_folder_can_be_written_as_a_tilde(
        self, app: ServicesimApp, story: Story, home: Path
    ) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "t", "s")
            app.screen.query_one(Input).value = "~/talk.txt"
            await press(pilot, "enter")
            assert (home / "talk.txt").read_text(encoding="utf-8").endswith("Not ended yet.\n")

    @pytest.mark.slow
    async def test_enter_and_escape_are_in_the_bottom_line(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "t", "s")
            assert "↵ save" in screen_text(app)
            assert "esc back" in screen_text(app)
