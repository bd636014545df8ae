"""Where the parts of a YAML text stand, looked up by their path of keys.

A story of 10,000 scenes has over half a million keys and values, and only findings ask for places. So a
place is kept as three machine integers a node and worked out when it is asked for.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from servicesim.story.characters import ESCAPE, escaped

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a value: ("scenes", "opening", "replies", "wait", "then", 0)."""

BREAK = re.compile(r"\r\n|\r|\n")
_BLANK = " \t\r\n"


_Found = tuple[int | None, int | None, object]


class Place(NamedTuple):
    """Line and column from 1 and the length on that line, in code points."""

    line: int
    column: int
    length: int


class Places:
    """The places of one text's keys and values.

    `starts`, `ends` and `after` have one entry a node, in the order of the text: its first offset, the
    offset behind it, and the number of the first node that is not inside it. A map's nodes are key,
    value, key, value; `data` is what was built from them, in the same order.
    """

    def __init__(
        self, source: str, starts: array[int], ends: array[int], after: Mapping[int, int], data: object
    ) -> None:
        self._source = source
        self._starts = starts
        self._ends = ends
        self._after = after
        self._data = data
        self._lines: list[int] | None = None
        self._last: tuple[int, list[tuple[int, int]], list[int]] | None = None
        self._children: dict[int, dict[str | int, int]] = {}
        self._parents: dict[Path, tuple[_Found, bool]] = {}

    @property
    def empty(self) -> bool:
        """Whether the text holds nothing at all."""
        return not self._starts or self._data == ""

    def value(self, path: Path) -> Place:
        """Where the value stands; for a `|` or `>` text its first line.

        Where the path is not in the text, such as the long form of something written short: the nearest
        part that is.
        """
        node, _, data = self._find(path)
        if node is None:
            return Place(1, 1, 1)
        start, end = self._span(node, data)
        return self.at(start, end)

    def key(self, path: Path) -> Place:
        """Where the key of that value stands; for a list's item the item."""
        node, key, data = self._find(path)
        if node is None:
            return Place(1, 1, 1)
        if key is None:
            start, end = self._span(node, data)
            return self.at(start, end)
        return self.at(self._starts[key], self._ends[key])

    def within(self, path: Path, start: int, end: int) -> Place:
        """Where the code points `start` to `end` of a text's value stand.

        Right for plain, quoted and block texts over several lines; the text's own place where the two
        cannot be laid side by side, and the value's for what is no text.
        """
        span = self.span(path, start, end)
        return self.value(path) if span is None else self.at(*span)

    def span(self, path: Path, start: int, end: int) -> tuple[int, int] | None:
        """As `within`, as offsets of the whole text; None where they cannot be told."""
        node, _, data = self._find(path)
        if node is None or not isinstance(data, str):
            return None
        first = self._starts[node]
        if self._source.startswith(data, first):  # written plainly, on one line: by far the most common
            return first + start, first + end
        marks, visible = self._side_by_side(node, data)
        if not marks:
            return None
        left, right = bisect_left(visible, start), bisect_left(visible, end)
        if start < len(data) and data[start] not in _BLANK:
            begin = marks[min(left, len(marks) - 1)][0]
        else:
            begin = marks[left - 1][1] if left else marks[0][0]
        stop = marks[right - 1][1] if right > left else begin + 1
        return first + begin, first + stop

    def key_span(self, path: Path) -> tuple[int, int] | None:
        """The offsets of a map's key without its quotes; None for a list's item, and where there is none."""
        node, key, _ = self._find(path)
        if node is None or key is None or key == node or not isinstance(path[-1], str):
            return None
        start, end = self._starts[key], self._ends[key]
        if self._source[start : start + 1] in ("'", '"'):
            start, end = start + 1, end - 1
        return start, end

    def block(self, path: Path) -> tuple[int, int]:
        """The offsets of a key with its value, or of a list's item; of the nearest part there is.

        Comments and empty lines behind it are no part of it.
        """
        node, key, data = self._find(path)
        if node is None:
            return 0, 0
        start = self._starts[node if key is None else key]
        end = self._span(node, data)[1]
        while isinstance(data, dict | list):  # the parser ends them where the next part begins
            while end > start and self._source[end - 1] in _BLANK:
                end -= 1
            line = max(self._source.rfind(mark, start, end) for mark in "\r\n") + 1
            if not line or not self._source[line:end].lstrip().startswith("#"):
                break
            end = line
        return start, end

    def _side_by_side(self, node: int, text: str) -> tuple[list[tuple[int, int]], list[int]]:
        """The marks of a text and their offsets in it; kept, as one text often has several findings."""
        if self._last is None or self._last[0] != node:
            marks = _marks(self._source[self._starts[node] : self._ends[node]], text)
            self._last = (node, marks, [at for at, mark in enumerate(text) if mark not in _BLANK])
        return self._last[1:]

    def in_braces(self, path: Path) -> bool:
        """Whether what stands there is written between braces or brackets, on one line with its keys."""
        node, _, _ = self._find(path)
        return node is not None and self._source[self._starts[node]] in "{["

    def at(self, start: int, end: int) -> Place:
        """The place of two offsets of the text; the length stops at the end of the first line."""
        line = bisect_right(self._line_starts(), start)
        first = self._line_starts()[line - 1]
        length = min(end, first + len(self.line(line))) - start
        return Place(line, start - first + 1, max(length, 1))

    def line_at(self, offset: int) -> tuple[int, int]:
        """The line of an offset, counted from 1, and the offset at which it begins."""
        line = bisect_right(self._line_starts(), offset)
        return line, self._line_starts()[line - 1]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, counted from 1; of a column beyond the line, the line's end."""
        starts = self._line_starts()
        if line > len(starts):
            return len(self._source)
        return starts[line - 1] + min(column - 1, len(self.line(line)))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its break."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self._source)
        return self._source[starts[number - 1] : end].rstrip("\r\n")

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            self._lines = [0, *(found.end() for found in BREAK.finditer(self._source))]
        return self._lines

    def _find(self, path: Path) -> _Found:
        """The value's node, its key's node, and the value, of the deepest part of `path` there is."""
        if not self._starts:
            return None, None, None
        if not path:
            return 0, None, self._data
        above, whole = self._part(path[:-1])
        return self._step(above, path[-1])[0] if whole else above

    def _part(self, path: Path) -> tuple[_Found, bool]:
        """The deepest part of `path` there is, and whether that is the whole of it; kept, because neighbours
        are mostly asked for together."""
        if not path:
            return (0, None, self._data), True
        found = self._parents.get(path)
        if found is None:
            above, whole = self._part(path[:-1])
            found = self._parents[path] = self._step(above, path[-1]) if whole else (above, False)
        return found

    def _step(self, above: _Found, step: str | int) -> tuple[_Found, bool]:
        """Go on from a part by one step; false where there is nothing."""
        node, _, data = above
        if isinstance(data, dict):
            if step in data:
                node = self._inside(node or 0, data)[step]
                return (node, node - 1, data[step]), True
            # A number asks for an item of a list of which only one was written, without the list.
            return above, not isinstance(step, str)
        if not isinstance(data, list):
            return above, False
        if isinstance(step, str):
            if step not in data:
                return above, False
            step = data.index(step)  # a list of tags stands for a map from tags to weights
        elif not -len(data) <= step < len(data):
            return above, False
        node = self._inside(node or 0, data)[step % len(data)]
        return (node, node, data[step]), True

    def _inside(self, node: int, data: dict[str, object] | list[object]) -> dict[str | int, int]:
        """The value nodes of a map or a list, by key or position."""
        found = self._children.get(node)
        if found is None:
            found = {}
            at = node + 1
            for key in data if isinstance(data, dict) else range(len(data)):
                value = at + 1 if isinstance(data, dict) else at
                found[key] = value
                at = self._after.get(value, value + 1)
            self._children[node] = found
        return found

    def _span(self, node: int, data: object) -> tuple[int, int]:
        start, end = self._starts[node], self._ends[node]
        if isinstance(data, str) and self._source[start : start + 1] in ("|", ">"):
            marks = _marks(self._source[start:end], data)
            if marks:
                return start + marks[0][0], start + marks[-1][1]
        return start, end


def _marks(raw: str, text: str) -> list[tuple[int, int]]:
    """Where each visible code point of `text` stands in `raw`, as it was written; [] where they differ."""
    if raw[:1] in ("|", ">"):
        header = BREAK.search(raw)
        begin = header.end() if header else len(raw)
        marks = _visible(raw, begin, len(raw))
    elif raw[:1] == '"':
        marks = _double_quoted(raw)
    elif raw[:1] == "'":
        marks = _single_quoted(raw)
    else:
        marks = _visible(raw, 0, len(raw))
    wanted = sum(mark not in _BLANK for mark in text)
    return marks[:wanted] if len(marks) >= wanted else []


def _visible(raw: str, begin: int, end: int) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in range(begin, end) if raw[at] not in _BLANK]


def _single_quoted(raw: str) -> list[tuple[int, int]]:
    marks = []
    at = 1
    while at < len(raw) - 1:
        step = 2 if raw.startswith("''", at) else 1
        if raw[at] not in _BLANK:
            marks.append((at, at + step))
        at += step
    return marks


def _double_quoted(raw: str) -> list[tuple[int, int]]:
    marks = []
    at = 1
    while at < len(raw) - 1:
        escape = ESCAPE.match(raw, at)
        end = escape.end() if escape else at + 1
        if (escaped(escape.group()) if escape else raw[at]) not in _BLANK:
            marks.append((at, end))
        at = end
    return marks
