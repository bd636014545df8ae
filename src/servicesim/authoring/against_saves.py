"""`check --against-saves`: what a story, as it stands now, would make of the conversations that were had.

Nothing breaks where the two differ: a saved session keeps the exact text that it was played against. But
whoever compares attempts, or talks about one, should know that a reply is gone or leads elsewhere by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from servicesim import conversation
from servicesim.authoring.check import Checked
from servicesim.conversation import RULES
from servicesim.saves.play import standing, story_kept
from servicesim.saves.records import Filter, ReplyRow, SessionRecord, utc_text
from servicesim.saves.store import Store
from servicesim.story.linked import State, Story

How = Literal["gone", "not-offered", "elsewhere", "begins-elsewhere"]


@dataclass(frozen=True, slots=True)
class Parted:
    """Where the way of one session and that of the story part, or a reply that is gone after that.

    `how`: the reply or its scene is not there any more; it would not be offered at this point; it leads to
    `leads_to` where it led to `led_to`; or the conversation begins in another scene, and then turn is 0 and
    `reply` is None. Other turns count from 1.
    """

    session: str
    trainee: str
    started: datetime
    turn: int
    scene: str
    reply: str | None
    how: How
    led_to: str | None = None
    leads_to: str | None = None


@dataclass(frozen=True, slots=True)
class AgainstSaves:
    """A story held against the sessions of its id: how many there are, of how many texts, how many of older
    rules (of which only replies that are gone are told), and where ways part."""

    sessions: int
    texts: int
    older_rules: int
    parted: tuple[Parted, ...]

    def to_json(self) -> dict[str, Any]:
        """Under the keys of `check --format json`."""
        keys = ("session", "trainee", "turn", "scene", "reply", "how", "led_to", "leads_to")
        return {
            "sessions": self.sessions,
            "texts": self.texts,
            "older_rules": self.older_rules,
            "parted": [
                {**{key: getattr(one, key) for key in keys}, "started": utc_text(one.started)}
                for one in self.parted
            ],
        }


def all_against_saves(checked: Sequence[Checked], store: Store | None) -> dict[Path, AgainstSaves | None]:
    """Hold every story that was checked against the sessions of its id; None for one that has errors."""
    return {one.path: None if one.story is None else against_saves(one.story, store) for one in checked}


def against_saves(story: Story, store: Store | None) -> AgainstSaves:
    """Hold a story against every session of its id. Without a store there are none."""
    sessions = [] if store is None else store.sessions(Filter(story=story.id))
    parted: list[Parted] = []
    texts: dict[str, Story] = {}
    for session in sessions:
        if store is not None and session.story_digest != story.digest:
            rows = standing(store.replies(session.id))
            led_to = [*(row.scene for row in rows[1:]), _stands(store, session, rows, texts)]
            parted += _parted(story, session, rows, led_to)
    return AgainstSaves(
        sessions=len(sessions),
        texts=len({session.story_digest for session in sessions}),
        older_rules=sum(session.rules != RULES for session in sessions),
        parted=tuple(parted),
    )


def _stands(
    store: Store, session: SessionRecord, rows: Sequence[ReplyRow], texts: dict[str, Story]
) -> str | None:
    """Where a session stands: its ending, or the scene it has come to by the text it was played with; None
    for one in progress under older rules. `texts` has the stories that were read for this before."""
    if session.ending is not None or session.rules != RULES:
        return session.ending
    digest = session.story_digest
    was = texts[digest] = texts.get(digest) or story_kept(store, digest)
    exchanges = conversation.replay(was, [row.reply for row in rows])
    return exchanges[-1].after.scene if exchanges else None


def _parted(
    story: Story, session: SessionRecord, rows: Sequence[ReplyRow], led_to: Sequence[str | None]
) -> Iterator[Parted]:
    """Replay a session on the story for as long as the two agree; then look for what is gone."""

    def part(row: ReplyRow, how: How, led_to: str | None = None, leads_to: str | None = None) -> Parted:
        who = (session.id, session.trainee, session.started)
        if how == "begins-elsewhere":
            return Parted(*who, 0, row.scene, None, how, led_to, leads_to)
        return Parted(*who, row.turn, row.scene, row.reply, how, led_to, leads_to)

    state: State | None = conversation.start(story) if session.rules == RULES else None
    if state is not None and rows and rows[0].scene != state.scene:
        yield part(rows[0], "begins-elsewhere", rows[0].scene, state.scene)
        state = None
    for row, then in zip(rows, led_to, strict=False):
        if not _is_there(story, row):
            yield part(row, "gone", then)
            state = None
        if state is None:
            continue
        replies = {reply.id: reply for reply in conversation.offered(story, state)}
        if row.reply not in replies:
            yield part(row, "not-offered", then)
            state = None
            continue
        state = conversation.step(story, state, replies[row.reply])
        if then is not None and state.scene != then:
            yield part(row, "elsewhere", then, state.scene)
            state = None


def _is_there(story: Story, row: ReplyRow) -> bool:
    scene = story.scenes.get(row.scene)
    return scene is not None and any(reply.id == row.reply for reply in scene.replies)
