"""How five ways of playing score on a story: worked out from its states, not sampled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from servicesim.conversation import Exchange, replay
from servicesim.solver.chances import random_play
from servicesim.solver.columns import Ints
from servicesim.solver.explore import Edges
from servicesim.solver.fans import Fans, fans
from servicesim.solver.graph import Graph, sources_of
from servicesim.solver.proof import Proof, RandomPlay
from servicesim.solver.prove import scores_of
from servicesim.solver.report import Player

RUSHING = ("rush_to_solution", "overpromise", "push_sale")
APOLOGISING = ("own_the_fault", "read_script")


def of_line(name: str, line: Sequence[Exchange], proof: Proof) -> Player:
    """The player who gives exactly these replies."""
    over = max(len(line), proof.par or 1)
    earned = (
        sum(made.empathy for made in line) / over,
        sum(made.clarity for made in line) / over,
        line[-1].after.persona.trust,
    )
    held = (proof.empathy, proof.clarity, proof.trust)
    scores = [None if one is None else one.score(got) for one, got in zip(held, earned, strict=True)]
    return _player(name, scores, {line[-1].after.scene: 1.0})


def of_replies(name: str, graph: Graph, ids: Sequence[str], proof: Proof) -> Player:
    """The same for the ids of replies."""
    return of_line(name, replay(graph.story, ids), proof)


def at_random(name: str, play: RandomPlay) -> Player:
    """The player who picks with the same chance."""
    return _player(name, [play.empathy, play.clarity, play.trust], dict(play.endings))


def impatient(graph: Graph, proof: Proof) -> Player:
    """Goes for the fix: wherever a reply solves, or rushes, promises too much or sells, one of these."""
    return _with_a_habit("impatient", graph, proof, "solves", RUSHING)


def over_apologising(graph: Graph, proof: Proof) -> Player:
    """Is sorry all the time: wherever a reply soothes, owns the fault or reads canned words, one of these."""
    return _with_a_habit("over-apologising", graph, proof, "soothes", APOLOGISING)


def _with_a_habit(name: str, graph: Graph, proof: Proof, role: str, tags: Sequence[str]) -> Player:
    temperament = graph.story.character.temperament

    drawn_to = graph.tagged(lambda own: any(tag in tags or temperament.tag(tag).role == role for tag in own))
    if proof.random is not None and not drawn_to.any():
        return at_random(name, proof.random)
    steps = fans(_only(graph.edges, drawn_to[graph.place.take(graph.sources), graph.edges.reply]))
    last: list[Fans] = []
    if graph.at_last is not None:
        numbers, edges = graph.at_last
        last = fans(_only(edges, drawn_to[graph.place.take(graph.last_sources), edges.reply]), numbers)
    played = random_play(graph.explorer, steps, last)
    ranges = (proof.empathy, proof.clarity, proof.trust)
    return at_random(name, scores_of(graph.story, played.ended, proof.par, ranges))


def _only(edges: Edges, wanted: Ints) -> Edges:
    """The wanted steps of each state, or all of them where none is wanted."""
    source, many = sources_of(edges), len(edges.offsets) - 1
    some = np.bincount(source[wanted], minlength=many) > 0
    keep = np.flatnonzero(wanted | ~some.take(source))
    counts = np.bincount(source.take(keep), minlength=many)
    return Edges(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        edges.target.take(keep),
        edges.reply.take(keep),
        edges.empathy.take(keep),
        edges.clarity.take(keep),
    )


def _player(name: str, scores: Sequence[float | None], endings: dict[str, float]) -> Player:
    measured = [score for score in scores if score is not None]
    mean = sum(measured) / len(measured) if measured else None
    return Player(name, scores[0], scores[1], scores[2], mean, endings)
