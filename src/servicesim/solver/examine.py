"""Works out, from one exploration, the proof of a story and all that check says beyond it."""

from __future__ import annotations

from collections.abc import Callable

from servicesim import conversation
from servicesim.solver.advice import decisions, giveaways, one_note, straw_men
from servicesim.solver.alike import no_decision
from servicesim.solver.chances import Played
from servicesim.solver.fairness import no_recovery, not_measured, of_best_line
from servicesim.solver.graph import Graph
from servicesim.solver.lessons import lessons
from servicesim.solver.players import at_random, impatient, of_line, of_replies, over_apologising
from servicesim.solver.proof import BOUND, Proof, can_be_valued
from servicesim.solver.prove import proof_from, visit
from servicesim.solver.reach import trapped, unheard, unreachable
from servicesim.solver.report import RULES_OF_REPORT, EndingFigures, Lessons, Player, Problem, Report
from servicesim.solver.roots import root_skipped, told_too_soon
from servicesim.solver.rudeness import rude_success
from servicesim.solver.spread import Spread, spread
from servicesim.solver.standings import standings
from servicesim.solver.values import Values, weights_of
from servicesim.solver.ways import words
from servicesim.story.linked import Story


def examine(
    story: Story,
    *,
    bound: int = BOUND,
    progress: Callable[[int], None] | None = None,
    proved: Callable[[Proof], None] | None = None,
) -> tuple[Proof, Report]:
    """The proof and the report; `progress` is called with the number of states visited, now and then.

    `proved` is given the proof as soon as it is there: the report may take as long again.
    """
    visited = visit(story, bound=bound, progress=progress)
    proof = proof_from(visited)
    if proved is not None:
        proved(proof)
    graph = Graph(visited.explorer)
    # What has a witness is right however many states there are beyond it.
    problems = [*root_skipped(graph), *told_too_soon(graph)]
    if visited.played is None:
        return proof, _report(proof, graph, problems, [], [], None)
    problems += [*unreachable(graph), *trapped(graph), *rude_success(graph), *not_measured(proof)]
    problems += [*unheard(graph), *straw_men(story)]
    if proof.par is None:
        return proof, _report(proof, graph, problems, [], [], None)
    ranges = (proof.empathy, proof.clarity, proof.trust)
    measured = any(held is not None and held.measured for held in ranges)
    valued = measured and can_be_valued(proof)
    held = spread(graph, visited.steps, visited.last, proof.par, weights_of(ranges), with_path=valued)
    players = _dice(graph, proof)
    taught = None
    if valued:
        # From here on the explorer takes steps of the last turn that no conversation comes to.
        values = Values(story, proof, visited.explorer)
        two = _two_lines(graph, values, proof, held, problems, visited.played)
        players, taught = [*two, *players], lessons(graph, values)
    endings = [_figures(name, held, proof, measured) for name in proof.endings]
    return proof, _report(proof, graph, problems, endings, players, taught)


def _two_lines(
    graph: Graph, values: Values, proof: Proof, held: Spread, problems: list[Problem], played: Played
) -> list[Player]:
    """The best and the worst player; what the values of replies show to be wrong is added to the problems."""
    story = graph.story
    line = values.best_line(conversation.start(story), (0, 0))
    found = decisions(graph, played.being, values)
    problems += of_best_line(proof, line, values)
    problems += [*no_recovery(graph, values), *giveaways(found)]
    problems += [*no_decision(graph, values), *one_note(story, found)]
    worst = words(graph.explorer, held.lowest)
    return [of_line("best", line, proof), of_replies("worst", graph, worst, proof)]


def _dice(graph: Graph, proof: Proof) -> list[Player]:
    """The players who throw dice; none where no path ends."""
    if proof.random is None:
        return []
    return [at_random("random", proof.random), impatient(graph, proof), over_apologising(graph, proof)]


def _figures(name: str, held: Spread, proof: Proof, measured: bool) -> EndingFigures:
    worst, best = held.by_ending[name] if measured else (None, None)
    guessed = 0.0 if proof.random is None else proof.random.endings.get(name, 0.0)
    return EndingFigures(name, worst, best, guessed)


def _report(
    proof: Proof,
    graph: Graph,
    problems: list[Problem],
    endings: list[EndingFigures],
    players: list[Player],
    taught: Lessons | None,
) -> Report:
    order = {name: number for number, name in enumerate(graph.names)}
    problems.sort(
        key=lambda one: (
            order.get(one.scene or "", -1), RULES_OF_REPORT.index(one.rule), one.reply or "",
        )
    )  # fmt: skip
    return Report(
        digest=proof.digest,
        rules=proof.rules,
        bound=proof.bound,
        problems=tuple(problems),
        endings=tuple(endings),
        players=tuple(players),
        lessons=taught,
        standings=standings(graph) if proof.verdict == "proved" else None,
    )
