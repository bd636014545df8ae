"""The stories that people of a selection played, each with how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal, select

from servicesim.saves import tables
from servicesim.saves.policy import FEWEST, policy_of
from servicesim.saves.records import Selection, utc_moment
from servicesim.saves.review.few import rough
from servicesim.saves.review.selected import COUNTED, refuse_a_name, wanted
from servicesim.saves.store import Store

_s = tables.sessions.c


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with sessions in a selection: how many ended, and how many of them are fair attempts, which is
    as many people; None where the policy hides how practice went, and so which they are. `last` is when the
    newest began. Where the policy shows cohorts alone and fewer than FEWEST people made a fair attempt (or,
    where that is not told, came to an end), `hidden` says so, and the numbers are 0; else they are told as
    `few` tells them."""

    story: str
    sessions: int
    fair: int | None
    last: datetime | None
    hidden: bool


def stories_played(store: Store, selection: Selection) -> list[StoryRow]:
    """The stories of a selection by id, counted in the database. Raises StoreUnusable; UsageError where the
    policy shows no single people and one is asked for."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    shown, closed = policy.people == "shown", policy.hides_results(selection.mode)
    ended = _s.status == "ended"
    # Who has several sessions is one person. Where fair attempts are told they are as many as people, and
    # quicker to count.
    people = func.count(case((ended, _s.trainee)).distinct()) if closed and not shown else literal(0)
    with store.reading() as connection:
        query = (
            select(
                _s.story,
                func.sum(case((ended, 1), else_=0)),
                literal(0) if closed else func.sum(case((COUNTED & ended, 1), else_=0)),
                people,
                func.max(_s.started),
            )
            .where(wanted(connection, selection))
            .group_by(_s.story)
            .order_by(_s.story)
        )
        rows = connection.execute(query).all()
    tell = int if shown else rough
    return [
        StoryRow(story, tell(sessions), None if closed else tell(fair), utc_moment(last), hidden=False)
        if shown or max(fair, people) >= FEWEST
        else StoryRow(story, 0, None if closed else 0, None, hidden=True)
        for story, sessions, fair, people, last in rows
    ]
