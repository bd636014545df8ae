"""Pairs of numbers that were met so far, each with its number: states by spot and levels, and spots."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from servicesim.solver.columns import UNKNOWN, Column, Ints

SCATTER, STRIDE = 0x9E3779B1, 0x85EBCA6B
"""Odd numbers that spread first numbers over the table, for the first place to look and for the way on."""

NEAR = 32_749
"""A prime: second numbers, which may be of two bytes or any mask of facts, are taken modulo it."""

CLAIMED = -2
"""What a cell holds while new pairs are numbered: this less the place of the pair that is to have it."""


class Pairs:
    """Numbers for pairs, 0, 1, 2... in the order in which they are first met.

    A hash table of numbers, looked through for whole arrays at once. The pairs of one first number lie next
    to each other in it, wherever that puts them: steps mostly lead from neighbours to neighbours, and so
    mostly read memory in order.
    """

    def __init__(self, first: DTypeLike, second: DTypeLike) -> None:
        self.firsts = Column(first)
        self.seconds = Column(second)
        self._table: Ints = np.full(1 << 10, UNKNOWN, np.int32)

    def __len__(self) -> int:
        return len(self.firsts)

    def numbers(self, firsts: Ints, seconds: Ints) -> tuple[Ints, Ints]:
        """The number of each pair, and the places in the arrays of those that were new, in the order of
        their numbers. Pairs may repeat."""
        self._reserve(len(firsts))
        found, cells = self._found(firsts, seconds)
        waiting = np.flatnonzero(found < 0)
        if not len(waiting):
            return found, waiting
        holders = CLAIMED - found.take(waiting)
        new = waiting[holders == waiting]
        numbers: Ints = np.arange(len(self), len(self) + len(new), dtype=np.int32)
        self._table[cells.take(new)] = numbers
        found[new] = numbers
        found[waiting] = found.take(holders)
        self.firsts.extend(firsts.take(new))
        self.seconds.extend(seconds.take(new))
        return found, new

    def _found(self, firsts: Ints, seconds: Ints) -> tuple[Ints, Ints]:
        """The numbers of these pairs, or the claims of the first place of each that has none; and for each
        pair a cell: its own for a place whose claim holds."""
        table, known, known_too = self._table, self.firsts.flat, self.seconds.flat
        found: Ints = np.empty(len(firsts), np.int32)
        cells = self._first(firsts, seconds)
        asked, at = np.arange(len(firsts)), cells
        while len(asked):
            held = table.take(at)
            free = np.flatnonzero(held == UNKNOWN)
            if len(free):
                # Equal pairs come to a free cell together; written last, the first place of all has it.
                table[at[free[::-1]]] = CLAIMED - asked[free[::-1]]
                cells[asked[free]] = at[free]
                held[free] = table.take(at[free])
            first, second = firsts.take(asked), seconds.take(asked)
            claimed = held < 0
            same = np.zeros(len(asked), np.bool_)
            for here, holders, ones, others in (
                (np.flatnonzero(~claimed), held, known, known_too),
                (np.flatnonzero(claimed), CLAIMED - held, firsts, seconds),
            ):
                by = holders.take(here)
                same[here] = (ones.take(by) == first.take(here)) & (others.take(by) == second.take(here))
            found[asked[same]] = held[same]
            left = np.flatnonzero(~same)
            asked = asked[left]
            at = self._next(at[left], first[left])
        return found, cells

    def _reserve(self, more: int) -> None:
        """Keep half of the table free, however many of so many pairs are new."""
        size = len(self._table)
        while size < 2 * (len(self) + more):
            size *= 2
        if size == len(self._table):
            return
        self._table = np.full(size, UNKNOWN, np.int32)
        firsts = self.firsts.flat
        numbers: Ints = np.arange(len(self), dtype=np.int32)
        cells = self._first(firsts, self.seconds.flat)
        while len(numbers):
            free = np.flatnonzero(self._table.take(cells) < 0)
            self._table[cells[free]] = numbers[free]
            left = np.flatnonzero(self._table.take(cells) != numbers)  # of several for one cell, one has it
            numbers = numbers[left]
            cells = self._next(cells[left], firsts.take(numbers))

    def _first(self, firsts: Ints, seconds: Ints) -> Ints:
        near = (seconds % NEAR).astype(np.int64)
        cells: Ints = firsts.astype(np.int64) * SCATTER + near & len(self._table) - 1
        return cells

    def _next(self, cells: Ints, firsts: Ints) -> Ints:
        """The next cell to look in: each first number has a way of its own, which comes to every cell.

        Neighbours go further apart with each step, so that a full region is soon left.
        """
        following: Ints = cells * 5 + (firsts.astype(np.int64) * STRIDE | 1) & len(self._table) - 1
        return following


class States(Pairs):
    """The states visited so far, each found by its spot and levels."""

    def __init__(self) -> None:
        super().__init__(np.int32, np.int16)

    @property
    def spots(self) -> Column:
        """Where each state is."""
        return self.firsts

    @property
    def levels(self) -> Column:
        """The attitude and the levels of each state's persona."""
        return self.seconds
