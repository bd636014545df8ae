"""Who plays what and when: a year of sessions, before a word of them is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from random import Random

from servicesim.saves.demo.cast import AUTUMN, BRANCHES, Trainee
from servicesim.saves.demo.playing import Act
from servicesim.saves.records import Mode
from servicesim.story.linked import Story

LATE, OVERDUE, RECENT = 25, 6, 8
"""Days before the end: when the work that is overdue was assigned, when it was due, and when the work that
still has time was assigned."""

_BY_NOW = {AUTUMN: (LATE - 1, OVERDUE, 0.6), BRANCHES: (RECENT - 1, 1, 0.4)}
"""Within which days before the end that work was done, and by what share of the cohort."""

_ASSESSED = 0.6
"""The share of new stories that are assessed, where a story allows both."""


@dataclass(slots=True)
class Planned:
    """A session to be played. `again` is the one whose middle it tries again, `left` says that it is left
    before an ending. The rest is settled later: what is said, how many replies of it were given before, and
    the id of the session."""

    trainee: Trainee
    story: Story
    mode: Mode
    started: datetime
    skill: float
    random: Random
    helped: bool = False
    left: bool = False
    again: Planned | None = None
    acts: list[Act] = field(default_factory=list)
    given: int = 0
    session: str = ""


def plan(everybody: Sequence[Trainee], stories: Sequence[Story], now: datetime, seed: int) -> list[Planned]:
    """All sessions of the year, in time."""
    late, recent = held_back(stories)
    found: list[Planned] = []
    for trainee in everybody:
        random = Random(f"{seed}/{trainee.name}")
        kept = {AUTUMN: late, BRANCHES: recent}.get(trainee.cohort)
        share = [story for story in stories if story is not kept]
        random.shuffle(share)
        del share[max(1, round(trainee.stories * len(share))) :]
        days = sorted((random.uniform(trainee.until, trainee.joined) for _ in share), reverse=True)
        begun = [_at_work(now, day, random) for day in days]
        for number, (story, started) in enumerate(zip(share, begun, strict=True)):
            skill = _grown(trainee, number / max(1, len(share) - 1))
            first = _first(trainee, story, started, skill, random)
            found += [first, *_more(first, now, random)]
        if kept is not None:
            found += _assigned(trainee, kept, now, random)
    return sorted(found, key=lambda one: (one.started, one.trainee.name))


def held_back(stories: Sequence[Story]) -> tuple[Story, Story]:
    """Two stories that a cohort plays because they are assigned: one overdue, one that has time."""
    return stories[-1], stories[len(stories) // 2]


def _grown(trainee: Trainee, way: float) -> float:
    low, high = trainee.skill
    return low + (high - low) * sqrt(way)


def _first(trainee: Trainee, story: Story, started: datetime, skill: float, random: Random) -> Planned:
    mode: Mode = "assessment" if random.random() < _ASSESSED else "practice"
    if story.use != "both":
        mode = story.use
    helped = mode == "practice" and random.random() < trainee.leans
    left = random.random() < trainee.leaves
    return Planned(trainee, story, mode, started, skill, _own(random), helped=helped, left=left)


def _more(first: Planned, now: datetime, random: Random) -> Iterator[Planned]:
    """What comes after a first session: the middle of it tried again at once, the story played once more."""
    if first.left or first.story.use == "assessment":
        return
    knows = min(1.0, first.skill + 0.15)
    if first.mode == "practice" and random.random() < 0.2:
        at = first.started + timedelta(minutes=random.uniform(40, 60))
        yield Planned(first.trainee, first.story, "practice", at, knows, _own(random), again=first)
    if random.random() < (0.4 if first.mode == "practice" else 0.15):
        at = first.started + timedelta(days=random.randint(2, 12), minutes=random.uniform(-60, 60))
        if at < now - timedelta(days=1):
            yield Planned(first.trainee, first.story, "practice", at, knows, _own(random))


def _assigned(trainee: Trainee, story: Story, now: datetime, random: Random) -> Iterator[Planned]:
    earliest, latest, share = _BY_NOW[trainee.cohort]
    if trainee.joined > earliest and random.random() < share:
        started = _at_work(now, random.uniform(latest + 1, earliest), random)
        yield _first(trainee, story, started, trainee.skill[1], random)


def _at_work(now: datetime, days: float, random: Random) -> datetime:
    """About so many days ago, one or more, on a weekday between eight and five."""
    day = now - timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(hours=random.uniform(0, 9))


def _own(random: Random) -> Random:
    """A generator for one session, so that what is said in one does not move the choices in another."""
    return Random(random.getrandbits(64))
