"""Starting the app, and where it must not be started."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from servicesim.errors import StoryNotFound, UsageError
from servicesim.tui import launch
from tests.tui.conftest import STORIES, OwnLibrary


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a fixture: pytest puts its own streams in place again between setting up a test and running it."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")


class TestWhereTheAppIsRefused:
    @pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
    def test_without_a_terminal(self, stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_terminal(monkeypatch)
        monkeypatch.setattr(sys, stream, io.StringIO())
        with pytest.raises(UsageError, match=r"needs a terminal.*--plain"):
            launch.run()

    def test_with_a_stream_that_is_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_terminal(monkeypatch)
        monkeypatch.setattr(sys, "stdin", None)
        with pytest.raises(UsageError, match="needs a terminal"):
            launch.run()

    def test_in_a_terminal_that_only_shows_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_terminal(monkeypatch)
        monkeypatch.setenv("TERM", "dumb")
        with pytest.raises(UsageError, match="TERM=dumb"):
            launch.run()


class TestWhatCannotBeOpened:
    """It is said before the screen changes, so that the message stays readable."""

    def test_a_story_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_terminal(monkeypatch)
        with pytest.raises(StoryNotFound, match="front-desk"):
            launch.run(lambda: OwnLibrary(STORIES), story="front-dekk")

    def test_a_mode_that_the_story_excludes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        on_a_terminal(monkeypatch)
        text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
        only = text.replace("max_turns: 6", "max_turns: 6\nuse: assessment")
        (tmp_path / "front-desk.yaml").write_text(only, encoding="utf-8")
        with pytest.raises(UsageError, match="assessment only"):
            launch.run(lambda: OwnLibrary(tmp_path), story="front-desk", mode="practice")
