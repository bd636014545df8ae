"""The map as an SVG picture of its own: no script, no font of elsewhere, no other program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from servicesim.authoring.storymap.layers import Passing
from servicesim.authoring.storymap.story_map import Place, StoryMap, Way, said
from servicesim.authoring.storymap.words import FILLS, label, legend, way_label
from servicesim.story.render import cells, printable

CELL, LINE = 7.3, 34
"""Width of a cell of text and height of a box, in pixels."""
GAP, DROP, PASSAGE = 26, 96, 14
"""Pixels between boxes, from layer to layer, and for ways that pass a layer."""
MARGIN, HEAD = 40, 78
SWEEPS = 12
"""How often boxes are moved towards their neighbours."""

_STYLE = (
    "text{font-family:monospace;font-size:12px;fill:#222}"
    ".title{font-size:17px;font-weight:bold}.small{font-size:11px;fill:#666}"
    ".box{fill:#f6f4ee;stroke:#667}.found{stroke:#b3261e;stroke-width:2.5}"
    ".way{fill:none;stroke:#99a;stroke-width:1.2}.back{stroke-dasharray:4 3}"
    ".played{stroke:#2f6f9f;stroke-width:2.2}.best{stroke:#b0701a;stroke-width:3}"
)

Node = str | Passing
Point = tuple[float, float]


def as_svg(drawn: StoryMap) -> str:
    """The picture. Pointing at a place or a way tells what is said there, as far as the viewer shows it."""
    rows: list[Sequence[Node]] = [*drawn.rows, *([drawn.apart] if drawn.apart else [])]
    widths = {node: _width(drawn, node) for row in rows for node in row}
    middles = _middles(drawn, rows, widths)
    left = min(middles[node] - widths[node] / 2 for row in rows for node in row)
    at = {
        node: (middles[node] - left + MARGIN, HEAD + MARGIN + number * DROP)
        for number, row in enumerate(rows)
        for node in row
    }
    key = legend(best=bool(drawn.best_line), played=bool(drawn.played))
    room = max(len(printable(drawn.story.title)) * 11.0, len(key) * CELL) + 2 * MARGIN
    width = max(room, *(at[node][0] + widths[node] / 2 + 2 * MARGIN for row in rows for node in row))
    height = HEAD + 2 * MARGIN + len(rows) * DROP
    return "\n".join(_lines(drawn, at, widths, width, height, key)) + "\n"


def _lines(
    drawn: StoryMap, at: Mapping[Node, Point], widths: Mapping[Node, float], width: float, height: float,
    key: str,
) -> Iterator[str]:  # fmt: skip
    title = _text(drawn.story.title)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    )
    yield f"<title>{title}</title><style>{_STYLE}</style>"
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    yield f'<text class="title" x="{MARGIN}" y="38">{title}</text>'
    yield f'<text class="small" x="{MARGIN}" y="60">{_text(key)}</text>'
    # What was taken lies on top of what was not, and boxes lie on top of ways.
    ways = [way for place in drawn.places.values() for way in place.ways]
    for way in sorted(ways, key=lambda way: (bool(way.best), bool(way.played))):
        classes = ["way", *(name for name in ("back", "best", "played") if getattr(way, name))]
        line = _curve(_stations(drawn, way, at), widths, way)
        yield (
            f'<path class="{" ".join(classes)}" d="{line}">'
            f"<title>{_text(f'{way_label(way)} → {way.target}: {said(way.reply)}')}</title></path>"
        )
    for name, place in drawn.places.items():
        yield from _box(place, at[name], widths[name])
    yield "</svg>"


def _box(place: Place, middle: Point, width: float) -> Iterator[str]:
    x, y = middle
    fill = f' style="fill:{FILLS[place.ending.outcome]}"' if place.ending is not None else ""
    found = " found" if place.severity in ("error", "warning") else ""
    round_ = LINE / 2 if place.ending is not None else 4
    tip = "\n".join(
        [
            *(" ".join((line.text or line.does or "").split()) for line in place.lines),
            *(f"{finding.severity}: {finding.message} [{finding.rule}]" for finding in place.findings),
        ]
    )
    yield "<g>"
    yield f"<title>{_text(tip)}</title>"
    yield (
        f'<rect class="box{found}"{fill} x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{LINE}" rx="{round_:g}"/>'
    )
    yield f'<text x="{x:.1f}" y="{y + LINE / 2 + 4:.1f}" text-anchor="middle">{_text(label(place))}</text>'
    yield "</g>"


def _stations(drawn: StoryMap, way: Way, at: Mapping[Node, Point]) -> list[Point]:
    """The points that a way comes through, from the source to the target."""
    source, target = drawn.places[way.source], drawn.places[way.target]
    passed = [
        (way.target, number) for number in range(source.layer + 1, target.layer) if (way.target, number) in at
    ]
    return [at[way.source], *(at[node] for node in passed), at[way.target]]


def _curve(points: Sequence[Point], widths: Mapping[Node, float], way: Way) -> str:
    """A curve down through the points; for a way back one that leaves and arrives at the right."""
    (x, y), (to_x, to_y) = points[0], points[-1]
    if way.back:
        x, to_x = x + widths[way.source] / 2, to_x + widths[way.target] / 2
        y, to_y = y + LINE * 0.65, to_y + LINE * 0.35
        out = max(x, to_x) + GAP + 6
        return f"M{x:.1f} {y:.1f}C{out:.1f} {y:.1f} {out:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    y += LINE
    path = [f"M{x:.1f} {y:.1f}"]
    for number, (next_x, next_y) in enumerate(points[1:], 1):
        half = (y + next_y) / 2
        path.append(f"C{x:.1f} {half:.1f} {next_x:.1f} {half:.1f} {next_x:.1f} {next_y:.1f}")
        x, y = next_x, next_y
        if number < len(points) - 1:
            y += LINE
            path.append(f"L{x:.1f} {y:.1f}")
    return "".join(path)


def _width(drawn: StoryMap, node: Node) -> float:
    if not isinstance(node, str):
        return PASSAGE
    return sum(map(cells, printable(label(drawn.places[node])))) * CELL + 22


def _middles(
    drawn: StoryMap, rows: Sequence[Sequence[Node]], widths: Mapping[Node, float]
) -> dict[Node, float]:
    """By node the middle of its box: near those of its neighbours, in the order of the row."""
    beside = _neighbours(drawn, set(widths))
    middles: dict[Node, float] = {}
    for row in rows:
        wanted = [0.0] * len(row)
        middles |= zip(row, _spaced(row, wanted, widths), strict=True)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            wanted = [
                sum(middles[one] for one in beside[node]) / len(beside[node])
                if beside[node]
                else middles[node]
                for node in row
            ]
            middles |= zip(row, _spaced(row, wanted, widths), strict=True)
    return middles


def _spaced(row: Sequence[Node], wanted: Sequence[float], widths: Mapping[Node, float]) -> list[float]:
    """The places wanted, moved apart as far as is needed; the row as a whole stays about where it was."""
    found: list[float] = []
    for node, want in zip(row, wanted, strict=True):
        if found:
            before = row[len(found) - 1]
            want = max(want, found[-1] + (widths[before] + widths[node]) / 2 + GAP)
        found.append(want)
    moved = sum(one - want for one, want in zip(found, wanted, strict=True)) / max(1, len(found))
    return [one - moved for one in found]


def _neighbours(drawn: StoryMap, nodes: set[Node]) -> dict[Node, list[Node]]:
    beside: dict[Node, list[Node]] = {node: [] for node in nodes}
    for place in drawn.places.values():
        for target in dict.fromkeys(way.target for way in place.ways if not way.back):
            at: Node = place.name
            for number in range(place.layer + 1, drawn.places[target].layer):
                passing = target, number
                if passing in nodes:
                    beside[at].append(passing)
                    beside[passing].append(at)
                    at = passing
            beside[at].append(target)
            beside[target].append(at)
    return beside


def _text(text: str) -> str:
    return escape("\n".join(map(printable, text.split("\n"))), quote=True)
