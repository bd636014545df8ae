"""The user's own editor, called on a line of a file."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

TAKES_LINE = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne")
"""Editors that take `+LINE` before a file."""


def editor() -> list[str]:
    """The command that VISUAL or EDITOR names, as words; empty where neither names one."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(name, ""))
        except ValueError:  # an unpaired quote: no command can be made of it
            continue
        if words:
            return words
    return []


def command(path: Path, line: int | None) -> list[str]:
    """The editor's command on a file, at a line where it is known how to say that."""
    words = editor()
    at = [f"+{line}"] if line is not None and Path(words[0]).name in TAKES_LINE else []
    return [*words, *at, str(path)]
