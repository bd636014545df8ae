"""The stories that people of a selection played, each with how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, false, func, select

from servicesim.saves import tables
from servicesim.saves.policy import FEWEST, policy_of
from servicesim.saves.records import Selection, utc_moment
from servicesim.saves.review.few import rough
from servicesim.saves.review.selected import COUNTED, refuse_a_name, results_hidden, wanted
from servicesim.saves.store import Store

_s = tables.sessions.c


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with sessions in a selection: how many ended, and how many of them are fair attempts, which is
    as many people; 0 where the policy hides how practice went. `last` is when the newest began. Where the
    policy shows cohorts alone and fewer than FEWEST people made a fair attempt, `hidden` says so, and the
    numbers are 0; else they are told as `few` tells them."""

    story: str
    sessions: int
    fair: int
    last: datetime | None
    hidden: bool


def stories_played(store: Store, selection: Selection) -> list[StoryRow]:
    """The stories of a selection by id, counted in the database. Raises StoreUnusable; UsageError where the
    policy shows no single people and one is asked for."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    ended = _s.status == "ended"
    fair = false() if results_hidden(policy, selection) else COUNTED & ended
    with store.reading() as connection:
        query = (
            select(
                _s.story,
                func.sum(case((ended, 1), else_=0)),
                func.sum(case((fair, 1), else_=0)),
                func.max(_s.started),
            )
            .where(wanted(connection, selection))
            .group_by(_s.story)
            .order_by(_s.story)
        )
        rows = connection.execute(query).all()
    shown = policy.people == "shown"
    tell = int if shown else rough
    return [
        StoryRow(story, tell(sessions), tell(fair), utc_moment(last), hidden=False)
        if shown or fair >= FEWEST
        else StoryRow(story, 0, 0, None, hidden=True)
        for story, sessions, fair, last in rows
    ]
