"""What holds for a store in a file holds for one on a server: the same tests, with another store.

Left out is what speaks of files, and of signatures, which a server knows by the login.
"""

from __future__ import annotations

import pytest

from tests.saves.test_attempts import TestPopulations
from tests.saves.test_comments import test_a_session_has_its_own, test_what_cannot_be_a_comment
from tests.saves.test_forget import TestOlder, TestOnePerson
from tests.saves.test_people import TestKeeping
from tests.saves.test_policy import (
    test_a_value_that_means_nothing_here_is_never_guessed_at,
    test_nobody_has_set_one_yet,
    test_the_secret_stays_the_same,
    test_what_was_set_last_holds,
)
from tests.saves.test_store import (
    TestAppending,
    TestBeginning,
    TestFinding,
    TestListing,
    TestStories,
)

__all__ = [
    "TestAppending",
    "TestBeginning",
    "TestFinding",
    "TestKeeping",
    "TestListing",
    "TestOlder",
    "TestOnePerson",
    "TestPopulations",
    "TestStories",
    "test_a_session_has_its_own",
    "test_a_value_that_means_nothing_here_is_never_guessed_at",
    "test_nobody_has_set_one_yet",
    "test_the_secret_stays_the_same",
    "test_what_cannot_be_a_comment",
    "test_what_was_set_last_holds",
]

pytestmark = pytest.mark.slow
