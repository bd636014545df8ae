"""A story after linking: every name resolved, every condition compiled, nothing left to fail in play.

These objects are what the conversation runs on. They are made by `link.py` alone and never changed
(what the conversation remembers in `Reply.outcomes` apart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from servicesim.persona.archetype import Archetype
from servicesim.persona.conditions import Test
from servicesim.persona.levels import Persona
from servicesim.persona.temperament import Impact, Temperament

Outcome = Literal["resolved", "partly", "handed_over", "lost"]
Channel = Literal["counter", "phone", "chat", "email"]
Use = Literal["practice", "assessment", "both"]


class State(NamedTuple):
    """Where a conversation is. Everything that happens next follows from it.

    `scene` is a scene's name, or an ending's when the conversation is over; `facts` is a bit mask over
    `Story.fact_keys`; `turn` counts the replies given.
    """

    scene: str
    persona: Persona
    facts: int
    turn: int


@dataclass(frozen=True, slots=True)
class Asks:
    """What one condition asks about: a mask of facts, and its single tests of the levels and the attitude
    (the turn apart). Conditions that hold the same test hold the same object."""

    facts: int
    levels: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said or done. `text` is None for a silence; `speaker` is None for the persona.

    `when` is None for a line that always applies; `sets` is a bit mask of facts.
    """

    text: str | None
    does: str | None
    speaker: str | None
    when: Test | None
    sets: int


@dataclass(slots=True, unsafe_hash=True)
class Reply:
    """A reply where one scene offers it; a shared reply is one object in each scene.

    It is as unchanging as the rest; only, frozen it would take five times as long to make, and a story
    may have a hundred thousand.

    `sets` includes the facts that remember it was given, where some condition or its own `once` asks;
    `offered` includes `once`. `then` is read in order; the first target whose test holds is taken.
    `reads` is the mask of all facts that the step it takes depends on; `outcomes` is where the conversation
    remembers what it led to.
    """

    id: str
    scene: str
    shared: bool
    say: str | None
    does: str | None
    note: str | None
    impact: Impact
    offered: Test | None
    sets: int
    clears: int
    answer: tuple[Line, ...]
    then: tuple[tuple[Test | None, str], ...]
    reads: int
    outcomes: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def tags(self) -> tuple[str, ...]:
        """The ids of its tactics and missteps, as written."""
        return tuple(tag for tag, _ in self.impact.tags)


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment: the lines of which the first that applies is said on entry, and the replies.

    `left` is the bit that remembers a visit, 0 where no condition asks; `always_all` says that no reply
    here depends on a condition.
    """

    name: str
    lines: tuple[Line, ...]
    replies: tuple[Reply, ...]
    left: int
    always_all: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How a conversation can end. `on` is "left" or "out_of_time" for the two that nobody chooses."""

    name: str
    outcome: Outcome
    on: Literal["left", "out_of_time"] | None
    when: Test | None
    lines: tuple[Line, ...]
    aftermath: str | None


@dataclass(frozen=True, slots=True)
class Root:
    """What lies beneath: its kind, its text, the fact that says it is uncovered, when it would be told."""

    kind: Literal["concern", "dissatisfaction", "misunderstanding"]
    text: str
    known_by: str | None
    tell_at: int


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that the trainee can read during the conversation."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Character:
    """The persona as a person: name, role, archetype, and the temperament that moves it."""

    name: str
    role: str
    archetype: Archetype
    temperament: Temperament
    roots: tuple[Root, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """A whole linked story. `digest` is the SHA-256 of `document`, its canonical JSON with the archetype
    and the catalogue inlined: the text that sessions are played against.

    `fact_keys[i]` is the fact, visit or given reply that bit `i` of `State.facts` stands for; `places` are
    the scenes and the endings together; `root_known` is the mask of the facts that say every root is
    uncovered (0 where there is none); `reads_turn` says whether any condition asks for the turn;
    `asks` gives for each compiled condition what it asks about; `last_turn_asked` is the greatest number
    that a condition holds the turn against, 0 where none does; `shared` are the ids of all shared replies,
    those that no scene lists among them.
    """

    id: str
    title: str
    summary: str
    source: Literal["customer", "employee", "organisation"]
    language: str
    channel: Channel
    use: Use
    max_turns: int
    role: str
    briefing: str
    character: Character
    documents: tuple[Document, ...]
    fact_keys: tuple[str, ...]
    root_known: int
    reads_turn: bool
    last_turn_asked: int
    asks: Mapping[Test, Asks]
    start: str
    opening: Persona
    scenes: Mapping[str, Scene]
    endings: Mapping[str, Ending]
    places: Mapping[str, Scene | Ending]
    shared: tuple[str, ...]
    on_left: tuple[Ending, ...]
    on_time: tuple[Ending, ...]
    digest: str
    document: str

    def knows_root(self, facts: int) -> bool:
        """Whether every root is uncovered, given the facts as bits; true where there is none."""
        return facts & self.root_known == self.root_known
