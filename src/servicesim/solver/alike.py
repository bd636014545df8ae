"""Scenes in which it makes no difference what is said."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges
from servicesim.solver.graph import Graph, sources_of
from servicesim.solver.report import Problem
from servicesim.solver.values import TIE, Values

LOST = -1e6
"""In place of the value of what leads to no ending: far below any other."""


def no_decision(graph: Graph, values: Values) -> Iterator[Problem]:
    """Scenes with a choice of replies that are all worth the same, whatever state the scene is in.

    Turn by turn: a scene in which a difference was found is not asked again, so most are asked once.
    """
    empathy, clarity = _marks_of_witnesses(graph)
    layers = graph.explorer.layers
    chosen = np.zeros(len(graph.names), np.bool_)
    differs = np.zeros(len(graph.names), np.bool_)
    for turn in range(min(graph.story.max_turns, len(layers) - 1)):
        states = np.arange(layers[turn], layers[turn + 1])
        states = states[~differs.take(graph.place.take(states))]
        states, edges = _steps_from(graph, states, turn)
        several = np.diff(edges.offsets) > 1
        if not several.any():
            continue
        source = sources_of(edges)
        at = states.take(source)
        worth = values.of_many(
            edges.target, turn + 1, empathy.take(at) + edges.empathy, clarity.take(at) + edges.clarity
        )
        worth = np.maximum(worth, LOST)  # two that lead to no ending are alike, and infinities cannot be told
        most, least = np.full(len(states), -np.inf), np.full(len(states), np.inf)
        np.maximum.at(most, source, worth)
        np.minimum.at(least, source, worth)
        places = graph.place.take(states)
        reachable = several & (most > LOST)
        chosen[places[reachable]] = True
        differs[places[several & (most - least > TIE)]] = True
    for number in np.flatnonzero(chosen & ~differs).tolist():
        yield Problem("no-decision", graph.names[number])


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
