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

_BOTH = np.repeat(np.arange(-3.0, 4.0), MARKS) + 1j * np.tile(np.arange(-3.0, 4.0), MARKS)
"""The marks of a step by their number: for empathy the real part, for clarity the imaginary one."""


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
    leads, and this times the sums of marks: of empathy the real part, of clarity the imaginary one."""

    def __init__(self, states: int) -> None:
        self.chance: Floats = np.zeros(states)
        self.marks: NDArray[np.complex128] = np.zeros(states, np.complex128)

    def cleared(self, states: int) -> _Layer:
        """An empty layer of so many states, in the same memory where that fits: more of it is dear."""
        if len(self.chance) != states:
            return _Layer(states)
        self.chance.fill(0)
        self.marks.fill(0)
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
    going = True
    for replies in range(1, turns + 1):
        before = explorer.layers[min(replies, len(explorer.layers) - 1)]
        if replies == turns and not explorer.story.reads_turn:
            if last is None:
                spare = _Layer(0)  # taking steps needs memory too
                numbers = np.flatnonzero(layer.chance[:before]).astype(np.int32)
                last = fans(explorer.last_edges(numbers), numbers)
            steps = last
        if not going:
            continue
        being[:before] += layer.chance[:before]
        explorer.tell()
        following = spare.cleared(len(explorer.states))
        going = False
        for block in (block for sized in steps for block in sized.blocks(before)):
            going |= _spread(layer, following, block)
        layer, spare = following, layer
        if (those := _ended(explorer, layer, replies)) is not None:
            ended.append(those)
    return Played(ended, last or [], being)


def _spread(layer: _Layer, following: _Layer, block: Fans) -> bool:
    """Carry what stands at some states along their steps; whether anything does."""
    chance = layer.chance.take(block.states)
    many = np.count_nonzero(chance)
    if not many:
        return False
    if 2 * many < len(chance):  # else picking them out costs more than it spares
        reached = np.flatnonzero(chance)
        block, chance = block.only(reached), chance.take(reached)
    size = len(block.targets)
    chance = np.maximum(chance / size, TINY * (chance > 0))
    so_far = layer.marks.take(block.states) / size
    for target, marks in zip(block.targets, block.marks, strict=True):
        to = target.astype(np.intp)  # the quick way through `at` is for indices of this width alone
        np.add.at(following.chance, to, chance)
        np.add.at(following.marks, to, so_far + chance * _BOTH.take(marks))
    return True


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
    marks = layer.marks[numbers].sum()
    return Ended(replies, endings, float(marks.real), float(marks.imag), trust)
