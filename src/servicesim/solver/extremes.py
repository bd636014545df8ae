"""The highest and the lowest sums of marks that complete paths of exactly n replies can bring, for every n.

Layer by layer from the end: for each state what can still come of it in exactly k more replies. Two kinds
of path are told apart, because the last turn is unlike the others (what would lead to a scene is out of
time then): those that end with turns to spare, and those that give their last reply at the last turn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Explorer
from servicesim.solver.fans import MARKS, Fans

NO_PATH = -20_000
"""A sum of marks where no path ends in so many replies. A turn moves a sum by 3 at most and there are at
most 1,000 turns: whatever lies under half of this never was a sum."""

KEPT = 8
"""Numbers kept for each state: the highest sums of empathy, -empathy, clarity and -clarity, for paths
that end with turns to spare and then for those that use all turns. Sixteen bytes: one read fetches all."""


class Extremes(NamedTuple):
    """What complete paths of exactly `replies` replies can bring: the extreme sums of marks for (empathy,
    clarity)."""

    replies: int
    most: tuple[int, int]
    least: tuple[int, int]


def _moved_by_marks() -> Ints:
    """What the marks of a step, as one number, add to the numbers kept; sixteen bytes each."""
    rows = [
        [empathy, -empathy, clarity, -clarity] * 2 for empathy in range(-3, 4) for clarity in range(-3, 4)
    ]
    return np.array(rows, np.int16).view(np.complex128).reshape(MARKS * MARKS)


def extremes(explorer: Explorer, steps: list[Fans], last: list[Fans]) -> list[Extremes]:
    """For every number of replies after which some path ends, in order, what such paths can bring.

    `last` are the steps of the last turn where these are apart from `steps`.
    """
    turns, held = explorer.story.max_turns, explorer.story.reads_turn
    moved_by = _moved_by_marks()
    ahead, spare = (np.full((len(explorer.states), KEPT), NO_PATH, np.int16) for _ in range(2))
    endings = explorer.endings()
    ahead[endings, :4] = 0
    found: list[Extremes] = []
    for replies in range(1, turns + 1):
        explorer.tell()
        # Only states reached early enough to have so many replies left matter from here on.
        before = explorer.layers[min(turns - replies + 1, len(explorer.layers) - 1)]
        alive = _gather(ahead, spare, steps, before, moved_by, slice(0, KEPT), slice(0, KEPT))
        if replies == 1:
            alive |= _gather(ahead, spare, last, len(ahead), moved_by, slice(0, 4), slice(4, KEPT))
            ahead[endings] = NO_PATH  # this array comes back as the one to fill
        ahead, spare = spare, ahead
        if not alive:
            break
        best = ahead[0, :4] if held or replies < turns else ahead[0, 4:]
        if best[0] > NO_PATH // 2:
            most, least = (int(best[0]), int(best[2])), (-int(best[1]), -int(best[3]))
            found.append(Extremes(replies, most, least))
    return found


def _gather(
    ahead: Ints, into: Ints, steps: list[Fans], before: int, moved_by: Ints, read: slice, write: slice
) -> bool:
    """Fill in the best that the steps of the first so many states lead to; whether any leads to an end."""
    rows = ahead.view(np.complex128).reshape(len(ahead))
    alive = False
    for block in (block for sized in steps for block in sized.blocks(before)):
        best: Ints = np.full((len(block.states), KEPT), NO_PATH, np.int16)
        for target, marks in zip(block.targets, block.marks, strict=True):
            reached = rows.take(target).view(np.int16) + moved_by.take(marks).view(np.int16)
            np.maximum(best, reached.reshape(best.shape), out=best)
        into[block.states, write] = best[:, read]
        alive = alive or bool(best.max() > NO_PATH // 2)
    return alive
