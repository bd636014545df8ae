"""One session as a manager looks at it: its transcript and its debrief, where the policy opens them."""

from __future__ import annotations

from collections.abc import Callable

from servicesim.errors import UsageError
from servicesim.saves.play import Play, story_of
from servicesim.saves.policy import Policy, policy_of
from servicesim.saves.records import SessionRecord
from servicesim.saves.store import Store
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story


def may_read(policy: Policy, session: SessionRecord) -> bool:
    """Whether managers may read what was said in a session: where people appear at all, every assessment;
    practice only where the policy opens it whole."""
    return policy.people == "shown" and (session.mode == "assessment" or policy.practice == "whole")


def refuse_if_closed(store: Store, session: SessionRecord) -> None:
    """Raises UsageError where managers may not read what was said in it, StoreUnusable."""
    if not may_read(policy_of(store), session):
        raise UsageError("The policy of this store keeps what was said in this session from managers.")


def played(store: Store, session: SessionRecord, proof_of: Callable[[Story], Proof]) -> Play:
    """The conversation of a session, to be looked at. Nothing of it is noted as shown to the trainee.

    Raises UsageError where the policy keeps it closed, and for a session of other rules; StoreUnusable.
    """
    refuse_if_closed(store, session)
    story = story_of(store, session)
    return Play.resume(store, session, story, proof_of(story))
