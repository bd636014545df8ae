"""What the app was started with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Launch:
    """The options of one start. All of them may be left out."""

    saves: str | None = None
    """Where the sessions are; None for the default place."""
    stories: Sequence[Path] = ()
    """Folders with stories, beside the library of the package."""
    trainee: str | None = None
    """The trainee's name; None for the one in the settings."""
    story: str | None = None
    """A story (id or path) to open at once."""
    mode: Literal["practice", "assessment"] | None = None
    """The mode to propose for that story."""
    replies: Sequence[str] = ()
    """Replies that are given at once, which makes the session assisted."""
    resume: bool = False
    """Whether to go on with the last session that is in progress."""
