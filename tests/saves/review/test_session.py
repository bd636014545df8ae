"""One session as a manager looks at it."""

from __future__ import annotations

import pytest

from servicesim.errors import UsageError
from servicesim.saves.play import Play
from servicesim.saves.policy import People, Policy, Practice, set_policy
from servicesim.saves.records import Mode
from servicesim.saves.review.session import may_read, played
from servicesim.saves.store import Store
from tests.results.test_scores import PROOF
from tests.saves.test_play import FOUND


def ended(store: Store, mode: Mode = "practice") -> Play:
    play = Play.begin(store, FOUND, PROOF, trainee="Jo", mode=mode)
    play.give("second")
    play.give("end")
    return play


@pytest.mark.parametrize(
    ("mode", "practice", "people", "opened"),
    [
        ("assessment", "happened", "shown", True),
        ("assessment", "whole", "cohorts", False),
        ("practice", "whole", "shown", True),
        ("practice", "scores", "shown", False),
        ("practice", "happened", "shown", False),
        ("practice", "whole", "cohorts", False),
    ],
)
def test_what_was_said_is_open_as_the_policy_says(
    store: Store, mode: Mode, practice: Practice, people: People, opened: bool
) -> None:
    session = ended(store, mode).session
    set_policy(store, Policy(practice, people))
    assert may_read(Policy(practice, people), session) == opened
    if opened:
        assert played(store, session, lambda story: PROOF).over
    else:
        with pytest.raises(UsageError, match="policy"):
            played(store, session, lambda story: PROOF)


def test_the_debrief_is_the_trainees_and_is_not_noted_as_shown_to_them(store: Store) -> None:
    set_policy(store, Policy(practice="whole"))
    play = ended(store)
    assert played(store, play.session, lambda story: PROOF).review() == play.review()
    assert not ended(store).session.seen
