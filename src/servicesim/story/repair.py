"""Reading on after a mistake: the entry to blame is taken out of the text, and the rest is read again.

Every code point that is taken out leaves a space, so that all places stay what they were.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from servicesim.story.explain import Complaint, Lines, holds_more, indent, keyed

STAND_IN = "x"
"""What is written in place of a value."""


_LEAD = re.compile(r"^[ \t]*(?:-[ \t]+)*", re.MULTILINE)


class Repaired(NamedTuple):
    """A text to read again, and the offset of the value that was taken out, None where it was no value."""

    source: str
    unread: int | None


def repair(source: str, lines: Lines, complaint: Complaint) -> Repaired | None:
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
    return Repaired(text, begin if stand_in else None)


def _inside(text: str, own: int) -> bool:
    return not text.strip() or indent(text) > own
