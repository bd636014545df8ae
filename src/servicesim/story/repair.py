"""Reading on after a mistake: the entry to blame is taken out of the text, and the rest is read again.

Every code point that is taken out leaves a space, so that all places stay what they were.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from servicesim.story.built import Built, Trouble
from servicesim.story.events import build
from servicesim.story.explain import Complaint, Lines, explain, holds_more, indent, keyed
from servicesim.story.places import Path

STAND_IN = "x"
"""What is written in place of a value."""

MOST_REPAIRS: Final = 50
"""Mistakes of grammar that are looked for in one file."""

MOST_READ_AGAIN: Final = 10_000_000
"""Code points that are read again, altogether, to find more of them."""

_LEAD = re.compile(r"^[ \t]*(?:-[ \t]+)*", re.MULTILINE)


class Repaired(NamedTuple):
    """A text to read again.

    `unread` is the offset of the value that was taken out, None where it was no value; `swallowed` says
    keys below went with it.
    """

    source: str
    unread: int | None
    swallowed: bool = False


def build_on(source: str) -> tuple[Built, list[Trouble]]:
    """The data of a text, and what its grammar is blamed for, all of it where that can be found.

    Where the parser gives up, what is to blame is taken out and the text read again. Where that leads
    no further, what stands before is kept.
    """
    built = build(source)
    if built.error is None:
        return built, []
    return _Repairs(source, built).done()


class _Repairs:
    """The repairs of one text."""

    def __init__(self, source: str, built: Built) -> None:
        self.source = source
        self.built = built
        self.as_written = Lines(source)
        self.complaints: list[Trouble] = []
        self.unread: dict[int, bool] = {}
        self.held: set[Path] = set()
        self.blamed: dict[int, int] = {}
        self.told_of_tabs = False
        self.misplaced: int | None = None

    def done(self) -> tuple[Built, list[Trouble]]:
        """Repair as much as can be."""
        most = min(MOST_REPAIRS, max(1, MOST_READ_AGAIN // len(self.source)))
        for _ in range(most):
            if self.built.error is None or not self._repair(self.built.error):
                break
        self.built.held |= self.held
        return self.built, self.complaints

    def _repair(self, error: Exception) -> bool:
        """Tell of a mistake and read on without it; whether that was possible."""
        lines = Lines(self.source)
        complaint = explain(error, lines)
        times = self.blamed[complaint.line] = self.blamed.get(complaint.line, 0) + 1
        if times == 1 and not self._is_consequence(complaint):
            self.complaints.append(Trouble("syntax", *complaint[:3], self.built.open))
        if times == 2:
            complaint = complaint._replace(mend="line")
        self.told_of_tabs |= complaint.mend == "tabs"
        repaired = None if times > 2 else _repaired(self.source, lines, complaint)
        if repaired is None:
            return False
        if repaired.unread is None:
            self.held |= {self.built.open, self.built.last}
        else:
            self.unread[repaired.unread] = repaired.swallowed
        self.source = repaired.source
        self.built = build(self.source, self.unread)
        return True

    def _is_consequence(self, complaint: Complaint) -> bool:
        """Whether a complaint only says again what an earlier one said of the same tabs or the same block."""
        line, before = complaint.line, self.misplaced
        if complaint.misplaced:
            self.misplaced = line
            if before is not None and self.as_written.is_same_block(before, line):
                return True
        return self.told_of_tabs and self.as_written.has_tab(line)


def _repaired(source: str, lines: Lines, complaint: Complaint) -> Repaired | None:
    """The text without what a complaint blames; None where nothing can be done about it."""
    if complaint.mend == "nothing":
        return None
    if complaint.mend == "tabs":
        return Repaired(_LEAD.sub(lambda lead: lead.group().replace("\t", " "), source), None)
    text = lines.texts[complaint.line]
    found = keyed(text) if complaint.mend == "value" else None
    if found is not None:
        return _without(source, lines, complaint.line, found[1], STAND_IN)
    return _without(source, lines, complaint.line, indent(text), "")


def _without(source: str, lines: Lines, line: int, column: int, stand_in: str) -> Repaired:
    """Take out what begins on `line` at `column`, and all that stands further in below it."""
    last = line + 1
    if holds_more(lines.texts[line]):
        own = indent(lines.texts[line])
        while last < len(lines.texts) and _inside(lines.texts[last], own):
            last += 1
    begin = lines.starts[line] + column
    end = lines.starts[last - 1] + len(lines.texts[last - 1])
    gone = "".join(mark if mark in "\r\n" else " " for mark in source[begin:end])
    text = source[:begin] + stand_in + gone[len(stand_in) :] + source[end:]
    swallowed = any(holds_more(below) for below in lines.texts[line + 1 : last])
    return Repaired(text, begin if stand_in else None, swallowed)


def _inside(text: str, own: int) -> bool:
    return not text.strip() or indent(text) > own
