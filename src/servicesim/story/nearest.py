"""Names that are nearly right: "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 80
"""Longer names are compared by their beginning: difflib's time grows with the square of the length."""

CUTOFF = 0.65
"""How alike two names must be, from 0 to 1. Below this, names that share a few letters are suggested."""


def nearest(name: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The candidates that `name` was probably meant to be, best first, at most `most` of them.

    Case, and the difference between `-`, `_` and a space, count for little: `Her_Story` finds
    `her-story`. The name itself is never among the answers.
    """
    folded: dict[str, list[str]] = {}
    for candidate in candidates:
        if candidate != name:
            folded.setdefault(_fold(candidate), []).append(candidate)
    close = difflib.get_close_matches(_fold(name), folded, n=most, cutoff=CUTOFF)
    return list(dict.fromkeys(candidate for match in close for candidate in folded[match]))[:most]


def _fold(name: str) -> str:
    return name[:LONGEST].casefold().replace("-", "_").replace(" ", "_")
