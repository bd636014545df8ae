"""What the stories of a store are called."""

from __future__ import annotations

from sqlalchemy import func, select

from servicesim.saves import tables
from servicesim.saves.store import Store

_t = tables.stories.c


def titles_of(store: Store) -> dict[str, str]:
    """The titles of the stories that a store keeps, by id; where texts of one story differ in it, one of
    them. Raises StoreUnusable."""
    query = select(_t.story, func.max(_t.title).label("title")).group_by(_t.story)
    with store.reading() as connection:
        return {row.story: row.title for row in connection.execute(query)}
