"""`play --plain`: find the story, prove it, begin or resume the session, converse."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from servicesim.errors import NotSaved, StoryNotFound, UsageError
from servicesim.plain.conversation import Conversation
from servicesim.plain.lines import wrapped
from servicesim.preferences import Preferences, trainee_name
from servicesim.saves.notice import remember_told, was_told
from servicesim.saves.play import Play, edited, mode_for, newest, story_of
from servicesim.saves.policy import policy_of
from servicesim.saves.records import Mode, SessionRecord
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.library import Library


class Places(Protocol):
    """Where stories and sessions are."""

    def library(self) -> Library: ...

    def store(self) -> Store: ...


def play_plain(
    places: Places, story: str | None, trainee: str | None, mode: Mode | None, resume: bool,
    replies: Sequence[str],
) -> None:  # fmt: skip
    """A whole conversation on stdin and stdout. Raises every error of the tree."""
    library = places.library()
    preferences = Preferences.load()
    if preferences.problem is not None:
        sys.stderr.write(f"{preferences.problem}\n")
    who = trainee_name(trainee, preferences)
    if story is None and not resume:
        ids = ", ".join(entry.id for entry in library.entries() if entry.story)
        raise UsageError(f"Name the story to play. There are: {ids}.")
    begun = None if resume or story is None else library.find(story)
    chosen = None if begun is None else mode_for(begun, mode)
    with places.store() as store:
        _tell(store, preferences)
        if begun is None or chosen is None:
            play = _resumed(store, library, newest(store, who, _id_of(library, story)))
        else:
            play = Play.begin(store, begun, proof_of(begun), trainee=who, mode=chosen, replies=replies)
        Conversation(play, sys.stdin, sys.stdout).run()


def _tell(store: Store, preferences: Preferences) -> None:
    """Says what is kept and who sees it, where the user was not told yet or it has changed."""
    policy = policy_of(store)
    if was_told(preferences, store.location, policy):
        return
    sys.stderr.write("\n".join(wrapped(store.kept())) + "\n\n")
    remember_told(preferences, store.location, policy)
    if preferences.problem is None:
        try:
            preferences.save()
        except NotSaved as error:  # it is told once more next time
            sys.stderr.write(f"{error}\n")


def _id_of(library: Library, story: str | None) -> str | None:
    """Sessions know stories by their id. A story that is gone can still be gone on with by it."""
    if story is None:
        return None
    try:
        return library.find(story).id
    except StoryNotFound:
        return story


def _resumed(store: Store, library: Library, session: SessionRecord) -> Play:
    kept = story_of(store, session)
    return Play.resume(store, session, kept, proof_of(kept), edited=edited(library, session))
