"""Scenes in which it makes no difference what is said."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servicesim.solver.graph import Graph
from servicesim.solver.report import Problem
from servicesim.solver.values import TIE, Values
from servicesim.solver.worths import LOST, Assay


def no_decision(graph: Graph, values: Values) -> Iterator[Problem]:
    """Scenes with a choice of replies that are all worth the same, whatever state the scene is in.

    A scene in which a difference was found is not asked again, so most are asked once.
    """
    assay = Assay(graph, values)
    chosen = np.zeros(len(graph.names), np.bool_)
    for turn in assay.turns():
        several = np.bincount(turn.source, minlength=len(turn.states)) > 1
        most = turn.most
        places = graph.place.take(turn.states)
        chosen[places[several & (most > LOST)]] = True
        assay.settled[places[several & (most - turn.least > TIE)]] = True
    for number in np.flatnonzero(chosen & ~assay.settled).tolist():
        yield Problem("no-decision", graph.names[number])
