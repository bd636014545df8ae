"""What somebody asked to have exported, held against what there is: a slip of the finger is no empty file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from servicesim.errors import PersonNotFound, StoryNotFound
from servicesim.saves.outgoing import Wanted
from servicesim.saves.people import MOST_HINTS, check_cohort, is_known, names, why_not_shown
from servicesim.saves.policy import policy_of
from servicesim.saves.review.titles import titles_of
from servicesim.story.nearest import nearest

if TYPE_CHECKING:
    from servicesim.saves.store import Store
    from servicesim.story.library import Library


def checked(store: Store, wanted: Wanted, library: Callable[[], Library], *, own: bool = False) -> Wanted:
    """The same, with a story's id where its path was given. What is named need not have sessions.

    `own` says that the trainee asks. Raises PersonNotFound where there is no such trainee or cohort
    to be shown; StoryNotFound, StoryAmbiguous or StoryInvalid where neither the store nor the library has the
    story; StoreUnusable.
    """
    if wanted.trainee is not None:
        _check_trainee(store, wanted.trainee, own=own)
    if wanted.cohort is not None:
        check_cohort(store, wanted.cohort)
    return wanted if wanted.story is None else replace(wanted, story=_story(store, wanted.story, library))


def _check_trainee(store: Store, name: str, *, own: bool) -> None:
    policy = policy_of(store)
    shown = policy.people == "shown"
    # Where people are not shown every format refuses a name, and nothing is said here of who there is.
    if (shown or own) and not is_known(store, name):
        hints = nearest(name, names(store), MOST_HINTS) if shown else ()
        raise PersonNotFound(name, hints, what="trainee", or_else=why_not_shown(store, policy, "person"))


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
