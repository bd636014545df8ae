"""The portable file of sessions: one JSON value a line, to be merged into another store.

::

    {"servicesim-sessions": 1, "rules": 1, "made": "2026-03-01T09:30:00.000000Z"}
    {"story": {"digest": …, "story": …, "title": …, "source": …, "document": …}}
    {"session": {…, "replies": [{…}, …]}}
    {"end": {"stories": 1, "sessions": 1}}

Each story stands before the first session of it. The last line tells a file that was cut short.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from servicesim.conversation import RULES
from servicesim.errors import UsageError
from servicesim.exchange.outlet import Outlet
from servicesim.saves.chain import check
from servicesim.saves.outgoing import Kept
from servicesim.saves.records import ReplyRow, SessionRecord, utc_now, utc_text

FORMAT = 1
"""The version of the format."""

HEAD = "servicesim-sessions"

_SESSION = [field.name for field in fields(SessionRecord)]
_ROW = [field.name for field in fields(ReplyRow) if field.name != "session"]


class Left:
    """What did not go into a file, and why."""

    def __init__(self) -> None:
        self.closed = 0
        """Practice of others, which the store's policy keeps from managers."""
        self.broken: list[str] = []
        """Sessions whose chain does not hold, by their ids: every store would refuse them."""


def portable_lines(outlet: Outlet, left: Left) -> Iterator[str]:
    """The lines of a file, oldest session first. Counts what it leaves out in `left`.

    Raises UsageError on a server for managers, who are not shown the hash chains there.
    """
    if outlet.store.role == "manager":
        raise UsageError(
            "This server keeps the hash chains of sessions from managers; its owner exports them."
        )
    ids = outlet.ids()
    yield _line({HEAD: FORMAT, "rules": RULES, "made": utc_text(utc_now())})
    stories: set[str] = set()
    sessions = 0
    for one in outlet.kept(ids):
        if outlet.extent(one.session) != "whole":
            left.closed += 1
        elif check(one.session, one.rows):
            left.broken.append(one.session.id)
        else:
            if one.session.story_digest not in stories:
                stories.add(one.session.story_digest)
                yield _line({"story": _story(outlet, one.session.story_digest)})
            sessions += 1
            yield _line({"session": _session(one)})
    yield _line({"end": {"stories": len(stories), "sessions": sessions}})


def _story(outlet: Outlet, digest: str) -> dict[str, Any]:
    story = outlet.store.story(digest)
    return {
        "digest": story.digest,
        "story": story.story,
        "title": story.title,
        "source": story.source,
        "document": story.document,
    }


def _session(one: Kept) -> dict[str, Any]:
    session = {name: _written(getattr(one.session, name)) for name in _SESSION}
    rows = [{name: _written(getattr(row, name)) for name in _ROW} for row in one.rows]
    return {**session, "debriefed": _written(one.debriefed), "scored": one.scored, "replies": rows}


def _written(value: Any) -> Any:
    return utc_text(value) if isinstance(value, datetime) else value


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
