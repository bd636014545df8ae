"""Whether a story gives itself away: the known flaws of situational judgement items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from servicesim.conversation import replay, start
from servicesim.solver.graph import Graph
from servicesim.solver.report import Problem
from servicesim.solver.values import Value, Values, added
from servicesim.solver.ways import witness
from servicesim.story.linked import Reply, Story

CHANCE = 0.01
"""A share of decisions that comes about by chance no more often than this gives a story away."""

CLOSE = 0.5
"""Points between the two best replies under which neither is better for a trainee."""

ENOUGH = 4
"""The fewest decisions in which a tactic can be said to be the best one again and again."""


class Decision(NamedTuple):
    """A scene with two or more replies offered, in its likeliest state under random play.

    `replies` come with their values, in the order in which they are offered; at least one has a value.
    """

    scene: str
    replies: list[tuple[Reply, Value | None]]

    @property
    def best(self) -> Reply:
        """The reply of highest value, then the shorter way, then the one written first."""
        return min(
            (one for one in enumerate(self.replies) if one[1][1] is not None),
            key=lambda one: (-round(_mean(one[1][1]), 3), one[1][1].replies if one[1][1] else 0, one[0]),
        )[1][0]

    @property
    def clear(self) -> bool:
        """Whether the best reply is better than the next best by more than a trainee would not notice."""
        first, second = sorted((_mean(value) for _, value in self.replies), reverse=True)[:2]
        return first - second >= CLOSE

    @property
    def longest(self) -> Reply:
        """The reply with most to say."""
        return max((reply for reply, _ in self.replies), key=lambda reply: len(reply.say or ""))


def _mean(value: Value | None) -> float:
    return float("-inf") if value is None else value.mean


def decisions(graph: Graph, being: NDArray[np.float64], values: Values) -> list[Decision]:
    """The decisions of a story. `being` is by state how probable it is to come through under random play."""
    found = []
    names = list(graph.story.scenes)
    states = np.flatnonzero((being > 0) & (graph.place[: len(being)] < len(names)))
    # Of each scene the likeliest state, of several such the one with the lowest number.
    states = states[np.lexsort((-being.take(states), graph.place.take(states)))]
    places, first = np.unique(graph.place.take(states), return_index=True)
    for place, likeliest in zip(places.tolist(), states.take(first).tolist(), strict=True):
        state, marks = start(graph.story), (0, 0)
        for made in replay(graph.story, witness(graph.explorer, likeliest)):
            state, marks = made.after, added(marks, made)
        replies = [(made.reply, value) for made, value in values.choices(state, marks)]
        if len(replies) > 1 and any(value is not None for _, value in replies):
            found.append(Decision(names[place], replies))
    return found


def giveaways(found: Sequence[Decision]) -> Iterator[Problem]:
    """Whether the longest reply, or the first, is best more often than chance would have it."""
    clear = [decision for decision in found if decision.clear]
    chances = [1 / len(decision.replies) for decision in clear]
    hits = {
        "longest-is-best": [one.scene for one in clear if one.best is one.longest],
        "first-is-best": [one.scene for one in clear if one.best is one.replies[0][0]],
    }
    for rule, scenes in hits.items():
        if at_least(len(scenes), chances) < CHANCE:
            yield Problem(rule, data={"scenes": scenes, "decisions": len(clear)})


def at_least(many: int, chances: Sequence[float]) -> float:
    """The probability that at least so many of independent events come about (Poisson binomial, exact)."""
    exactly = [1.0]
    for chance in chances:
        shorter, longer = [*exactly, 0.0], [0.0, *exactly]
        exactly = [(1 - chance) * no + chance * yes for no, yes in zip(shorter, longer, strict=True)]
    return sum(exactly[many:])


def one_note(story: Story, found: Sequence[Decision]) -> Iterator[Problem]:
    """Whether one tactic is in the best reply of most decisions."""
    if len(found) < ENOUGH:
        return
    scenes: dict[str, list[str]] = {}
    for decision in found:
        for tag in decision.best.tags:
            if story.character.temperament.tag(tag).kind != "misstep":
                scenes.setdefault(tag, []).append(decision.scene)
    often = [tag for tag, where in scenes.items() if 2 * len(where) > len(found)]
    if often:
        most = max(often, key=lambda tag: len(scenes[tag]))
        data = {"tactic": most, "scenes": scenes[most], "decisions": len(found)}
        yield Problem("one-note", data=data)


def straw_men(story: Story) -> Iterator[Problem]:
    """Whether more than a third of the replies carry two or more missteps."""
    replies = {
        (None if reply.shared else scene.name, reply.id): reply
        for scene in story.scenes.values()
        for reply in scene.replies
    }
    temperament = story.character.temperament
    straw = [
        reply.id if scene is None else f"{scene}/{reply.id}"
        for (scene, _), reply in replies.items()
        if len(reply.impact.tags) > 1
        and sum(temperament.tag(tag).kind == "misstep" for tag in reply.tags) > 1
    ]
    if 3 * len(straw) > len(replies):
        yield Problem("straw-man", data={"names": straw, "replies": len(replies)})
