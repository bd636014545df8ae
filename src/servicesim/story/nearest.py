"""Names that are nearly right: "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

LONGEST = 80
"""Longer names are compared by their beginning: difflib's time grows with the square of the length."""

CUTOFF = 0.65
"""How alike two names must be, from 0 to 1. Below this, names that share a few letters are suggested."""


class Names:
    """Names that others can be held against, made ready once for any number of questions.

    How alike two names are at most follows from the letters that they share. Counted in bits, one for the
    first `e` of a name, another for its second, that costs next to nothing; so of ten thousand names only
    the few are compared that can still be the best.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self._bits: dict[tuple[str, int], int] = {}
        self._folded: dict[str, list[str]] = {}
        for candidate in dict.fromkeys(candidates):
            self._folded.setdefault(_fold(candidate), []).append(candidate)
        self._letters = {folded: self._letters_of(folded) for folded in self._folded}

    def nearest(self, name: str, most: int = 1) -> list[str]:
        """As `nearest`, among these names."""
        word = _fold(name)
        matcher = SequenceMatcher(None, "", word)
        best: list[tuple[float, str]] = []
        for bound, folded in self._promising(word):
            if len(best) >= most and bound < best[most - 1][0]:
                break
            if self._folded[folded] == [name]:
                continue
            matcher.set_seq1(folded)
            alike = matcher.ratio()
            if alike >= CUTOFF:
                best = sorted([*best, (alike, folded)], reverse=True)
        close = (candidate for _, folded in best[:most] for candidate in self._folded[folded])
        return [candidate for candidate in close if candidate != name][:most]

    def _promising(self, word: str) -> list[tuple[float, str]]:
        """The names that can be alike enough, each with how alike it can be at most, the highest first."""
        own, length = self._letters_of(word), len(word)
        bounds = [
            (bound, folded)
            for folded, letters in self._letters.items()
            if (bound := 2 * (own & letters).bit_count() / (length + len(folded) or 1)) >= CUTOFF
        ]
        return sorted(bounds, reverse=True)

    def _letters_of(self, word: str) -> int:
        letters = 0
        for letter in set(word):
            for count in range(word.count(letter)):
                letters |= self._bits.setdefault((letter, count), 1 << len(self._bits))
        return letters


def nearest(name: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The candidates that `name` was probably meant to be, best first, at most `most` of them.

    Case, and the difference between `-`, `_` and a space, count for little: `Her_Story` finds
    `her-story`. The name itself is never among the answers.
    """
    return Names(candidates).nearest(name, most)


def _fold(name: str) -> str:
    return name[:LONGEST].casefold().replace("-", "_").replace(" ", "_")
