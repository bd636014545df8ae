"""How people stand, told from their saved sessions: the shapes that a review is made of.

Three rules hold for every number here. Practice and assessment are never mixed, nor are versions of the
rules. Between people only *fair attempts* count: a trainee's first session of a story, without help and
without its debrief seen before. And nothing is given under a floor, which is shown instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from servicesim.results.scores import Scores
from servicesim.results.statistics import Figure, Median


@dataclass(frozen=True, slots=True)
class Attempt:
    """One session as statistics see it. `scores` are 0..100, all None while it is in progress; `outcome` is
    None then too. `fair` says that it is a first one, unassisted and unseen."""

    session: str
    trainee: str
    story: str
    story_digest: str
    started: datetime
    ended: datetime | None
    outcome: str | None
    scores: Scores
    fair: bool
    abandoned: bool


class ByScore(NamedTuple):
    """The same figure for each of the three scores."""

    empathy: Figure
    clarity: Figure
    trust: Figure


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How fair attempts went: those that ended by outcome, and those that were abandoned."""

    resolved: int = 0
    partly: int = 0
    handed_over: int = 0
    lost: int = 0
    abandoned: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.resolved + self.partly + self.handed_over + self.lost + self.abandoned


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, or one cohort, among those selected.

    `scores` are means of fair attempts, in points 0..100. `against` are means of each score less the mean of
    the others' scores at the same text of the story, in points, so that it does not matter who played the
    harder stories. `sessions` counts the ended sessions of this mode of all kinds; `people` is 1 for a
    person. `trend` holds the mean scores of the fair attempts in the order in which they began, the newest
    last, for a person alone; `last` is when the newest session of any kind went on.
    """

    name: str
    people: int
    sessions: int
    scores: ByScore
    against: ByScore
    outcomes: Outcomes
    trend: tuple[float, ...]
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Again:
    """A story that a trainee ended at least twice in this mode: the first attempt and the latest.

    The latest knows the story, so the difference tells what practice at this very story did, and nothing of
    stories that are new.
    """

    story: str
    first: Attempt
    latest: Attempt
    attempts: int


@dataclass(frozen=True, slots=True)
class Proficiency:
    """How many fair attempts, and days since the first of them, it took one person until the mean score
    reached the threshold twice running; both None for who is not there yet. `attempts_so_far` and
    `days_so_far` are how far the person was followed."""

    attempts: int | None
    days: float | None
    attempts_so_far: int
    days_so_far: float


@dataclass(frozen=True, slots=True)
class TimeToProficiency:
    """For a cohort: Kaplan-Meier medians of conversations and of days. Who is not there counts as not yet."""

    threshold: float
    people: int
    reached: int
    attempts: Median
    days: Median
