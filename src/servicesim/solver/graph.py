"""The explored states of a story as arrays: where each one is, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.solver.columns import Interner, Ints
from servicesim.solver.explore import Edges, Explorer


class Graph:
    """The states and steps that an explorer has found by now, as many as they are.

    `place` gives for each state its scene or ending, as a position in the story's `places`.
    """

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.story = explorer.story
        self.states = len(explorer.states)
        self.spots: Ints = explorer.states.spots.flat[: self.states]
        self.levels: Ints = explorer.states.levels.flat[: self.states]
        self.edges = explorer.edges()
        self.at_last = explorer.at_last
        self.endings: Ints = explorer.endings()
        self.names = list(self.story.places)
        self.place: Ints = explorer.stepper.spots.places(self.spots)
        self.most_replies = max(1, *(len(scene.replies) for scene in self.story.scenes.values()))

    @cached_property
    def sources(self) -> Ints:
        """The state that each step leads from."""
        return sources_of(self.edges)

    @cached_property
    def last_sources(self) -> Ints:
        """The same for the steps of the last turn, where these are apart from others."""
        if self.at_last is None:
            return np.zeros(0, np.int32)
        numbers, edges = self.at_last
        return numbers.take(sources_of(edges))

    @property
    def stepped(self) -> int:
        """How many states, the first ones, were stepped from before the last turn."""
        return self.explorer.layers[min(self.story.max_turns - 1, len(self.explorer.layers) - 1)]

    def facts(self) -> Ints:
        """The facts that hold in each state, as far as they matter there."""
        return self.explorer.stepper.spots.facts.flat.take(self.spots)

    def of_persona(self, question: Callable[[Persona], int]) -> Ints:
        """A whole number that each state's attitude and levels have."""
        return np.array([question(persona) for persona in self.explorer.stepper.levels.things]).take(
            self.levels
        )

    def tagged(self, question: Callable[[Sequence[str]], bool]) -> Ints:
        """For each place and each of its replies whether the question says so of the reply's tags."""
        tags, numbers = self._tags
        answers = [question([tag for tag, _ in written]) for written in tags.things]
        return np.array([False, *answers]).take(numbers + 1)

    @cached_property
    def _tags(self) -> tuple[Interner[tuple[tuple[str, bool], ...]], Ints]:
        """All tags that replies have together, and the number of each reply's; -1 where there is none."""
        tags: Interner[tuple[tuple[str, bool], ...]] = Interner()
        numbers: Ints = np.full((len(self.names), self.most_replies), -1)
        for number, scene in enumerate(self.story.scenes.values()):
            own = [tags.number(reply.impact.tags)[0] for reply in scene.replies]
            numbers[number, : len(own)] = own
        return tags, numbers

    def ending_states(self, *names: str) -> Ints:
        """The states that are one of these endings."""
        return np.flatnonzero(np.isin(self.place, [self.names.index(name) for name in names]))


def sources_of(edges: Edges) -> Ints:
    """For each step the position of its state among those whose steps these are."""
    return np.repeat(np.arange(len(edges.offsets) - 1, dtype=np.int32), np.diff(edges.offsets))
