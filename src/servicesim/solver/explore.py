"""Visits every state that a story can reach, fewest replies first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from servicesim.conversation import Lack
from servicesim.solver.columns import Column, Ints
from servicesim.solver.states import States
from servicesim.solver.steps import Stepper, Steps
from servicesim.story.linked import Story

BLOCK = 1 << 15
"""How many states are stepped from at once: their arrays then stay in the processor's caches."""


class TooManyStates(Exception):
    """There are more states than the bound."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Steps from states to states: those of the `i`-th state are `offsets[i]` to `offsets[i + 1]`, in the
    order in which its replies were written.

    `target` numbers states; `reply` is the reply's place in its scene, `empathy` and `clarity` its marks.
    """

    offsets: Ints
    target: Ints
    reply: Ints
    empathy: Ints
    clarity: Ints


class _Taken:
    """Steps in columns, state after state as they are taken."""

    def __init__(self) -> None:
        self._offsets = Column(np.int32)
        self._target = Column(np.int32)
        self._reply = Column(np.int16)
        self._empathy = Column(np.int8)
        self._clarity = Column(np.int8)
        self._offsets.append(0)

    def add(self, counts: Ints, steps: Steps, target: Ints) -> None:
        """Add the steps out of as many states as there are counts."""
        self._offsets.extend(self._offsets.flat[-1] + np.cumsum(counts, dtype=np.int32))
        self._target.extend(target)
        self._reply.extend(steps.reply)
        self._empathy.extend(steps.empathy)
        self._clarity.extend(steps.clarity)

    def edges(self) -> Edges:
        """All of them."""
        return Edges(
            self._offsets.flat, self._target.flat, self._reply.flat, self._empathy.flat, self._clarity.flat
        )


@dataclass(slots=True)
class Fault:
    """Something that the story did not provide for, first met when `state` was given the reply at place
    `reply` of its scene; `at_last` says that this was the last turn. `steps` counts all such steps."""

    lack: Lack
    state: int
    reply: int
    at_last: bool
    steps: int = 0


class Explorer:
    """The states of a story, the steps between them, and what was found wrong on the way.

    States are numbered in the order of their visits: those first reached with `n` replies are `layers[n]`
    to `layers[n + 1]`, in the order of the state and then of the reply that led there. `parents` and
    `parent_replies` lead from each back to the start: of the shortest ways the first in written order.
    `at_last` are the states whose steps of the last turn were asked for, with those steps.
    `dead_ends` are states in which nothing is offered, `faults` by what is lacking.
    """

    def __init__(self, story: Story, bound: int, progress: Callable[[int], None] | None) -> None:
        self.story = story
        self.stepper = Stepper(story)
        self.states = States()
        self.layers = [0, 1]
        self.parents = Column(np.int32)
        self.parent_replies = Column(np.int16)
        self.dead_ends: set[int] = set()
        self.faults: dict[object, Fault] = {}
        self.at_last: tuple[Ints, Edges] | None = None
        self._bound = bound
        self._progress = progress
        self._taken = _Taken()

    def explore(self) -> None:
        """Visit all that is reached before the last turn; where the state holds the turn, all there is.

        Raises TooManyStates as soon as there are more than the bound; what was found by then stays.
        """
        spot, level = self.stepper.start()
        self.states.numbers(np.array([spot], np.int32), np.array([level], np.int32))
        self.parents.append(-1)
        self.parent_replies.append(-1)
        for turn in range(self.story.max_turns - (0 if self.story.reads_turn else 1)):
            begin, end = self.layers[turn], self.layers[turn + 1]
            if begin == end:
                break
            for first in range(begin, end, BLOCK):
                numbers = np.arange(first, min(end, first + BLOCK), dtype=np.int32)
                self._taken.add(*self._steps_from(numbers, at_last=False))
            self.layers.append(len(self.states))

    def tell(self) -> None:
        """Tell whoever waits that the work goes on."""
        if self._progress is not None:
            self._progress(len(self.states))

    def edges(self) -> Edges:
        """All steps taken by `explore`."""
        return self._taken.edges()

    def endings(self) -> Ints:
        """The numbers of the states visited so far that are endings."""
        return np.flatnonzero(self.stepper.is_ending(self.states.spots.flat))

    def last_edges(self, numbers: Ints) -> Edges:
        """The steps out of these states at the last turn, where a scene as the target is out of time.

        For stories that keep no turn in their states. Endings among the states have no steps. Raises
        TooManyStates.
        """
        # Where nothing new came up for some turns, these layers are empty.
        self.layers += [self.layers[-1]] * (self.story.max_turns + 1 - len(self.layers))
        taken = _Taken()
        for first in range(0, len(numbers), BLOCK):
            taken.add(*self._steps_from(numbers[first : first + BLOCK], at_last=True))
        self.layers.append(len(self.states))
        self.at_last = numbers, taken.edges()
        return self.at_last[1]

    def _steps_from(self, numbers: Ints, at_last: bool) -> tuple[Ints, Steps, Ints]:
        """How many steps lead out of each state, the steps, and the numbers of the states they lead to."""
        stepper, states = self.stepper, self.states
        spots, levels = states.spots.flat.take(numbers), states.levels.flat.take(numbers)
        going = np.flatnonzero(~stepper.is_ending(spots))
        spots, levels = spots.take(going), levels.take(going).astype(np.int32)
        here = stepper.spots.turned(spots, self.story.max_turns - 1) if at_last else spots
        steps = stepper.step(here, levels)
        sources = numbers.take(going)
        counts = np.zeros(len(numbers), np.int64)
        counts[going] = steps.counts
        self._note_dead_ends(sources, steps, levels)
        self._note_faults(sources, steps, at_last)
        target, new = states.numbers(steps.spot, steps.levels)
        self.parents.extend(sources.take(steps.source.take(new)))
        self.parent_replies.extend(steps.reply.take(new))
        self.tell()
        if len(states) > self._bound:
            raise TooManyStates
        return counts, steps, target

    def _note_dead_ends(self, sources: Ints, steps: Steps, levels: Ints) -> None:
        """A persona that has left without an ending for it is reported as just that."""
        still = (steps.counts == 0) & (~self.stepper.has_left(levels) | (sources == 0))
        self.dead_ends.update(sources[still].tolist())

    def _note_faults(self, sources: Ints, steps: Steps, at_last: bool) -> None:
        lacking = np.flatnonzero(self.stepper.lacks(steps.way))
        for way in np.unique(steps.way.take(lacking)).tolist():
            places = np.flatnonzero(steps.way == way)
            # At the last turn the state that took longest to reach: the witness has to have that length.
            place = places[-1 if at_last else 0]
            state, reply = int(sources[steps.source[place]]), int(steps.reply[place])
            for lack in self.stepper.ways.things[way].lacks:
                # Whatever ending is missing, it is missing in the story, not in one of its scenes.
                key = lack.rule if lack.rule.startswith("no-ending") else lack
                fault = self.faults.setdefault(key, Fault(lack, state, reply, at_last))
                fault.steps += len(places)
