"""Words as lines of a terminal: wrapping, gauges, small plots. Everything here gives plain strings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from servicesim.story.render import printable

WIDTH = 78
"""Columns that plain text is wrapped to."""

BLOCKS = "▁▂▃▄▅▆▇█"


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """A text wrapped to `WIDTH`, its own paragraphs kept. `hanging` indents the lines after the first."""
    rest = indent if hanging is None else hanging
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if lines:
            lines.append("")
        words = printable(" ".join(paragraph.split()))
        lead = indent if not lines else rest
        lines += _wrap(words, lead, rest) or [lead.rstrip()]
    return lines


def gauge(value: float, most: float = 10, cells: int = 10) -> str:
    """A bar of `cells` cells for a value from 0 to `most`."""
    full = round(cells * value / most)
    return "█" * full + "░" * (cells - full)


def sparkline(levels: Sequence[int], most: int = 10) -> str:
    """One block for each level from 0 to `most`."""
    return "".join(BLOCKS[min(len(BLOCKS) - 1, level * len(BLOCKS) // (most + 1))] for level in levels)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns padded to their widest cell; nothing where there are no rows but the head."""
    cells = [list(head), *([printable(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _wrap(words: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
