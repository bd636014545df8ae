"""Whether a matter can be resolved by being rude most of the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges
from servicesim.solver.fans import fans
from servicesim.solver.graph import Graph
from servicesim.solver.onward import Floats, Onward
from servicesim.solver.report import Problem
from servicesim.solver.ways import words


def rude_success(graph: Graph) -> Iterator[Problem]:
    """Endings that resolve the matter although more than half of the replies held a misstep."""
    story = graph.story
    temperament = story.character.temperament
    rude = graph.tagged(lambda own: any(temperament.tag(tag).kind == "misstep" for tag in own))
    resolved = [name for name, ending in story.endings.items() if ending.outcome == "resolved"]
    endings = graph.ending_states(*resolved)
    if not len(endings) or not rude.any():
        return
    onward = _onward(graph, rude)
    found: dict[int, tuple[int, int, int]] = {}
    for replies, layer in enumerate(onward.layers(np.maximum)):
        for state in endings[layer.take(endings) > 0].tolist():
            found.setdefault(int(graph.place[state]), (replies, state, (replies + int(layer[state])) // 2))
    longest = max((replies for replies, _, _ in found.values()), default=0)
    kept = (
        [layer for layer, _ in zip(onward.layers(np.maximum), range(longest + 1), strict=False)]
        if found
        else []
    )
    for number, (replies, state, missteps) in found.items():
        way = words(graph.explorer, onward.way(np.maximum, kept, state, replies))
        data = {"missteps": missteps, "replies": replies}
        yield Problem("rude-success", graph.names[number], None, way, data)


def _onward(graph: Graph, rude: Ints) -> Onward:
    """Counts a reply with a misstep as one up and any other as one down, in place of marks for empathy."""
    edges = _counted(graph.edges, rude[graph.place.take(graph.sources), graph.edges.reply])
    if graph.at_last is None:
        return Onward(graph, fans(edges), [], _up_or_down, edges)
    numbers, last = graph.at_last
    last = _counted(last, rude[graph.place.take(graph.last_sources), last.reply])
    return Onward(graph, fans(edges), fans(last, numbers), _up_or_down, edges, (numbers, last))


def _counted(edges: Edges, rude: Ints) -> Edges:
    ones = np.where(rude, 1, -1).astype(np.int8)
    return replace(edges, empathy=ones, clarity=np.zeros(len(ones), np.int8))


def _up_or_down(empathy: Ints, _: Ints) -> Floats:
    return empathy.astype(np.float64)
