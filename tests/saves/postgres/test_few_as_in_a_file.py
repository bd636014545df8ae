"""What is told of cohorts alone on a server: the tests of that in a file, with another store."""

from __future__ import annotations

from tests.saves.review.test_few import TestOutcomes, TestWhatIsTold

__all__ = ["TestOutcomes", "TestWhatIsTold"]
