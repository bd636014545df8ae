"""What goes wrong in play, each with the shortest list of replies that leads to it."""

from __future__ import annotations

import numpy as np

from servicesim import conversation
from servicesim.solver.explore import Explorer, Fault
from servicesim.solver.proof import TROUBLE_RULES, Rule, Trouble
from servicesim.solver.ways import of_length, place, shortest, words


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
        by_scene.setdefault(place(explorer, state), []).append(state)
    places = explorer.stepper.spots.places(explorer.states.spots.flat)
    among = dict(zip(explorer.story.places, np.bincount(places).tolist(), strict=False))
    return [
        Trouble(
            "dead-end", scene, None, words(explorer, shortest(explorer, states[0])), len(states), among[scene]
        )
        for scene, states in by_scene.items()
    ]


def _of_fault(explorer: Explorer, fault: Fault) -> Trouble:
    turns = explorer.story.max_turns - 1
    if fault.at_last and len(way := shortest(explorer, fault.state)) < turns:
        way = of_length(explorer, fault.state, turns)
    else:
        way = shortest(explorer, fault.state)
    rule: Rule = next(rule for rule in TROUBLE_RULES if rule == fault.lack.rule)
    witness = words(explorer, [*way, (fault.state, fault.reply)])
    return Trouble(rule, fault.lack.place, fault.lack.reply, witness, fault.steps)
