"""One line for one story."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.saves.policy import FEWEST
from servicesim.tui.text import content, joined, one_line
from servicesim.words import ago

if TYPE_CHECKING:
    from servicesim.saves.review.stories import StoryRow

FAIR, SESSIONS, LAST = 16, 12, 12


def head(width: int) -> Content:
    """The names of the columns."""
    numbers = f"{'first attempts':>{FAIR}}{'sessions':>{SESSIONS}}{'last':>{LAST}}"
    return content(f"{'story':<{width - FAIR - SESSIONS - LAST}}{numbers}", "$text-muted")


def story_row(row: StoryRow, title: str, now: datetime, width: int) -> Content:
    """Its title, how many people played it first without help, where that is told, and how often it was
    played."""
    room = max(4, width - FAIR - SESSIONS - LAST)
    named = content(one_line(title)).truncate(room, ellipsis=True, pad=True)
    if row.hidden:
        return joined(named, (f"{f'fewer than {FEWEST}':>{FAIR}}", "$text-muted"))
    fair = "closed" if row.fair is None else f"{row.fair:,}"
    return joined(named, f"{fair:>{FAIR}}{row.sessions:>{SESSIONS},}{ago(row.last, now):>{LAST}}")
