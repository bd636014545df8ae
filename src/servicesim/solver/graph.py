"""The explored states of a story as arrays: where each one is, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges, Explorer
from servicesim.story.linked import Reply


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

    def of_reply(self, question: Callable[[Reply], bool]) -> Callable[[Ints, Ints], Ints]:
        """A question about a reply, to be asked of many, each given by a state and its place in the scene."""
        answers = np.zeros((len(self.names), self.most_replies), np.bool_)
        for number, scene in enumerate(self.story.scenes.values()):
            for index, reply in enumerate(scene.replies):
                answers[number, index] = question(reply)
        return lambda states, replies: answers[self.place.take(states), replies]

    def ending_states(self, *names: str) -> Ints:
        """The states that are one of these endings."""
        return np.flatnonzero(np.isin(self.place, [self.names.index(name) for name in names]))


def sources_of(edges: Edges) -> Ints:
    """For each step the position of its state among those whose steps these are."""
    return np.repeat(np.arange(len(edges.offsets) - 1, dtype=np.int32), np.diff(edges.offsets))
