"""What goes into the store and what comes out of it, as plain values.

Levels: `resistance` and `trust` 0..10, `grievances` 0..3. Scores: 0..100, or None where one is not measured
or the session is still in progress. Times: aware datetimes in UTC; as text always
`2026-03-01T09:30:00.000000Z`, so that sorting the texts sorts the times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Mode = Literal["practice", "assessment"]
Status = Literal["in_progress", "ended"]
Outcome = Literal["resolved", "partly", "handed_over", "lost"]
ReplyKind = Literal["reply", "back"]

ABANDONED_AFTER = timedelta(days=7)

NO_COHORT = ""
"""In the place of a cohort's name: the people who are in none. No cohort is called that, and in a list of
people an empty cell is none."""


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """`moment` as the store writes it. Raises ValueError where it has no time zone: none is guessed."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {moment.isoformat()}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def utc_moment(text: str) -> datetime:
    """The time that `utc_text` wrote as `text`. Raises ValueError for any other text.

    Other ways of writing the same moment are refused too: they would not sort as text.
    """
    if not is_utc_text(text):
        raise ValueError(f"not a time as the store writes it: '{text}'")
    return datetime.fromisoformat(text)


def is_utc_text(text: str) -> bool:
    """Whether `utc_text` can have written this."""
    if _EVERY_YEAR.fullmatch(text):
        return True
    try:
        return utc_text(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def are_utc_texts(texts: Sequence[str]) -> bool:
    """The same of many at once, in half the time. What is no text at all is no time either."""
    try:
        lines = "\n".join([*texts, ""])
    except TypeError:
        return False
    # As many line breaks as texts are of joining them, so there is none within a text, and each is one line.
    if len(lines) == 28 * len(texts) and _EVERY_YEAR_LINES.fullmatch(lines):
        return True
    return all(map(is_utc_text, texts))


# Every day but 29 February is in every year, and so needs no calendar. A store holds millions of times, and
# each is looked at whenever it is read.
_EVERY_YEAR_PATTERN = (
    r"[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)
_EVERY_YEAR = re.compile(_EVERY_YEAR_PATTERN)
_EVERY_YEAR_LINES = re.compile(rf"(?:{_EVERY_YEAR_PATTERN}\n)*")


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One conversation of one trainee, as far as it has come."""

    id: str
    """32 hexadecimal digits."""
    trainee: str
    story: str
    """The id of the story."""
    story_digest: str
    """SHA-256 (hex) of the text it was begun with."""
    mode: Mode
    status: Status
    ending: str | None
    outcome: Outcome | None
    turns: int
    """Replies standing, take-backs taken off."""
    started: datetime
    touched: datetime
    """When it last went on."""
    ended: datetime | None
    empathy: float | None
    clarity: float | None
    trust: float | None
    assisted: bool
    """A hint, a take-back, replies given beforehand, or a parent."""
    seen: bool
    """This trainee had been debriefed on this story before it began."""
    parent: str | None
    """The session that it tries again."""
    rules: int
    """Version of the scoring rules."""
    seed: int
    assisted_at_start: bool
    """As `assisted`, when it began; `assisted` may turn true later, this never changes."""
    hash: str
    """Hash of the facts that are fixed at the beginning (see `chain`)."""
    tip: str
    """Hash of the last reply row, or `hash` while there is none."""
    first: bool = False
    """It is the first that its trainee began at the story, in either mode; told when it begins."""

    def abandoned(self, now: datetime) -> bool:
        """Whether it is in progress and was not touched for seven days at `now`."""
        return self.status == "in_progress" and now - self.touched >= ABANDONED_AFTER

    def to_json(self) -> dict[str, Any]:
        """The session as `sessions --format json` prints it."""
        return {
            "id": self.id,
            "trainee": self.trainee,
            "story": self.story,
            "story_digest": self.story_digest,
            "mode": self.mode,
            "status": self.status,
            "ending": self.ending,
            "outcome": self.outcome,
            "turns": self.turns,
            "started": utc_text(self.started),
            "touched": utc_text(self.touched),
            "ended": None if self.ended is None else utc_text(self.ended),
            "empathy": self.empathy,
            "clarity": self.clarity,
            "trust": self.trust,
            "assisted": self.assisted,
            "seen": self.seen,
            "first": self.first,
            "parent": self.parent,
            "rules": self.rules,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be begun. `seed` is 0..2**63-1, which every database can hold."""

    trainee: str
    story: str
    story_digest: str
    mode: Mode
    seed: int
    rules: int
    assisted: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class NewReply:
    """A row to be appended. `after_seq` is the row that the writer takes for the last one, 0 for none."""

    after_seq: int
    kind: ReplyKind
    turn: int
    """Replies standing after this row: one more for a `reply`, fewer for a `back`."""
    scene: str
    """Where it was given."""
    reply: str
    attitude: str
    resistance: int
    trust: int
    grievances: int
    decided_ms: int | None
    """How long the trainee took to choose, in milliseconds; None where nobody measured."""


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """A saved row: the reply, the levels after it, and its place in the chain. Fields as in `NewReply`."""

    session: str
    seq: int
    """1, 2, 3... in the order in which the rows were saved."""
    kind: ReplyKind
    turn: int
    scene: str
    reply: str
    attitude: str
    resistance: int
    trust: int
    grievances: int
    at: datetime
    decided_ms: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How a session ended."""

    ending: str
    outcome: Outcome
    empathy: float | None
    clarity: float | None
    trust: float | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions are wanted; what is None does not matter. `since` holds against the beginning."""

    trainee: str | None = None
    story: str | None = None
    mode: Mode | None = None
    since: datetime | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sessions a manager looks at; what is None does not matter. With NO_COHORT for a cohort they are
    of the people who are in none, imported or not.

    A mode and a version of the rules are always part of it: neither is ever mixed. `since` and `until` hold
    against the beginning, `until` itself left out.
    """

    mode: Mode
    rules: int
    trainee: str | None = None
    cohort: str | None = None
    story: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredStory:
    """The exact text that sessions were played against."""

    digest: str
    """SHA-256 (hex) of `document` in UTF-8."""
    story: str
    """The story's id."""
    title: str
    document: str
    """Canonical JSON of the linked story, its archetype and catalogue inlined."""
    source: str = ""
    """Where the resistance comes from: customer, employee or organisation."""
