"""Numbers of the review in cells."""

from __future__ import annotations

import pytest

from servicesim.results.items import Estimate
from servicesim.results.standing import Outcomes
from servicesim.results.statistics import Figure
from servicesim.tui.review.overview.row import SCORE
from servicesim.tui.review.trainee.plots import ScorePlot
from servicesim.tui.review.words import figure_text, trend, went_text


def figure(value: float, half: float, n: int = 14) -> Figure:
    return Figure(n, n, Estimate(value, value - half, value + half))


def test_a_mean_has_half_of_its_interval_and_n() -> None:
    assert figure_text(figure(78.2, 6.4)).split() == ["78", "±6", "n", "14"]
    assert figure_text(Figure(2, 2, None)).split() == ["too", "few", "n", "2"]


def test_differences_have_a_sign_and_nothing_has_none() -> None:
    assert figure_text(figure(-3.4, 2), signed=True).split()[0] == "-3"
    assert figure_text(figure(0.2, 2), signed=True).split()[0] == "0"


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


def test_a_person_without_a_first_attempt_has_none() -> None:
    assert went_text(Outcomes(resolved=1, lost=1)) == "won back 1 of 2, lost 1"
    assert went_text(Outcomes()) == "no first attempt"


def test_a_trend_has_the_newest_last_and_fits() -> None:
    assert trend([0, 50, 100], 6) == "▁▄▇"
    assert trend([0, 50, 100], 2) == "▄▇"
    assert trend([], 6) == ""


def test_a_plot_without_attempts_says_so() -> None:
    plot = ScorePlot("empathy")
    plot.show([], [])
    assert "nothing yet" in str(plot.render())
