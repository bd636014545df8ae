"""Whether a matter can be resolved by being rude most of the time.

Layer by layer from the start: the most by which replies with a misstep can outnumber those without one, on
the paths that come to each state with exactly n replies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.graph import Graph
from servicesim.solver.report import Problem
from servicesim.solver.ways import words
from servicesim.story.linked import Reply

NOWHERE = -20_000
"""In place of a number where no path comes to a state with just so many replies."""


class _Steps(NamedTuple):
    source: Ints
    target: Ints
    reply: Ints
    worth: Ints


def rude_success(graph: Graph) -> Iterator[Problem]:
    """Endings that resolve the matter although more than half of the replies held a misstep."""
    story = graph.story
    temperament = story.character.temperament

    def rude(reply: Reply) -> bool:
        return any(temperament.tag(tag).kind == "misstep" for tag in reply.tags)

    resolved = [name for name, ending in story.endings.items() if ending.outcome == "resolved"]
    endings = graph.ending_states(*resolved)
    if not len(endings) or not any(rude(reply) for scene in story.scenes.values() for reply in scene.replies):
        return
    worth = graph.of_reply(rude)
    steps = _Steps(
        graph.sources.astype(np.intp),
        graph.edges.target.astype(np.intp),
        graph.edges.reply,
        np.where(worth(graph.sources, graph.edges.reply), 1, -1).astype(np.int16),
    )
    last = None
    if graph.at_last is not None:
        edges = graph.at_last[1]
        last = _Steps(
            graph.last_sources.astype(np.intp),
            edges.target.astype(np.intp),
            edges.reply,
            np.where(worth(graph.last_sources, edges.reply), 1, -1).astype(np.int16),
        )
    found: dict[int, tuple[int, int]] = {}
    for replies, layer in enumerate(_layers(graph, steps, last)):
        for state in endings[layer.take(endings) > 0].tolist():
            found.setdefault(int(graph.place[state]), (replies, state))
    for number, (replies, state) in found.items():
        way = _way(graph, steps, last, state, replies)
        missteps = sum(int(worth(np.array([at]), np.array([reply]))[0]) for at, reply in way)
        yield Problem(
            "rude-success",
            graph.names[number],
            None,
            words(graph.explorer, way),
            {"missteps": missteps, "replies": replies},
        )


def _layers(graph: Graph, steps: _Steps, last: _Steps | None) -> Iterator[Ints]:
    """For n = 0, 1, 2...: by state the most, NOWHERE or less where no path of n replies leads there."""
    turns, offsets, layers = graph.story.max_turns, graph.edges.offsets, graph.explorer.layers
    layer: Ints = np.full(graph.states, NOWHERE, np.int16)
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
        following: Ints = np.full(graph.states, NOWHERE, np.int16)
        # What can no longer come to more missteps than other replies is not followed.
        going = np.flatnonzero(layer.take(taken.source) > replies - 1 - turns)
        np.maximum.at(
            following,
            taken.target.take(going),
            layer.take(taken.source.take(going)) + taken.worth.take(going),
        )
        layer = following
        yield layer


def _way(graph: Graph, steps: _Steps, last: _Steps | None, state: int, replies: int) -> list[tuple[int, int]]:
    """A path of so many replies that comes to a state with the most."""
    layers = [layer for layer, _ in zip(_layers(graph, steps, last), range(replies + 1), strict=False)]
    way = []
    for given in range(replies, 0, -1):
        at_last = given == graph.story.max_turns and last is not None
        taken = last if at_last and last is not None else steps
        into = np.flatnonzero(taken.target == state)
        before = layers[given - 1].take(taken.source.take(into)) + taken.worth.take(into)
        step = int(into[np.flatnonzero(before == layers[given][state])[0]])
        state = int(taken.source[step])
        way.append((state, int(taken.reply[step])))
    return way[::-1]
