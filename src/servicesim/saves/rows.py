"""Between the rows of the tables and the records: the one place that knows how each is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table

from servicesim.errors import StoreUnusable
from servicesim.saves import tables
from servicesim.saves.records import ReplyRow, SessionRecord, StoredStory, utc_moment, utc_text

# That it was debriefed, and whether its scores and replies were worked through, is no part of the record.
SESSION_COLUMNS = [
    column for column in tables.sessions.c if column.name not in ("debriefed", "scored", "tallied")
]
SESSION_NAMES = [column.name for column in SESSION_COLUMNS]


def document_digest(document: str) -> str:
    """SHA-256 (hex) of a story's text."""
    return hashlib.sha256(document.encode()).hexdigest()


def session_values(session: SessionRecord) -> dict[str, Any]:
    """The columns of a session; what is no part of the record is left to the table's defaults."""
    return {column.name: _written(getattr(session, column.name)) for column in SESSION_COLUMNS}


def reply_values(row: ReplyRow) -> dict[str, Any]:
    """The columns of a reply."""
    return {column.name: _written(getattr(row, column.name)) for column in tables.replies.c}


def session_record(row: Mapping[str, Any], location: str) -> SessionRecord:
    """The session in `row`. Raises StoreUnusable where a value is not of its column's kind."""
    where = f"the session {row['id']}"
    values = _checked(tables.sessions, row, where, location)
    for name in ("started", "touched", "ended"):
        if values[name] is not None:
            values[name] = read_moment(values[name], where, location)
    return SessionRecord(**values)


def reply_row(row: Mapping[str, Any], location: str) -> ReplyRow:
    """The reply in `row`. Raises StoreUnusable where a value is not of its column's kind."""
    where = f"reply {row['seq']} of the session {row['session']}"
    values = _checked(tables.replies, row, where, location)
    values["at"] = read_moment(values["at"], where, location)
    return ReplyRow(**values)


def stored_story(row: Mapping[str, Any], location: str) -> StoredStory:
    """The story in `row`. Raises StoreUnusable where its text is not the one that its digest names."""
    where = f"the story text {row['digest']}"
    story = StoredStory(**_checked(tables.stories, row, where, location))
    if document_digest(story.document) != story.digest:
        raise StoreUnusable(location, f"{where} has been changed.")
    return story


def _written(value: Any) -> Any:
    return utc_text(value) if isinstance(value, datetime) else value


def _checked(table: Table, row: Mapping[str, Any], where: str, location: str) -> dict[str, Any]:
    """`row` as a dictionary, each value of its column's type: SQLite itself takes any type in any column."""
    types = _types(table)
    for name, value in row.items():
        if type(value) not in types[name]:
            raise StoreUnusable(location, f"{where} is damaged: its {name} is {value!r}.")
    return dict(row)


@cache
def _types(table: Table) -> dict[str, tuple[type, ...]]:
    """The types that a value of each column can have."""
    return {
        column.name: (column.type.python_type, type(None)) if column.nullable else (column.type.python_type,)
        for column in table.c
    }


def read_moment(text: str, where: str, location: str) -> datetime:
    """The time that was written so. Raises StoreUnusable, which names `where` it stands."""
    try:
        return utc_moment(text)
    except ValueError as error:
        raise StoreUnusable(location, f"{where} is damaged: its time is '{text}'.") from error
