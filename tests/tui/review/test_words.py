"""Numbers of the review in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from servicesim.results.items import Estimate
from servicesim.results.standing import Outcomes, TimeToProficiency
from servicesim.results.statistics import Figure, Median
from servicesim.tui.review.overview.row import SCORE
from servicesim.tui.review.trainee.plots import ScorePlot
from servicesim.tui.review.words import (
    ago,
    by_chance_text,
    figure_text,
    left_out_text,
    mark,
    outcomes_text,
    signed_text,
    time_to_text,
    trend,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def figure(value: float, half: float, n: int = 14) -> Figure:
    return Figure(n, n, Estimate(value, value - half, value + half))


def test_a_mean_has_half_of_its_interval_and_n() -> None:
    assert figure_text(figure(78.2, 6.4)).split() == ["78", "±6", "n", "14"]
    assert figure_text(Figure(2, 2, None)).split() == ["too", "few", "n", "2"]


def test_differences_have_a_sign_and_nothing_has_none() -> None:
    assert figure_text(figure(-3.4, 2), signed=True).split()[0] == "-3"
    assert [signed_text(value) for value in (4.6, -0.4, 0.2)] == ["+5", "0", "0"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (figure(-11.4, 11.2), "-11.4±11.2 n14"),
        (figure(8.4, 8.1), "+8.4±8.1 n14"),
        (figure(-11.6, 11.4), "-11.6±11.4 n14"),
        (figure(8.1, 8.4), " +8 ±8  n 14 "),
        (figure(-12, 7), "-12 ±7  n 14 "),
    ],
)
def test_a_marked_difference_never_looks_as_if_nothing_were_inside(value: Figure, shown: str) -> None:
    assert figure_text(value, signed=True) == shown
    assert len(shown) < SCORE


@pytest.mark.parametrize(
    ("value", "shown"),
    [(figure(5, 4), "▲"), (figure(-5, 4), "▼"), (figure(5, 6), " "), (Figure(1, 1, None), " ")],
)
def test_only_what_leaves_nothing_out_is_marked(value: Figure, shown: str) -> None:
    assert mark(value) == shown


def test_a_trend_has_the_newest_last_and_fits() -> None:
    assert trend([0, 50, 100], 6) == "▁▄▇"
    assert trend([0, 50, 100], 2) == "▄▇"
    assert trend([], 6) == ""


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "1 day"), (19, "19 days"), (40, "5 weeks"), (200, "6 mths")]
)
def test_how_long_ago(days: int, words: str) -> None:
    assert ago(NOW - timedelta(days=days), NOW) == words
    assert ago(None, NOW) == "never"


def test_outcomes_name_what_there_was() -> None:
    found = Outcomes(resolved=9, lost=2, abandoned=3)
    assert outcomes_text(found) == "won back 9 of 14, lost 2, abandoned 3"
    assert outcomes_text(Outcomes()) == "no first attempt"


def test_what_is_left_out_is_named_with_its_reason() -> None:
    counts = {"assisted": 31, "other_rules": 4}
    assert left_out_text(counts) == "Not in these numbers: 4 under other rules, 31 with help."
    assert left_out_text({}) == ""


def test_time_to_a_threshold() -> None:
    found = TimeToProficiency(75, 40, 12, Median(6, 5, None), Median(None, None, None))
    assert time_to_text(found) == "12 of 40 held 75 twice running; median 6 (5-?) conversations."


def test_marks_by_chance_are_one_in_twenty() -> None:
    assert by_chance_text(40) == "Of 40 compared, about 2 per score would be marked by chance alone."
    assert "under 1" in by_chance_text(12)
    assert by_chance_text(0) == ""


def test_a_plot_without_attempts_says_so() -> None:
    plot = ScorePlot("empathy")
    plot.show([], [])
    assert "nothing yet" in str(plot.render())
