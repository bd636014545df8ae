"""Whether a story rewards what it teaches, and forgives a first mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from servicesim.conversation import Exchange, start
from servicesim.solver.graph import Graph
from servicesim.solver.players import of_line
from servicesim.solver.proof import Proof
from servicesim.solver.report import Problem
from servicesim.solver.values import TIE, Values

FAIR = 60
"""The score that the best line has to reach on everything that is measured."""

DIMENSIONS = ("empathy", "clarity", "trust")


def not_measured(proof: Proof) -> Iterator[Problem]:
    """Scores that come out the same however the story is played."""
    held = {name: getattr(proof, name) for name in DIMENSIONS}
    silent = [name for name, one in held.items() if one is not None and not one.measured]
    if silent:
        yield Problem("dimension-not-measured", data={"scores": silent})


def of_best_line(proof: Proof, line: Sequence[Exchange], values: Values) -> Iterator[Problem]:
    """What is wrong with the best that can be done: a score that stays low, a detour that pays."""
    if not line:
        return
    ids = tuple(made.reply.id for made in line)
    player = of_line("best", line, proof)
    scores = {name: getattr(player, name) for name in DIMENSIONS}
    low = {name: round(score, 1) for name, score in scores.items() if score is not None and score < FAIR}
    if low:
        yield Problem("unfair", witness=ids, data={"scores": low})
    temperament = values.story.character.temperament
    seen: set[tuple[str | None, str]] = set()
    for given, made in enumerate(line, 1):
        missteps = [tag for tag in made.reply.tags if temperament.tag(tag).kind == "misstep"]
        rise = made.after.persona.resistance - made.before.persona.resistance
        scene = None if made.reply.shared else made.reply.scene
        if (missteps or rise > 0) and (scene, made.reply.id) not in seen:
            seen.add((scene, made.reply.id))
            data = {"missteps": missteps, "rise": max(rise, 0)}
            yield Problem("detour-pays", made.reply.scene, made.reply.id, ids[:given], data)


def no_recovery(graph: Graph, values: Values) -> Iterator[Problem]:
    """Whether most replies of the first scene that are not best leave no way to resolve the matter."""
    story = graph.story
    opening = start(story)
    choices = [(made, value) for made, value in values.choices(opening, (0, 0))]
    best = max((value.mean for _, value in choices if value is not None), default=None)
    resolved = [name for name, ending in story.endings.items() if ending.outcome == "resolved"]
    if best is None or not len(graph.ending_states(*resolved)):
        return
    others = [made for made, value in choices if value is None or value.mean < best - TIE]
    lost = [made.reply.id for made in others if not _resolvable(graph, values.number(made.after), resolved)]
    if lost and 2 * len(lost) > len(others):
        data = {"lost": lost, "others": len(others)}
        yield Problem("no-recovery", story.start, None, (lost[0],), data)


def _resolvable(graph: Graph, state: int, resolved: Sequence[str]) -> bool:
    """Whether one of these endings can be reached within the turns from a state after the first reply."""
    goal = np.zeros(graph.states, np.bool_)
    goal[graph.ending_states(*resolved)] = True
    turns, here = graph.story.max_turns, np.zeros(graph.states, np.bool_)
    here[state] = True
    for replies in range(1, turns + 1):
        if (here & goal).any():
            return True
        if replies == turns or not here.any():
            break
        sources, edges = graph.sources, graph.edges
        if replies == turns - 1 and graph.at_last is not None:
            sources, edges = graph.last_sources, graph.at_last[1]
        following = np.zeros(graph.states, np.bool_)
        following[edges.target[np.flatnonzero(here.take(sources))]] = True
        here = following
    return False
