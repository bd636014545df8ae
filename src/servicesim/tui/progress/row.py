"""One line for one session."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from servicesim.tui.cards import SessionCard
from servicesim.tui.text import content, one_line
from servicesim.tui.when import spoken
from servicesim.words import OUTCOMES

WHEN, HOW, STATE, SCORE = 12, 14, 15, 5
"""Widths of the columns beside the title, which takes what is left."""
CRAMPED, ROOMY = 70, 110
"""From the first width on there is room for scores, from the second on for their names."""
HELPED, SEEN, COMMENTED = "*", "°", "+"
LEGEND = f"{HELPED} with help   {SEEN} debrief known   {COMMENTED} commented   – not measured by its story"


def head(width: int) -> Content:
    """The names of the columns."""
    scores = _fitting(("empathy", "clarity", "trust") if width >= ROOMY else ("emp", "cla", "tru"), width)
    return content(_line(width, "when", "story", "mode", "", scores), "$text-muted")


def session_row(card: SessionCard, now: datetime, width: int) -> Content:
    """When, which story, in which mode, how it stands, and the three scores."""
    record = card.record
    marks = (HELPED, record.assisted), (SEEN, record.seen), (COMMENTED, card.comments)
    mode = record.mode + "".join(mark for mark, holds in marks if holds)
    if record.status == "in_progress":
        left = record.abandoned(now)
        if record.turns:
            state = f"left, reply {record.turns}" if left else f"at reply {record.turns}"
        else:
            state = "left" if left else "begun"
        scores: tuple[str, ...] = ("", "", "")
    else:
        state = OUTCOMES[record.outcome] if record.outcome else "ended"
        earned = (record.empathy, record.clarity, record.trust)
        scores = tuple("–" if score is None else f"{score:.0f}" for score in earned)
    scores = _fitting(scores, width)
    line = _line(width, spoken(record.touched, now), card.title, mode, state, scores)
    return content(line, "bold" if record.status == "in_progress" else "")


def _fitting(scores: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The scores, where there is room for them beside the title; the debrief shows them in any case."""
    return scores if width >= CRAMPED else ()


def _line(width: int, when: str, title: str, mode: str, state: str, scores: tuple[str, ...]) -> str:
    each = 9 if width >= ROOMY else SCORE
    room = max(4, width - WHEN - HOW - STATE - len(scores) * each - 1)
    shown = content(one_line(title)).truncate(room, ellipsis=True, pad=True)
    numbers = "".join(f"{score:>{each}}" for score in scores)
    return f"{when:<{WHEN}}{shown.plain} {mode:<{HOW}}{state:<{STATE}}{numbers}"
