"""Times as people say them, in their own time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from servicesim.words import day


def now() -> datetime:
    """This moment, in UTC. Screens ask `when.now()`, so that a test can set the hour."""
    return datetime.now(UTC)


def spoken(moment: datetime, now: datetime) -> str:
    """`moment` as seen from `now`, both aware: "today 14:02", "yesterday", "3 days ago", "12 Mar 2026"."""
    here = moment.astimezone()
    days = (now.astimezone().date() - here.date()).days
    if days == 0:
        return f"today {here:%H:%M}"
    if days == 1:
        return "yesterday"
    if 1 < days < 7:
        return f"{days} days ago"
    return day(moment)
