"""From a file to plain data with places: one pass over the YAML parser's events, with all limits.

Every scalar is its exact text. What cannot be read is found, not guessed: an alias or a tag leaves
`UNREAD` in its place, and where the parser gives up, everything before that is kept.
"""

from __future__ import annotations

import gc
import pathlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from servicesim.story.built import MOST_FINDINGS, UNREAD, Trouble
from servicesim.story.characters import UNSEEN, unseen
from servicesim.story.findings import Finding, Severity
from servicesim.story.places import Path, Place, Places
from servicesim.story.repair import build_on

__all__ = ["MOST_BYTES", "UNREAD", "Written", "collector_paused", "read", "read_text"]

MOST_BYTES: Final = 16 * 1024 * 1024
"""The largest file that is read."""


TOO_MANY: Final = f"There are more than {MOST_FINDINGS:,} findings; the rest is not listed."


@dataclass
class Written:
    """A file as it was read.

    `data` is None where there is no map to work on. `held` are the paths of what was not read: a value
    that had to be refused stands in `data` as `UNREAD`; where reading stopped early, every map and list
    that was still open then is held, the whole file, `()`, among them.
    """

    path: str
    source: str
    data: dict[str, object] | None
    places: Places
    findings: list[Finding]
    held: frozenset[Path] = field(default=frozenset())

    def finding(
        self,
        rule: str,
        message: str,
        place: Place | None,
        severity: Severity = "error",
        *,
        scene: str | None = None,
        reply: str | None = None,
        suggestion: str | None = None,
    ) -> Finding:
        """A finding in this file, with the source line of its place filled in."""
        if place is None:
            return Finding(
                rule, severity, message, self.path, scene=scene, reply=reply, suggestion=suggestion
            )
        source = self.places.line(place.line)
        return Finding(rule, severity, message, self.path, *place, source, scene, reply, suggestion)

    def add(self, trouble: Trouble) -> None:
        """Take in what the parser's events showed."""
        place = self.places.at(trouble.start, trouble.end)
        scene, reply = home(trouble.path)
        self.findings.append(self.finding(trouble.rule, trouble.message, place, scene=scene, reply=reply))


def home(path: Path) -> tuple[str | None, str | None]:
    """The scene and the reply that a path lies in."""
    scene = str(path[1]) if len(path) > 1 and path[0] == "scenes" else None
    if scene is not None and len(path) > 3 and path[2] == "replies":
        return scene, str(path[3])
    if len(path) > 1 and path[0] == "replies":
        return None, str(path[1])
    return scene, None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Run without the cyclic garbage collector: it would walk the half-built story again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read(path: pathlib.Path) -> Written:
    """Read a story's file. Never raises for what is in the file, or for a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        return _unread(str(path), "unreadable-file", f"The file cannot be read: {error.strerror or error}.")
    return read_text(content, str(path))


def read_text(source: str | bytes, path: str) -> Written:
    """Read a story's text; `path` is what findings call it. Never raises for what is in the text."""
    if len(source) > MOST_BYTES:
        message = f"The file is larger than {MOST_BYTES // 1024**2} MB; a story is never that large."
        return _unread(path, "too-large", message)
    with collector_paused():
        return _read(source, path)


def _unread(path: str, rule: str, message: str) -> Written:
    places = Places("", array("I"), array("I"), {}, None)
    written = Written(path, "", None, places, [], frozenset({()}))
    written.findings.append(written.finding(rule, message, None))
    return written


def _read(source: str | bytes, path: str) -> Written:
    early: list[Trouble] = []
    if isinstance(source, bytes):
        source = _decoded(source, early)
    text = source.removeprefix("\ufeff")
    clean = _without_unseen(text, early)
    built, complaints = build_on(clean)
    places = Places(clean, built.starts, built.ends, built.after, built.data)
    data = built.data if isinstance(built.data, dict) else None
    written = Written(path, text, data, places, [], frozenset(built.held))
    troubles = {(trouble.rule, trouble.start): trouble for trouble in (*early, *built.troubles, *complaints)}
    for trouble in islice(troubles.values(), MOST_FINDINGS):
        written.add(trouble)
    if len(troubles) > MOST_FINDINGS:
        written.findings.append(written.finding("too-many-findings", TOO_MANY, None))
    return written


def _decoded(source: bytes, early: list[Trouble]) -> str:
    """The text of a file; of one that is not UTF-8 as much as can be made of it."""
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in source:
            message = "This is no text in UTF-8, but UTF-16 or another kind of file; save it as UTF-8."
            early.append(Trouble("not-utf8", message, 0, 0, ()))
            return ""
        at = len(source[: error.start].decode("utf-8").removeprefix("\ufeff"))
        message = "From here on the file is not UTF-8; save it as UTF-8."
        early.append(Trouble("not-utf8", message, at, at + 1, ()))
        return source.decode("utf-8", errors="replace")


def _without_unseen(text: str, early: list[Trouble]) -> str:
    """The text with a mark in place of each character that may not stand in it, each reported."""
    if not UNSEEN.search(text):
        return text
    early += (
        Trouble("control-character", unseen(found.group()), found.start(), found.end(), ())
        for found in islice(UNSEEN.finditer(text), MOST_FINDINGS)
    )
    return UNSEEN.sub("\ufffd", text)
