"""Findings as text for a terminal and as JSON. What they are made of stands in `findings`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from servicesim.story.characters import printable
from servicesim.story.findings import Finding

__all__ = ["as_json", "as_text", "cells", "printable"]

TAB = 4
"""Cells that a tab of the source line takes on screen."""

WIDEST = 100
"""Cells of a source line that are shown; of a longer one the part around the mark."""


def as_text(finding: Finding) -> list[str]:
    """The finding as lines: what is wrong, the source line, the mark under it, what may be meant.

    Nothing of the file reaches the terminal as a control character.
    """
    where = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    lines = [f"{printable(where)}: {finding.severity}: {printable(finding.message)} [{finding.rule}]"]
    if finding.source is not None and finding.line is not None:
        lines += _excerpt(finding.source, finding.line, finding.column or 1, finding.length)
    if finding.suggestion is not None:
        lines.append(f"  did you mean '{printable(finding.suggestion)}'?")
    return lines


def as_json(finding: Finding) -> dict[str, object]:
    """The finding under the keys of `check --format json`, ready for json.dumps."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "scene": finding.scene,
        "reply": finding.reply,
        "witness": None if finding.witness is None else list(finding.witness),
        "length": None if finding.line is None else finding.length,
        "suggestion": finding.suggestion,
        "source": finding.source,
    }


def _excerpt(source: str, line: int, column: int, length: int) -> list[str]:
    cells = [_cell(mark) for mark in source]
    before, marked = cells[: column - 1], cells[column - 1 : column - 1 + length]
    start = _width(before)
    end = start + max(_width(marked), 1)
    text, start, end = _window("".join(cells).rstrip(), start, end)
    number = str(line)
    gutter = " " * len(number)
    return [f"  {number} | {text}", f"  {gutter} | {' ' * start}{'^' * max(end - start, 1)}"]


def _cell(mark: str) -> str:
    return " " * TAB if mark == "\t" else printable(mark)


def _window(text: str, start: int, end: int) -> tuple[str, int, int]:
    """What is shown of a long line, and where the mark stands in it, in cells."""
    if _width(text) <= WIDEST:
        return text, start, end
    skip = max(0, start - WIDEST // 2)
    kept, at = [], 0
    for mark in text:
        wide = cells(mark)
        if skip <= at < skip + WIDEST:
            kept.append(mark)
        elif at < skip < at + wide:
            kept.append(" ")
        at += wide
    left, right = ("…" if skip else ""), ("…" if at > skip + WIDEST else "")
    start, end = start - skip + len(left), min(end - skip, WIDEST) + len(left)
    return left + "".join(kept) + right, start, end


def _width(text: str | Iterable[str]) -> int:
    return sum(cells(mark) for part in text for mark in part)


def cells(mark: str) -> int:
    """Columns of a terminal that one code point takes: 0, 1 or 2."""
    if unicodedata.combining(mark) or unicodedata.category(mark) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in ("W", "F") else 1
