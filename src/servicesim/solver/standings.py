"""How the persona can stand in each scene, over all states that were visited."""

from __future__ import annotations

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.solver.graph import Graph
from servicesim.solver.report import Standing


def standings(graph: Graph) -> tuple[Standing, ...]:
    """For each scene that is reached, in the order of the story. Every state has to have been visited."""
    personas = graph.explorer.stepper.levels.things
    found = []
    for number, name in enumerate(graph.names):
        if name not in graph.story.scenes:
            continue
        levels, counts = np.unique(graph.levels[graph.place == number], return_counts=True)
        if len(levels):
            found.append(_standing(name, [personas[level] for level in levels.tolist()], int(counts.sum())))
    return tuple(found)


def _standing(name: str, met: list[Persona], states: int) -> Standing:
    resistance, trust, grievances = (
        (min(values), max(values))
        for values in (
            [persona.resistance for persona in met],
            [persona.trust for persona in met],
            [persona.grievances for persona in met],
        )
    )
    attitudes = tuple(sorted({persona.attitude for persona in met}))
    return Standing(name, states, attitudes, resistance, trust, grievances)
