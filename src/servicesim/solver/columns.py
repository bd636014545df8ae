"""Growing tables of numbers, and names for things as small numbers.

Everything the solver visits by the million is a row in such tables; Python's own objects are kept for
what comes by the thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Ints = NDArray[Any]
"""An array of whole numbers of whatever width."""

Thing = TypeVar("Thing", bound=Hashable)

UNKNOWN = -1


class Interner(Generic[Thing]):
    """Numbers for things, 0, 1, 2... in the order in which they are first met."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self._numbers: dict[Thing, int] = {}

    def __len__(self) -> int:
        return len(self.things)

    def number(self, thing: Thing) -> tuple[int, bool]:
        """The thing's number, and whether it is met for the first time."""
        number = self._numbers.get(thing)
        if number is not None:
            return number, False
        number = self._numbers[thing] = len(self.things)
        self.things.append(thing)
        return number, True


class Column:
    """A numpy array that grows by appending at its end; `width` numbers a row."""

    def __init__(self, dtype: DTypeLike, width: int = 1) -> None:
        self._width = width
        self._cells: Ints = np.zeros(64 * width, dtype)
        self._used = 0
        self._waiting: list[int] = []
        """Rows that came one by one: storing them in the array together is many times as quick."""

    def __len__(self) -> int:
        return (self._used + len(self._waiting)) // self._width

    def append(self, *row: int) -> None:
        """Add one row."""
        self._waiting += row

    def extend(self, cells: Ints) -> None:
        """Add many rows, given flat."""
        if self._waiting:
            self._store_waiting()
        self._store(cells)

    def _store_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._store(np.array(waiting, self._cells.dtype))

    def _store(self, cells: Ints) -> None:
        used = self._used + len(cells)
        if used > len(self._cells):
            grown = np.zeros(max(used, 3 * len(self._cells) // 2), self._cells.dtype)
            grown[: self._used] = self._cells[: self._used]
            self._cells = grown
        self._cells[self._used : used] = cells
        self._used = used

    @property
    def flat(self) -> Ints:
        """All rows, one after the other. Not to be kept across an append."""
        if self._waiting:
            self._store_waiting()
        return self._cells[: self._used]


class Memo:
    """The answers to a question with two numbers, a whole number from 0 each; each is asked once."""

    def __init__(self) -> None:
        self._answers: Ints = np.full((64, 4), UNKNOWN, np.int32)

    def ask(
        self,
        rows: Ints,
        columns: Ints,
        shape: tuple[int, int],
        question: Callable[[Ints], Sequence[int] | Ints],
    ) -> Ints:
        """The answer for each pair. All rows and columns are below `shape`.

        What is not known yet is asked together: the question is given a place in `rows` and `columns` of
        each such pair.
        """
        self._reserve(shape)
        answers = self._answers.reshape(-1)
        places = rows * np.intp(self._answers.shape[1]) + columns
        found = answers.take(places)
        missing = np.flatnonzero(found < 0)
        if len(missing):
            wanted, first = np.unique(places[missing], return_index=True)
            answers[wanted] = question(missing[first])
            found[missing] = answers.take(places[missing])
        return found

    def _reserve(self, shape: tuple[int, int]) -> None:
        rows, columns = self._answers.shape
        if shape[0] > rows or shape[1] > columns:
            rows = rows if shape[0] <= rows else max(shape[0], rows + rows // 2)
            columns = columns if shape[1] <= columns else max(shape[1], columns + columns // 2)
            grown = np.full((rows, columns), UNKNOWN, np.int32)
            grown[: self._answers.shape[0], : self._answers.shape[1]] = self._answers
            self._answers = grown
