"""One line for one session."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from servicesim.tui.cards import SessionCard
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.when import count, spoken
from servicesim.tui.words import OUTCOMES

WHEN, HOW, STATE, SCORE = 13, 5, 20, 5
"""Widths of the columns beside the title, which takes what is left."""
ROOMY = 110
"""From this width on the names of scores and modes are written out."""


def head(width: int) -> Content:
    """The names of the columns."""
    scores = ("empathy", "clarity", "trust") if width >= ROOMY else ("emp", "cla", "tru")
    return content(_line(width, "when", "story", "how", "", scores), "$text-muted")


def session_row(card: SessionCard, now: datetime, width: int) -> Content:
    """When, which story, how it was played, how it stands, and the three scores."""
    record = card.record
    if record.status == "in_progress":
        waiting = "left lying" if record.abandoned(now) else "in progress"
        state = f"{waiting}, {count(record.turns, 'reply', 'replies')}"
        scores: tuple[str, ...] = ("", "", "")
    else:
        state = OUTCOMES[record.outcome] if record.outcome else "ended"
        scores = tuple(
            "–" if score is None else f"{score:.0f}"
            for score in (record.empathy, record.clarity, record.trust)
        )
    line = _line(width, spoken(record.touched, now), card.title, _how(card, width), state, scores)
    return joined(line[:WHEN], (line[WHEN:], "bold" if record.status == "in_progress" else ""))


def _how(card: SessionCard, width: int) -> str:
    record = card.record
    if width >= ROOMY:
        marks = [record.mode, *(["with help"] if record.assisted else []), *(["seen"] if record.seen else [])]
        return ", ".join(marks)
    mode = "a" if record.mode == "assessment" else ""
    return mode + ("+" if record.assisted else "") + ("=" if record.seen else "")


def _line(width: int, when: str, title: str, how: str, state: str, scores: tuple[str, ...]) -> str:
    roomy = width >= ROOMY
    how_width, score_width = (28, 9) if roomy else (HOW, SCORE)
    room = max(4, width - WHEN - how_width - STATE - 3 * score_width - 1)
    shown = content(one_line(title)).truncate(room, ellipsis=True, pad=True)
    numbers = "".join(f"{score:>{score_width}}" for score in scores)
    return f"{when:<{WHEN}}{shown.plain} {how:<{how_width}}{state:<{STATE}}{numbers}"
