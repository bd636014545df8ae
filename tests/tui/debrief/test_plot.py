"""Levels as columns of block characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servicesim.tui.widgets.levels_plot import column, sampled


class TestColumn:
    """Every level is a column of its own."""

    def test_the_lowest_and_the_highest(self) -> None:
        assert column(0) == "    ▁"
        assert column(1) == "    ▄"
        assert column(7) == " ▄███"
        assert column(10) == "█████"

    def test_each_level_is_higher_than_the_one_below(self) -> None:
        heights = [2 * column(level).count("█") + column(level).count("▄") for level in range(11)]
        assert heights == list(range(11))


class TestSampled:
    """Where columns do not all fit, some are left out, never the first or the last."""

    def test_all_where_they_fit(self) -> None:
        assert sampled(4, 10) == [0, 1, 2, 3]

    def test_fewer_where_they_do_not(self) -> None:
        assert sampled(101, 5) == [0, 25, 50, 75, 100]

    @given(count=st.integers(2, 400), room=st.integers(2, 80))
    def test_in_order_and_within_the_room(self, count: int, room: int) -> None:
        shown = sampled(count, room)
        assert shown == sorted(set(shown))
        assert (shown[0], shown[-1]) == (0, count - 1)
        assert len(shown) <= room
