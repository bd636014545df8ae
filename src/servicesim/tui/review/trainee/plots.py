"""The three scores of one person over time, as plots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import RenderResult
from textual.content import Content
from textual_plotext import PlotextPlot

from servicesim.tui.text import content, joined

if TYPE_CHECKING:
    from servicesim.results.standing import Attempt

FAIR, REPEAT = "●", "○"
LEGEND = f"{FAIR} first attempts without help   {REPEAT} repeats, and attempts with help"
_STYLES = {FAIR: "bold $primary", REPEAT: "$accent"}
_PARTS = re.compile(f"{FAIR}+|{REPEAT}+|[^{FAIR}{REPEAT}]+")
LEAST = 16, 6
"""Columns and lines under which nothing is drawn."""


class ScorePlot(PlotextPlot):
    """One score, 0 to 100, by the day it was earned.

    Plotext draws without colours of its own: its themes are colours of the terminal, and with NO_COLOR it
    would paint a background where there is none. The marks are told apart by their shapes, and coloured here.
    """

    DEFAULT_CSS = """
    ScorePlot { color: $text-muted; }
    """

    def __init__(self, score: str) -> None:
        super().__init__()
        self.theme = "clear"
        self._score = score
        self._fair: Sequence[tuple[datetime, float]] = ()
        self._repeats: Sequence[tuple[datetime, float]] = ()

    def show(self, fair: Sequence[Attempt], repeats: Sequence[Attempt]) -> None:
        """Shows these attempts, as far as they have this score."""
        self._fair, self._repeats = self._points(fair), self._points(repeats)
        self.refresh()

    def _points(self, attempts: Sequence[Attempt]) -> list[tuple[datetime, float]]:
        values = ((attempt.started, getattr(attempt.scores, self._score)) for attempt in attempts)
        return [(began, value) for began, value in values if value is not None]

    def render(self) -> RenderResult:
        head = joined((self._score, "bold $foreground"))
        if not self._fair and not self._repeats:
            return joined(head, "\n\nnothing yet")
        if self.size.width < LEAST[0] or self.size.height < LEAST[1]:
            return head
        return joined(head, "\n", self._drawn(self.size.width, self.size.height - 1))

    def _drawn(self, width: int, height: int) -> Content:
        # A figure of plotext keeps what was drawn before; cleared, it is as new.
        plot = self.plt
        plot.clear_figure()
        plot.theme("clear")
        plot.plotsize(width, height)
        plot._set_size(width, height)
        for mark, points in ((REPEAT, self._repeats), (FAIR, self._fair)):
            if points:
                plot.scatter(
                    [began.timestamp() for began, _ in points], [value for _, value in points], marker=mark
                )
        days = sorted(began for began, _ in (*self._fair, *self._repeats))
        first, last = days[0], days[-1]
        ends = [first] if first.date() == last.date() else [first, last]
        room = max(3600.0, (last - first).total_seconds() * 0.08)
        plot.xlim(first.timestamp() - room, last.timestamp() + room)
        plot.ylim(-4, 104)
        plot.yticks([0, 50, 100], ["0", "50", "100"])
        plot.xticks([end.timestamp() for end in ends], [_day(end) for end in ends])
        return _coloured(plot.build())


def _day(moment: datetime) -> str:
    here = moment.astimezone()
    return f"{here.day} {here:%b %y}"


def _coloured(drawn: str) -> Content:
    plain = re.sub("\x1b\\[[0-9;]*m", "", drawn).rstrip("\n")
    parts = _PARTS.findall(plain)
    return Content("").join(content(part, _STYLES.get(part[0], "")) for part in parts)
