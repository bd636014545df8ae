"""Lists of sessions, and one session, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from servicesim.plain.lines import table
from servicesim.results.debrief import TurnReview
from servicesim.results.scores import score_text
from servicesim.saves.records import ReplyRow, SessionRecord
from servicesim.words import OUTCOMES


def as_table(sessions: Sequence[SessionRecord]) -> list[str]:
    """One line a session, newest first as given; a plain sentence where there is none."""
    if not sessions:
        return ["No sessions."]
    head = (
        "session",
        "started (UTC)",
        "trainee",
        "story",
        "mode",
        "replies",
        "ending",
        "empathy",
        "clarity",
        "trust",
    )
    return table(head, [_row(session) for session in sessions])


def _row(session: SessionRecord) -> Sequence[str]:
    ended = session.status == "ended"
    scores = [_short(value, ended) for value in (session.empathy, session.clarity, session.trust)]
    ending = f"{session.ending}, {OUTCOMES[session.outcome]}" if session.outcome else "in progress"
    marks = ("+assisted" if session.assisted else "") + ("+seen" if session.seen else "")
    return (
        session.id[:8],
        session.started.strftime("%Y-%m-%d %H:%M"),
        session.trainee,
        session.story,
        session.mode + marks,
        str(session.turns),
        ending,
        *scores,
    )


def _short(value: float | None, ended: bool) -> str:
    return "–" if value is None or not ended else score_text(value)


def as_json(sessions: Sequence[SessionRecord]) -> str:
    """A JSON list, with the keys that the command line promises."""
    return json.dumps([session.to_json() for session in sessions], indent=2, ensure_ascii=False)


def shown_json(
    session: SessionRecord, replies: Sequence[dict[str, Any]], comments: Sequence[dict[str, Any]]
) -> str:
    """One session with its replies, as `reviewed` or `as_saved` give them, and the comments on it."""
    shown = {**session.to_json(), "replies": list(replies), "comments": list(comments)}
    return json.dumps(shown, indent=2, ensure_ascii=False)


def as_saved(rows: Sequence[ReplyRow]) -> list[dict[str, Any]]:
    """Replies as their rows tell of them: all that is known of a session of older rules."""
    return [
        {
            "turn": row.turn,
            "scene": row.scene,
            "reply": row.reply,
            "attitude": row.attitude,
            "resistance": row.resistance,
            "trust": row.trust,
            "gave_away": None,
            "label": None,
        }
        for row in rows
    ]


def reviewed(turns: Sequence[TurnReview]) -> list[dict[str, Any]]:
    """Replies as they are reviewed."""
    return [
        {
            "turn": turn.turn,
            "scene": turn.scene,
            "reply": turn.reply,
            "say": turn.say,
            "does": turn.does,
            "attitude": turn.attitude,
            "resistance": turn.resistance,
            "trust": turn.trust,
            "gave_away": None if turn.judgement is None else round(turn.judgement.gave_away, 3),
            "label": None if turn.judgement is None else turn.judgement.label,
            "better": None if turn.better is None else turn.better.reply.id,
            "empathy": turn.empathy,
            "clarity": turn.clarity,
            "tactics": list(turn.tactics),
            "missteps": list(turn.missteps),
            "called_for": list(turn.called_for),
            "reason": turn.reason,
            "note": turn.note,
        }
        for turn in turns
    ]
