"""What of a story nobody can reach, and what nobody can get out of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servicesim import conversation
from servicesim.solver.columns import Ints
from servicesim.solver.graph import Graph
from servicesim.solver.report import Problem
from servicesim.solver.ways import witness
from servicesim.story.linked import Line


def unreachable(graph: Graph) -> Iterator[Problem]:
    """Scenes, endings and replies that no conversation reaches. Every state has to have been visited.

    One finding for each place: nothing is said of the replies of a scene that is itself out of reach.
    """
    story = graph.story
    met = {graph.names[number] for number in np.unique(graph.place).tolist()}
    targets = {to for scene in story.scenes.values() for reply in scene.replies for _, to in reply.then}
    for name in story.scenes:
        if name not in met:
            yield Problem("unreachable-scene", name)
    for name, ending in story.endings.items():
        if name not in met and (ending.on is None or name in targets):
            yield Problem("unreachable-ending", name)
    yield from _replies(graph, met)


def unheard(graph: Graph) -> Iterator[Problem]:
    """Lines of a list that are never the first to apply where one comes to hear them. Every state has to have
    been visited.

    Nothing is said of the lines of a place that is out of reach, nor of the answers to a reply that is never
    offered.
    """
    story = graph.story
    heard = graph.explorer.stepper.heard | {id(conversation.opening_line(story))}
    lists: list[tuple[str | None, str | None, tuple[Line, ...]]]
    lists = [(name, None, place.lines) for name, place in story.places.items()]
    for name, scene in story.scenes.items():
        lists += [(None if reply.shared else name, reply.id, reply.answer) for reply in scene.replies]
    # A shared reply answers with lines of its own in each scene, written once.
    found: dict[tuple[str | None, str | None], Ints] = {}
    for scene_id, reply_id, lines in lists:
        here = np.array([id(line) in heard for line in lines], np.bool_)
        found[scene_id, reply_id] = here | found.get((scene_id, reply_id), here)
    for (scene_id, reply_id), here in found.items():
        for number in np.flatnonzero(~here).tolist() if here.any() else ():
            last = number == len(here) - 1
            yield Problem("unheard-line", scene_id, reply_id, None, {"line": number, "last": last})


def _replies(graph: Graph, met: set[str]) -> Iterator[Problem]:
    offered = _offered(graph).tolist()
    listed: dict[str, int] = dict.fromkeys(graph.story.shared, 0)
    in_reach: dict[str, list[bool]] = {name: [] for name in graph.story.shared}
    for number, (name, scene) in enumerate(graph.story.scenes.items()):
        for index, reply in enumerate(scene.replies):
            if reply.shared:
                listed[reply.id] += 1
            if name not in met:
                continue
            if reply.shared:
                in_reach[reply.id].append(offered[number][index])
            elif not offered[number][index]:
                yield Problem("unreachable-reply", name, reply.id)
    for name, somewhere in in_reach.items():
        # Where every scene that lists it is out of reach, there is no more to say of it than of those.
        if not listed[name] or (somewhere and not any(somewhere)):
            yield Problem("unreachable-reply", None, name, None, {"listed": listed[name]})


def _offered(graph: Graph) -> Ints:
    """For each scene and each of its replies whether it is offered in any state."""
    offered = np.zeros((len(graph.names), graph.most_replies), np.bool_)
    offered[graph.place.take(graph.sources), graph.edges.reply] = True
    if graph.at_last is not None:
        offered[graph.place.take(graph.last_sources), graph.at_last[1].reply] = True
    return offered


def trapped(graph: Graph) -> Iterator[Problem]:
    """By scene, the states from which the conversation can only go on until the turns run out.

    What was not stepped from before the last turn counts as fine: nobody knows where it would have led.
    Neither dead ends are meant nor what leads only to them: those are reported as what they are.
    """
    states = np.flatnonzero(_caught(graph)[: graph.stepped])
    numbers, first, counts = np.unique(graph.place.take(states), return_index=True, return_counts=True)
    for number, at, count in zip(numbers.tolist(), first.tolist(), counts.tolist(), strict=True):
        way = witness(graph.explorer, int(states[at]))
        yield Problem("trapped", graph.names[number], None, way, {"states": count})


def _caught(graph: Graph) -> Ints:
    groups = _turn_aside(graph)
    many = int(groups.max(initial=0)) + 1
    ends = int(graph.edges.offsets[min(graph.stepped, len(graph.edges.offsets) - 1)])
    source, target = groups.take(graph.sources[:ends]), groups.take(graph.edges.target[:ends])
    fine = np.ones(many, np.bool_)
    fine[groups[: graph.stepped]] = False
    fine[groups.take(graph.endings)] = True
    # Backwards from what is fine; a step whose state is known to be fine need not be asked again.
    while True:
        left = np.flatnonzero(~fine.take(source))
        source, target = source.take(left), target.take(left)
        reached = source.take(np.flatnonzero(fine.take(target)))
        if not len(reached):
            break
        fine[reached] = True
    # Of the rest, what has no step left that leads on for ever ends in a dead end.
    caught = np.zeros(many, np.bool_)
    while True:
        goes_on = np.zeros(many, np.bool_)
        goes_on[source] = True
        if np.array_equal(goes_on, caught):
            return caught.take(groups)
        caught = goes_on
        left = np.flatnonzero(caught.take(target))
        source, target = source.take(left), target.take(left)


def _turn_aside(graph: Graph) -> Ints:
    """States that differ in nothing but the count of turns, as the same number.

    A turn that conditions can tell from later ones makes a difference, one beyond all that they ask for
    makes none.
    """
    if not graph.story.reads_turn:
        return np.arange(graph.states, dtype=np.int32)
    spots = graph.explorer.stepper.spots
    known: dict[object, int] = {}
    beyond = graph.story.last_turn_asked + 1
    groups = []
    for number, level in zip(graph.spots.tolist(), graph.levels.tolist(), strict=True):
        spot = spots[number]
        key = (spot._replace(turn=min(spot.turn, beyond)), level)
        groups.append(known.setdefault(key, len(known)))
    return np.array(groups, np.int32)
