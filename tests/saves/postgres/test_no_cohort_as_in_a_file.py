"""The people in no cohort on a server: the tests of those in a file, with another store."""

from __future__ import annotations

import pytest

from tests.saves.review.test_no_cohort import TestNoCohort, _team

__all__ = ["TestNoCohort", "_team"]

pytestmark = pytest.mark.slow
