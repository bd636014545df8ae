"""What one pass over a YAML text gives, and what is known of texts before anybody reads them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from servicesim.story.places import Path

MOST_FINDINGS: Final = 1_000
"""Findings that reading lists for one file; validating and linking list as many again, each."""

UNDER: Final = "put the text on a line of its own under '|'"
"""What helps with most texts that YAML misreads."""

PROSE: Final = frozenset(
    {"say", "text", "does", "says", "answer", "note", "briefing", "summary", "title", "aftermath"}
)
"""Keys whose values are read by people, where a ` #` is meant as part of the text."""


class Unread:
    """Stands in the data where a value could not be read."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD: Final = Unread()


class Trouble(NamedTuple):
    """Something wrong between two offsets of the text."""

    rule: str
    message: str
    start: int
    end: int
    path: Path


@dataclass
class Built:
    """What the events gave: see `Places` for the three arrays, `Written` for `held`.

    `error` is the parser's complaint where it gave up, `open` the path of what it was in, and `last` that
    of the last whole thing in there.
    """

    data: object = None
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    after: dict[int, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    held: set[Path] = field(default_factory=set)
    error: Exception | None = None
    open: Path = ()
    last: Path = ()
