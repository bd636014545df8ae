"""The user's own editor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from servicesim.tui.preview.editor import command, editor

FILE = Path("stories/small.yaml")


@pytest.mark.parametrize(
    ("named", "line", "words"),
    [
        ("vi", 12, ["vi", "+12", "stories/small.yaml"]),
        ("/usr/bin/nvim -u NONE", 3, ["/usr/bin/nvim", "-u", "NONE", "+3", "stories/small.yaml"]),
        ("nano", None, ["nano", "stories/small.yaml"]),
        ("code -w", 12, ["code", "-w", "stories/small.yaml"]),
    ],
)
def test_a_line_is_named_to_editors_that_take_one(
    monkeypatch: pytest.MonkeyPatch, named: str, line: int | None, words: list[str]
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", named)
    assert command(FILE, line) == words


def test_visual_goes_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "vim")
    monkeypatch.setenv("EDITOR", "ed")
    assert editor() == ["vim"]


def test_without_either_or_with_half_a_quote_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "'vi")
    assert editor() == []


@pytest.mark.parametrize(
    ("story", "status", "said"),
    [("the-second-miss", 2, "The app needs a terminal."), ("no-such-story", 1, "There is no story")],
)
def test_the_command_says_what_is_missing(tmp_path: Path, story: str, status: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "servicesim", "preview", story],
        capture_output=True, text=True, cwd=tmp_path, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (done.returncode, said in done.stderr) == (status, True)
