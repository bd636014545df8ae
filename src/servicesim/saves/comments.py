"""What a manager writes to a session. Its trainee sees it too, and nobody else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from servicesim.errors import SessionNotFound, StoreUnusable, UsageError
from servicesim.preferences import clean_name
from servicesim.saves import tables
from servicesim.saves.records import utc_moment, utc_now, utc_text
from servicesim.saves.store import Store, new_id
from servicesim.story.characters import UNSEEN, unseen

LONGEST = 5_000
"""Characters of the longest comment."""

_c, _s = tables.comments.c, tables.sessions.c


@dataclass(frozen=True, slots=True)
class Comment:
    """What `author` wrote to the session `session` (a whole id); `text` may have several lines."""

    id: str
    session: str
    author: str
    at: datetime
    text: str


def comment(store: Store, session: str, author: str, text: str, at: datetime | None = None) -> Comment:
    """Keeps a comment on a session (a whole id), and gives it back as kept; `at` is now where left out.

    On a server the author is who logged in. Raises UsageError for a text that is empty, too long or holds
    characters that nobody sees, and for a name that cannot be kept; SessionNotFound; NotSaved.
    """
    signed = store.signed_as or clean_name(author)
    if signed is None:
        raise UsageError("A comment is signed: say who you are.")
    made = Comment(new_id(), session, signed, at or utc_now(), _checked(text))
    with store.writing() as connection:
        if connection.execute(select(_s.id).where(_s.id == session)).scalar() is None:
            raise SessionNotFound(session)
        row = {
            "id": made.id,
            "session": made.session,
            "author": made.author,
            "at": utc_text(made.at),
            "text": made.text,
        }
        connection.execute(insert(tables.comments), row)
    return made


def comments_on(store: Store, session: str) -> list[Comment]:
    """The comments on a session (a whole id), the oldest first. Raises StoreUnusable."""
    query = select(tables.comments).where(_c.session == session).order_by(_c.at, _c.id)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [_comment(row, store.location) for row in rows]


def commented(store: Store, trainee: str) -> dict[str, int]:
    """How many comments there are on each of a trainee's sessions that has any. Raises StoreUnusable."""
    query = (
        select(_c.session, func.count().label("comments"))
        .join(tables.sessions, _s.id == _c.session)
        .where(_s.trainee == trainee)
        .group_by(_c.session)
    )
    with store.reading() as connection:
        return {row.session: row.comments for row in connection.execute(query)}


def delete_comment(store: Store, comment_id: str, author: str) -> bool:
    """Deletes a comment of one's own. False where that author wrote none of that id. Raises NotSaved."""
    signed = store.signed_as or clean_name(author)
    with store.writing() as connection:
        gone = connection.execute(delete(tables.comments).where(_c.id == comment_id, _c.author == signed))
        return gone.rowcount == 1


def _checked(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise UsageError("There is nothing in this comment.")
    if len(kept) > LONGEST:
        raise UsageError(f"A comment has at most {LONGEST:,} characters; this one has {len(kept):,}.")
    hidden = UNSEEN.search(kept)
    if hidden is not None or "\r" in kept:
        raise UsageError(unseen(hidden.group() if hidden else "\r"))
    return kept


def _comment(row: Row[Any], location: str) -> Comment:
    try:
        return Comment(row.id, row.session, row.author, utc_moment(row.at), row.text)
    except (TypeError, ValueError) as error:
        raise StoreUnusable(location, f"the comment {row.id} is damaged: its time is '{row.at}'.") from error
