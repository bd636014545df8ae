"""The value of a state: the highest mean of the measured scores that a complete continuation can reach.

A path of N replies divides its marks by D = max(N, par). For one D the mean of the scores is a weighted sum
of the marks and the trust at the end, so for one D it can be worked out backwards: `best[r][s]` is the most
that exactly r more replies can bring from state s. All paths of at most par replies share D = par, hence
one table; each longer length has its own. The last turn is unlike the others (what would lead to a scene
is out of time then), and only paths of exactly `max_turns` replies use it.

States are numbered in the order of their depth, so the states that can still have r replies of N ahead of
them are a beginning of the array, and no more of it is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servicesim.conversation import Exchange, exchange, is_over, offered
from servicesim.persona.levels import Persona
from servicesim.solver.columns import Ints
from servicesim.solver.explore import Explorer
from servicesim.solver.fans import MARKS, Fans, fans
from servicesim.solver.forms import Spot
from servicesim.solver.proof import MOST_VALUED, Proof, Range, can_be_valued
from servicesim.story.linked import State, Story

Floats = NDArray[np.float32]

TIE = 1e-3
"""Points within which two values are the same: single precision is good for about a tenth of this."""

NOWHERE = float("-inf")
"""The value of what leads to no ending."""

Marks = tuple[int, int]
"""Sums of marks for (empathy, clarity) of the replies given so far."""

_EMPATHY = np.repeat(np.arange(-3.0, 4.0), MARKS)
_CLARITY = np.tile(np.arange(-3.0, 4.0), MARKS)


class Value(NamedTuple):
    """The highest mean score (0..100) that can be reached, and the fewest replies it takes from here."""

    mean: float
    replies: int


class Weights(NamedTuple):
    """What a mark and a level of trust are worth in points of the mean, and the points of nothing at all."""

    empathy: float
    clarity: float
    trust: float
    nothing: float


class _Table(NamedTuple):
    """`best[r]` for paths that divide by `divisor`; `lengths` are the numbers of replies they can have."""

    divisor: int
    lengths: range
    best: list[Floats]


class Values:
    """Values of all states of one story, as far as some score is measured in it.

    Raises ValueError for a story of more than `MOST_VALUED` states, or one that is not proved. An explorer
    that has explored the story spares doing it again; steps of the last turn are then taken with it.
    """

    def __init__(self, story: Story, proof: Proof, explorer: Explorer | None = None) -> None:
        if not can_be_valued(proof):
            raise ValueError(f"values are worked out for proved stories of at most {MOST_VALUED} states")
        self.story = story
        self.par = proof.par or 1
        self._weights = weights_of((proof.empathy, proof.clarity, proof.trust))
        if explorer is None:
            explorer = Explorer(story, MOST_VALUED + 1, None)
            explorer.explore()
        self._explorer = explorer
        self._tables = self._all_tables()
        self._numbering = Lock()  # the app asks from several threads
        self._numbers: dict[tuple[Spot, Persona], int] = {}
        self._best: dict[tuple[State, Marks], Exchange | None] = {}

    def at(self, state: State, marks: Marks) -> Value | None:
        """The value of a state, given the marks so far; None where no continuation reaches an ending."""
        if is_over(self.story, state):
            return Value(self._mean(state.turn, marks, state.persona.trust), 0)
        number, sums = self.number(state), self._sums(marks)
        found: Value | None = None
        for table in self._tables:
            gained = sums / table.divisor + self._weights.nothing
            for replies in range(max(1, table.lengths.start - state.turn), table.lengths.stop - state.turn):
                best = table.best[replies]
                mean = gained + best.item(number) if number < len(best) else NOWHERE
                if mean > NOWHERE and (found is None or mean > found.mean + TIE):
                    found = Value(mean, replies)
        return found

    def choices(self, state: State, marks: Marks) -> list[tuple[Exchange, Value | None]]:
        """Every reply offered, in the order they were written, with the value of where it leads."""
        found = []
        for reply in offered(self.story, state):
            made = exchange(self.story, state, reply)
            found.append((made, self.at(made.after, added(marks, made))))
        return found

    def best(self, state: State, marks: Marks) -> Exchange | None:
        """The reply of highest value; of several the one with the shorter way, then the one written first."""
        if (state, marks) not in self._best:  # best lines from one moment and the next mostly run together
            chosen: tuple[Exchange, Value] | None = None
            for made, value in self.choices(state, marks):
                if value is not None and (chosen is None or _better(value, chosen[1])):
                    chosen = made, value
            self._best[state, marks] = None if chosen is None else chosen[0]
        return self._best[state, marks]

    def best_line(self, state: State, marks: Marks) -> list[Exchange]:
        """The best replies one after the other, from here to an ending; empty where none can be reached."""
        line: list[Exchange] = []
        while (made := self.best(state, marks)) is not None:
            line.append(made)
            state, marks = made.after, added(marks, made)
        return line

    def of_many(self, numbers: Ints, turn: int, empathy: Ints, clarity: Ints) -> Floats:
        """The highest means that can be reached from these states after just so many replies, which brought
        these sums of marks; minus infinity where no ending can be reached."""
        weights = self._weights
        endings = self._explorer.stepper.is_ending(self._explorer.states.spots.flat.take(numbers))
        sums = weights.empathy * empathy + weights.clarity * clarity
        found = np.where(
            endings,
            self._tables[0].best[0].take(numbers) + sums / max(turn, self.par) + weights.nothing,
            -np.inf,
        )
        for table in self._tables:
            gained = sums / table.divisor + weights.nothing
            for replies in range(max(1, table.lengths.start - turn), table.lengths.stop - turn):
                best = table.best[replies]
                inside = np.flatnonzero(numbers < len(best))
                found[inside] = np.maximum(found[inside], gained[inside] + best.take(numbers[inside]))
        return found

    def _mean(self, replies: int, marks: Marks, trust: int) -> float:
        weights = self._weights
        return self._sums(marks) / max(replies, self.par) + weights.nothing + weights.trust * trust

    def _sums(self, marks: Marks) -> float:
        return self._weights.empathy * marks[0] + self._weights.clarity * marks[1]

    def number(self, state: State) -> int:
        """The number of a state. Raises ValueError for one that cannot be reached."""
        stepper, states, forms = self._explorer.stepper, self._explorer.states, self._explorer.stepper.forms
        form = forms.spot(state), forms.persona(state.scene, state.persona)
        known = self._numbers.get(form)
        if known is not None:
            return known
        with self._numbering:
            spot, level = stepper.spot(form[0]), stepper.level(form[1])
            numbers, new = states.numbers(np.array([spot], np.int32), np.array([level], np.int32))
        if len(new):
            raise ValueError("this state cannot be reached in this story")
        self._numbers[form] = int(numbers[0])
        return self._numbers[form]

    def _all_tables(self) -> list[_Table]:
        explorer, turns = self._explorer, self.story.max_turns
        steps = fans(explorer.edges())
        last: list[Fans] = []
        if not self.story.reads_turn:
            # Whether or not a state is reached with exactly one turn to go, its last step can be asked for.
            numbers = np.arange(explorer.layers[min(turns - 1, len(explorer.layers) - 2) + 1], dtype=np.int32)
            last = fans(explorer.last_edges(numbers), numbers)
        shared = min(self.par, turns - 1)
        tables = [self._table(self.par, range(1, shared + 1), steps, steps)]
        for length in range(shared + 1, turns + 1):
            at_end = last if length == turns and last else steps
            tables.append(self._table(max(length, self.par), range(length, length + 1), steps, at_end))
        return tables

    def _table(self, divisor: int, lengths: range, steps: list[Fans], at_end: list[Fans]) -> _Table:
        """`best[r]` for r from 0 to the greatest length; `at_end` are the steps that are given last."""
        explorer, longest = self._explorer, lengths[-1] if lengths else 0
        by_marks = (self._weights.empathy * _EMPATHY + self._weights.clarity * _CLARITY) / divisor
        points = by_marks.astype(np.float32)
        best = [self._at_endings()]
        for replies in range(1, longest + 1):
            deepest = min(longest - replies, len(explorer.layers) - 2)
            before = explorer.layers[deepest + 1]
            best.append(_backwards(best[-1], at_end if replies == 1 else steps, before, points))
        return _Table(divisor, lengths, best)

    def _at_endings(self) -> Floats:
        explorer = self._explorer
        worth = np.full(len(explorer.states), -np.inf, np.float32)
        endings = explorer.endings()
        levels = explorer.stepper.levels.things
        trusts = [levels[level].trust for level in explorer.states.levels.flat[endings].tolist()]
        worth[endings] = self._weights.trust * np.array(trusts, np.float32)
        return worth


_kept: dict[str, Values] = {}


def values_of(story: Story, proof: Proof) -> Values | None:
    """The values of a story, kept for the next question about the same one; None where it has none."""
    if not can_be_valued(proof):
        return None
    values = _kept.get(story.digest)
    if values is None:
        values = Values(story, proof)
        _kept.clear()
        _kept[story.digest] = values
    return values


def added(marks: Marks, made: Exchange) -> Marks:
    """The sums of marks after one more exchange."""
    return marks[0] + made.empathy, marks[1] + made.clarity


def _better(one: Value, other: Value) -> bool:
    if abs(one.mean - other.mean) > TIE:
        return one.mean > other.mean
    return one.replies < other.replies


def weights_of(ranges: Sequence[Range | None]) -> Weights:
    measured = [held for held in ranges if held is not None and held.measured]
    worth = [
        100 / len(measured) / (held.best - held.worst) if held is not None and held.measured else 0.0
        for held in ranges
    ]
    nothing = -sum(
        weight * held.worst for weight, held in zip(worth, ranges, strict=True) if held is not None
    )
    return Weights(worth[0], worth[1], worth[2], nothing)


def _backwards(ahead: Floats, steps: list[Fans], before: int, points: Floats) -> Floats:
    """The most that one more reply than `ahead` can bring, for the first `before` states."""
    found = np.full(before, -np.inf, np.float32)
    for block in (block for sized in steps for block in sized.blocks(before)):
        best = np.full(len(block.states), -np.inf, np.float32)
        for target, marks in zip(block.targets, block.marks, strict=True):
            np.maximum(best, ahead.take(target) + points.take(marks), out=best)
        found[block.states] = best
    return found
