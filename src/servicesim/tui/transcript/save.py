"""Where to write what was said, or its debrief."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from servicesim.exchange.files import write_new
from servicesim.tui.widgets.file_dialog import FileDialog, documents

if TYPE_CHECKING:
    from servicesim.saves.records import SessionRecord


def proposed_file(session: SessionRecord) -> Path:
    """A name for the transcript of a session."""
    return documents() / f"{session.story}-{session.started:%Y-%m-%d}-{session.id[:8]}.txt"


def save_dialog(proposed: Path, lines: Sequence[str], *, what: str = "the transcript") -> FileDialog:
    """Asks where to write lines; never over a file that is there."""
    return FileDialog(f"Save {what} to", proposed, partial(write_new, lines=lines))
