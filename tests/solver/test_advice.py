"""Advice and fairness against the plainest way to work them out, on random small stories and by hand."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import HealthCheck, given, settings

from servicesim.conversation import exchange, offered, replay, start
from servicesim.solver.advice import at_least
from servicesim.solver.examine import examine
from servicesim.solver.explore import Explorer
from servicesim.solver.forms import Forms
from servicesim.solver.graph import Graph
from servicesim.solver.proof import can_be_valued
from servicesim.solver.prove import prove, visit
from servicesim.solver.values import TIE, Values, added
from servicesim.solver.ways import witness
from servicesim.story.linked import State, Story
from tests.solver.simple import walk
from tests.strategies import Data, linked, stories
from tests.thorough import examples

CHECKED = settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestChance:
    def test_the_tail_of_equal_chances_is_binomial(self) -> None:
        exact = sum(comb(6, hits) * 0.25**hits * 0.75 ** (6 - hits) for hits in range(4, 7))
        assert at_least(4, [0.25] * 6) == pytest.approx(exact)

    def test_chances_may_differ(self) -> None:
        # Both: 1/2 * 1/3; at least one: 1 - 1/2 * 2/3.
        assert at_least(2, [1 / 2, 1 / 3]) == pytest.approx(1 / 6)
        assert at_least(1, [1 / 2, 1 / 3]) == pytest.approx(2 / 3)

    def test_the_edges(self) -> None:
        assert at_least(0, [0.5]) == pytest.approx(1)
        assert at_least(1, []) == 0


@CHECKED
@given(data=stories(max_turns=4))
def test_scenes_without_a_decision(data: Data) -> None:
    story = linked(data)
    proof, report = examine(story)
    if not report.valued:
        return
    assert {one.scene for one in report.problems if one.rule == "no-decision"} == without_decision(story)
    assert can_be_valued(proof)


def without_decision(story: Story) -> set[str]:
    """State by state along the witnesses, reply by reply, through the values of single states."""
    explorer = Explorer(story, 100_000, None)
    explorer.explore()
    graph = Graph(explorer)
    values = Values(story, prove(story))
    some: set[str] = set()
    differs: set[str] = set()
    for number in range(graph.states):
        state, marks = start(story), (0, 0)
        for made in replay(story, witness(explorer, number)):
            state, marks = made.after, added(marks, made)
        worths = [value for _, value in values.choices(state, marks)]
        known = [value.mean for value in worths if value is not None]
        if len(worths) < 2:
            continue
        if known:
            some.add(state.scene)
        if known and (len(known) < len(worths) or max(known) - min(known) > TIE):
            differs.add(state.scene)
    return some - differs


@CHECKED
@given(data=stories(max_turns=4))
def test_a_first_scene_without_recovery(data: Data) -> None:
    story = linked(data)
    proof, report = examine(story)
    if not report.valued:
        return
    found = [one for one in report.problems if one.rule == "no-recovery"]
    simple, opening = walk(story), start(story)
    resolved = {
        path.replies[0] for path in simple.paths if story.endings[path.end.scene].outcome == "resolved"
    }
    choices = Values(story, proof).choices(opening, (0, 0))
    best = max(value.mean for _, value in choices if value is not None)
    others = [made.reply.id for made, value in choices if value is None or value.mean < best - TIE]
    lost = [reply for reply in others if reply not in resolved]
    expected = bool(resolved) and 2 * len(lost) > len(others)
    assert bool(found) == expected
    if found:
        assert (found[0].data or {})["lost"] == lost


@CHECKED
@given(data=stories(max_turns=4))
def test_where_random_play_comes_through(data: Data) -> None:
    """The probability of being in each state, summed over turns, against all beginnings of all paths."""
    story = linked(data)
    visited = visit(story)
    assert visited.played is not None
    forms, explorer = Forms(story), visited.explorer
    expected: dict[object, float] = {}
    spread(story, forms, start(story), 1.0, expected)
    for number, being in enumerate(visited.played.being.tolist()):
        spot = explorer.stepper.spots[int(explorer.states.spots.flat[number])]
        level = explorer.stepper.levels.things[int(explorer.states.levels.flat[number])]
        if spot.place in story.scenes:
            assert being == pytest.approx(expected.get((spot, level), 0.0))


def spread(story: Story, forms: Forms, state: State, chance: float, found: dict[object, float]) -> None:
    if state.turn == story.max_turns:
        return
    form = forms.spot(state), forms.persona(state.scene, state.persona)
    found[form] = found.get(form, 0.0) + chance
    replies = offered(story, state)
    for reply in replies:
        spread(story, forms, exchange(story, state, reply).after, chance / len(replies), found)
