"""A story's file as it stands right now: read and linked, which takes milliseconds, and not yet proved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.linked import Story
from servicesim.story.places import BREAK
from servicesim.story.reader import Written, read
from servicesim.story.validate import validate

Stamp = tuple[int, int, int]
"""What changes when a file is written or another is put in its place: inode, time in ns, size in bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One state of a story's file.

    `story` is None where the file has errors; `stamp` is that of the file just before it was read, None
    where there was none.
    """

    written: Written
    story: Story | None
    findings: tuple[Finding, ...]
    stamp: Stamp | None

    @property
    def gone(self) -> bool:
        """Whether there is no such file."""
        return self.stamp is None

    def around(self, line: int, before: int, after: int) -> list[tuple[int, str]]:
        """A line of the file with as many before and after it, where they are there, with their numbers."""
        everything = BREAK.split(self.written.source)
        first, last = max(1, line - before), min(len(everything), line + after)
        return [(number, everything[number - 1]) for number in range(first, last + 1)]


def edition(path: Path) -> Edition:
    """Read and link a file. Never raises for what is in it, or for a file that is not there."""
    stamp = stamp_of(path)
    written = read(path)
    linked = link(validate(written))
    return Edition(written, linked.story, linked.findings, stamp)


def stamp_of(path: Path) -> Stamp | None:
    """The file's stamp; None where it cannot be asked, which mostly is because it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
