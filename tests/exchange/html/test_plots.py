"""The small pictures: what they show, and that they show it where it belongs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from markupsafe import Markup

from servicesim.exchange.html import plots
from servicesim.results.items import Estimate
from servicesim.results.standing import Outcomes
from servicesim.results.statistics import Figure


def figure(value: float, low: float, high: float) -> Figure:
    return Figure(9, 9, Estimate(value, low, high))


def dots(picture: Markup) -> list[tuple[float, float]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture)
    return [(float(x), float(y)) for x, y in found]


class TestDifference:
    def test_below_nothing_lies_left_of_the_middle_and_above_it_right(self) -> None:
        (left,), (right,) = (dots(plots.difference(figure(v, v - 5, v + 5), 100)) for v in (-20, 20))
        assert left[0] < 50 < right[0]
        assert left[0] + right[0] == 100

    def test_what_goes_beyond_the_picture_ends_in_an_arrow_at_its_edge(self) -> None:
        picture = plots.difference(figure(-70, -90, -40), 100)
        assert picture.count("<path") == 1
        assert 0 < dots(picture)[0][0] < 10

    def test_without_an_estimate_there_is_nothing(self) -> None:
        assert plots.difference(Figure(2, 2, None)) == ""


class TestOutcomes:
    def test_the_bar_is_shared_as_the_attempts_are(self) -> None:
        picture = plots.outcomes(Outcomes(resolved=3, lost=1), 101)
        widths = [float(width) for width in re.findall(r'<rect x="[\d.]+" y="0.5" width="([\d.]+)"', picture)]
        assert widths == [75, 25]

    def test_none_is_no_bar(self) -> None:
        assert plots.outcomes(Outcomes()) == ""
        assert plots.outcomes(Outcomes(hidden=True)) == ""

    def test_of_those_not_won_back_it_may_be_hidden_how_they_went(self) -> None:
        picture = plots.outcomes(Outcomes(resolved=15, other=5), 101)
        assert 'width="75.0"' in picture
        assert 'width="25.0"' in picture
        assert "won back 15 of 20" in picture
        assert "lost" not in picture


class TestOverTime:
    def test_later_lies_right_and_higher_scores_lie_up(self) -> None:
        begun = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 7)]
        (first, second, third) = dots(plots.over_time(list(zip(begun, (20, 90, 50), strict=True)), 53.0))
        assert first[0] < second[0] < third[0]
        assert second[0] - first[0] < third[0] - second[0]
        assert second[1] < third[1] < first[1]

    def test_one_score_is_one_dot_and_none_an_empty_frame(self) -> None:
        assert len(dots(plots.over_time([(datetime(2026, 1, 1, tzinfo=UTC), 50.0)], None))) == 1
        assert dots(plots.over_time([], None)) == []

    def test_a_trend_has_two_scores_or_more(self) -> None:
        assert plots.sparkline([50.0]) == ""
        assert len(dots(plots.sparkline([50.0, 60.0]))) == 1
