"""The solver against an explorer that is too simple to be wrong, on random small stories."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from servicesim import conversation
from servicesim.solver.explore import Explorer
from servicesim.solver.forms import Forms
from servicesim.solver.proof import Proof, Range
from servicesim.solver.prove import prove
from servicesim.solver.ways import shortest, words
from servicesim.story.linked import State, Story
from tests.solver.simple import Simple, TroubleKey, lacking, walk
from tests.strategies import Data, linked, stories
from tests.thorough import examples


@settings(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=stories())
def test_the_solver_agrees_with_walking_every_path(data: Data) -> None:
    story = linked(data)
    check(story, walk(story), prove(story))


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=stories(max_turns=4))
def test_it_agrees_where_facts_are_more_than_a_number_of_the_machine_has_bits(data: Data) -> None:
    many = [f"fact_{number}" for number in range(80)]
    first = next(iter(data["scenes"].values()))
    first["replies"]["reply-0"].setdefault("sets", []).extend(many[::2])
    first["says"].insert(0, {"when": " and ".join(many[::2]), "sets": [*many[1::2], "seen"], "text": "All."})
    first["replies"]["reply-0"]["then"].insert(0, {"when": " and ".join(many), "to": "badly"})
    data["facts"] += many
    story = linked(data)
    assert len(story.fact_keys) >= 80
    check(story, walk(story), prove(story))


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=stories(max_turns=4))
def test_every_state_visited_has_the_first_in_written_order_of_its_shortest_ways(data: Data) -> None:
    story = linked(data)
    explorer, simple = Explorer(story, 1_000_000, None), walk(story)
    explorer.explore()
    forms = Forms(story)
    ways: dict[object, tuple[str, ...]] = {}
    for state, way in simple.states.items():
        form = (forms.spot(state), forms.persona(state.scene, state.persona))
        ways[form] = min(ways.get(form, way), way, key=len)
    for turn, (first, end) in enumerate(zip(explorer.layers, explorer.layers[1:], strict=False)):
        for number in range(first, end):
            spot = explorer.stepper.spots[explorer.states.spots.flat[number]]
            level = explorer.stepper.levels.things[explorer.states.levels.flat[number]]
            assert len(ways[spot, level]) == turn
            assert words(explorer, shortest(explorer, number)) == ways[spot, level]


def check(story: Story, simple: Simple, proof: Proof) -> None:
    """All that a proof says, against all paths."""
    assert proof.verdict == "proved"
    assert set(proof.scenes) | set(proof.endings) == {state.scene for state in simple.states}
    assert proof.states == len(canonical(story, simple.states))
    assert proof.par == simple.par
    lengths = [len(path.replies) for path in simple.paths]
    assert (proof.shortest, proof.longest) == (min(lengths, default=None), max(lengths, default=None))
    if simple.paths:
        check_scores(simple, proof)
    else:
        assert proof.empathy is proof.clarity is proof.trust is None
    assert proof.random is not None
    assert proof.random.ended == pytest.approx(float(sum(path.chance for path in simple.paths)))
    chances = {name: float(chance) for name, chance in simple.random_endings().items()}
    assert proof.random.endings == pytest.approx(chances)
    check_troubles(story, simple, proof)


def check_scores(simple: Simple, proof: Proof) -> None:
    assert proof.random is not None
    held = (proof.empathy, proof.clarity, proof.trust)
    scores = (proof.random.empathy, proof.random.clarity, proof.random.trust)
    expected = zip(held, simple.ranges, scores, simple.random_scores(), strict=True)
    for one, (worst, best), score, random_score in expected:
        assert isinstance(one, Range)
        assert (one.worst, one.best) == pytest.approx((float(worst), float(best)))
        assert one.measured == (best > worst)
        assert score == (None if random_score is None else pytest.approx(float(random_score)))


def check_troubles(story: Story, simple: Simple, proof: Proof) -> None:
    forms = Forms(story)
    found = {key_of(one.rule, one.scene, one.reply): one for one in proof.troubles}
    assert len(found) == len(proof.troubles)
    assert found.keys() == simple.witnesses.keys()
    for key, trouble in found.items():
        assert len(trouble.witness) == simple.witnesses[key]
        assert leads_to(story, trouble.witness, key)
        places = {
            (
                forms.spot(state),
                forms.persona(state.scene, state.persona),
                reply,
                at_last(story, state, reply),
            )
            for state, reply in simple.places[key]
        }
        assert trouble.states == len(places)


def canonical(story: Story, states: Iterable[State]) -> set[object]:
    forms = Forms(story)
    return {(forms.spot(state), forms.persona(state.scene, state.persona)) for state in states}


def key_of(rule: str, scene: str, reply: str | None) -> TroubleKey:
    return (rule, "", None) if rule.startswith("no-ending") else (rule, scene, reply)


def at_last(story: Story, state: State, reply: str | None) -> bool:
    """Steps of the last turn count apart from others; before a first reply (turn -1) is such a time too."""
    return state.turn == story.max_turns - 1 if reply is not None else state.turn < 0


def leads_to(story: Story, witness: tuple[str, ...], key: TroubleKey) -> bool:
    """Whether giving just these replies ends in the trouble."""
    if not witness or key[0] == "dead-end":
        made = conversation.replay(story, witness)
        state = made[-1].after if made else conversation.start(story)
        if key[0] == "dead-end":
            return state.scene == key[1] and not conversation.offered(story, state)
        return state.scene == key[1] and conversation.opening_line(story) is None
    last = conversation.replay(story, witness)[-1]
    return key in lacking(story, last.before, last.reply)
