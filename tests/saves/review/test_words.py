"""What a review looks at and leaves out, in words."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from servicesim.saves.records import Selection
from servicesim.saves.review.selected import REASONS
from servicesim.saves.review.words import LEFT_OUT, left_out_text, never_text, selection_text

ALL = Selection("assessment", 1)
HERE = datetime(2026, 6, 1).astimezone()


def test_what_is_left_out_is_named_with_its_reason() -> None:
    counts = {"assisted": 31, "other_rules": 4}
    assert left_out_text(counts) == "Not in these numbers: 4 under other rules, 31 with help."
    assert left_out_text({}) == ""


def test_every_reason_has_words() -> None:
    assert tuple(LEFT_OUT) == REASONS


def test_filters_in_the_order_of_who_what_when() -> None:
    everything = replace(
        ALL, cohort="Spring", story="desk", source="employee", since=HERE, until=HERE + timedelta(days=30)
    )
    assert selection_text(everything, "Second desk") == (
        "cohort Spring · assessment · Second desk · colleague stories · since 1 Jun 2026 · to 30 Jun 2026"
    )
    assert selection_text(replace(ALL, trainee="Ana")) == "trainee Ana · assessment"


def test_whose_sessions_they_are_can_stand_elsewhere() -> None:
    assert selection_text(replace(ALL, cohort="Spring"), people=False) == "assessment"


def test_the_last_day_is_the_one_before_the_end() -> None:
    assert selection_text(replace(ALL, until=HERE)).endswith("to 31 May 2026")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone cannot be set here")
def test_the_day_on_which_clocks_are_put_forward_is_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        told = selection_text(replace(ALL, until=datetime(2026, 3, 30).astimezone()))
    time.tzset()
    assert told.endswith("to 29 Mar 2026")


def test_who_has_no_session_between_two_days_may_have_some_before() -> None:
    assert never_text(ALL) == "never"
    assert never_text(replace(ALL, since=HERE)) == never_text(replace(ALL, until=HERE)) == "not then"
