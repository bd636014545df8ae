"""How resistance and trust moved over a conversation, as two plots of block characters side by side."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from servicesim.tui.text import content, joined

ROWS = 5
"""Lines of a plot. Each stands for two levels, so that half blocks show every level exactly."""

_AXIS = 4
_GAP = 4
_WIDEST_STEP = 4


def column(level: int) -> str:
    """A level of 0..10 as `ROWS` cells, from the top down."""
    cells = ["█" if level >= 2 * row + 2 else "▄" if level == 2 * row + 1 else " " for row in range(ROWS)]
    if level <= 0:
        cells[0] = "▁"
    return "".join(reversed(cells))


def sampled(count: int, room: int) -> list[int]:
    """Which of `count` columns to show where only `room` fit: evenly spread, first and last among them."""
    if count <= room:
        return list(range(count))
    return [round(place * (count - 1) / (room - 1)) for place in range(room)]


class LevelsPlot(Widget):
    """Levels before the first reply and after each; a mark under the one that is looked at."""

    DEFAULT_CSS = """
    LevelsPlot { height: auto; text-wrap: nowrap; }
    """

    resistance: reactive[tuple[int, ...]] = reactive(())
    """Levels 0..10: at the start, then after each reply."""
    trust: reactive[tuple[int, ...]] = reactive(())
    """The same of trust."""
    marked: reactive[int | None] = reactive(None)
    """The reply to mark, counted from 1; None for none."""

    def show(self, resistance: Sequence[int], trust: Sequence[int]) -> None:
        """Shows these levels; both hold one more than there are replies."""
        self.resistance = tuple(resistance)
        self.trust = tuple(trust)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return ROWS + 2

    def render(self) -> Content:
        width = (self.content_size.width - _GAP) // 2
        left = self._plot("resistance", self.resistance, width, "$accent")
        right = self._plot("trust", self.trust, width, "$primary")
        lines = [
            joined(a.pad_right(max(0, width + _GAP - a.cell_length)), b)
            for a, b in zip(left, right, strict=True)
        ]
        return Content("\n").join(lines)

    def _plot(self, name: str, levels: Sequence[int], width: int, style: str) -> list[Content]:
        if not levels:
            return [content("")] * (ROWS + 2)
        room = max(2, width - _AXIS)
        shown = sampled(len(levels), room)
        step = max(1, min(_WIDEST_STEP, room // len(shown)))
        filled = max(1, step - 1)
        columns = [column(levels[index]) for index in shown]
        head = joined((name, "bold"), f"  {levels[0]}", (" to ", "$text-muted"), (str(levels[-1]), "bold"))
        lines = [head]
        for row in range(ROWS):
            axis = {0: " 10 ┤", ROWS - 1: "  0 ┤"}.get(row, "    │")[1:]
            cells = "".join((cell[row] * filled).ljust(step) for cell in columns)
            lines.append(joined((axis, "$text-muted"), (cells, style)))
        lines.append(self._foot(shown, step, filled))
        return lines

    def _foot(self, shown: Sequence[int], step: int, filled: int) -> Content:
        """The mark, and under which reply it stands."""
        if self.marked is None:
            return joined((" " * _AXIS + "start", "$text-muted"))
        place = min(range(len(shown)), key=lambda at: abs(shown[at] - (self.marked or 0)))
        return joined((" " * (_AXIS + place * step) + "▴" * filled + f" {self.marked}", "bold"))
