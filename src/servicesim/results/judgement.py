"""What each reply gave away, as a chess engine reviews a game.

The value of a moment is the highest mean of the measured scores that could still be reached from it; a
reply gave away the value before it less the value after it. "Best" is best of the replies that this story
offers, by this story's rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from servicesim.conversation import Exchange, start
from servicesim.results.scores import Scores, score
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story

if TYPE_CHECKING:  # it brings numpy with it, which showing a list of sessions does not need
    from servicesim.solver.values import Values

Label = Literal["best", "good", "inaccuracy", "mistake", "blunder"]

_UNDER: tuple[tuple[float, Label], ...] = ((0.5, "best"), (2, "good"), (5, "inaccuracy"), (15, "mistake"))

SPOKEN: dict[Label, str] = {
    "best": "landed best",
    "good": "landed",
    "inaccuracy": "small cost",
    "mistake": "cost you",
    "blunder": "hard to recover",
}
"""The labels in words for a human conversation."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One reply judged.

    `gave_away` is in points of the mean score, 0..100; `on` is what the best continuation loses on each
    score (negative where it gains on one at the cost of another). `line` is the best line from the moment
    before the reply, to an ending; its first reply is the better one, unless that is the reply given.
    """

    gave_away: float
    label: Label
    on: Scores
    line: tuple[Exchange, ...]


def label_of(gave_away: float) -> Label:
    """best under 0.5 points, good under 2, inaccuracy under 5, mistake under 15, blunder from 15."""
    return next((label for bound, label in _UNDER if gave_away < bound), "blunder")


def costs(story: Story, exchanges: Sequence[Exchange], values: Values) -> tuple[float, ...]:
    """What each reply gave away, in points of the mean score, 0..100."""
    states = [start(story), *(made.after for made in exchanges)]
    found = []
    marks = (0, 0)
    for state, made in zip(states, [*exchanges, None], strict=True):
        value = values.at(state, marks)
        found.append(0.0 if value is None else value.mean)
        if made is not None:
            marks = marks[0] + made.empathy, marks[1] + made.clarity
    return tuple(max(0.0, before - after) for before, after in pairwise(found))


def judge(story: Story, exchanges: Sequence[Exchange], proof: Proof, values: Values) -> tuple[Judgement, ...]:
    """Every reply judged, in order; whether or not the conversation has ended."""
    moments = [_moment(story, exchanges[:given], proof, values) for given in range(len(exchanges) + 1)]
    judged = []
    for gave_away, (before, after) in zip(costs(story, exchanges, values), pairwise(moments), strict=True):
        on = Scores(*(_less(one, other) for one, other in zip(before.scores, after.scores, strict=True)))
        judged.append(Judgement(gave_away, label_of(gave_away), on, before.line))
    return tuple(judged)


class _Moment(NamedTuple):
    """What could still be reached at one moment: the scores at the end of the best line, and that line."""

    scores: Scores
    line: tuple[Exchange, ...]


def _moment(story: Story, so_far: Sequence[Exchange], proof: Proof, values: Values) -> _Moment:
    state = so_far[-1].after if so_far else start(story)
    marks = sum(made.empathy for made in so_far), sum(made.clarity for made in so_far)
    line = values.best_line(state, marks)
    return _Moment(score([*so_far, *line], proof), tuple(line))


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
