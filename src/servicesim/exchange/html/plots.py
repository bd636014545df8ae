"""Small pictures of numbers as SVG: drawn here, with no script, no font and no picture of elsewhere.

Lengths are in pixels of 1/96 inch. Whatever is text goes through `Markup.format`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from servicesim.results.standing import Outcomes
from servicesim.results.statistics import Figure, clearly
from servicesim.results.words import outcomes_text
from servicesim.words import OUTCOMES

REACH = 50.0
"""Points to either side of nothing that a difference is drawn over; what lies beyond ends in an arrow."""

INK, FAINT, LINE = "#23303a", "#8b979f", "#c9d0d5"
BETTER, WORSE = "#1f6f8b", "#a8431f"
"""Told apart in print without colour too: the mark beside the numbers says which it is."""

COLOURS = {
    "resolved": "#2c6e63",
    "partly": "#86b8ad",
    "handed_over": "#ddd0a4",
    "lost": "#b5573a",
    "abandoned": "#ffffff",
}
"""The outcomes with the colours of their bars, as unlike in lightness as that allows."""

WORDS = {**OUTCOMES, "abandoned": "abandoned"}


def difference(figure: Figure, width: float = 96, height: float = 14) -> Markup:
    """How a score differs from that of others at the same stories: a dot, its 95 % interval, and a line for
    no difference. Nothing where the figure has no estimate."""
    if figure.estimate is None:
        return Markup()
    value, low, high = figure.estimate
    middle = height / 2
    colour = {"above": BETTER, "below": WORSE, None: INK}[clearly(figure)]

    def at(points: float) -> float:
        return width / 2 + max(-REACH, min(REACH, points)) / REACH * (width / 2 - 4)

    parts = [
        _line(width / 2, 0, width / 2, height, LINE),
        _line(at(low), middle, at(high), middle, colour, 1.6),
        *_arrows(low, high, at, middle, colour),
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.8" fill="{}"/>').format(at(value), middle, colour),
    ]
    return _svg(width, height, f"{value:+.0f} points, from {low:+.0f} to {high:+.0f}", parts)


def _arrows(low: float, high: float, at: object, middle: float, colour: str) -> Iterator[Markup]:
    """Points at the ends of an interval that goes on beyond the picture."""
    assert callable(at)
    for end, side in ((low, -1), (high, 1)):
        if abs(end) > REACH and end * side > 0:
            tip = at(end) + 3 * side
            yield Markup('<path d="M{:.1f} {:.1f}l{} -3v6z" fill="{}"/>').format(
                tip, middle, -4 * side, colour
            )


def outcomes(counted: Outcomes, width: float = 96, height: float = 10) -> Markup:
    """How attempts went, as one bar: by kind, or with a blank for all but those won back. Nothing where there
    are none, and where it is hidden."""
    if not counted.all:
        return Markup()
    parts, left = [], 0.5
    room = width - 1
    for name, colour in (*COLOURS.items(), ("other", "none")):
        share = room * getattr(counted, name) / counted.all
        if share:
            parts.append(
                Markup(
                    '<rect x="{:.1f}" y="0.5" width="{:.1f}" height="{:.1f}" fill="{}" stroke="{}" '
                    'stroke-width="0.6"/>'
                ).format(left, share, height - 1, colour, INK)
            )
        left += share
    each = ", ".join(f"{words} {getattr(counted, name)}" for name, words in WORDS.items())
    said = outcomes_text(counted) if counted.other else each
    return _svg(width, height, said, parts)


def key() -> Markup:
    """What the colours of `outcomes` stand for."""
    box = Markup('<span class="key"><i style="background:{}"></i>{}</span>')
    return Markup(" ").join(box.format(COLOURS[name], words) for name, words in WORDS.items())


def sparkline(values: Sequence[float], width: float = 70, height: float = 16) -> Markup:
    """Mean scores, 0..100, one after the other. Nothing for fewer than two."""
    if len(values) < 2:
        return Markup()
    step = (width - 6) / (len(values) - 1)
    points = [(3 + step * number, _height(value, height, 2)) for number, value in enumerate(values)]
    said = "mean scores, the newest last: " + ", ".join(f"{value:.0f}" for value in values)
    return _svg(width, height, said, [_path(points), _dot(*points[-1])])


def over_time(
    points: Sequence[tuple[datetime, float]], mean: float | None, width: float = 208, height: float = 96
) -> Markup:
    """One score, 0..100, of each attempt against when it began, with a broken line at the mean where there
    is one."""
    left, right, top, bottom = 22.0, 6.0, 6.0, 16.0
    parts = [
        _line(left, y, width - right, y, LINE, 0.7) + _text(left - 4, y + 3, f"{level}", "end")
        for level in (0, 50, 100)
        for y in [_scaled(level, top, height - bottom)]
    ]
    if mean is not None:
        y = _scaled(mean, top, height - bottom)
        parts.append(
            Markup(
                '<path d="M{:.1f} {:.1f}H{:.1f}" stroke="{}" stroke-width="1" stroke-dasharray="4 3"/>'
            ).format(left, y, width - right, BETTER)
        )
    if points:
        first, last = points[0][0], points[-1][0]
        span = (last - first).total_seconds() or 1.0
        room = width - left - right - 10
        drawn = [
            (
                left + 5 + room * (begun - first).total_seconds() / span,
                _scaled(value, top, height - bottom),
            )
            for begun, value in points
        ]
        parts += [_path(drawn, FAINT), *(_dot(*point) for point in drawn)]
        parts.append(_text(left + 2, height - 4, _month(first), "start"))
        if _month(last) != _month(first):
            parts.append(_text(width - right, height - 4, _month(last), "end"))
    said = "scores, the newest last: " + ", ".join(f"{value:.0f}" for _, value in points)
    return _svg(width, height, said, parts)


def _svg(width: float, height: float, said: str, parts: Sequence[Markup]) -> Markup:
    """`said` is read out by who cannot see it, and shown where one points at it."""
    return Markup(
        '<svg width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}" role="img" aria-label="{2}">'
        "<title>{2}</title>{3}</svg>"
    ).format(width, height, said, Markup().join(parts))


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float = 1) -> Markup:
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"/>'
    ).format(x, y, to_x, to_y, colour, width)


def _path(points: Sequence[tuple[float, float]], colour: str = INK) -> Markup:
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return Markup('<path d="M{}" fill="none" stroke="{}" stroke-width="1.2"/>').format(drawn, colour)


def _dot(x: float, y: float) -> Markup:
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.2" fill="{}"/>').format(x, y, INK)


def _text(x: float, y: float, said: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="8.5" fill="{}">{}</text>').format(
        x, y, anchor, FAINT, said
    )


def _height(value: float, height: float, margin: float) -> float:
    return _scaled(value, margin, height - margin)


def _scaled(value: float, top: float, bottom: float) -> float:
    return bottom - (bottom - top) * value / 100


def _month(moment: datetime) -> str:
    return f"{moment.astimezone():%b %Y}"
