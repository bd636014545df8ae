"""Opening the app from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from servicesim.errors import UsageError

if TYPE_CHECKING:
    from servicesim.saves.records import Mode
    from servicesim.story.library import Library


INSTEAD = "'servicesim play STORY --plain' works with lines of text instead."
INSTEAD_OF_REVIEW = "'servicesim sessions' and 'servicesim export' work with lines of text instead."
"""What to do where the app cannot be shown."""


def package_library() -> Library:
    """The stories of the package, and no others."""
    from servicesim.story.library import Library

    return Library()


@dataclass(frozen=True, slots=True)
class Launch:
    """What the app was started with. All of it may be left out."""

    open_library: Callable[[], Library] = package_library
    """Gives the stories; called when they are first needed, and may raise UsageError."""
    saves: str | None = None
    """Where the sessions are; None for the default place."""
    trainee: str | None = None
    """The trainee's name; None for the one in the settings."""
    story: str | None = None
    """A story (id or path) to open at once."""
    mode: Mode | None = None
    """The mode to propose for that story."""
    replies: Sequence[str] = ()
    """Replies that are given at once, which makes the session assisted."""
    resume: bool = False
    """Whether to go on with the newest conversation in progress, of `story` or of any."""
    preview: Path | None = None
    """The file of a story whose preview to open at once."""
    review: bool = False
    """Whether to open the manager's review at once."""


def run(
    library: Callable[[], Library] = package_library,
    saves: str | None = None,
    *,
    story: str | None = None,
    trainee: str | None = None,
    mode: Mode | None = None,
    resume: bool = False,
    replies: Sequence[str] = (),
    preview: Path | None = None,
    review: bool = False,
) -> int:
    """Runs the app and gives its exit status: 0, 130 after Ctrl+C, 128 + a signal, 1 for a crash.

    Arguments as in `Launch`; `trainee` where left out is that of `SERVICESIM_TRAINEE`, then that of the
    settings. Raises UsageError where there is no terminal for it, and before anything is shown what a `story`
    that cannot be played raises (StoryError, UsageError for its mode).
    """
    refuse_without_terminal(INSTEAD_OF_REVIEW if review else INSTEAD)
    if story is not None and not resume:
        from servicesim.saves.play import mode_for

        mode_for(library().find(story), mode)

    from servicesim.tui.app import ServicesimApp

    who = trainee or os.environ.get("SERVICESIM_TRAINEE")
    app = ServicesimApp(Launch(library, saves, who, story, mode, replies, resume, preview, review))
    app.run()
    return app.return_code or 0


def refuse_without_terminal(instead: str = INSTEAD) -> None:
    """Raises UsageError where the app could not be shown; `instead` says what works there. Textual would
    hang, or write codes into a file."""
    # Textual reads stdin and draws on stderr; who redirects stdout does not expect a full screen either.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(f"The app needs a terminal. {instead}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"This terminal says that it can only show lines (TERM=dumb). {instead}")
