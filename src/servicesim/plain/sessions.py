"""Lists of sessions, and one session, as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from servicesim.plain.debrief import OUTCOMES
from servicesim.plain.lines import table
from servicesim.results.debrief import TurnReview
from servicesim.results.scores import score_text
from servicesim.saves.records import SessionRecord

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_table(sessions: Sequence[SessionRecord]) -> list[str]:
    """One line a session, newest first as given; a plain sentence where there is none."""
    if not sessions:
        return ["No sessions."]
    head = (
        "session",
        "started",
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


def as_csv(sessions: Sequence[SessionRecord]) -> str:
    """The same as CSV. Cells that a spreadsheet would run as a formula begin with an apostrophe."""
    out = io.StringIO()
    rows = [session.to_json() for session in sessions]
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _defused(value) for key, value in row.items()} for row in rows)
    return out.getvalue().removesuffix("\n")


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def shown_json(session: SessionRecord, turns: Sequence[TurnReview]) -> str:
    """One session with its replies."""
    replies = [
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
    return json.dumps({**session.to_json(), "replies": replies}, indent=2, ensure_ascii=False)
