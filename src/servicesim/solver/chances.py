"""What comes of giving each offered reply the same chance at every step: worked out, not sampled.

Layer by layer: the probability of being at each state after exactly n replies, and the sums of marks with
which random play comes there, each weighted by its probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servicesim.solver.explore import Explorer
from servicesim.solver.fans import MARKS, Fans, fans

Floats = NDArray[np.float64]

TINY = 5e-324
"""The smallest number above 0. A probability too small to be written is kept as this, so that what some path
leads to never looks as if nothing led there."""

_EMPATHY = np.repeat(np.arange(-3.0, 4.0), MARKS)
_CLARITY = np.tile(np.arange(-3.0, 4.0), MARKS)


@dataclass(frozen=True, slots=True)
class Ended:
    """Random play that ends after exactly `replies` replies.

    `endings` are the probabilities of each ending; `empathy`, `clarity` and `trust` the sums of marks and
    the trust it ends with, weighted by probability.
    """

    replies: int
    endings: dict[str, float]
    empathy: float
    clarity: float
    trust: float


class Played(NamedTuple):
    """Random play by the number of replies after which it ends; the steps of the last turn, where these are
    apart from others; and for each state the probability of being there, summed over all turns."""

    ended: list[Ended]
    last: list[Fans]
    being: Floats


class _Layer:
    """All states after exactly so many replies: the probability of being there, above 0 wherever some path
    leads, and this times the sums of empathy and of clarity."""

    def __init__(self, states: int) -> None:
        self.chance: Floats = np.zeros(states)
        self.empathy: Floats = np.zeros(states)
        self.clarity: Floats = np.zeros(states)

    def cleared(self, states: int) -> _Layer:
        """An empty layer of so many states, in the same memory where that fits: more of it is dear."""
        if len(self.chance) != states:
            return _Layer(states)
        for column in (self.chance, self.empathy, self.clarity):
            column.fill(0)
        return self


def random_play(explorer: Explorer, steps: list[Fans], last: list[Fans] | None = None) -> Played:
    """What comes of taking each of these steps with the same chance.

    `steps` are those of all that the explorer has explored. Where states hold the turn there are no others;
    else those of the last turn are `last`; where left out they are taken here, out of the states that are
    reached with exactly one turn to go. Raises TooManyStates.
    """
    turns, being = explorer.story.max_turns, np.zeros(len(explorer.states))
    ended: list[Ended] = []
    layer, spare = (_Layer(len(explorer.states)) for _ in range(2))
    layer.chance[0] = 1.0
    for replies in range(1, turns + 1):
        before = explorer.layers[min(replies, len(explorer.layers) - 1)]
        if replies == turns and not explorer.story.reads_turn:
            if last is None:
                numbers = np.flatnonzero(layer.chance[:before]).astype(np.int32)
                last = fans(explorer.last_edges(numbers), numbers)
            steps = last
        being[:before] += layer.chance[:before]
        explorer.tell()
        following = spare.cleared(len(explorer.states))
        for block in (block for sized in steps for block in sized.blocks(before)):
            _spread(layer, following, block)
        layer, spare = following, layer
        if (those := _ended(explorer, layer, replies)) is not None:
            ended.append(those)
    return Played(ended, last or [], being)


def _spread(layer: _Layer, following: _Layer, block: Fans) -> None:
    """Carry what stands at some states along their steps."""
    reached = np.flatnonzero(layer.chance.take(block.states))
    if not len(reached):
        return
    if len(reached) < len(block.states):
        block = block.only(reached)
    size = len(block.targets)
    chance = np.maximum(layer.chance.take(block.states) / size, TINY)
    empathy = layer.empathy.take(block.states) / size
    clarity = layer.clarity.take(block.states) / size
    for target, marks in zip(block.targets, block.marks, strict=True):
        to = target.astype(np.intp)  # the quick way through `at` is for indices of this width alone
        np.add.at(following.chance, to, chance)
        np.add.at(following.empathy, to, empathy + chance * _EMPATHY.take(marks))
        np.add.at(following.clarity, to, clarity + chance * _CLARITY.take(marks))


def _ended(explorer: Explorer, layer: _Layer, replies: int) -> Ended | None:
    stepper, states = explorer.stepper, explorer.states
    numbers = explorer.endings()
    numbers = numbers[layer.chance[numbers] > 0]
    if not len(numbers):
        return None
    endings: dict[str, float] = {}
    trust = 0.0
    for number in numbers.tolist():
        chance = float(layer.chance[number])
        place = stepper.spots[int(states.spots.flat[number])].place
        endings[place] = endings.get(place, 0.0) + chance
        trust += chance * stepper.levels.things[int(states.levels.flat[number])].trust
    empathy, clarity = layer.empathy[numbers].sum(), layer.clarity[numbers].sum()
    return Ended(replies, endings, float(empathy), float(clarity), trust)
