"""Steps laid out for going over all of them again and again.

A state's *fan* is the steps out of it. Fans of the same size stand together, so that a whole block of them
is handled as a few arrays, one for each place in the fan, without any index from steps to states.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges

BLOCK = 1 << 14
"""How many fans are handled at once: what belongs to them then stays in the processor's caches."""

MARKS = 7
"""How many marks there are for one score: -3..+3."""


class Fans(NamedTuple):
    """Fans of one size. `states` are the states they spread from, in ascending order; `targets[i]` the
    states that their `i`-th steps lead to, `marks[i]` the marks of these for both scores as one number."""

    states: Ints
    targets: Ints
    marks: Ints

    def blocks(self, states: int) -> Iterator[Fans]:
        """Those that spread from the first so many states, in blocks."""
        end = int(np.searchsorted(self.states, states))
        for first in range(0, end, BLOCK):
            part = slice(first, min(end, first + BLOCK))
            yield Fans(self.states[part], self.targets[:, part], self.marks[:, part])

    def only(self, which: Ints) -> Fans:
        """Some of them, by their place."""
        return Fans(self.states[which], self.targets[:, which], self.marks[:, which])


def fans(edges: Edges, states: Ints | None = None) -> list[Fans]:
    """All steps as fans. `states` are the states whose steps these are, all from 0 on where left out."""
    marks = ((edges.empathy + 3) * MARKS + (edges.clarity + 3)).astype(np.int8)
    sizes = np.diff(edges.offsets)
    found = []
    for size in np.unique(sizes).tolist():
        if size:
            places = np.flatnonzero(sizes == size).astype(np.int32)
            fan = Fans(
                places if states is None else states[places],
                np.empty((size, len(places)), np.int32),
                np.empty((size, len(places)), np.int8),
            )
            steps = edges.offsets[places]
            for place in range(size):
                edges.target.take(steps + place, out=fan.targets[place])
                marks.take(steps + place, out=fan.marks[place])
            found.append(fan)
    return found
