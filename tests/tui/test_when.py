"""Times in words, in the time zone of whoever reads them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from servicesim.tui.when import spoken

NOW = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be set here")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=1), "today 15:29"),
        (timedelta(hours=16), "yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "5 Mar 2026"),
        (timedelta(days=90), "12 Dec 2025"),
    ],
)
def test_moments(ago: timedelta, words: str) -> None:
    assert spoken(NOW - ago, NOW) == words


def test_a_moment_yet_to_come_is_given_as_its_day() -> None:
    assert spoken(NOW + timedelta(days=3), NOW) == "15 Mar 2026"
