"""What the screens ask of the rest of the program.

Everything here blocks (it reads files, opens the store, proves stories), so screens call it from thread
workers; and everything heavy is imported on the first call, which comes after the first paint.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from servicesim.tui.launch import Launch

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief
    from servicesim.saves.play import Play
    from servicesim.saves.records import Mode, SessionRecord
    from servicesim.saves.store import Store
    from servicesim.solver.proof import Proof
    from servicesim.story.library import Library
    from servicesim.story.linked import Story


class Services:
    """The store and the library of one run of the app, opened when they are first asked for."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._lock = RLock()
        self._store: Store | None = None
        self._library: Library | None = None

    def store(self) -> Store:
        """The store of sessions. Raises StoreUnusable; the next call tries again."""
        from servicesim.saves.store import Store

        with self._lock:
            if self._store is None:
                self._store = Store.open(self._launch.saves)
            return self._store

    def library(self) -> Library:
        """The stories, as they are in their files now if `forget_library` was called before."""
        from servicesim.story.library import Library

        with self._lock:
            if self._library is None:
                self._library = Library(self._launch.stories)
            return self._library

    def proof(self, story: Story) -> Proof:
        """What the solver proved about a story; worked out now where nothing is cached."""
        from servicesim.solver.cache import proof_of

        return proof_of(story)

    def begin(self, story: Story, *, trainee: str, mode: Mode) -> Play:
        """Begins a session, with the replies that the app was started with if it is their story's.

        Raises NotSaved, StoreUnusable, UsageError, ReplyNotOffered.
        """
        from servicesim.saves.play import Play

        return Play.begin(self.store(), story, self.proof(story), trainee=trainee, mode=mode)

    def resume(self, session: SessionRecord) -> Play:
        """A session as it stands, with the text it began with; `edited` where the library has another now.

        Raises StoreUnusable, UsageError.
        """
        from servicesim.errors import StoryError
        from servicesim.saves.play import Play, story_of

        story = story_of(self.store(), session)
        play = Play.resume(self.store(), session, story, self.proof(story))
        try:
            play.edited = self.library().find(story.id).digest != story.digest
        except StoryError:
            # Gone from the library, or broken there: the session goes on with its own text all the same.
            play.edited = True
        return play

    def debrief(self, session: SessionRecord) -> tuple[Debrief, Play]:
        """The debrief of an ended session, and the session. Raises as `resume`, and NotSaved."""
        play = self.resume(session)
        return play.debrief(), play

    def close(self) -> None:
        """Closes the store."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
