"""How the persona can stand in each scene, over all states that were visited."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.solver.graph import Graph
from servicesim.solver.report import Standing


def standings(graph: Graph) -> tuple[Standing, ...]:
    """For each scene that is reached, in the order of the story. Every state has to have been visited."""
    personas = graph.explorer.stepper.levels.things
    width = max(1, len(personas))
    met, counts = np.unique(graph.place * np.int64(width) + graph.levels, return_counts=True)
    places, levels = np.divmod(met, width)
    firsts = np.flatnonzero(np.diff(places, prepend=-1)).tolist()
    found = []
    for first, end in zip(firsts, [*firsts[1:], len(met)], strict=True):
        name = graph.names[places[first]]
        if name in graph.story.scenes:
            there = [personas[level] for level in levels[first:end].tolist()]
            found.append(_standing(name, there, int(counts[first:end].sum())))
    return tuple(found)


def _standing(name: str, met: Sequence[Persona], states: int) -> Standing:
    return Standing(
        name,
        states,
        tuple(sorted({persona.attitude for persona in met})),
        _range([persona.resistance for persona in met]),
        _range([persona.trust for persona in met]),
        _range([persona.grievances for persona in met]),
    )


def _range(levels: Sequence[int]) -> tuple[int, int]:
    return min(levels), max(levels)
