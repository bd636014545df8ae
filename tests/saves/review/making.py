"""Sessions made by hand for the tests of a review: who, which story, which scores."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from servicesim.saves import tables
from servicesim.saves.records import Ended, SessionRecord, StoredStory
from servicesim.saves.store import Store
from tests.saves.samples import begin, reply, story_text


def text_of(story: str, version: int = 1) -> StoredStory:
    """A text of the story of that id; what it says does not matter here."""
    return story_text(story, f'{{"title":"{story} {version}"}}')


def played(
    store: Store, trainee: str, story: str = "a", points: float = 60, *, over: bool = True, **changes: Any
) -> SessionRecord:
    """A session of one reply that ended with the same points in each score; an assessment if not said."""
    text = changes.pop("text", text_of(story))
    session = begin(store, text, **{"trainee": trainee, "mode": "assessment", **changes})
    if over:
        store.append(session.id, reply(), ended=Ended("stays", "resolved", points, points, points))
    return session


def in_cohort(store: Store, cohort: str | None, *names: str) -> None:
    """Puts people in a cohort."""
    with store.writing() as connection:
        connection.execute(insert(tables.people), [{"name": name, "cohort": cohort} for name in names])


def unchecked(store: Store, session: SessionRecord) -> None:
    """As if somebody else had posted its scores, and nobody had replayed it."""
    with store.writing() as connection:
        change = update(tables.sessions).where(tables.sessions.c.id == session.id)
        connection.execute(change.values(scored=False))
