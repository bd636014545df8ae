"""The chart of an archetype's attitudes: as Mermaid, and as an SVG that needs nothing beside itself.

In both, an arrow carries the number of its transition, as the text form lists them: conditions are too
long for arrows, and the order matters, because the first that holds is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import atan2, cos, hypot, pi, sin
from typing import Final, NamedTuple

from servicesim.persona.archetype import Archetype
from servicesim.persona.levels import LEFT
from servicesim.story.characters import printable

WIDTH: Final = 860
HEIGHT: Final = 620
MIDDLE: Final = (WIDTH / 2, HEIGHT / 2 + 15)
BOX: Final = (150, 46)
"""Width and height of an attitude's box, in pixels like all the rest."""
LINE: Final = 20
COLOURS: Final = {
    "complaining": "#f4c7ab",
    "pushing_back": "#f2a48f",
    "withdrawn": "#c9d3e6",
    "unresponsive": "#aab8d4",
    None: "#d5e8d4",
}
GONE: Final = "#e4e4e4"
STYLE: Final = """
    text { font: 14px system-ui, sans-serif; fill: #1f2430; text-anchor: middle; }
    .small { font-size: 12px; fill: #4a5160; }
    .left { text-anchor: start; }
    .head { font-size: 18px; font-weight: 600; text-anchor: start; }
    .box { stroke: #1f2430; }
    .start { stroke-width: 3; }
    .way { fill: none; stroke: #4a5160; stroke-width: 1.3; marker-end: url(#tip); }
    .number { fill: #ffffff; stroke: #4a5160; }
"""


def as_mermaid(kind: Archetype) -> str:
    """A `stateDiagram-v2`; a title goes into quotes, in which Mermaid reads entities and no syntax."""
    lines = ["stateDiagram-v2"]
    names = {name: f"a{index}" for index, name in enumerate(kind.attitudes)}
    for name, attitude in kind.attitudes.items():
        lines.append(f'    state "{_entities(_called(name, attitude.title))}" as {names[name]}')
    lines.append(f"    [*] --> {names[kind.start.attitude]}")
    for number, transition in enumerate(kind.transitions, 1):
        for source in transition.source:
            when = _entities(transition.when)
            lines.append(f"    {names[source]} --> {names[transition.to]}: ({number}) {when}")
    return "\n".join(lines)


def as_svg(kind: Archetype) -> str:
    """The attitudes on an oval, the ways between them numbered, and below what the numbers mean."""
    places = _places(list(kind.attitudes))
    ways = _ways(kind, places)
    legend = [
        f"{number}. {', '.join(transition.source)} → {transition.to} when {transition.when}"
        for number, transition in enumerate(kind.transitions, 1)
    ]
    height = HEIGHT + LINE * (len(legend) + 1)
    title = f"{kind.title}: the attitudes and the ways between them"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{_xml(title)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" fill="#4a5160"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text class="head" x="20" y="30">{_xml(kind.title)}</text>',
        *map(_line, ways),
        *(_box(kind, name, places[name]) for name in kind.attitudes),
        *map(_number, ways),  # above all lines and boxes, so that none runs over a number
        *(
            f'<text class="small left" x="20" y="{HEIGHT + LINE * row}">{_xml(text)}</text>'
            for row, text in enumerate(legend, 1)
        ),
        "</svg>",
    ]
    return "\n".join(parts)


class _Point(NamedTuple):
    x: float
    y: float


def _places(names: list[str]) -> dict[str, _Point]:
    """Where each attitude's box has its middle: clockwise on an oval, the first at the left."""
    middle = _Point(*MIDDLE)
    if len(names) == 1:
        return {names[0]: middle}
    across, down = WIDTH / 2 - BOX[0] / 2 - 20, HEIGHT / 2 - BOX[1] - 20
    turns = [pi + 2 * pi * index / len(names) for index in range(len(names))]
    return {
        name: _Point(middle.x + across * cos(turn), middle.y + down * sin(turn))
        for name, turn in zip(names, turns, strict=True)
    }


class _Way(NamedTuple):
    """One arrow: a quadratic curve from a box's edge to another's, and the number of its transition."""

    first: _Point
    bend: _Point
    last: _Point
    number: int


def _ways(kind: Archetype, places: Mapping[str, _Point]) -> list[_Way]:
    ways = []
    order = list(places)
    for number, transition in enumerate(kind.transitions, 1):
        for source in transition.source:
            if source != transition.to:
                apart = abs(order.index(source) - order.index(transition.to))
                neighbours = apart in (1, len(order) - 1)
                begin, end = places[source], places[transition.to]
                bend = _bend(begin, end, neighbours)
                ways.append(_Way(_edge(begin, bend), bend, _edge(end, bend), number))
    return ways


def _bend(begin: _Point, end: _Point, neighbours: bool) -> _Point:
    """Where a way is pulled to: to its own right, so that the way back does not lie on the way there, and
    past neighbours towards the middle, so that it does not run under the boxes between."""
    length = hypot(end.x - begin.x, end.y - begin.y)
    bow, inward = (28 + length * 0.06, 0.0) if neighbours else (24, 0.6)
    half = _Point((begin.x + end.x) / 2, (begin.y + end.y) / 2)
    return _Point(
        half.x + (MIDDLE[0] - half.x) * inward - (end.y - begin.y) / length * bow,
        half.y + (MIDDLE[1] - half.y) * inward + (end.x - begin.x) / length * bow,
    )


def _line(way: _Way) -> str:
    first, bend, last, _ = way
    return (
        f'<path class="way" d="M{first.x:.1f} {first.y:.1f} '
        f'Q{bend.x:.1f} {bend.y:.1f} {last.x:.1f} {last.y:.1f}"/>'
    )


def _number(way: _Way) -> str:
    """The number, at two fifths of the way, where few others cross."""
    x, y = (way.first[i] * 0.36 + way.bend[i] * 0.48 + way.last[i] * 0.16 for i in (0, 1))
    return (
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="10"/>'
        f'<text class="small" x="{x:.1f}" y="{y + 4:.1f}">{way.number}</text>'
    )


def _edge(middle: _Point, towards: _Point) -> _Point:
    """Where the line from a box's middle to a point leaves the box."""
    angle = atan2(towards.y - middle.y, towards.x - middle.x)
    across, down = BOX[0] / 2 + 2, BOX[1] / 2 + 2
    reach = min(across / max(abs(cos(angle)), 1e-9), down / max(abs(sin(angle)), 1e-9))
    return _Point(middle.x + reach * cos(angle), middle.y + reach * sin(angle))


def _box(kind: Archetype, name: str, at: _Point) -> str:
    attitude = kind.attitudes[name]
    colour = GONE if name == LEFT else COLOURS[attitude.form]
    start = " start" if name == kind.start.attitude else ""
    left, top = at.x - BOX[0] / 2, at.y - BOX[1] / 2
    title = ""
    if attitude.title != name:
        text = _xml(_short(attitude.title))
        title = f'<text class="small" x="{at.x:.1f}" y="{at.y + 15:.1f}">{text}</text>'
    return (
        f"<g><title>{_xml('; '.join(attitude.cues))}</title>"
        f'<rect class="box{start}" x="{left:.1f}" y="{top:.1f}" width="{BOX[0]}" height="{BOX[1]}" '
        f'rx="10" fill="{colour}"/>'
        f'<text x="{at.x:.1f}" y="{at.y + (-2 if title else 5):.1f}">{_xml(_short(name))}</text>{title}</g>'
    )


def _short(text: str, most: int = 20) -> str:
    """What fits into a box."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _called(name: str, title: str) -> str:
    return name if name == title else f"{name}: {title}"


def _xml(text: str) -> str:
    return escape(printable(" ".join(text.split())))


def _entities(text: str) -> str:
    """Letters, digits and harmless marks as they are, every other mark by its number, as Mermaid reads it."""
    words = printable(" ".join(text.split()))
    return "".join(mark if mark.isalnum() or mark in " ,.()_-" else f"#{ord(mark)};" for mark in words)
