"""What the tests of the store play with: a story text, replies, a clock that one sets."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from servicesim.saves.records import NewReply, NewSession, SessionRecord, StoredStory
from servicesim.saves.store import Store

NEW_YEAR = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)


class Clock:
    """Gives the time, and goes on by a second each time it is asked."""

    def __init__(self, now: datetime = NEW_YEAR) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def story_text(story: str = "the-second-miss", document: str = '{"title":"The second miss"}') -> StoredStory:
    """A story as the store keeps it, its digest that of its document."""
    return StoredStory(hashlib.sha256(document.encode()).hexdigest(), story, "The second miss", document)


def begin(store: Store, text: StoredStory | None = None, **changes: Any) -> SessionRecord:
    """Begins a session of Amina's in `store`; `changes` are fields of NewSession."""
    text = text or story_text()
    store.keep_story(text)
    facts: dict[str, Any] = {
        "trainee": "Amina",
        "story": text.story,
        "story_digest": text.digest,
        "mode": "practice",
        "seed": 7,
        "rules": 1,
    }
    return store.begin(NewSession(**facts | changes))


def reply(after_seq: int = 0, **changes: Any) -> NewReply:
    """The reply that follows `after_seq` rows, none of them a take-back; `changes` are fields of NewReply."""
    facts: dict[str, Any] = {
        "after_seq": after_seq,
        "kind": "reply",
        "turn": after_seq + 1,
        "scene": "opening",
        "reply": "hear-her-out",
        "attitude": "complaining",
        "resistance": 7,
        "trust": 3,
        "grievances": 1,
        "decided_ms": 4200,
    }
    return NewReply(**facts | changes)


def back(after_seq: int, turn: int) -> NewReply:
    """A take-back after `after_seq` rows that leaves `turn` replies standing."""
    return reply(after_seq, kind="back", turn=turn)
