"""What somebody asked to have exported, held against what there is: a slip of the finger is no empty file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from servicesim.errors import PersonNotFound, StoryNotFound
from servicesim.saves.outgoing import Wanted
from servicesim.saves.people import cohorts, is_known, names
from servicesim.saves.policy import policy_of
from servicesim.saves.records import NO_COHORT
from servicesim.saves.review.titles import titles_of
from servicesim.story.nearest import nearest

if TYPE_CHECKING:
    from servicesim.saves.store import Store
    from servicesim.story.library import Library

MOST_HINTS = 3


def checked(store: Store, wanted: Wanted, library: Callable[[], Library], *, own: bool = False) -> Wanted:
    """The same, with a story's id where its path was given. What is named need not have sessions.

    `own` says that the trainee asks. Raises PersonNotFound where there is no such trainee or cohort;
    StoryNotFound, StoryAmbiguous or StoryInvalid where neither the store nor the library has the story;
    StoreUnusable.
    """
    if wanted.trainee is not None:
        _check_trainee(store, wanted.trainee, own=own)
    if wanted.cohort is not None and wanted.cohort != NO_COHORT:
        known = cohorts(store)
        if wanted.cohort not in known:
            hints = nearest(wanted.cohort, known, MOST_HINTS)
            raise PersonNotFound(wanted.cohort, hints, what="cohort", known=tuple(known))
    return wanted if wanted.story is None else replace(wanted, story=_story(store, wanted.story, library))


def _check_trainee(store: Store, name: str, *, own: bool) -> None:
    shown = policy_of(store).people == "shown"
    # Where people are not shown every format refuses a name, and nothing is said here of who there is.
    if (shown or own) and not is_known(store, name):
        raise PersonNotFound(name, nearest(name, names(store), MOST_HINTS) if shown else (), what="trainee")


def _story(store: Store, name: str, library: Callable[[], Library]) -> str:
    kept = titles_of(store)
    if name in kept:
        return name
    stories = library()
    try:
        return stories.find(name).id
    except StoryNotFound as error:
        ids = {*kept, *(entry.id for entry in stories.entries())}
        raise StoryNotFound(name, error.nearest or nearest(name, ids, MOST_HINTS)) from error
