"""What the store counts and gathers for statistics of a story."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from servicesim.errors import StoreUnusable
from servicesim.saves.attempts import Attempt, Given, Population, conversations, populations
from servicesim.saves.records import Ended, SessionRecord
from servicesim.saves.store import Store

from .samples import back, begin, reply, story_text

STORY = "the-second-miss"
TEXT, OLDER = story_text(), story_text(document='{"title":"The second miss, as it was"}')
ENDED = Ended("stays", "resolved", 80, 70, 60)


def played(store: Store, *replies: str, over: bool = True, **changes: Any) -> SessionRecord:
    """A session with these replies, each chosen in as many seconds as its name is long."""
    session = begin(store, **{"text": TEXT, **changes})
    for seq, name in enumerate(replies):
        ended = ENDED if over and seq == len(replies) - 1 else None
        store.append(session.id, reply(seq, reply=name, decided_ms=1000 * len(name)), ended=ended)
    return session


def gathered(store: Store, **changes: Any) -> list[list[Given]]:
    wanted = {"story_digest": TEXT.digest, "rules": 1, "mode": "practice", "attempt": "first", **changes}
    return conversations(store, STORY, **wanted)


def counted(store: Store) -> dict[tuple[str, Attempt], tuple[int, int]]:
    return {(one.mode, one.attempt): (one.sessions, one.people) for one in populations(store, STORY)}


class TestPopulations:
    def test_each_session_is_one_kind_of_attempt(self, store: Store) -> None:
        debriefed = played(store, "hear")
        played(store, "hear")
        store.debriefed(debriefed.id)
        played(store, "hear", mode="assessment")
        played(store, "hear", assisted=True)
        played(store, "hear", trainee="Jonas")
        assert counted(store) == {
            ("practice", "first"): (2, 2),
            ("practice", "later"): (1, 1),
            ("assessment", "seen"): (1, 1),
            ("practice", "assisted"): (1, 1),
        }

    def test_sessions_and_people_are_counted_apart(self, store: Store) -> None:
        for _ in range(3):
            played(store, "hear", assisted=True)
        played(store, "hear", assisted=True, trainee="Jonas")
        assert counted(store) == {("practice", "assisted"): (4, 2)}

    def test_texts_rules_and_standing_are_never_one_number_and_the_newest_come_first(
        self, store: Store
    ) -> None:
        played(store, "hear", text=OLDER)
        played(store, "hear", trainee="Jonas", rules=2)
        played(store, "hear", trainee="Li Na", over=False)
        found = populations(store, STORY)
        assert [(one.story_digest, one.rules, one.status) for one in found] == [
            (TEXT.digest, 1, "in_progress"),
            (TEXT.digest, 2, "ended"),
            (OLDER.digest, 1, "ended"),
        ]
        assert found[0].newest > found[1].newest > found[2].newest

    def test_other_stories_are_left_out(self, store: Store) -> None:
        played(store, "hear", text=story_text("the-quiet-renewal", '{"title":"The quiet renewal"}'))
        assert populations(store, STORY) == []

    def test_they_name_nobody(self) -> None:
        assert "trainee" not in Population.__dataclass_fields__


class TestConversations:
    def test_the_replies_in_order_with_the_time_each_took(self, store: Store) -> None:
        played(store, "hear", "offer")
        assert gathered(store) == [[Given("hear", 4000), Given("offer", 5000)]]

    def test_what_was_taken_back_is_not_there(self, store: Store) -> None:
        session = played(store, "hear", "policy", "silence", over=False)
        store.append(session.id, back(3, turn=1))
        store.append(session.id, reply(4, turn=2, reply="offer", decided_ms=None), ended=ENDED)
        assert gathered(store) == []
        assert gathered(store, attempt="assisted") == [[Given("hear", 4000), Given("offer", None)]]

    def test_a_conversation_that_has_not_ended_is_not_there(self, store: Store) -> None:
        played(store, "hear", over=False)
        assert gathered(store) == []

    @pytest.mark.parametrize(
        "other", [{"mode": "assessment"}, {"rules": 2}, {"text": OLDER}, {"assisted": True}]
    )
    def test_another_kind_of_session_is_not_there(self, store: Store, other: dict[str, Any]) -> None:
        played(store, "hear", **other)
        assert gathered(store) == []

    def test_a_person_with_several_sessions_counts_by_the_first(self, store: Store) -> None:
        for name in ("hear", "policy"):
            played(store, name, assisted=True)
        played(store, "offer", assisted=True, trainee="Jonas")
        found = gathered(store, attempt="assisted")
        assert sorted(given.reply for (given,) in found) == ["hear", "offer"]

    def test_a_time_that_is_no_number_is_reported_and_not_counted(self, store: Store, path: Path) -> None:
        played(store, "hear")
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("DROP TRIGGER replies_unchanged")
            raw.execute("UPDATE replies SET decided_ms = 'long'")
        with pytest.raises(StoreUnusable, match="is damaged"):
            gathered(store)
