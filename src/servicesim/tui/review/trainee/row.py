"""One line for one session of a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.tui.cards import SessionCard
from servicesim.tui.progress.row import HELPED, SEEN
from servicesim.tui.progress.row import head as sessions_head
from servicesim.tui.progress.row import session_row as own_row
from servicesim.tui.text import content, joined

if TYPE_CHECKING:
    from servicesim.saves.records import SessionRecord

FAIR = "●"
MARKS = 3
"""Width of the column before what a trainee's own list shows."""
LEGEND = f"{FAIR} first attempt, no help   {HELPED} with help   {SEEN} debrief was known   ✎ comment"


def head(width: int) -> Content:
    """The names of the columns."""
    return joined(" " * MARKS, sessions_head(width - MARKS))


def session_row(record: SessionRecord, title: str, comments: int, now: datetime, width: int) -> Content:
    """Marks, then when, which story, in which mode, how it stands, and the three scores."""
    fair = record.first and not record.assisted and not record.seen
    marks = content(f"{FAIR if fair else ' '}{'✎' if comments else ' '} ", "$primary")
    return joined(marks, own_row(SessionCard(record, title), now, width - MARKS))
