"""How high and how low each ending can be scored, and the path with the lowest score of all.

Layer by layer from the start: the most and the least that the marks on paths of exactly n replies can be
worth, for each state they come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servicesim.solver.columns import Ints
from servicesim.solver.graph import Graph
from servicesim.solver.values import Weights

Floats = NDArray[np.float64]


class Spread(NamedTuple):
    """The lowest and the highest mean of the measured scores (0..100) by ending, and the replies of a path
    that scores lowest of all, as (state, place of the reply in its scene); empty where none was asked for."""

    by_ending: dict[str, tuple[float, float]]
    lowest: list[tuple[int, int]]


class _Steps(NamedTuple):
    source: Ints
    target: Ints
    reply: Ints
    points: Floats


def spread(graph: Graph, par: int, weights: Weights, *, with_path: bool) -> Spread:
    """The range of each ending's mean score. With a path it keeps every layer: 8 bytes a state and turn."""
    steps, last = _steps(graph, weights)
    trusts = weights.trust * graph.of_persona(lambda persona: persona.trust) + weights.nothing
    endings = graph.endings
    found: dict[int, tuple[float, float]] = {}
    lowest: tuple[float, int, int] | None = None
    kept: list[Floats] = []
    highs = _layers(graph, steps, last, np.maximum, -np.inf)
    lows = _layers(graph, steps, last, np.minimum, np.inf)
    for replies, (high, low) in enumerate(zip(highs, lows, strict=True)):
        if with_path:
            kept.append(low)
        reached = endings[np.isfinite(high.take(endings))]
        if not len(reached):
            continue
        over = max(replies, par)
        best = high.take(reached) / over + trusts.take(reached)
        worst = low.take(reached) / over + trusts.take(reached)
        if lowest is None or worst.min() < lowest[0] - 1e-9:
            lowest = float(worst.min()), replies, int(reached[np.argmin(worst)])
        places = graph.place.take(reached)
        for place in np.unique(places).tolist():
            here = places == place
            had = found.get(place, (np.inf, -np.inf))
            found[place] = min(had[0], float(worst[here].min())), max(had[1], float(best[here].max()))
    path = _path(graph, steps, last, kept, lowest[2], lowest[1]) if kept and lowest else []
    return Spread({graph.names[place]: held for place, held in found.items()}, path)


def _steps(graph: Graph, weights: Weights) -> tuple[_Steps, _Steps | None]:
    def points(empathy: Ints, clarity: Ints) -> Floats:
        return weights.empathy * empathy.astype(float) + weights.clarity * clarity.astype(float)

    edges = graph.edges
    steps = _Steps(
        graph.sources.astype(np.intp),
        edges.target.astype(np.intp),
        edges.reply,
        points(edges.empathy, edges.clarity),
    )
    if graph.at_last is None:
        return steps, None
    at_last = graph.at_last[1]
    return steps, _Steps(
        graph.last_sources.astype(np.intp),
        at_last.target.astype(np.intp),
        at_last.reply,
        points(at_last.empathy, at_last.clarity),
    )


def _layers(
    graph: Graph, steps: _Steps, last: _Steps | None, further: np.ufunc, nowhere: float
) -> Iterator[Floats]:
    """For n = 0, 1, 2...: by state the extreme over the paths of n replies, `nowhere` where there is none."""
    turns, offsets, layers = graph.story.max_turns, graph.edges.offsets, graph.explorer.layers
    layer: Floats = np.full(graph.states, nowhere)
    layer[0] = 0
    yield layer
    for replies in range(1, turns + 1):
        before = layers[min(replies, len(layers) - 1)]
        ends = int(offsets[min(before, len(offsets) - 1)])
        taken = _Steps(*(column[:ends] for column in steps))
        if replies == turns and not graph.story.reads_turn:
            if last is None:
                return
            taken = last
        following: Floats = np.full(graph.states, nowhere)
        worth = layer.take(taken.source)
        going = np.flatnonzero(np.isfinite(worth))
        further.at(following, taken.target.take(going), worth.take(going) + taken.points.take(going))
        layer = following
        yield layer


def _path(
    graph: Graph, steps: _Steps, last: _Steps | None, kept: list[Floats], state: int, replies: int
) -> list[tuple[int, int]]:
    way = []
    for given in range(replies, 0, -1):
        at_last = last if given == graph.story.max_turns else None
        taken = at_last or steps
        into = np.flatnonzero(taken.target == state)
        step = int(into[np.argmin(kept[given - 1].take(taken.source.take(into)) + taken.points.take(into))])
        state = int(taken.source[step])
        way.append((state, int(taken.reply[step])))
    return way[::-1]
