"""What every step of a story is worth, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges
from servicesim.solver.graph import Graph, sources_of
from servicesim.solver.values import Floats, Values

LOST = -1e6
"""In place of the value of what leads to no ending: far below any other, and two of them are alike."""


class Worths(NamedTuple):
    """The steps out of some states of one turn: `source` is the position in `states` that a step leads from,
    `replies` its reply's place in the scene, `worth` the value of where it leads."""

    states: Ints
    source: Ints
    replies: Ints
    worth: Floats

    @property
    def most(self) -> Floats:
        """For each state the highest worth of its steps; minus infinity where it has none."""
        most = np.full(len(self.states), -np.inf, np.float32)
        np.maximum.at(most, self.source, self.worth)
        return most

    @property
    def least(self) -> Floats:
        """For each state the lowest worth of its steps; infinity where it has none."""
        least = np.full(len(self.states), np.inf, np.float32)
        np.minimum.at(least, self.source, self.worth)
        return least


class Assay:
    """Weighs the steps of a story, given the marks that the shortest way to each state brings.

    A place of the story that is set in `settled` is not asked about any more.
    """

    def __init__(self, graph: Graph, values: Values) -> None:
        self._graph = graph
        self._values = values
        self._empathy, self._clarity = _marks_of_witnesses(graph)
        self.settled = np.zeros(len(graph.names), np.bool_)

    def turns(self) -> Iterator[Worths]:
        """The steps of each turn, fewest replies first: each state at the turn that first reaches it."""
        graph = self._graph
        layers = graph.explorer.layers
        for turn in range(min(graph.story.max_turns, len(layers) - 1)):
            states = np.arange(layers[turn], layers[turn + 1])
            states = states[~self.settled.take(graph.place.take(states))]
            states, edges = _steps_from(graph, states, turn)
            source = sources_of(edges)
            at = states.take(source)
            worth = self._values.of_many(
                edges.target,
                turn + 1,
                self._empathy.take(at) + edges.empathy,
                self._clarity.take(at) + edges.clarity,
            )
            yield Worths(states, source, edges.reply, np.maximum(worth, LOST))


def _steps_from(graph: Graph, states: Ints, turn: int) -> tuple[Ints, Edges]:
    """The steps out of states of one turn, as they are at that turn."""
    edges = graph.edges
    if turn == graph.story.max_turns - 1 and graph.at_last is not None:
        numbers, edges = graph.at_last
        inside = np.isin(numbers, states)
        states, rows = numbers[inside], np.flatnonzero(inside)
    else:
        rows = states
    counts = edges.offsets[rows + 1] - edges.offsets[rows]
    ends = np.cumsum(counts)
    steps = np.arange(ends[-1] if len(ends) else 0) + np.repeat(edges.offsets[rows] - (ends - counts), counts)
    return states, Edges(
        np.concatenate([np.zeros(1, np.int64), ends]),
        edges.target[steps],
        edges.reply[steps],
        edges.empathy[steps],
        edges.clarity[steps],
    )


def _marks_of_witnesses(graph: Graph) -> tuple[Ints, Ints]:
    """For each state that was stepped to before the last turn the sums of marks on its shortest path."""
    edges, explorer = graph.edges, graph.explorer
    many = explorer.layers[min(graph.story.max_turns, len(explorer.layers) - 1)]
    parents, replies = explorer.parents.flat[:many], explorer.parent_replies.flat[:many]
    width = np.int64(graph.most_replies)
    keys = graph.sources * width + edges.reply
    steps = np.searchsorted(keys, parents[1:] * width + replies[1:])
    sums = []
    for marks in (edges.empathy, edges.clarity):
        total = np.zeros(many, np.int32)
        total[1:] = marks.take(steps)
        for begin, end in zip(explorer.layers[1:], explorer.layers[2:], strict=False):
            end = min(end, many)
            if begin < end:
                total[begin:end] += total.take(parents[begin:end])
        sums.append(total)
    return sums[0], sums[1]
