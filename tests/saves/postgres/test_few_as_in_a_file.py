"""What is told of cohorts alone on a server: the tests of that in a file, with another store."""

from __future__ import annotations

import pytest

from tests.saves.review.test_few import TestOutcomes, TestWhatIsTold

__all__ = ["TestOutcomes", "TestWhatIsTold"]

pytestmark = pytest.mark.slow
