from __future__ import annotations

import warnings
from statistics import fmean

import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from servicesim.results.statistics import (
    FLOOR,
    Figure,
    Median,
    clearly,
    clustered_mean,
    kaplan_meier_median,
    t_quantile,
)

POINTS = st.floats(0, 100).map(lambda value: round(value, 3))


class TestClusteredMean:
    def test_one_session_a_story_gives_the_ordinary_interval_of_a_mean(self) -> None:
        values = [62.0, 71.5, 48.0, 90.0, 77.5, 55.0]
        figure = clustered_mean(values, "abcdef", step=10)
        expected = scipy.stats.t.interval(0.95, len(values) - 1, fmean(values), scipy.stats.sem(values))
        assert figure.estimate is not None
        assert (figure.n, figure.stories) == (6, 6)
        assert figure.estimate.value == pytest.approx(fmean(values))
        assert figure.estimate[1:] == pytest.approx(expected)

    def test_sessions_of_one_story_are_no_news_to_each_other(self) -> None:
        """Ten people who all got the same at each of five stories know no more than one person does."""
        one = clustered_mean([50.0, 60, 70, 80, 90], range(5), step=10)
        ten = clustered_mean([50.0, 60, 70, 80, 90] * 10, list(range(5)) * 10, step=10)
        assert one.estimate == pytest.approx(ten.estimate)
        assert (ten.n, ten.stories) == (50, 5)

    def test_worked_by_hand(self) -> None:
        """Mean 60; residuals by story -20, +20, +10, -10, 0, so 1000; 5/4 * 1000 / 36 = 34.7, its root 5.893;
        the quantile for 4 degrees of freedom is 2.776."""
        figure = clustered_mean([50.0, 50, 80, 70, 50, 60], ["a", "a", "b", "c", "d", "e"], step=10)
        assert figure.estimate is not None
        assert figure.estimate.value == 60
        assert figure.estimate.high - 60 == pytest.approx(2.776 * 5.893, abs=0.01)

    def test_under_the_floor_nothing_is_given(self) -> None:
        assert clustered_mean([70.0] * 40, list("abcd") * 10, step=10) == Figure(40, 4, None)
        assert clustered_mean([], [], step=10) == Figure(0, 0, None)

    @pytest.mark.parametrize("n", [5, 14, 50])
    def test_values_all_alike_are_known_no_better_than_to_a_step(self, n: int) -> None:
        """What a value hides lies anywhere within its step: the error of a mean of n such is scipy's."""
        figure = clustered_mean([70.0] * n, range(n), step=10)
        assert figure.estimate is not None
        hidden = scipy.stats.uniform(loc=-5, scale=10).std() / n**0.5
        assert figure.estimate[1:] == pytest.approx(scipy.stats.t.interval(0.95, n - 1, 70, hidden))

    def test_on_a_scale_without_steps_values_all_alike_leave_nothing_open(self) -> None:
        assert clustered_mean([70.0] * 6, range(6), step=0).estimate == (70, 70, 70)

    @given(st.lists(POINTS, min_size=FLOOR, max_size=30), st.floats(0, 20))
    def test_an_interval_is_that_of_the_spread_or_that_of_the_steps_whichever_is_wider(
        self, values: list[float], step: float
    ) -> None:
        stories = range(len(values))
        found = clustered_mean(values, stories, step).estimate
        spread = clustered_mean(values, stories, 0).estimate
        alike = clustered_mean([50.0] * len(values), stories, step).estimate
        assert found is not None
        assert spread is not None
        assert alike is not None
        assert found.high - found.value == pytest.approx(max(spread.high - spread.value, alike.high - 50))

    @given(st.lists(POINTS, min_size=FLOOR, max_size=30))
    def test_it_is_the_same_in_any_order(self, values: list[float]) -> None:
        stories = [place % FLOOR for place in range(len(values))]
        forth = clustered_mean(values, stories, step=4).estimate
        back = clustered_mean(values[::-1], stories[::-1], step=4).estimate
        assert forth == pytest.approx(back, abs=1e-9)
        assert forth is not None
        assert forth.low <= forth.value <= forth.high


class TestClearly:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([4, 5, 6, 5, 4], "above"),
            ([-4, -5, -6, -5, -4], "below"),
            ([-4, 5, -6, 5, 1], None),
            ([4, 5], None),
            ([2, 2, 2, 2, 2], "above"),
            ([1, 1, 1, 1, 1], None),
        ],
    )
    def test_only_where_the_interval_leaves_0_out(self, values: list[int], expected: str | None) -> None:
        assert clearly(clustered_mean(values, range(len(values)), step=4)) == expected


@pytest.mark.parametrize("freedom", [*range(1, 40), 100, 999])
def test_the_quantile_is_that_of_scipy(freedom: int) -> None:
    assert t_quantile(freedom) == pytest.approx(scipy.stats.t.ppf(0.975, freedom), abs=1e-9)


def test_there_is_no_quantile_without_freedom() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        t_quantile(0)


class TestKaplanMeierMedian:
    def test_who_is_not_there_yet_counts_as_not_yet(self) -> None:
        """Of eight, three got there after 4 conversations; the five others have had 3, and may still."""
        times, happened = [4.0] * 3 + [3.0] * 5, [True] * 3 + [False] * 5
        assert kaplan_meier_median(times, happened).value == 4
        assert kaplan_meier_median([4.0] * 3 + [9.0] * 5, happened) == Median(None, 4, None)

    def test_nobody_at_all(self) -> None:
        assert kaplan_meier_median([], []) == Median(None, None, None)
        assert kaplan_meier_median([3.0, 5.0], [False, False]) == Median(None, None, None)

    def test_everybody_at_once(self) -> None:
        assert kaplan_meier_median([6.0, 6.0, 6.0], [True] * 3) == Median(6, None, None)

    @given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40))
    def test_it_is_that_of_scipy(self, people: list[tuple[int, bool]]) -> None:
        times, happened = [float(time) for time, _ in people], [did for _, did in people]
        got = [time for time, did in zip(times, happened, strict=True) if did]
        if not got:
            assert kaplan_meier_median(times, happened) == Median(None, None, None)
            return
        waiting = [time for time, did in zip(times, happened, strict=True) if not did]
        survival = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=got, right=waiting)).sf
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # scipy divides by nought where nobody is left
            band = survival.confidence_interval(method="log-log")
        expected = Median(
            _first(survival, lambda share: share <= 0.5 + 1e-12),
            _first(band.low, lambda share: share <= 0.5),
            _first(band.high, lambda share: share < 0.5),
        )
        assert kaplan_meier_median(times, happened) == expected


def _first(curve: object, reached: object) -> float | None:
    pairs = zip(curve.quantiles, curve.probabilities, strict=True)  # type: ignore[attr-defined]
    return next((float(time) for time, share in pairs if reached(share)), None)  # type: ignore[operator]
