"""What all paths of exactly n replies come to, layer by layer, for every n up to the story's turns.

For each state reached with exactly n replies, in whatever way: the highest and lowest sums of marks that
a path can bring there, and the probability that random play is there by then, with the sums of marks it
brings, weighted by that probability. From one layer to the next is one pass over the steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges, Explorer

Floats = NDArray[np.float64]

NOT_HERE = -20_000
"""The highest sum of marks at a state that no path of this length reaches. Marks move sums by 3 a turn at
most, and there are at most 1,000 turns: what lies under half of it was never reached."""

BLOCK = 1 << 14


@dataclass(frozen=True, slots=True)
class Ended:
    """What the paths of exactly `replies` replies that end come to.

    `most` and `least` are the extreme sums of marks for (empathy, clarity); `trusts` the levels of trust
    that some path ends with. `chance` is the probability of random play to end with so many replies;
    `marks` and `trust` are the sums of marks and the trust it ends with, each weighted by probability.
    """

    replies: int
    most: tuple[int, int]
    least: tuple[int, int]
    trusts: frozenset[int]
    chance: float
    marks: tuple[float, float]
    trust: float
    endings: dict[str, float] = field(default_factory=dict)


class _Layer:
    """One layer, by number of state: `bests` are the highest sums of empathy, -empathy, clarity and
    -clarity; `chances` the probability, and it times the sums of empathy and of clarity."""

    def __init__(self, states: int) -> None:
        self.bests: Ints = np.full((4, states), NOT_HERE, np.int16)
        self.chances: Floats = np.zeros((3, states))

    def reached(self, first: int, end: int) -> Ints:
        """The states of a range that some path of this length reaches."""
        return first + np.flatnonzero(self.bests[0, first:end] > NOT_HERE // 2)


def endings_by_length(explorer: Explorer) -> Iterator[Ended]:
    """For every number of replies with which some path ends, in order, what these paths come to.

    The explorer has explored; states of the last turn are added to it on the way. Raises TooManyStates.
    """
    turns, held = explorer.story.max_turns, explorer.story.reads_turn
    edges = explorer.edges()
    layer = _Layer(len(explorer.states))
    layer.bests[:, 0] = 0
    layer.chances[0, 0] = 1
    for replies in range(1, turns + 1):
        reach = explorer.layers[min(replies, len(explorer.layers) - 1)]
        numbers = layer.reached(0, reach)
        if not len(numbers):
            return
        if replies == turns and not held:
            last = explorer.last_edges(numbers)
            following = _Layer(len(explorer.states))
            _advance(layer, following, last, numbers, np.arange(len(numbers)))
        else:
            following = _Layer(len(explorer.states))
            for first in range(0, len(numbers), BLOCK):
                block = numbers[first : first + BLOCK]
                _advance(layer, following, edges, block, block)
        layer = following
        yield from _ended(explorer, layer, replies)


def _advance(layer: _Layer, following: _Layer, edges: Edges, numbers: Ints, places: Ints) -> None:
    """Carry what stands at the states of these numbers along their steps; `places` are theirs in `edges`."""
    starts = edges.offsets.take(places)
    counts = edges.offsets.take(places + 1) - starts
    ends = np.cumsum(counts)
    if not len(ends) or not ends[-1]:
        return
    steps = np.repeat(starts - (ends - counts), counts) + np.arange(ends[-1])
    sources = np.repeat(numbers, counts)
    target = edges.target.take(steps).astype(np.intp)
    empathy, clarity = edges.empathy.take(steps).astype(np.int16), edges.clarity.take(steps).astype(np.int16)
    for row, marks in enumerate((empathy, -empathy, clarity, -clarity)):
        np.maximum.at(following.bests[row], target, layer.bests[row].take(sources) + marks)
    share = np.repeat(1 / np.maximum(counts, 1), counts)
    chance = layer.chances[0].take(sources) * share
    np.add.at(following.chances[0], target, chance)
    np.add.at(following.chances[1], target, layer.chances[1].take(sources) * share + chance * empathy)
    np.add.at(following.chances[2], target, layer.chances[2].take(sources) * share + chance * clarity)


def _ended(explorer: Explorer, layer: _Layer, replies: int) -> Iterator[Ended]:
    """The endings of one layer, none where no path of this length ends."""
    stepper, states = explorer.stepper, explorer.states
    ended = explorer.endings()
    ended = ended[layer.bests[0].take(ended) > NOT_HERE // 2]
    if not len(ended):
        return
    chances = layer.chances[:, ended]
    personas = [stepper.levels.things[level] for level in states.levels.flat.take(ended).tolist()]
    names = [stepper.spots.things[spot].place for spot in states.spots.flat.take(ended).tolist()]
    trusts = np.array([persona.trust for persona in personas])
    by_ending: dict[str, float] = {}
    for name, chance in zip(names, chances[0].tolist(), strict=True):
        by_ending[name] = by_ending.get(name, 0.0) + chance
    best = layer.bests[:, ended].max(axis=1)
    yield Ended(
        replies=replies,
        most=(int(best[0]), int(best[2])),
        least=(-int(best[1]), -int(best[3])),
        trusts=frozenset(trusts.tolist()),
        chance=float(chances[0].sum()),
        marks=(float(chances[1].sum()), float(chances[2].sum())),
        trust=float((chances[0] * trusts).sum()),
        endings=by_ending,
    )
