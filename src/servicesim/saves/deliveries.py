"""Which sessions somebody else's store has taken, so that sending can go on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from servicesim.saves import tables
from servicesim.saves.records import utc_now, utc_text
from servicesim.saves.store import Store

_d = tables.deliveries.c


def delivered(store: Store, target: str) -> frozenset[str]:
    """The ids of the sessions that `target` has taken. Raises StoreUnusable."""
    with store.reading() as connection:
        return frozenset(
            row.session for row in connection.execute(select(_d.session).where(_d.target == target))
        )


def deliver(store: Store, target: str, sessions: Sequence[str]) -> None:
    """Notes that `target` has taken these, now. Raises NotSaved."""
    at = utc_text(utc_now())
    with store.writing() as connection:
        there = select(_d.session).where(_d.target == target, _d.session.in_(sessions))
        known = {row.session for row in connection.execute(there)}
        rows = [
            {"target": target, "session": session, "at": at} for session in sessions if session not in known
        ]
        if rows:
            connection.execute(insert(tables.deliveries), rows)
