"""How people stand, told from their saved sessions: the shapes that a review is made of.

Three rules hold for every number here. Practice and assessment are never mixed, nor are versions of the
rules. Between people only *fair attempts* count: a trainee's first session of a story, without help and
without its debrief seen before. And nothing is given under a floor, which is shown instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from servicesim.results.scores import Scores
from servicesim.results.statistics import Figure, Median, clustered_mean, kaplan_meier_median

OTHERS = 4
"""Other people who must have a score at the same text of a story before one is held against their mean."""

SCORES = ("empathy", "clarity", "trust")

STEPS = {"empathy": 4.0, "clarity": 4.0, "trust": 10.0}
"""How far apart two neighbouring values of a score are, in points: what an interval can resolve at best.

Trust is one of eleven levels, so that a level is worth ten points or more. Empathy and clarity move by whole
marks: one mark in a conversation of par length is worth about four points, the median over the library's
stories."""

_A_DAY = 86_400


class Attempt(NamedTuple):
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
    assisted: bool = False


class ByScore(NamedTuple):
    """The same figure for each of the three scores."""

    empathy: Figure
    clarity: Figure
    trust: Figure


class Outcomes(NamedTuple):
    """How fair attempts went: those that ended by outcome, and those that were abandoned.

    `other` are those not resolved, where a policy keeps it at that; with `hidden` it keeps all of it, and the
    numbers are 0.
    """

    resolved: int = 0
    partly: int = 0
    handed_over: int = 0
    lost: int = 0
    abandoned: int = 0
    other: int = 0
    hidden: bool = False

    @property
    def all(self) -> int:
        """All of them."""
        return self.resolved + self.partly + self.handed_over + self.lost + self.abandoned + self.other


class Played(NamedTuple):
    """How many sessions of a person ended, of all kinds, and when the newest of any kind went on; None for
    who has none."""

    sessions: int
    last: datetime | None


NOTHING_PLAYED = Played(0, None)


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
    """A text of a story that a trainee ended at least twice in this mode without help: the fair attempt and
    the latest. `attempts` counts them.

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


class Total(NamedTuple):
    """How many scores there are, and their sum."""

    n: int
    points: float


Totals = Mapping[tuple[str, str], Total]
"""By the text of a story and the name of the score: the totals of the fair attempts there."""

NOTHING = Total(0, 0.0)


def totals(attempts: Iterable[Attempt]) -> dict[tuple[str, str], Total]:
    """The totals of the fair attempts among these."""
    values: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for attempt in attempts:
        if attempt.fair:
            for name, value in zip(SCORES, attempt.scores, strict=True):
                if value is not None:
                    values[attempt.story_digest, name].append(value)
    return {key: Total(len(found), fsum(found)) for key, found in values.items()}


def played_by(attempts: Iterable[Attempt]) -> dict[str, Played]:
    """What each person played, by name, told from all of their sessions."""
    return {
        name: Played(
            sum(attempt.ended is not None for attempt in tries),
            max(attempt.ended or attempt.started for attempt in tries),
        )
        for name, tries in _by(attempts, lambda attempt: attempt.trainee).items()
    }


def standings(attempts: Iterable[Attempt], played: Mapping[str, Played]) -> list[Standing]:
    """One standing for each person in `played`, by name.

    `attempts` are the sessions of everybody who is compared, of one mode and one version of the rules; other
    than fair ones need not be among them.
    """
    of = _by(attempts, lambda attempt: attempt.trainee)
    own = {name: totals(of.get(name, ())) for name in sorted(played, key=_by_name)}
    everybody = _added(own.values())
    return [
        _standing(name, of.get(name, ()), [played[name]], _Others(everybody, found))
        for name, found in own.items()
    ]


def standing(name: str, attempts: Sequence[Attempt], everybody: Totals) -> Standing:
    """One person by all of their sessions, held against `everybody` who is compared, this person's own
    attempts among them."""
    found = played_by(attempts).get(name, NOTHING_PLAYED)
    return _standing(name, attempts, [found], _Others(everybody, totals(attempts)))


def together(
    name: str, attempts: Iterable[Attempt], played: Iterable[Played], apart: Iterable[Attempt] = ()
) -> Standing:
    """Many people as one: a cohort, or all that were selected. `attempts` as in `standings`, `played` of each
    who has a session; `apart` are the attempts of everybody else, whom `against` holds their scores
    against."""
    members = list(played)
    return _standing(name, attempts, members, _Others(totals(apart), {}), people=len(members))


def again(attempts: Sequence[Attempt]) -> list[Again]:
    """The texts of stories that one person ended at least twice without help, by story: the first attempt,
    which is a fair one, and the latest.

    Against the first stands the latest and not the best, which the mere number of tries would raise. With
    help, or at another text, it would be another thing that is compared.
    """
    alone = [attempt for attempt in _in_time(attempts) if attempt.ended is not None and not attempt.assisted]
    found = [
        Again(tries[0].story, tries[0], tries[-1], len(tries))
        for tries in _by(alone, lambda attempt: attempt.story_digest).values()
        if len(tries) > 1 and tries[0].fair
    ]
    return sorted(found, key=lambda one: (one.story, one.first.started))


def proficiency(attempts: Sequence[Attempt], threshold: float) -> Proficiency | None:
    """How far one person is from a mean score of `threshold` (0..100) twice running, by fair attempts; None
    for who has none that was scored."""
    scored = [(attempt, attempt.scores.mean) for attempt in _in_time(attempts) if attempt.fair]
    means = [(attempt.ended, mean) for attempt, mean in scored if attempt.ended and mean is not None]
    if not means:
        return None
    begun = scored[0][0].started
    days = [(ended - begun).total_seconds() / _A_DAY for ended, _ in means]
    held = [one >= threshold and other >= threshold for (_, one), (_, other) in pairwise(means)]
    if True not in held:
        return Proficiency(None, None, len(means), days[-1])
    at = held.index(True) + 1
    return Proficiency(at + 1, days[at], len(means), days[-1])


def time_to_proficiency(attempts: Sequence[Attempt], threshold: float) -> TimeToProficiency:
    """How long it took people until their mean score held `threshold` (0..100) twice running."""
    by_person = _by(attempts, lambda attempt: attempt.trainee)
    each = [one for one in (proficiency(tries, threshold) for tries in by_person.values()) if one is not None]
    there = [one.attempts is not None for one in each]
    tries = [float(one.attempts_so_far if one.attempts is None else one.attempts) for one in each]
    days = [one.days_so_far if one.days is None else one.days for one in each]
    return TimeToProficiency(
        threshold=threshold,
        people=len(each),
        reached=sum(there),
        attempts=kaplan_meier_median(tries, there),
        days=kaplan_meier_median(days, there),
    )


class _Others:
    """The scores of fair attempts at each text of a story, to hold one score against those of the others:
    `everybody` less `own`."""

    def __init__(self, everybody: Totals, own: Totals) -> None:
        self._everybody = everybody
        self._own = own

    def mean(self, text: str, name: str) -> float | None:
        """The mean of the others at a text, None where they are fewer than OTHERS."""
        everybody = self._everybody.get((text, name))
        if everybody is None:
            return None
        own = self._own.get((text, name), NOTHING)
        others = everybody.n - own.n
        return None if others < OTHERS else (everybody.points - own.points) / others


def _added(many: Iterable[Totals]) -> Totals:
    sums: dict[tuple[str, str], Total] = {}
    for one in many:
        for key, (n, points) in one.items():
            known = sums.get(key, NOTHING)
            sums[key] = Total(known.n + n, known.points + points)
    return sums


def _standing(
    name: str, attempts: Iterable[Attempt], played: Sequence[Played], others: _Others, people: int = 1
) -> Standing:
    fair = _in_time(attempt for attempt in attempts if attempt.fair)
    figures = {name: _figures(fair, at, others) for at, name in enumerate(SCORES)}
    means = [attempt.scores.mean for attempt in fair] if people == 1 else []
    return Standing(
        name=name,
        people=people,
        sessions=sum(one.sessions for one in played),
        scores=ByScore(*(figures[name][0] for name in SCORES)),
        against=ByScore(*(figures[name][1] for name in SCORES)),
        outcomes=_outcomes(fair),
        trend=tuple(mean for mean in means if mean is not None),
        last=max((one.last for one in played if one.last is not None), default=None),
    )


def _figures(fair: Sequence[Attempt], at: int, others: _Others) -> tuple[Figure, Figure]:
    """The mean of one score, and the mean of it less that of the others."""
    name, step = SCORES[at], STEPS[SCORES[at]]
    values, stories, less, compared = [], [], [], []
    for attempt in fair:
        value = attempt.scores[at]
        if value is None:
            continue
        values.append(value)
        stories.append(attempt.story)
        mean = others.mean(attempt.story_digest, name)
        if mean is not None:
            less.append(value - mean)
            compared.append(attempt.story)
    return clustered_mean(values, stories, step), clustered_mean(less, compared, step)


def _outcomes(fair: Sequence[Attempt]) -> Outcomes:
    counted = Counter(attempt.outcome for attempt in fair if attempt.outcome is not None)
    return Outcomes(
        resolved=counted["resolved"],
        partly=counted["partly"],
        handed_over=counted["handed_over"],
        lost=counted["lost"],
        abandoned=sum(attempt.abandoned for attempt in fair),
    )


def _by(attempts: Iterable[Attempt], key: Callable[[Attempt], str]) -> dict[str, list[Attempt]]:
    found: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        found[key(attempt)].append(attempt)
    return found


def _in_time(attempts: Iterable[Attempt]) -> list[Attempt]:
    return sorted(attempts, key=lambda attempt: (attempt.started, attempt.session))


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name
