"""The states visited so far, each with its number, found by spot and levels."""

from __future__ import annotations

import numpy as np

from servicesim.solver.columns import UNKNOWN, Column, Ints

PAGE_BITS = 4
PAGE = 1 << PAGE_BITS


class States:
    """Numbers for (spot, levels), 0, 1, 2... in the order in which they are first met.

    A table of all pairs would be mostly empty, so it is kept in pages of a few levels, made when needed.
    Looking up is two reads, near each other for states that are near each other: many times quicker here
    than sorting or hashing.
    """

    def __init__(self) -> None:
        self.spots = Column(np.int32)
        self.levels = Column(np.int16)
        self._page_of: Ints = np.full((64, 8), UNKNOWN, np.int32)
        self._numbers: Ints = np.full(64 * PAGE, UNKNOWN, np.int32)
        self._pages = 0

    def __len__(self) -> int:
        return len(self.spots)

    def numbers(self, spots: Ints, levels: Ints) -> tuple[Ints, Ints]:
        """The number of each pair, and the places in the arrays of those that were new, in the order of
        their numbers. Pairs may repeat."""
        cells = self._cells(spots, levels)
        found = self._numbers.take(cells)
        fresh = np.flatnonzero(found < 0)
        if not len(fresh):
            return found, fresh
        # Of the places that hold the same new pair, the one whose own mark stays is taken for it.
        cells_of_fresh = cells.take(fresh)
        self._numbers[cells_of_fresh] = fresh
        new = fresh[self._numbers.take(cells_of_fresh) == fresh]
        # States of one spot get neighbouring numbers: steps then mostly lead from neighbours to neighbours.
        new = new[np.argsort(spots.take(new) * np.int64(1 << 16) + levels.take(new), kind="stable")]
        self._numbers[cells.take(new)] = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self.spots.extend(spots.take(new))
        self.levels.extend(levels.take(new))
        found[fresh] = self._numbers.take(cells_of_fresh)
        return found, new

    def _cells(self, spots: Ints, levels: Ints) -> Ints:
        """Where the pairs' numbers stand, pages being made where there are none."""
        self._reserve(int(spots.max(initial=0)) + 1, (int(levels.max(initial=0)) >> PAGE_BITS) + 1)
        places = spots * np.intp(self._page_of.shape[1]) + (levels >> PAGE_BITS)
        page_of = self._page_of.reshape(-1)
        pages = page_of.take(places)
        missing = np.unique(places[pages < 0])
        if len(missing):
            page_of[missing] = np.arange(self._pages, self._pages + len(missing), dtype=np.int32)
            self._pages += len(missing)
            if self._pages * PAGE > len(self._numbers):
                grown = np.full(max(self._pages * PAGE, 2 * len(self._numbers)), UNKNOWN, np.int32)
                grown[: len(self._numbers)] = self._numbers
                self._numbers = grown
            pages = page_of.take(places)
        return pages * np.intp(PAGE) + (levels & PAGE - 1)

    def _reserve(self, rows: int, columns: int) -> None:
        had_rows, had_columns = self._page_of.shape
        if rows > had_rows or columns > had_columns:
            rows = had_rows if rows <= had_rows else max(rows, 2 * had_rows)
            columns = had_columns if columns <= had_columns else max(columns, 2 * had_columns)
            grown = np.full((rows, columns), UNKNOWN, np.int32)
            grown[:had_rows, :had_columns] = self._page_of
            self._page_of = grown
