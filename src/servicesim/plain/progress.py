"""Shows on a terminal that long work goes on; where nobody looks, nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 0.5
"""Seconds that pass in silence: what is done by then needs no counter."""

PACE = 0.1
"""Seconds between two updates."""

CLEAR = "\r\x1b[K"
"""Back to the beginning of the line, and all of it gone."""


@contextmanager
def counter(
    stream: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int], None] | None]:
    """A function to be called with the number of states visited so far; None where there is no terminal."""
    if not stream.isatty():
        yield None
        return
    shown = False
    due = clock() + PATIENCE

    def progress(states: int) -> None:
        nonlocal shown, due
        if clock() >= due:
            shown, due = True, clock() + PACE
            stream.write(f"{CLEAR}{states:,} states visited")
            stream.flush()

    try:
        yield progress
    finally:
        if shown:
            stream.write(CLEAR)
            stream.flush()
