"""How the invented people choose: by what a reply is worth, the less clearly the less they know.

A reply is chosen with a chance that falls with the points it gives away, the steeper the greater the skill,
and bent by a weak side: away from replies that mark empathy or clarity well, or that bring trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Literal, NamedTuple

from servicesim.conversation import Exchange, is_over, replay, start
from servicesim.saves.demo.cast import Trainee
from servicesim.solver.values import Marks, Values, added
from servicesim.story.linked import State

_SHARPEST, _BLUNTEST = 1.5, 16.0
"""Points of the mean score that make a reply e times less likely, at skill 1 and at skill 0."""

_REGRETTED = 8.0
"""Points from which on somebody who takes help takes a reply back, now and then."""

_EVERYTHING = 100.0


class Act(NamedTuple):
    """What was done, and how many seconds after what came before. `reply` is empty but for a reply."""

    kind: Literal["reply", "back", "hint"]
    reply: str
    after: float


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody at one moment of the year. `skill` is 0..1; `helped` says that help is taken: hints, and
    replies taken back."""

    trainee: Trainee
    skill: float
    helped: bool = False


def converse(
    values: Values,
    player: Player,
    random: Random,
    *,
    given: Sequence[str] = (),
    leave_after: int | None = None,
) -> list[Act]:
    """A conversation from its start to an ending, or to where it is left, after `leave_after` replies.

    `given` are replies that stand at its beginning. Beyond those every reply is the player's choice.
    """
    story = values.story
    acts = [Act("reply", reply, 0.0) for reply in given]
    state, marks = start(story), (0, 0)
    for made in replay(story, given):
        state, marks = made.after, added(marks, made)
    replies = len(given)
    while not is_over(story, state) and replies != leave_after:
        costly = _costs(values, state, marks)
        seconds = _seconds(random, player)
        hinted = player.helped and random.random() < 0.12
        if hinted:
            acts.append(Act("hint", "", seconds * 0.7))
            made = min(costly, key=lambda one: one[1])[0]
        else:
            made, cost = _pick(costly, player, random)
            regretted = cost >= _REGRETTED and not is_over(story, made.after)
            if player.helped and regretted and random.random() < 0.35:
                acts += [Act("reply", made.reply.id, seconds), Act("back", "", random.uniform(4, 15))]
                others = [one for one in costly if one[0] is not made] or costly
                made = min(others, key=lambda one: one[1])[0]
        acts.append(Act("reply", made.reply.id, seconds))
        state, marks = made.after, added(marks, made)
        replies += 1
    return acts


def left_standing(acts: Sequence[Act]) -> list[str]:
    """The replies that were not taken back."""
    standing: list[str] = []
    for act in acts:
        if act.kind == "reply":
            standing.append(act.reply)
        elif act.kind == "back":
            standing.pop()
    return standing


def _costs(values: Values, state: State, marks: Marks) -> list[tuple[Exchange, float]]:
    """Every reply offered, and the points of the mean score that it gives away against the best of them; all
    of them where it leads to no ending."""
    choices = values.choices(state, marks)
    best = max((value.mean for _, value in choices if value is not None), default=0.0)
    return [(made, _EVERYTHING if value is None else best - value.mean) for made, value in choices]


def _pick(costly: Sequence[tuple[Exchange, float]], player: Player, random: Random) -> tuple[Exchange, float]:
    trainee = player.trainee
    scale = _SHARPEST + (_BLUNTEST - _SHARPEST) * (1 - player.skill) ** 1.5
    drawn = [
        -cost / scale
        + trainee.empathy * made.empathy
        + trainee.clarity * made.clarity
        + trainee.trust * (made.after.persona.trust - made.before.persona.trust)
        for made, cost in costly
    ]
    highest = max(drawn)
    return random.choices(costly, [exp(one - highest) for one in drawn])[0]


def _seconds(random: Random, player: Player) -> float:
    """How long a reply takes: mostly ten seconds to a minute, those who know more being quicker."""
    return max(2.0, random.lognormvariate(3.4 - 0.5 * player.skill, 0.5))
