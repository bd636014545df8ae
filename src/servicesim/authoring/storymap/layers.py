"""Places in layers, so that the ways between them mostly lead down and seldom cross.

The layering is that of Sugiyama, Tagawa and Toda (1981), "Methods for visual understanding of hierarchical
system structures": ways that close a loop are set aside, every place stands below all that lead to it, and
the order within a layer follows the mean place of the neighbours, a few times down and up. Where a way
passes a layer, it takes a place in it; ways to one place share that, so that they run together and a story
of a thousand scenes is laid out in well under a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Passing = tuple[str, int]
"""Where ways to a place pass a layer: the place, and the number of the layer."""

Row = list["str | Passing"]
"""A layer from left to right: the places in it, and the ways that pass it."""

Graph = Mapping[str, Sequence[str]]
"""By place the places it leads to, in the order in which they are written."""

SWEEPS = 6
"""How often the order is taken from the neighbours, down and then up; more changes little."""


def reached(graph: Graph, start: str) -> set[str]:
    """All places that some way leads to from the start, itself among them."""
    seen, ahead = {start}, [start]
    while ahead:
        for target in graph.get(ahead.pop(), ()):
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return seen


def layered(graph: Graph, start: str, last: Sequence[str]) -> list[list[str]]:
    """The layers from the start down, in no order yet but that in which they were come to.

    `last` are the places (the endings) that stand together in the last layer. What no way leads to from the
    start is left out, but for these.
    """
    ways, ends = _without_loops(graph, start), set(last)
    before = dict.fromkeys(ways, 0)
    for targets in ways.values():
        for target in targets:
            before[target] += 1
    depth = {start: 0}
    ready = [start]
    for place in ready:  # it grows as places are met whose every way has been followed
        for target in ways[place]:
            depth[target] = max(depth.get(target, 0), depth[place] + 1)
            before[target] -= 1
            if not before[target]:
                ready.append(target)
    rows: list[list[str]] = []
    for place in ready:
        if place not in ends:
            rows += [[] for _ in range(depth[place] + 1 - len(rows))]
            rows[depth[place]].append(place)
    return [*rows, list(last)]


def ordered(layers: Sequence[Sequence[str]], graph: Graph) -> list[Row]:
    """The layers in an order in which few ways cross, with the places where ways pass."""
    layer = {place: number for number, row in enumerate(layers) for place in row}
    rows: list[Row] = [list(row) for row in layers]
    above: dict[str | Passing, list[str | Passing]] = {}
    known: set[Passing] = set()
    for source in layer:
        for target in dict.fromkeys(graph.get(source, ())):
            if target in layer and layer[target] > layer[source]:
                _lead(source, layer[source], target, layer[target], above, known, rows)
    below: dict[str | Passing, list[str | Passing]] = {}
    for node, leading in above.items():
        for one in leading:
            below.setdefault(one, []).append(node)
    # The endings keep their order: it is that of their outcomes.
    for _ in range(SWEEPS):
        for number in range(1, len(rows) - 1):
            rows[number] = _by_mean(rows[number], rows[number - 1], above)
        for number in range(len(rows) - 2, -1, -1):
            rows[number] = _by_mean(rows[number], rows[number + 1], below)
    return rows


def _lead(
    source: str, begin: int, target: str, end: int,
    above: dict[str | Passing, list[str | Passing]], known: set[Passing], rows: list[Row],
) -> None:  # fmt: skip
    """Leads a way down to its target, along the one that leads there already as soon as it meets it."""
    at: str | Passing = source
    for number in range(begin + 1, end):
        passing = target, number
        above.setdefault(passing, []).append(at)
        if passing in known:
            return
        known.add(passing)
        rows[number].append(passing)
        at = passing
    above.setdefault(target, []).append(at)


def _by_mean(row: Row, beside: Row, neighbours: Mapping[str | Passing, Sequence[str | Passing]]) -> Row:
    """A layer in the order of the mean places of its neighbours; without any, a node stays where it is."""
    place = {node: number / max(1, len(beside)) for number, node in enumerate(beside)}
    key = {}
    for number, node in enumerate(row):
        found = [place[one] for one in neighbours.get(node, ())]
        key[node] = sum(found) / len(found) if found else number / max(1, len(row))
    return sorted(row, key=lambda node: key[node])


def _without_loops(graph: Graph, start: str) -> dict[str, list[str]]:
    """The ways that are left when those that lead back to where one came from are set aside."""
    kept: dict[str, list[str]] = {start: []}
    under_way = {start}
    stack = [(start, iter(graph.get(start, ())))]
    while stack:
        place, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            under_way.discard(place)
            stack.pop()
        elif target not in under_way:
            kept[place].append(target)
            if target not in kept:
                kept[target] = []
                under_way.add(target)
                stack.append((target, iter(graph.get(target, ()))))
    return kept
