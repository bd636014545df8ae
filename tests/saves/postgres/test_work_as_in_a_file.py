"""Work on a server: the tests of work in a file, with another store."""

from __future__ import annotations

import pytest

from tests.saves.test_assignments import TestDone, TestDue, TestOverview, TestWhoHasIt, _cohorts

__all__ = ["TestDone", "TestDue", "TestOverview", "TestWhoHasIt", "_cohorts"]

pytestmark = pytest.mark.slow
