"""Results in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from servicesim.results.items import Estimate
from servicesim.results.standing import Outcomes, Proficiency, TimeToProficiency
from servicesim.results.statistics import Figure, Median
from servicesim.results.words import (
    by_chance_text,
    mark,
    median_text,
    outcomes_text,
    proficiency_text,
    signed_text,
    time_to_text,
)

TOOK = TimeToProficiency(75, 40, 12, Median(6, 5, None), Median(40.6, 30.2, 90.9))


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [(Estimate(5, 1, 9), "▲"), (Estimate(-5, -9, -1), "▼"), (Estimate(5, -1, 11), ""), (None, "")],
)
def test_only_what_leaves_nothing_out_is_marked(estimate: Estimate | None, shown: str) -> None:
    assert mark(Figure(14, 6, estimate)) == shown


def test_differences_have_a_sign_and_nothing_has_none() -> None:
    assert [signed_text(value) for value in (4.6, -0.4, 0.2)] == ["+5", "0", "0"]
    assert [signed_text(value, 1) for value in (4.6, -0.04)] == ["+4.6", "0.0"]


def test_outcomes_name_what_there_was() -> None:
    found = Outcomes(resolved=9, lost=2, abandoned=3)
    assert outcomes_text(found) == "won back 9 of 14, lost 2, abandoned 3"
    assert outcomes_text(Outcomes()) == ""


def test_outcomes_that_a_policy_hides_are_said_to_be() -> None:
    assert outcomes_text(Outcomes(resolved=10, other=5)) == "won back 10 of 15"
    assert outcomes_text(Outcomes(hidden=True)) == "how they went is hidden"


def test_time_to_a_threshold() -> None:
    assert time_to_text(TOOK) == "12 of 40 held 75 twice running; median 6 (5-?) conversations."
    assert time_to_text(TOOK, days=True).endswith("median 6 (5-?) conversations, 41 (30-91) days.")


def test_a_median_that_half_the_people_have_not_reached_is_not_given() -> None:
    nobody = Median(None, None, None)
    assert median_text(nobody) == ""
    early = replace(TOOK, attempts=nobody, days=nobody)
    assert time_to_text(early, days=True) == "12 of 40 held 75 twice running; under half so far."


def test_how_long_one_person_took() -> None:
    assert proficiency_text(Proficiency(3, 12.4, 9, 80)) == (
        "reached with first attempt 3, 12 days after the first"
    )
    assert proficiency_text(Proficiency(None, None, 1, 0)) == "not yet, after 1 first attempt"


def test_marks_by_chance_are_one_in_twenty() -> None:
    assert by_chance_text(40) == "Of 40 compared, about 2 per score would be marked by chance alone."
    assert "under 1" in by_chance_text(12)
    assert by_chance_text(0) == ""
