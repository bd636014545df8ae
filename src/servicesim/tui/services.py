"""What the screens ask of the rest of the program.

Everything here blocks (it reads files, opens the store, proves stories), so screens call it from thread
workers; and everything heavy is imported on the first call, which comes after the first paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from servicesim.tui.launch import Launch

if TYPE_CHECKING:
    from datetime import datetime

    from servicesim.authoring.items import ItemStatistics, Wanted
    from servicesim.authoring.storymap.story_map import StoryMap
    from servicesim.results.debrief import Debrief
    from servicesim.saves.comments import Comment
    from servicesim.saves.play import Play
    from servicesim.saves.policy import Policy
    from servicesim.saves.records import Mode, SessionRecord
    from servicesim.saves.store import Store
    from servicesim.solver.proof import Proof
    from servicesim.story.library import Library
    from servicesim.story.linked import Story
    from servicesim.tui.cards import AtHome, SessionCard, StoryCard, TaskCard


class AppLeft(Exception):
    """The app has been left while something was being worked out for it: nobody waits for the answer."""


class Services:
    """The store and the library of one run of the app, opened when they are first asked for."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._lock = RLock()
        self._store: Store | None = None
        self._library: Library | None = None
        self._closed = False

    def location(self) -> str:
        """Where the store is or will be, as `Store.location`. Cheap. Raises StoreUnusable for an odd URL."""
        from servicesim.saves.location import shown_place

        return shown_place(self._launch.saves)

    def store(self) -> Store:
        """The store of sessions. Raises StoreUnusable; the next call tries again."""
        from servicesim.errors import StoreUnusable
        from servicesim.saves.store import Store

        with self._lock:
            if self._closed:
                raise StoreUnusable(self.location(), "the app has ended.")
            if self._store is None:
                self._store = Store.open(self._launch.saves)
            return self._store

    def library(self) -> Library:
        """The stories. Raises UsageError where a folder that was named is not there."""
        with self._lock:
            if self._library is None:
                self._library = self._launch.open_library()
            return self._library

    def proof(self, story: Story) -> Proof:
        """What the solver proved about a story; worked out now where nothing is cached."""
        from servicesim.solver.cache import proof_of

        return proof_of(story, progress=self._while_open)

    def sessions(self, trainee: str) -> list[SessionCard]:
        """A trainee's sessions, newest first. Raises StoreUnusable."""
        from servicesim.tui.cards import session_cards

        return session_cards(self.store(), trainee)

    def tasks(self, trainee: str, now: datetime) -> list[TaskCard]:
        """What a trainee was given to play, and how it stands at `now`. Raises StoreUnusable, UsageError."""
        from servicesim.saves.assignments import tasks_for
        from servicesim.tui.cards import task_cards

        tasks = tasks_for(self.store(), trainee, now)
        return task_cards(self.library, tasks, self.sessions(trainee))

    def at_home(self, trainee: str, now: datetime) -> AtHome:
        """What home shows of a trainee. Raises StoreUnusable, UsageError."""
        from servicesim.saves.assignments import tasks_for
        from servicesim.saves.policy import policy_of
        from servicesim.tui.cards import AtHome, task_cards

        sessions = self.sessions(trainee)
        to_do = [task for task in tasks_for(self.store(), trainee, now) if task.state != "done"]
        return AtHome(sessions, task_cards(self.library, to_do, sessions), policy_of(self.store()))

    def kept(self) -> tuple[str, str, Policy]:
        """Where the store is, what people are told of it, and its policy. Raises StoreUnusable."""
        from servicesim.saves.policy import policy_of

        store = self.store()
        return store.location, store.kept(), policy_of(store)

    def comments(self, session: str) -> list[Comment]:
        """What managers wrote to a session, by its whole id. Raises StoreUnusable."""
        from servicesim.saves.comments import comments_on

        return comments_on(self.store(), session)

    def stories(self, trainee: str) -> list[StoryCard]:
        """The stories there are, and how a trainee stands with them. Raises StoreUnusable, UsageError."""
        from servicesim.tui.cards import story_cards

        return story_cards(self.library(), self.sessions(trainee))

    def story(self, name: str, trainee: str) -> StoryCard:
        """One story, by id or path, as `stories` gives it. Raises StoryError as well."""
        from servicesim.tui.cards import card_of

        story = self.library().find(name)
        return card_of(story, Path(name), self.sessions(trainee))

    def begin(self, story: Story, *, trainee: str, mode: Mode, replies: Sequence[str] = ()) -> Play:
        """Begins a session. Raises NotSaved, StoreUnusable, UsageError, ReplyNotOffered."""
        from servicesim.saves.play import Play

        proof = self.proof(story)
        return Play.begin(self.store(), story, proof, trainee=trainee, mode=mode, replies=replies)

    def resume(self, session: SessionRecord) -> Play:
        """A session as it stands, with the text it began with; `edited` where the library has another now.

        Raises StoreUnusable, UsageError.
        """
        from servicesim.saves.play import Play, edited, story_of

        story = story_of(self.store(), session)
        changed = edited(self.library(), session)
        return Play.resume(self.store(), session, story, self.proof(story), edited=changed)

    def newest(self, trainee: str, story: str | None) -> Play:
        """The newest conversation in progress, of one story or any. Raises SessionNotFound, as `resume`."""
        from servicesim.saves.play import newest

        return self.resume(newest(self.store(), trainee, story))

    def debrief(self, session: SessionRecord) -> tuple[Debrief, Play]:
        """The debrief of an ended session, and the session. Raises as `resume`, and NotSaved."""
        play = self.resume(session)
        return play.debrief(), play

    def map_of_file(self, path: Path) -> StoryMap:
        """The map of a story as its file is now, with what check finds. Raises StoryError."""
        from servicesim.authoring.storymap.story_map import map_named

        return map_named(str(path), self.library(), progress=self._while_open)

    def map_of(self, story: Story, play: Play | None = None) -> StoryMap:
        """The map of a story, with a conversation of just this text laid over it."""
        from servicesim.authoring.storymap.story_map import map_of

        return map_of(story, self.proof(story), played=() if play is None else play.exchanges)

    def items(self, story: str, wanted: Wanted) -> ItemStatistics:
        """What people did at the decisions of a story, by id or path. Raises as `item_statistics`."""
        from servicesim.authoring.items import item_statistics

        return item_statistics(self.store(), self.library(), story, wanted, self._while_open)

    def _while_open(self, states: int) -> None:
        """Stops a proof whose app has been left: the process would otherwise live on until it is done."""
        if self._closed:
            raise AppLeft

    def close(self) -> None:
        """Closes the store, for good."""
        with self._lock:
            self._closed = True
            if self._store is not None:
                self._store.close()
                self._store = None
