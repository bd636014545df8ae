"""Proves a story: visits every state, and works out from them what its scores are held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from servicesim import conversation
from servicesim.solver.chances import Ended, Played, random_play
from servicesim.solver.explore import Explorer, TooManyStates
from servicesim.solver.extremes import Extremes, extremes
from servicesim.solver.fans import Fans, fans
from servicesim.solver.proof import BOUND, Proof, RandomPlay, Range
from servicesim.solver.troubles import troubles
from servicesim.story.linked import Story


@dataclass(frozen=True, slots=True)
class Visited:
    """A story with its states visited, and what paths through them bring.

    `steps` are the steps between states, `last` those of the last turn where these are apart from others.
    `played` is None where there were too many states; then `ends` is empty.
    """

    explorer: Explorer
    bound: int
    steps: list[Fans]
    last: list[Fans]
    played: Played | None
    ends: list[Extremes]


def visit(story: Story, *, bound: int = BOUND, progress: Callable[[int], None] | None = None) -> Visited:
    """Visit at most about `bound` states of a story.

    `progress` is called with the number of states visited so far, several times a second; what it raises
    ends the work. Memory: about 220 bytes a state.
    """
    explorer = Explorer(story, bound, progress)
    try:
        explorer.explore()
        steps = fans(explorer.edges())
        played = random_play(explorer, steps)
    except TooManyStates:
        return Visited(explorer, bound, [], [], None, [])
    return Visited(explorer, bound, steps, played.last, played, extremes(explorer, steps, played.last))


def prove(story: Story, *, bound: int = BOUND, progress: Callable[[int], None] | None = None) -> Proof:
    """What can be proved of a story by visiting at most about `bound` states; `progress` as in `visit`."""
    return proof_from(visit(story, bound=bound, progress=progress))


def proof_from(visited: Visited) -> Proof:
    """The proof that the visited states give."""
    explorer, bound, ends = visited.explorer, visited.bound, visited.ends
    played = None if visited.played is None else visited.played.ended
    story, spots = explorer.story, explorer.stepper.spots
    names = list(story.places)
    met = {names[number] for number in np.unique(spots.places(explorer.states.spots.flat)).tolist()}
    trust, par = (None, None) if played is None else _trust_and_par(explorer)
    empathy, clarity = (_range(ends, par, 0), _range(ends, par, 1)) if par is not None else (None, None)
    ranges = (empathy, clarity, trust)
    return Proof(
        digest=story.digest,
        rules=conversation.RULES,
        verdict="bounded" if played is None else "proved",
        states=len(explorer.states),
        bound=bound,
        par=par,
        empathy=empathy,
        clarity=clarity,
        trust=trust,
        random=None if played is None else scores_of(story, played, par, ranges),
        shortest=ends[0].replies if ends else None,
        longest=ends[-1].replies if ends else None,
        scenes=tuple(name for name in story.scenes if name in met),
        endings=tuple(name for name in story.endings if name in met),
        troubles=troubles(explorer),
    )


def _trust_and_par(explorer: Explorer) -> tuple[Range | None, int | None]:
    """The range of trust at the endings, and the fewest replies with which the best of it is reached."""
    numbers = explorer.endings()
    if not len(numbers):
        return None, None
    levels, things = explorer.states.levels.flat[numbers].tolist(), explorer.stepper.levels.things
    trusts = np.array([things[level].trust for level in levels])
    first = int(numbers[np.argmax(trusts)])  # of the best, the one with the lowest number: visited first
    par = int(np.searchsorted(explorer.layers, first, side="right")) - 1
    return Range(float(trusts.min()), float(trusts.max())), par


def _range(ends: Sequence[Extremes], par: int, score: int) -> Range:
    return Range(
        worst=min(those.least[score] / max(those.replies, par) for those in ends),
        best=max(those.most[score] / max(those.replies, par) for those in ends),
    )


def scores_of(
    story: Story, played: Sequence[Ended], par: int | None, ranges: Sequence[Range | None]
) -> RandomPlay:
    """The expected scores and the probabilities of endings of a player who throws dice."""
    chances: dict[str, float] = {}
    for those in played:
        for name, chance in those.endings.items():
            chances[name] = chances.get(name, 0.0) + chance
    ended = sum(chances.values())
    scores: list[float | None] = [None, None, None]
    if par is not None and ended > 0:
        earned = (
            sum(those.empathy / max(those.replies, par) for those in played),
            sum(those.clarity / max(those.replies, par) for those in played),
            sum(those.trust for those in played),
        )
        scores = [
            None if one is None else one.score(total / ended)
            for one, total in zip(ranges, earned, strict=True)
        ]
    return RandomPlay(
        empathy=scores[0],
        clarity=scores[1],
        trust=scores[2],
        endings={name: chances[name] for name in story.endings if name in chances},
        ended=ended,
    )
