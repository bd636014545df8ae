"""The states visited so far, each with its number, found by spot and levels."""

from __future__ import annotations

import numpy as np

from servicesim.solver.columns import UNKNOWN, Column, Ints

LEVEL_BITS = 16

SCATTER, STRIDE = 0x9E3779B1, 0x85EBCA6B
"""Odd numbers that spread spots over the table, for the first place to look and for the way to the next."""


class States:
    """Numbers for (spot, levels), 0, 1, 2... in the order in which they are first met.

    A hash table of numbers, looked through for whole arrays at once. The levels of one spot lie next to each
    other in it, wherever the spot puts them: steps mostly lead from neighbours to neighbours, and so mostly
    read memory in order.
    """

    def __init__(self) -> None:
        self.spots = Column(np.int32)
        self.levels = Column(np.int16)
        self._keys = Column(np.int64)
        self._table: Ints = np.full(1 << 12, UNKNOWN, np.int32)

    def __len__(self) -> int:
        return len(self._keys)

    def numbers(self, spots: Ints, levels: Ints) -> tuple[Ints, Ints]:
        """The number of each pair, and the places in the arrays of those that were new, in the order of
        their numbers. Pairs may repeat.

        Of several new states those of one spot get neighbouring numbers.
        """
        keys = spots.astype(np.int64) << LEVEL_BITS | levels
        found = self._found(keys)
        missing = np.flatnonzero(found < 0)
        if not len(missing):
            return found, missing
        new, first, which = np.unique(keys[missing], return_index=True, return_inverse=True)
        found[missing] = len(self) + which
        places = missing[first]
        self.spots.extend(spots[places])
        self.levels.extend(levels[places])
        self._keys.extend(new)
        if 2 * len(self) > len(self._table):
            self._grow()
        else:
            self._insert(new, len(self) - len(new))
        return found, places

    def _found(self, keys: Ints) -> Ints:
        """The numbers of these keys, UNKNOWN for those that have none."""
        table, known = self._table, self._keys.flat
        found: Ints = np.full(len(keys), UNKNOWN, np.int32)
        asked: Ints = np.arange(len(keys))
        cells = self._first(keys)
        while len(asked):
            held = table.take(cells)
            there = np.flatnonzero(held >= 0)  # where a cell is free, the search for its key has ended
            asked, cells, held = asked[there], cells[there], held[there]
            same = known.take(held) == keys.take(asked)
            found[asked[same]] = held[same]
            asked, cells = asked[~same], self._next(cells[~same], keys.take(asked[~same]))
        return found

    def _insert(self, keys: Ints, first: int) -> None:
        """Put the numbers from `first` on into the table, under these keys, which are not in it."""
        table = self._table
        numbers: Ints = np.arange(first, first + len(keys), dtype=np.int32)
        cells = self._first(keys)
        while len(numbers):
            free = np.flatnonzero(table.take(cells) < 0)
            table[cells[free]] = numbers[free]
            left = np.flatnonzero(table.take(cells) != numbers)  # of several for one cell, one has it
            numbers = numbers[left]
            cells = self._next(cells[left], keys.take(numbers - first))

    def _grow(self) -> None:
        size = len(self._table)
        while size < 3 * len(self):
            size *= 2
        self._table = np.full(size, UNKNOWN, np.int32)
        self._insert(self._keys.flat, 0)

    def _first(self, keys: Ints) -> Ints:
        levels = keys & (1 << LEVEL_BITS) - 1
        cells: Ints = (keys >> LEVEL_BITS) * SCATTER + levels & len(self._table) - 1
        return cells

    def _next(self, cells: Ints, keys: Ints) -> Ints:
        """The next cell to look in: all levels of a spot go on to the same other region."""
        following: Ints = cells + ((keys >> LEVEL_BITS) * STRIDE | 1) & len(self._table) - 1
        return following
