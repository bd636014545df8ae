"""The map in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.authoring.storymap.story_map import StoryMap
from servicesim.authoring.storymap.words import FILLS, label, way_label
from servicesim.story.render import printable


def as_dot(drawn: StoryMap) -> str:
    """The digraph: layers as ranks, endings filled by outcome, the best line thick, ways back dashed."""
    return "\n".join(_lines(drawn)) + "\n"


def _lines(drawn: StoryMap) -> Iterator[str]:
    yield f"digraph {_quoted(drawn.story.id)} {{"
    yield f"  label={_quoted(drawn.story.title)}; labelloc=t; rankdir=TB;"
    yield '  node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];'
    for name, place in drawn.places.items():
        looks = [f"label={_quoted(label(place))}"]
        if place.ending is not None:
            looks += ["shape=oval", "style=filled", f'fillcolor="{FILLS[place.ending.outcome]}"']
        if place.severity in ("error", "warning"):
            looks += ['color="#b3261e"', "penwidth=2"]
        yield f"  {_quoted(name)} [{', '.join(looks)}];"
    for row in (*drawn.layers, drawn.apart):
        if len(row) > 1:
            yield f"  {{ rank=same; {' '.join(f'{_quoted(name)};' for name in row)} }}"
    for place in drawn.places.values():
        for way in place.ways:
            looks = [f"label={_quoted(way_label(way))}"]
            if way.best:
                looks.append("penwidth=3")
            if way.played:
                looks.append('color="#2f6f9f"')
            if way.back:
                looks += ["style=dashed", "constraint=false"]
            yield f"  {_quoted(way.source)} -> {_quoted(way.target)} [{', '.join(looks)}];"
    yield "}"


def _quoted(text: str) -> str:
    """A string of DOT. A backslash begins an escape in labels, so it is doubled everywhere."""
    plain = " ".join(printable(text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
