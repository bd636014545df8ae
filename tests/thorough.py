"""How many random examples a test has: all of them in `make test-all`, a quarter of them in `make test`."""

from __future__ import annotations

import pytest
from hypothesis import settings

ALL, QUICK = 100, 25
"""Examples of a test that does not say how many, in the two profiles that `tests/conftest.py` registers."""


def examples(many: int) -> int:
    """`many` in the full run, and the share of them that the profile has, at least five, in a quicker one."""
    return max(5, many * settings().max_examples // ALL)


def seeds(many: int) -> list[object]:
    """So many seeds for a test that takes one: an eighth of them, at least one, and the others as slow."""
    quick = max(1, many // 8)
    return [*range(quick), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(quick, many))]
