"""Item statistics: what the people who came to a decision of a story did there, as tests are analysed.

An *item* is a scene at which somebody had two or more replies to choose from. Of each person one
conversation counts, and of a scene that is visited again the first choice counts. The *value* of a choice is
1 where it was a best reply, which is one that gave away under half a point (`judgement.label_of`), else 0.

People take different ways, and so come to different items: whoever blunders at the start may come to no
other. What is held against an item is therefore not a sum over the conversation, which would praise those
who left early for all that they did not do wrong, but a mean over the items that each one came to.

Nothing is estimated from fewer people than a floor: `ENOUGH` for shares, means and medians,
`ENOUGH_TO_COMPARE` for what compares people with each other or says that something is rare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist, correlation, fmean, median
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from servicesim.conversation import Exchange, offered
from servicesim.results.judgement import costs, label_of
from servicesim.story.linked import Story

if TYPE_CHECKING:  # it brings numpy with it
    from servicesim.solver.values import Values

Number = TypeVar("Number")

ENOUGH = 10
"""People from whom on a share, a mean or a median is given: the "rule of ten" by which statistical offices
keep a number from telling of single persons (Australian Bureau of Statistics, DataLab output rules)."""

ENOUGH_TO_COMPARE = 30
"""People from whom on discrimination and rare replies are given: the least that is recommended for trying an
instrument out (Johanson & Brooks 2010, Educational and Psychological Measurement 70(3), 394-400; Perneger et
al. 2015, Quality of Life Research 24(1), 147-151). It is a least number, and no promise of precision: the
interval beside an estimate says how much is known."""

RARE = 0.05
"""The share under which a reply hardly tempts anybody (Tarrant, Ware & Mohammed 2009, BMC Medical Education
9:40, who count such options of a question as not functioning)."""

Missing = Literal["not_enough_data", "all_alike", "not_judged", "hidden"]
"""Why there is no number: too few people; everybody the same, so that nothing can go together with anything;
a story that is too large for its replies to be judged, or in which no score can be measured; a policy that
hides it."""

_Z95 = NormalDist().inv_cdf(0.975)


class Choice(NamedTuple):
    """What was chosen at one visit to a scene.

    `turn` is the number of the reply in its conversation, from 1; `offered` are the ids of the replies to
    choose from, in the order written; `gave_away` is in points of the mean score, 0..100, None where it was
    not judged.
    """

    turn: int
    scene: str
    reply: str
    offered: tuple[str, ...]
    gave_away: float | None


class Person(NamedTuple):
    """One person's conversation: the choices in it, and for each reply of it, choice or not, how long it took
    in milliseconds, None where nobody measured."""

    choices: Sequence[Choice]
    decided_ms: Sequence[int | None]


class Estimate(NamedTuple):
    """A number worked out from some people, and the 95 % interval for all such people."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReplyUse:
    """A reply of a decision: how many people were offered it, how many chose it.

    `share` is chosen by offered, 0..1; `gave_away` the mean of what it cost those who chose it, None where
    nobody did or nothing was judged; `rare` whether the share is under `RARE`.
    """

    reply: str
    say: str | None
    does: str | None
    offered: int
    chosen: int
    share: float | Missing
    gave_away: float | None
    rare: bool | Missing


@dataclass(frozen=True, slots=True)
class Item:
    """A decision of a story. `reached` is the number of people who came to it and had a choice there.

    `best` is its difficulty: the share, 0..1, of those who chose a best reply (one that gave away under half
    a point), so that a high number means an easy decision. `gave_away` is the mean of what the choice cost,
    in points of the mean score, 0..100. `discrimination` see `discrimination`, -1..1. `seconds` is the median
    time of those whose time was measured.
    """

    scene: str
    reached: int
    best: Estimate | Missing
    gave_away: float | Missing
    discrimination: Estimate | Missing
    seconds: float | Missing
    replies: tuple[ReplyUse, ...]


def choices(story: Story, exchanges: Sequence[Exchange], values: Values | None) -> list[Choice]:
    """The visits of one conversation at which there was a choice, in order. `values` judges them."""
    away: Sequence[float | None] = [None] * len(exchanges)
    if values is not None:
        away = costs(story, exchanges, values)
    found = []
    for turn, (made, cost) in enumerate(zip(exchanges, away, strict=True), 1):
        on_offer = tuple(reply.id for reply in offered(story, made.before))
        if len(on_offer) > 1:
            found.append(Choice(turn, made.reply.scene, made.reply.id, on_offer, cost))
    return found


def analyse(story: Story, people: Sequence[Person]) -> tuple[Item, ...]:
    """Every decision of the story, in the order of its scenes, also those to which nobody came."""
    came: dict[str, list[_Came]] = {}
    for person in people:
        first = {choice.scene: choice for choice in reversed(person.choices)}
        for scene, choice in first.items():
            others = [_value(other) for name, other in first.items() if name != scene]
            took = person.decided_ms[choice.turn - 1]
            came.setdefault(scene, []).append(_Came(choice, fmean(others) if others else None, took))
    return tuple(
        _item(story, scene.name, came.get(scene.name, []))
        for scene in story.scenes.values()
        if len(scene.replies) > 1
    )


def difficulty(best: int, people: int) -> Estimate:
    """The share who chose a best reply, with the Wilson score interval. `people` is 1 or more.

    With p = best / n and z = 1.96 the interval is
    (p + z^2/2n ± z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
    Item difficulty as the proportion right: Crocker & Algina 1986, Introduction to classical and modern test
    theory, ch. 14. Interval: Wilson 1927, Journal of the American Statistical Association 22, 209-212.
    """
    share, square = best / people, _Z95**2 / people
    middle = (share + square / 2) / (1 + square)
    half = _Z95 * sqrt(share * (1 - share) / people + square / (4 * people)) / (1 + square)
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def discrimination(values: Sequence[float], rests: Sequence[float]) -> Estimate | Missing:
    """Corrected item-total discrimination: how choosing well here goes together with choosing well elsewhere.

    Pearson's r over the people who came to the item and to at least one other, between the value of each
    one's choice (0 or 1) and each one's rest score (0..1), which is the mean of the values at all the other
    items that this person came to; with the interval tanh(atanh r ± 1.96 / sqrt(n - 3)). "all_alike" where
    everybody has the same value or the same rest. Takes more than three people.

    Correction for the item itself: Henrysson 1963, Psychometrika 28, 211-218; in place of the sum a mean over
    the items reached, as there is no sum that those who take different ways have in common. Interval: Fisher
    1921, Metron 1, 3-32.
    """
    if len(set(values)) == 1 or len(set(rests)) == 1:
        return "all_alike"
    r = max(-1.0, min(1.0, correlation(values, rests)))
    if abs(r) == 1:
        return Estimate(r, r, r)
    half = _Z95 / sqrt(len(values) - 3)
    return Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half))


class _Came(NamedTuple):
    """Somebody who came to an item: the first choice there, the rest score (None for who came to no other
    item), the time it took."""

    choice: Choice
    rest: float | None
    decided_ms: int | None


def _item(story: Story, scene: str, came: Sequence[_Came]) -> Item:
    paid = [one.choice.gave_away for one in came if one.choice.gave_away is not None]
    times = [one.decided_ms / 1000 for one in came if one.decided_ms is not None]
    reached, judged = len(came), len(paid) == len(came)
    best = sum(_value(one.choice) for one in came)
    pairs = [(_value(one.choice), one.rest) for one in came if one.rest is not None]
    return Item(
        scene=scene,
        reached=reached,
        best=_from(ENOUGH, reached, judged, lambda: difficulty(best, reached)),
        gave_away=_from(ENOUGH, reached, judged, lambda: fmean(paid)),
        discrimination=_from(
            ENOUGH_TO_COMPARE, len(pairs), judged, lambda: discrimination(*zip(*pairs, strict=True))
        ),
        seconds=_from(ENOUGH, len(times), True, lambda: median(times)),
        replies=tuple(_uses(story, scene, [one.choice for one in came])),
    )


def _value(choice: Choice) -> int:
    return int(choice.gave_away is not None and label_of(choice.gave_away) == "best")


def _uses(story: Story, scene: str, firsts: Sequence[Choice]) -> Iterable[ReplyUse]:
    for reply in story.scenes[scene].replies:
        among = sum(reply.id in choice.offered for choice in firsts)
        taken = [choice for choice in firsts if choice.reply == reply.id]
        paid = [choice.gave_away for choice in taken if choice.gave_away is not None]
        share = len(taken) / max(1, among)
        yield ReplyUse(
            reply=reply.id,
            say=reply.say,
            does=reply.does,
            offered=among,
            chosen=len(taken),
            share=share if among >= ENOUGH else "not_enough_data",
            gave_away=fmean(paid) if paid else None,
            rare=share < RARE if among >= ENOUGH_TO_COMPARE else "not_enough_data",
        )


def _from(
    floor: int, people: int, judged: bool, work_out: Callable[[], Number | Missing]
) -> Number | Missing:
    if not judged:
        return "not_judged"
    return work_out() if people >= floor else "not_enough_data"
