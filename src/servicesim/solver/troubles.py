"""What goes wrong in play, each with the shortest list of replies that leads to it."""

from __future__ import annotations

import numpy as np

from servicesim import conversation
from servicesim.solver.columns import Ints
from servicesim.solver.explore import Explorer, Fault
from servicesim.solver.proof import TROUBLE_RULES, Rule, Trouble


def troubles(explorer: Explorer) -> tuple[Trouble, ...]:
    """All troubles found, in the order of the story: one for each rule and place, dead ends by scene."""
    story = explorer.story
    found = [*_dead_ends(explorer), *(_of_fault(explorer, fault) for fault in explorer.faults.values())]
    if story.scenes[story.start].lines and conversation.opening_line(story) is None:
        again = [one for one in found if (one.rule, one.scene, one.reply) == ("no-line", story.start, None)]
        found = [one for one in found if one not in again]
        found.append(Trouble("no-line", story.start, None, (), 1 + sum(one.states for one in again)))
    order = {name: index for index, name in enumerate(story.places)}
    return tuple(
        sorted(found, key=lambda one: (order[one.scene], TROUBLE_RULES.index(one.rule), one.reply or ""))
    )


def _dead_ends(explorer: Explorer) -> list[Trouble]:
    by_scene: dict[str, list[int]] = {}
    for state in sorted(explorer.dead_ends):
        by_scene.setdefault(_scene(explorer, state), []).append(state)
    return [
        Trouble("dead-end", scene, None, _words(explorer, _shortest(explorer, states[0])), len(states))
        for scene, states in by_scene.items()
    ]


def _of_fault(explorer: Explorer, fault: Fault) -> Trouble:
    turns = explorer.story.max_turns - 1
    if fault.at_last and len(way := _shortest(explorer, fault.state)) < turns:
        way = _of_length(explorer, fault.state, turns)
    else:
        way = _shortest(explorer, fault.state)
    rule: Rule = next(rule for rule in TROUBLE_RULES if rule == fault.lack.rule)
    witness = _words(explorer, [*way, (fault.state, fault.reply)])
    return Trouble(rule, fault.lack.place, fault.lack.reply, witness, fault.steps)


def _scene(explorer: Explorer, state: int) -> str:
    return explorer.stepper.spots[int(explorer.states.spots.flat[state])].place


def _words(explorer: Explorer, way: list[tuple[int, int]]) -> tuple[str, ...]:
    """The ids of replies given as (state, place of the reply in its scene)."""
    scenes = explorer.story.scenes
    return tuple(scenes[_scene(explorer, state)].replies[reply].id for state, reply in way)


def _shortest(explorer: Explorer, state: int) -> list[tuple[int, int]]:
    parents, replies = explorer.parents.flat, explorer.parent_replies.flat
    way: list[tuple[int, int]] = []
    while parents[state] >= 0:
        way.append((int(parents[state]), int(replies[state])))
        state = int(parents[state])
    return way[::-1]


def _of_length(explorer: Explorer, state: int, length: int) -> list[tuple[int, int]]:
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
    way: list[tuple[int, int]] = []
    at = 0
    for ahead in reversed(before[:-1]):
        steps = np.arange(edges.offsets[at], edges.offsets[at + 1])
        step = int(steps[np.isin(edges.target.take(steps), ahead)][0])
        way.append((at, int(edges.reply[step])))
        at = int(edges.target[step])
    return way
