"""The most or the least that the steps of a path can add up to, from the start, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges
from servicesim.solver.fans import MARKS, Fans
from servicesim.solver.graph import Graph
from servicesim.solver.ways import Way

Floats = NDArray[np.float64]

Worth = Callable[[Ints, Ints], Floats]
"""What steps with these marks for empathy and for clarity add."""


class Onward:
    """Adds up what steps are worth along all paths at once.

    `steps` and `last` are the steps as fans, `edges` and `at_last` the same steps by state; the last turn's
    apart from others where they are.
    """

    def __init__(
        self,
        graph: Graph,
        steps: list[Fans],
        last: list[Fans],
        worth: Worth,
        edges: Edges | None = None,
        at_last: tuple[Ints, Edges] | None = None,
    ) -> None:
        self._graph = graph
        self._steps, self._last = steps, last
        self._edges = graph.edges if edges is None else edges
        self._at_last = graph.at_last if at_last is None else at_last
        self._worth = worth
        each = np.arange(-3, 4)
        self._points = worth(np.repeat(each, MARKS), np.tile(each, MARKS)).astype(np.float64)

    def layers(self, further: np.ufunc) -> Iterator[Floats]:
        """For n = 0, 1, 2... while a path goes on: by state the extreme over the paths of exactly n replies.

        It is not finite where there is no such path. `further` is np.maximum or np.minimum.
        """
        graph, turns = self._graph, self._graph.story.max_turns
        nowhere = -np.inf if further is np.maximum else np.inf
        layer: Floats = np.full(graph.states, nowhere)
        layer[0] = 0
        yield layer
        for replies in range(1, turns + 1):
            last = replies == turns and not graph.story.reads_turn
            before = graph.explorer.layers[min(replies, len(graph.explorer.layers) - 1)]
            following: Floats = np.full(graph.states, nowhere)
            going = False
            for sized in self._last if last else self._steps:
                for block in sized.blocks(before):
                    going |= self._carry(layer, following, block, further)
            if not going:
                return
            layer = following
            yield layer

    def _carry(self, layer: Floats, following: Floats, block: Fans, further: np.ufunc) -> bool:
        """Carry sums along some steps; whether there were any to carry."""
        reached = np.flatnonzero(np.isfinite(layer.take(block.states)))
        if not len(reached):
            return False
        if len(reached) < len(block.states):
            block = block.only(reached)
        here = layer.take(block.states)
        for target, marks in zip(block.targets, block.marks, strict=True):
            further.at(following, target.astype(np.intp), here + self._points.take(marks))
        return True

    def way(self, further: np.ufunc, kept: list[Floats], state: int, replies: int) -> Way:
        """A path of so many replies that comes to a state with the extreme; `kept` are the layers."""
        found: Way = []
        for given in range(replies, 0, -1):
            edges, numbers = self._edges, None
            if given == self._graph.story.max_turns and self._at_last is not None:
                numbers, edges = self._at_last
            into = np.flatnonzero(edges.target == state)
            rows = np.searchsorted(edges.offsets, into, side="right") - 1
            sources = rows if numbers is None else numbers.take(rows)
            sums = kept[given - 1].take(sources) + self._worth(
                edges.empathy.take(into), edges.clarity.take(into)
            )
            best = int(np.argmax(sums) if further is np.maximum else np.argmin(sums))
            state = int(sources[best])
            found.append((state, int(edges.reply[into[best]])))
        return found[::-1]
