"""`play --plain`: find the story, prove it, begin or resume the session, converse."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from servicesim.errors import UsageError
from servicesim.plain.conversation import Conversation
from servicesim.preferences import trainee_name
from servicesim.saves.play import Play, edited, mode_for, newest, story_of
from servicesim.saves.records import Mode
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
    who = trainee_name(trainee)
    if story is None and not resume:
        ids = ", ".join(entry.id for entry in library.entries() if entry.story)
        raise UsageError(f"Name the story to play. There are: {ids}.")
    with places.store() as store:
        if store.created:
            sys.stderr.write(store.kept() + "\n\n")
        if resume:
            session = newest(store, who, story)
            kept = story_of(store, session)
            changed = edited(library, session)
            play = Play.resume(store, session, kept, proof_of(kept), edited=changed)
        else:
            assert story is not None
            found = library.find(story)
            chosen = mode_for(found, mode)
            proof = proof_of(found)
            play = Play.begin(store, found, proof, trainee=who, mode=chosen, replies=replies)
        Conversation(play, sys.stdin, sys.stdout).run()
