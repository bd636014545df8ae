"""Words that every part says alike. They import nothing: home is painted before the engine is there."""

from __future__ import annotations

from datetime import datetime

OUTCOMES = {
    "resolved": "won back",
    "partly": "partly won back",
    "handed_over": "handed over",
    "lost": "lost",
}
"""How a conversation went, by its outcome."""

SOURCES = {"customer": "customer", "employee": "colleague", "organisation": "organisation"}
"""Where the resistance sits."""


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 reply", "3 replies", "1,200 sessions"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(moment: datetime) -> str:
    """A day where the program runs, as people write it: "1 Jun 2026"."""
    here = moment.astimezone()
    return f"{here.day} {here:%b %Y}"


def ago(moment: datetime | None, now: datetime, never: str = "never") -> str:
    """How long ago by the calendar: "today", "3 days", "5 weeks"; `never` where it was not at all."""
    if moment is None:
        return never
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days <= 0:
        return "today"
    if days < 28:
        return count(days, "day")
    return count(days // 7, "week") if days < 182 else count(days // 30, "month")
