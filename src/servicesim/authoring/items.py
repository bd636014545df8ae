"""`items`: which saved sessions of a story are held together, and the statistics of its decisions from them.

Sessions that differ in their text, their rules or their mode are never counted together, nor are first
attempts with later ones, with those of somebody who had read the debrief, or with those that had help. What
is left out is counted and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from servicesim.conversation import RULES, replay
from servicesim.errors import ReplyNotOffered, StoryError, UsageError
from servicesim.results.items import Choice, Item, Person, analyse, choices
from servicesim.saves.attempts import ATTEMPTS, Attempt, Given, Population, conversations, populations
from servicesim.saves.play import story_kept
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.library import Library
from servicesim.story.linked import Story

if TYPE_CHECKING:  # it brings numpy with it
    from servicesim.solver.values import Values


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions to look at. `mode` None is that in which the story is played where nobody says; `text`
    the beginning of a digest, None the text that was begun last."""

    mode: Mode | None = None
    attempt: Attempt = "first"
    text: str | None = None


class Text(NamedTuple):
    """A text of the story, and how many sessions of it there are in the mode asked for by today's rules."""

    digest: str
    sessions: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many sessions of the story were not counted, each under the first reason that holds: other rules,
    the other mode, another text, another kind of attempt, not ended, not the first such session of its
    trainee, or its replies are not those of its text (`verify` says which)."""

    other_rules: int = 0
    other_mode: int = 0
    other_texts: int = 0
    other_attempts: tuple[tuple[Attempt, int], ...] = ()
    in_progress: int = 0
    repeats: int = 0
    unreadable: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        others = sum(sessions for _, sessions in self.other_attempts)
        single = (self.other_rules, self.other_mode, self.other_texts)
        return sum(single) + others + self.in_progress + self.repeats + self.unreadable


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What a story's decisions did, and from whom that is known.

    `digest` is None where nothing is saved of the story in that mode under today's rules; `people` is the
    number of conversations that were counted, one a person. `edited` says that the story has another text
    now; `texts` are all there are, the one begun last first. Without a digest there are no items.
    """

    story: str
    title: str
    digest: str | None
    rules: int
    mode: Mode
    attempt: Attempt
    people: int
    edited: bool
    texts: tuple[Text, ...]
    left_out: LeftOut
    items: tuple[Item, ...]


def item_statistics(
    store: Store | None,
    library: Library,
    name: str,
    wanted: Wanted | None = None,
    progress: Callable[[int], None] | None = None,
) -> ItemStatistics:
    """The statistics of the story of that id or path; `store` is None where there is none yet.

    A story that is gone from the library, or is broken for the moment, is still known by its id as long as
    sessions of it are saved. `progress` is called with the number of states visited where its proof has to be
    worked out. Raises StoryError, StoreUnusable, and UsageError for a text of which there is none, or more
    than one.
    """
    wanted = wanted or Wanted()
    story_id, current, found = _named(store, library, name)
    mode = wanted.mode or (
        "assessment" if current is not None and current.use == "assessment" else "practice"
    )
    texts = _texts(found, mode)
    digest = _digest(texts, wanted.text)
    story, unreadable = current, 0
    people: list[Person] = []
    if store is not None and digest is not None:
        if story is None or story.digest != digest:
            story = story_kept(store, digest)
        saved = conversations(
            store, story_id, story_digest=digest, rules=RULES, mode=mode, attempt=wanted.attempt
        )
        people = _people(story, saved, progress)
        unreadable = len(saved) - len(people)
    return ItemStatistics(
        story=story_id,
        title=story_id if story is None else story.title,
        digest=digest,
        rules=RULES,
        mode=mode,
        attempt=wanted.attempt,
        people=len(people),
        edited=current is not None and digest is not None and current.digest != digest,
        texts=texts,
        left_out=_left_out(found, mode, digest, wanted.attempt, len(people), unreadable),
        items=() if story is None or digest is None else analyse(story, people),
    )


def _named(store: Store | None, library: Library, name: str) -> tuple[str, Story | None, list[Population]]:
    """The story's id, the story as it is now where it can be had, and all that is saved of it."""
    try:
        story = library.find(name)
    except StoryError:
        found = populations(store, name) if store is not None else []
        if not found:
            raise
        return name, None, found
    return story.id, story, populations(store, story.id) if store is not None else []


def _texts(found: Iterable[Population], mode: Mode) -> tuple[Text, ...]:
    counted: dict[str, int] = {}
    for one in found:
        if (one.rules, one.mode) == (RULES, mode):
            counted[one.story_digest] = counted.get(one.story_digest, 0) + one.sessions
    return tuple(Text(*text) for text in counted.items())


def _digest(texts: Sequence[Text], wanted: str | None) -> str | None:
    """The text that is meant: the one begun last, or the only one that begins so."""
    if wanted is None:
        return texts[0].digest if texts else None
    fitting = [text.digest for text in texts if text.digest.startswith(wanted.strip().lower())]
    if len(fitting) != 1:
        known = ", ".join(text.digest[:8] for text in texts) or "none"
        many = "No text was" if not fitting else "More than one text was"
        raise UsageError(f"{many} played whose digest begins with '{wanted}'. There are: {known}.")
    return fitting[0]


def _people(
    story: Story, saved: Iterable[Sequence[Given]], progress: Callable[[int], None] | None
) -> list[Person]:
    """The conversations that can be replayed. Many people take the same way, which is then judged once."""
    values = _values(story, progress)
    ways: dict[tuple[str, ...], list[Choice] | None] = {}
    people = []
    for replies in saved:
        way = tuple(given.reply for given in replies)
        if way not in ways:
            try:
                ways[way] = choices(story, replay(story, way), values)
            except ReplyNotOffered:  # the rows were changed by hand
                ways[way] = None
        taken = ways[way]
        if taken is not None:
            people.append(Person(taken, [given.decided_ms for given in replies]))
    return people


def _values(story: Story, progress: Callable[[int], None] | None) -> Values | None:
    """What judges the replies of a story; None where it is too large for that, or measures no score."""
    proof = proof_of(story, progress=progress)
    if not any(held is not None and held.measured for held in (proof.empathy, proof.clarity, proof.trust)):
        return None
    from servicesim.solver.values import values_of

    return values_of(story, proof)


def _left_out(
    found: Iterable[Population],
    mode: Mode,
    digest: str | None,
    attempt: Attempt,
    people: int,
    unreadable: int,
) -> LeftOut:
    counts: Counter[str] = Counter()
    attempts: Counter[Attempt] = Counter()
    for one in found:
        if one.rules != RULES:
            counts["other_rules"] += one.sessions
        elif one.mode != mode:
            counts["other_mode"] += one.sessions
        elif one.story_digest != digest:
            counts["other_texts"] += one.sessions
        elif one.attempt != attempt:
            attempts[one.attempt] += one.sessions
        elif one.status != "ended":
            counts["in_progress"] += one.sessions
        else:
            counts["repeats"] += one.sessions
    counts["repeats"] -= people + unreadable
    others = tuple((kind, attempts[kind]) for kind in ATTEMPTS if attempts[kind])
    return LeftOut(other_attempts=others, unreadable=unreadable, **counts)
