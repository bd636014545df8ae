"""Bars say the same as their numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.tui.widgets.bars import bar, level_bar, score_bar


@pytest.mark.parametrize(
    ("value", "drawn"),
    [(0, "░░░░"), (100, "████"), (50, "██░░"), (3, "▏░░░"), (62, "██▌░"), (140, "████"), (-3, "░░░░")],
)
def test_a_bar_grows_by_eighths_of_a_cell(value: float, drawn: str) -> None:
    assert bar(value, 100, 4) == drawn


@given(st.floats(0, 100), st.integers(1, 40))
def test_a_bar_is_always_as_wide_as_asked(value: float, width: int) -> None:
    assert len(bar(value, 100, width)) == width


def test_a_score_has_its_number_beside_it() -> None:
    assert score_bar(83.4).plain == " 83  ████████▍░"


def test_a_score_that_is_not_measured_is_said_in_words() -> None:
    assert score_bar(None).plain == "not measured here"


def test_a_level_has_its_number_beside_it() -> None:
    assert level_bar(7).plain == "███████░░░  7"
