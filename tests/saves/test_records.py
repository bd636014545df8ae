from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicesim.saves.records import SessionRecord, are_utc_texts, is_utc_text, utc_moment, utc_text

from .samples import NEW_YEAR

SESSION = SessionRecord(
    id="0" * 32,
    trainee="Amina",
    story="the-second-miss",
    story_digest="a" * 64,
    mode="practice",
    status="in_progress",
    ending=None,
    outcome=None,
    turns=2,
    started=NEW_YEAR,
    touched=NEW_YEAR,
    ended=None,
    empathy=None,
    clarity=None,
    trust=None,
    assisted=False,
    seen=False,
    parent=None,
    rules=1,
    seed=7,
    assisted_at_start=False,
    hash="b" * 64,
    tip="c" * 64,
)
TIME = "2026-02-28T09:30:00.000000Z"
WRITTEN = st.datetimes(timezones=st.just(UTC)).map(utc_text)
# The contract of `sessions --format json`.
PROMISED = {
    *("id", "trainee", "story", "story_digest", "mode", "status", "ending", "outcome", "turns", "started"),
    *("ended", "empathy", "clarity", "trust", "assisted", "seen", "parent", "rules"),
}


def test_times_are_written_in_utc_with_microseconds_and_z() -> None:
    assert utc_text(datetime(2026, 3, 1, 9, 30, tzinfo=UTC)) == "2026-03-01T09:30:00.000000Z"


def test_times_of_other_zones_are_written_in_utc() -> None:
    five_east = timezone(timedelta(hours=5))
    assert utc_text(datetime(2026, 3, 1, 2, 0, 0, 5, five_east)) == "2026-02-28T21:00:00.000005Z"


def test_a_time_without_a_zone_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        utc_text(datetime(2026, 3, 1))


def test_a_time_comes_back_as_it_was_written() -> None:
    moment = datetime(2026, 12, 31, 23, 59, 59, 999999, UTC)
    assert utc_moment(utc_text(moment)) == moment


@pytest.mark.parametrize(
    "text", ["2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000000+00:00", "2026-03-01T09:30:00.000000", "soon"]
)
def test_other_ways_to_write_a_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|Invalid"):
        utc_moment(text)


@given(WRITTEN)
@example("2024-02-29T09:30:00.000000Z")
@example("0999-12-31T23:59:59.999999Z")
def test_what_was_written_is_known_as_such(text: str) -> None:
    assert is_utc_text(text)


@given(WRITTEN, st.integers(0, 26), st.sampled_from("0123456789-:.TZW+ ,"))
@example(TIME, 9, "9")
def test_what_is_not_quite_a_time_is_not_taken_for_one(text: str, at: int, other: str) -> None:
    """Whatever is known as written comes out of reading and writing as it was."""
    changed = text[:at] + other + text[at + 1 :]
    try:
        as_written = utc_text(datetime.fromisoformat(changed)) == changed
    except (ValueError, OverflowError):
        as_written = False
    assert is_utc_text(changed) == as_written


@given(
    st.lists(
        WRITTEN
        | st.sampled_from([TIME, f"{TIME}\n{TIME}", "", "\n", TIME[:-1], "2023-02-29T09:30:00.000000Z"])
    )
)
@example([f"{TIME}\n{TIME}", ""])
@example(["", f"{TIME}\n{TIME}"])
@example([f"{TIME}\n", TIME])
def test_many_are_times_where_each_of_them_is(texts: list[str]) -> None:
    assert are_utc_texts(texts) == all(map(is_utc_text, texts))


@pytest.mark.parametrize("other", [None, 5, TIME.encode()])
def test_what_is_no_text_is_no_time(other: Any) -> None:
    assert not are_utc_texts([TIME, other])


@pytest.mark.parametrize(
    ("status", "untouched", "abandoned"),
    [
        ("in_progress", timedelta(days=7), True),
        ("in_progress", timedelta(days=6, hours=23, minutes=59), False),
        ("ended", timedelta(days=70), False),
    ],
)
def test_a_session_is_abandoned_when_untouched_for_seven_days(
    status: Any, untouched: timedelta, abandoned: bool
) -> None:
    session = replace(SESSION, status=status)
    assert session.abandoned(session.touched + untouched) is abandoned


def test_json_has_every_promised_key() -> None:
    assert set(SESSION.to_json()) >= PROMISED


def test_json_can_be_printed_and_holds_null_while_in_progress() -> None:
    printed = json.loads(json.dumps(SESSION.to_json()))
    assert printed["started"] == "2026-01-01T09:30:00.000000Z"
    assert [
        printed[key] for key in ("ended", "ending", "outcome", "empathy", "clarity", "trust", "parent")
    ] == [None] * 7


def test_json_of_an_ended_session() -> None:
    ended = replace(
        SESSION, status="ended", ended=NEW_YEAR + timedelta(minutes=5), trust=61.5, outcome="partly"
    )
    printed = ended.to_json()
    assert (printed["ended"], printed["trust"], printed["empathy"], printed["outcome"]) == (
        "2026-01-01T09:35:00.000000Z",
        61.5,
        None,
        "partly",
    )
