"""Proves a story: visits every state, and works out from them what its scores are held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from servicesim import conversation
from servicesim.solver.explore import Explorer, TooManyStates
from servicesim.solver.layers import Ended, endings_by_length
from servicesim.solver.proof import BOUND, Proof, RandomPlay, Range, Verdict
from servicesim.solver.troubles import troubles
from servicesim.story.linked import Story


def prove(story: Story, *, bound: int = BOUND, progress: Callable[[int], None] | None = None) -> Proof:
    """What can be proved of a story by visiting at most about `bound` states.

    `progress` is called with the number of states visited, now and then. Memory: some 150 bytes a state.
    """
    explorer = Explorer(story, bound, progress)
    ended: list[Ended] = []
    verdict: Verdict = "proved"
    try:
        explorer.explore()
        ended = list(endings_by_length(explorer))
    except TooManyStates:
        verdict = "bounded"
        ended = []
    return _proof(explorer, bound, verdict, ended)


def _proof(explorer: Explorer, bound: int, verdict: Verdict, ended: Sequence[Ended]) -> Proof:
    story, spots = explorer.story, explorer.stepper.spots.things
    met = {spots[spot].place for spot in np.unique(explorer.states.spots.flat).tolist()}
    par = _par(ended)
    empathy, clarity, trust = _ranges(ended, par)
    return Proof(
        digest=story.digest,
        rules=conversation.RULES,
        verdict=verdict,
        states=len(explorer.states),
        bound=bound,
        par=par,
        empathy=empathy,
        clarity=clarity,
        trust=trust,
        random=None if verdict == "bounded" else _random_play(story, ended, par, (empathy, clarity, trust)),
        shortest=ended[0].replies if ended else None,
        longest=ended[-1].replies if ended else None,
        scenes=tuple(name for name in story.scenes if name in met),
        endings=tuple(name for name in story.endings if name in met),
        troubles=troubles(explorer),
    )


def _par(ended: Sequence[Ended]) -> int | None:
    """The number of replies in the shortest complete path that ends with the best reachable trust."""
    best = max((max(those.trusts) for those in ended), default=None)
    return next((those.replies for those in ended if best in those.trusts), None)


def _ranges(ended: Sequence[Ended], par: int | None) -> tuple[Range | None, Range | None, Range | None]:
    if par is None:
        return None, None, None
    marks = [
        Range(
            worst=min(those.least[score] / max(those.replies, par) for those in ended),
            best=max(those.most[score] / max(those.replies, par) for those in ended),
        )
        for score in (0, 1)
    ]
    trust = Range(
        worst=float(min(min(those.trusts) for those in ended)),
        best=float(max(max(those.trusts) for those in ended)),
    )
    return marks[0], marks[1], trust


def _random_play(
    story: Story, ended: Sequence[Ended], par: int | None, ranges: Sequence[Range | None]
) -> RandomPlay:
    chances: dict[str, float] = {}
    for those in ended:
        for name, chance in those.endings.items():
            chances[name] = chances.get(name, 0.0) + chance
    whole = sum(those.chance for those in ended)
    scores: list[float | None] = [None, None, None]
    if par is not None and whole > 0:
        earned = [sum(those.marks[i] / max(those.replies, par) for those in ended) / whole for i in (0, 1)]
        earned.append(sum(those.trust for those in ended) / whole)
        scores = [
            None if one is None else one.score(value) for one, value in zip(ranges, earned, strict=True)
        ]
    return RandomPlay(
        empathy=scores[0],
        clarity=scores[1],
        trust=scores[2],
        endings={name: chances[name] for name in story.endings if name in chances},
        ended=whole,
    )
