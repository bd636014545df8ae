"""What lists show of stories and sessions: a few values of each, gathered from the library and the store.

These functions block; screens call them from thread workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from servicesim.errors import StoreUnusable
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.saves.assignments import Task
    from servicesim.saves.policy import Policy
    from servicesim.saves.records import SessionRecord
    from servicesim.saves.store import Store
    from servicesim.solver.proof import Proof
    from servicesim.story.findings import Finding
    from servicesim.story.library import Library
    from servicesim.story.linked import Story

EASY, HARD = 35, 26
"""Where guessing scores at least the first on average a story is easy, under the second it is hard: set by
the shipped library, so that its stories stand apart."""

SOURCES = ("customer", "employee", "organisation")
"""The order in which stories are listed."""


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A session, the title of its story, and how many comments managers wrote to it."""

    record: SessionRecord
    title: str
    comments: int = 0


@dataclass(frozen=True, slots=True)
class TaskCard:
    """Something to play, and the title of its story."""

    task: Task
    title: str
    done_by: SessionRecord | None
    """The session that did it, None as long as it is to be done."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """What home shows of one trainee."""

    sessions: Sequence[SessionCard]
    to_do: Sequence[TaskCard]
    """The tasks that are not done, the first one first."""
    policy: Policy
    """What managers see."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story of the library, and how one trainee stands with it."""

    id: str
    title: str
    path: Path
    story: Story | None
    """None where it cannot be played; then `trouble` says why."""
    trouble: str | None
    attempts: int
    """Sessions of this trainee that ended, under whatever text and rules."""
    open: SessionCard | None
    """The newest session in progress."""
    best: SessionRecord | None
    """The ended session of today's rules and text with the best mean score; unassisted ones go first."""
    found: frozenset[str]
    """The endings this trainee has come to."""

    @property
    def key(self) -> str:
        """What tells this card from every other; ids may be ambiguous, files are not."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the proof of a story tells a trainee who has not played it."""

    difficulty: str
    """ "easy", "medium", "hard", or "not measured"."""
    guessing: float | None
    """The mean of the scores that random play gets, 0..100."""
    replies: int | None
    """The replies of the shortest way to the best trust."""
    minutes: int | None
    """About how long that takes to read and answer."""
    endings: int
    """The endings that can be reached."""


def session_cards(store: Store, trainee: str) -> list[SessionCard]:
    """A trainee's sessions, newest first. Raises StoreUnusable."""
    from servicesim.saves.comments import commented
    from servicesim.saves.records import Filter

    titles: dict[str, str] = {}
    comments = commented(store, trainee)
    cards = []
    for record in store.sessions(Filter(trainee=trainee)):
        if record.story_digest not in titles:
            titles[record.story_digest] = _title(store, record)
        title = titles[record.story_digest]
        cards.append(SessionCard(record, title, comments.get(record.id, 0)))
    return cards


def task_cards(
    library: Callable[[], Library], tasks: Iterable[Task], sessions: Sequence[SessionCard]
) -> list[TaskCard]:
    """Tasks with the titles that the library has for them; where there is no such story its id stands for it.

    The library is asked for only where there are tasks. Raises UsageError.
    """
    from servicesim.errors import StoryError

    by_id = {card.record.id: card.record for card in sessions}
    cards = []
    for task in tasks:
        try:
            title = library().find(task.story).title
        except StoryError:  # opening the task says what is wrong with it
            title = task.story
        cards.append(TaskCard(task, title, by_id.get(task.done_by) if task.done_by else None))
    return cards


def story_cards(library: Library, sessions: Sequence[SessionCard]) -> list[StoryCard]:
    """The stories there are, with what these sessions say of them: customers' first, then colleagues' and the
    organisation's, by title; what cannot be played comes last."""
    cards = []
    for entry in library.entries():
        if entry.story is not None and not entry.ambiguous:
            cards.append(card_of(entry.story, entry.path, sessions))
        else:
            trouble = _trouble(entry.ambiguous, entry.findings)
            cards.append(
                StoryCard(entry.id, entry.title, entry.path, None, trouble, 0, None, None, frozenset())
            )
    return sorted(cards, key=_place)


def _place(card: StoryCard) -> tuple[int, str]:
    return SOURCES.index(card.story.source) if card.story else len(SOURCES), card.title.casefold()


def card_of(story: Story, path: Path, sessions: Sequence[SessionCard]) -> StoryCard:
    """One story that can be played, with what these sessions say of it."""
    own = [card for card in sessions if card.record.story == story.id]
    ended = [card.record for card in own if card.record.status == "ended"]
    return StoryCard(
        id=story.id,
        title=story.title,
        path=path,
        story=story,
        trouble=None,
        attempts=len(ended),
        open=next((card for card in own if card.record.status == "in_progress"), None),
        best=_best(story, ended),
        found=frozenset(record.ending for record in ended if record.ending) & frozenset(story.endings),
    )


def facts(story: Story, proof: Proof) -> Facts:
    """What a proof tells of a story."""
    from servicesim.results.scores import guessing
    from servicesim.story.reading import minutes

    mean = guessing(proof).mean
    if mean is None:
        difficulty = "not measured"
    else:
        difficulty = "easy" if mean >= EASY else "hard" if mean < HARD else "medium"
    return Facts(
        difficulty=difficulty,
        guessing=mean,
        replies=proof.par,
        minutes=None if proof.par is None else minutes(story, proof.par),
        endings=len(proof.endings),
    )


def mean_score(record: SessionRecord) -> float | None:
    """The mean of the scores of a session that its story measures."""
    measured = [score for score in (record.empathy, record.clarity, record.trust) if score is not None]
    return sum(measured) / len(measured) if measured else None


def _best(story: Story, ended: Iterable[SessionRecord]) -> SessionRecord | None:
    """Scores of other rules or another text measure something else: only today's are held together."""
    from servicesim.conversation import RULES

    alike = [
        (not record.assisted, mean, record)
        for record in ended
        if record.rules == RULES
        and record.story_digest == story.digest
        and (mean := mean_score(record)) is not None
    ]
    return max(alike, key=lambda one: one[:2])[2] if alike else None


def _title(store: Store, record: SessionRecord) -> str:
    try:
        return store.story(record.story_digest).title
    except StoreUnusable:
        # The text of this one story is damaged. Opening the session says so; the list still shows it.
        return record.story


def _trouble(ambiguous: bool, findings: Sequence[Finding]) -> str:
    if ambiguous:
        return "Another file holds a different story of the same id; rename one of them."
    errors = sum(finding.severity == "error" for finding in findings)
    return f"It has {count(errors, 'error')}; 'servicesim check' tells where and what."
