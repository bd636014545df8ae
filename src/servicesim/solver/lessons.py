"""What a story teaches: the tactics that are best in it somewhere, and the missteps that tempt beside."""

from __future__ import annotations

import numpy as np

from servicesim.solver.graph import Graph
from servicesim.solver.report import Lessons
from servicesim.solver.values import TIE, Values
from servicesim.solver.worths import LOST, Assay


def lessons(graph: Graph, values: Values) -> Lessons:
    """The lessons of a story, each list in the order in which its reader meets the tags.

    Only states count in which it matters what is said and an ending can still be reached.
    """
    shape = len(graph.names), graph.most_replies
    best, beaten = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for turn in Assay(graph, values).turns():
        most, least = turn.most.take(turn.source), turn.least.take(turn.source)
        choice = (most > LOST) & (most - least > TIE)
        is_best = turn.worth >= most - TIE
        places = graph.place.take(turn.states.take(turn.source))
        for found, held in ((best, choice & is_best), (beaten, choice & ~is_best)):
            found[places[held], turn.replies[held]] = True
    tag = graph.story.character.temperament.tag
    taught: dict[str, None] = {}
    tempting: dict[str, None] = {}
    for number, scene in enumerate(graph.story.scenes.values()):
        for place, reply in enumerate(scene.replies):
            kinds = {name: tag(name).kind for name in reply.tags}
            if best[number, place]:
                taught.update({name: None for name, kind in kinds.items() if kind != "misstep"})
            if beaten[number, place]:
                tempting.update({name: None for name, kind in kinds.items() if kind == "misstep"})
    return Lessons(tuple(taught), tuple(tempting))
