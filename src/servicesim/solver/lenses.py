"""Levels in classes: those that the conditions at one place cannot tell apart are asked about once."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from servicesim.persona.levels import LEFT, Persona
from servicesim.solver.columns import Interner, Ints, Memo

Question = Callable[[Persona, int, int], Hashable]
"""A compiled test of a persona's levels and attitude, or anything of that form."""


class Lenses:
    """Classes of levels, each under a *lens*: a set of tests, or of other questions about a persona.

    Whether the persona has left belongs to every lens.
    """

    def __init__(self, levels: Interner[Persona]) -> None:
        self._levels = levels
        self._lenses: Interner[tuple[Question, ...]] = Interner()
        self._answers: list[Interner[tuple[object, ...]]] = []
        self._classes = Memo()
        self.most = 1
        """More than the number of any class."""

    def number(self, questions: tuple[Question, ...]) -> int:
        """The number of a lens."""
        number, new = self._lenses.number(questions)
        if new:
            self._answers.append(Interner())
        return number

    def classes(self, lenses: Ints, levels: Ints) -> Ints:
        """The classes of levels, each under its lens."""
        return self._classes.ask(
            lenses,
            levels,
            (len(self._lenses), len(self._levels)),
            lambda places: [
                self._ask(lens, level)
                for lens, level in zip(lenses[places].tolist(), levels[places].tolist(), strict=True)
            ],
        )

    def _ask(self, lens: int, level: int) -> int:
        persona = self._levels.things[level]
        answers = tuple([question(persona, 0, 0) for question in self._lenses.things[lens]])
        number, _ = self._answers[lens].number((persona.attitude == LEFT, *answers))
        self.most = max(self.most, number + 1)
        return number
