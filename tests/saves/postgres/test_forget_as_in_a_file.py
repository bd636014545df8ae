"""Forgetting on a server: the tests of forgetting in a file, with another store."""

from __future__ import annotations

import pytest

from tests.saves.test_forget import TestOlder, TestOnePerson, TestTallies

__all__ = ["TestOlder", "TestOnePerson", "TestTallies"]

pytestmark = pytest.mark.slow
