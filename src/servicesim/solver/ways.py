"""Ways to states: the lists of replies that lead there, as witnesses."""

from __future__ import annotations

import numpy as np

from servicesim.solver.columns import Ints
from servicesim.solver.explore import Explorer

Way = list[tuple[int, int]]
"""Replies given one after the other, each as (state, place of the reply in its scene)."""


def place(explorer: Explorer, state: int) -> str:
    """The scene or the ending of a state."""
    return explorer.stepper.spots[int(explorer.states.spots.flat[state])].place


def words(explorer: Explorer, way: Way) -> tuple[str, ...]:
    """The ids of the replies."""
    scenes = explorer.story.scenes
    return tuple(scenes[place(explorer, state)].replies[reply].id for state, reply in way)


def witness(explorer: Explorer, state: int, *replies: int) -> tuple[str, ...]:
    """The ids of the replies on a shortest way to a state, with these given in it, if any."""
    turns, layers = explorer.story.max_turns, explorer.layers
    if not explorer.story.reads_turn and len(layers) > turns and state >= layers[turns]:
        # Met at the last turn alone, where a step may lead elsewhere than at any other.
        parent, reply = int(explorer.parents.flat[state]), int(explorer.parent_replies.flat[state])
        way = [*of_length(explorer, parent, turns - 1), (parent, reply)]
    else:
        way = shortest(explorer, state)
    return words(explorer, [*way, *((state, reply) for reply in replies)])


def shortest(explorer: Explorer, state: int) -> Way:
    """A shortest way, for a state that is met before the last turn."""
    parents, replies = explorer.parents.flat, explorer.parent_replies.flat
    way: Way = []
    while parents[state] >= 0:
        way.append((int(parents[state]), int(replies[state])))
        state = int(parents[state])
    return way[::-1]


def of_length(explorer: Explorer, state: int, length: int) -> Way:
    """A way to a state that takes exactly so many replies; there is one.

    First the states that are 1, 2, 3... steps before it, then from the start along these.
    """
    edges = explorer.edges()
    before: list[Ints] = [np.array([state])]
    for _ in range(length):
        here = np.zeros(len(explorer.states), np.bool_)
        here[before[-1]] = True
        steps = np.flatnonzero(here.take(edges.target))
        before.append(np.unique(np.searchsorted(edges.offsets, steps, side="right") - 1))
    way: Way = []
    at = 0
    for ahead in reversed(before[:-1]):
        steps = np.arange(edges.offsets[at], edges.offsets[at + 1])
        step = int(steps[np.isin(edges.target.take(steps), ahead)][0])
        way.append((at, int(edges.reply[step])))
        at = int(edges.target[step])
    return way
