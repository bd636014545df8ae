"""How high and how low each ending can be scored, and the path with the lowest score of all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.fans import Fans
from servicesim.solver.graph import Graph
from servicesim.solver.onward import Floats, Onward
from servicesim.solver.values import Weights
from servicesim.solver.ways import Way


class Spread(NamedTuple):
    """The lowest and the highest mean of the measured scores (0..100) by ending, and the replies of a path
    that scores lowest of all; empty where none was asked for."""

    by_ending: dict[str, tuple[float, float]]
    lowest: Way


def spread(
    graph: Graph, steps: list[Fans], last: list[Fans], par: int, weights: Weights, *, with_path: bool
) -> Spread:
    """The range of each ending's mean score. With a path every layer is kept: 8 bytes a state and turn."""

    def worth(empathy: Ints, clarity: Ints) -> Floats:
        return np.asarray(weights.empathy * empathy + weights.clarity * clarity, np.float64)

    onward = Onward(graph, steps, last, worth)
    trusts = weights.trust * graph.of_persona(lambda persona: persona.trust) + weights.nothing
    found: dict[int, tuple[float, float]] = {}
    lowest: tuple[float, int, int] | None = None
    kept: list[Floats] = []
    layers = zip(onward.layers(np.maximum), onward.layers(np.minimum), strict=True)
    for replies, (high, low) in enumerate(layers):
        if with_path:
            kept.append(low)
        reached = graph.endings[np.isfinite(high.take(graph.endings))]
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
    path = onward.way(np.minimum, kept, lowest[2], lowest[1]) if kept and lowest else []
    return Spread({graph.names[place]: held for place, held in found.items()}, path)
