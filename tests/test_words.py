"""Words that every part says alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from servicesim.words import ago, count, day

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_numbers_agree_with_their_nouns() -> None:
    assert [count(0, "time"), count(1, "time"), count(1200, "reply", "replies")] == [
        "0 times",
        "1 time",
        "1,200 replies",
    ]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "1 day"), (19, "19 days"), (40, "5 weeks"), (200, "6 months")]
)
def test_how_long_ago(days: int, words: str) -> None:
    assert ago(NOW - timedelta(days=days), NOW) == words


def test_what_never_was_is_said_to_be_so_or_as_the_caller_wants() -> None:
    assert ago(None, NOW) == "never"
    assert ago(None, NOW, "not then") == "not then"


def test_a_day() -> None:
    assert day(NOW) == "1 Jun 2026"
