"""Whether the real issue comes out, and not before the persona would tell it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servicesim import conversation
from servicesim.solver.columns import Ints
from servicesim.solver.graph import Graph
from servicesim.solver.report import Problem
from servicesim.solver.ways import of_length, place, witness, words


def root_skipped(graph: Graph) -> Iterator[Problem]:
    """Endings that resolve the matter although the root was never uncovered."""
    story = graph.story
    resolved = [name for name, ending in story.endings.items() if ending.outcome == "resolved"]
    if not story.root_known or not resolved:
        return
    states = graph.ending_states(*resolved)
    known = graph.facts().take(states) & story.root_known == story.root_known
    states = states[~known.astype(bool)]
    numbers, first = np.unique(graph.place.take(states), return_index=True)
    for number, at in zip(numbers.tolist(), first.tolist(), strict=True):
        yield Problem("root-skipped", graph.names[number], None, witness(graph.explorer, int(states[at])))


def told_too_soon(graph: Graph) -> Iterator[Problem]:
    """Roots whose fact a step newly sets while trust, after the reply, is under that root's `tell_at`."""
    story = graph.story
    facts, trust = graph.facts(), graph.of_persona(lambda persona: persona.trust)
    bits = {key: 1 << number for number, key in enumerate(story.fact_keys)}
    opening = conversation.start(story)
    for number, root in enumerate(story.character.roots):
        if root.known_by is None:
            continue
        data = {"fact": root.known_by, "tell_at": root.tell_at, "root": number}
        has = (facts & bits[root.known_by] != 0).astype(bool)
        if opening.facts & bits[root.known_by] and opening.persona.trust < root.tell_at:
            yield Problem("told-too-soon", story.start, None, (), {**data, "trust": opening.persona.trust})
            continue
        too_soon = has & (trust < root.tell_at)
        step = _first(~has.take(graph.sources) & too_soon.take(graph.edges.target))
        if step is not None:
            state, reply = int(graph.sources[step]), int(graph.edges.reply[step])
            way = witness(graph.explorer, state, reply)
            target = int(graph.edges.target[step])
        elif (found := _at_last(graph, has, too_soon)) is not None:
            state, reply, target = found
            way = words(
                graph.explorer, [*of_length(graph.explorer, state, story.max_turns - 1), (state, reply)]
            )
        else:
            continue
        yield Problem(
            "told-too-soon", place(graph.explorer, state), way[-1], way, {**data, "trust": int(trust[target])}
        )


def _at_last(graph: Graph, has: Ints, too_soon: Ints) -> tuple[int, int, int] | None:
    """The first such step that is given at the last turn alone: its state, reply and target."""
    if graph.at_last is None:
        return None
    edges = graph.at_last[1]
    step = _first(~has.take(graph.last_sources) & too_soon.take(edges.target))
    if step is None:
        return None
    return int(graph.last_sources[step]), int(edges.reply[step]), int(edges.target[step])


def _first(holds: Ints) -> int | None:
    found = np.flatnonzero(holds)
    return int(found[0]) if len(found) else None
