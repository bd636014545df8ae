"""How many random examples a test has: all of them in `make test-all`, a quarter of them in `make test`."""

from __future__ import annotations

from hypothesis import settings

ALL, QUICK = 100, 25
"""Examples of a test that does not say how many, in the two profiles that `tests/conftest.py` registers."""


def examples(many: int) -> int:
    """`many` in the full run, and the share of them that the profile has, at least five, in a quicker one."""
    return max(5, many * settings().max_examples // ALL)
