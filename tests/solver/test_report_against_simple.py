"""What check finds beyond the proof, against walking every path of random small stories."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from servicesim import conversation
from servicesim.conversation import exchange, offered, opening_line, replay, start
from servicesim.solver.examine import examine
from servicesim.solver.forms import Forms
from servicesim.solver.players import APOLOGISING, RUSHING
from servicesim.solver.proof import Proof
from servicesim.solver.report import Player, Problem, Report
from servicesim.solver.values import TIE
from servicesim.story.linked import Reply, State, Story
from tests.solver.simple import Path, Simple, walk
from tests.strategies import Data, linked, stories
from tests.thorough import examples

Form = object
CHECKED = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def of_rule(report: Report, rule: str) -> list[Problem]:
    return [problem for problem in report.problems if problem.rule == rule]


def witness_of(problem: Problem) -> tuple[str, ...]:
    assert problem.witness is not None
    return problem.witness


@CHECKED
@given(data=stories(max_turns=4))
def test_what_is_out_of_reach(data: Data) -> None:
    story = linked(data)
    simple, (_, report) = walk(story), examine(story)
    met = {state.scene for state in simple.states}
    given_there = {(state.scene, reply.id) for state in simple.states for reply in offered(story, state)}
    assert {one.scene for one in of_rule(report, "unreachable-scene")} == set(story.scenes) - met
    named = {to for scene in story.scenes.values() for reply in scene.replies for _, to in reply.then}
    endings = {name for name, one in story.endings.items() if one.on is None or name in named}
    assert {one.scene for one in of_rule(report, "unreachable-ending")} == endings - met
    expected: set[tuple[str | None, str]] = set()
    for name, part in data["scenes"].items():
        if name in met:
            expected |= {(name, reply) for reply in part["replies"] if (name, reply) not in given_there}
    for reply in data["replies"]:
        listing = [name for name, part in data["scenes"].items() if reply in part["also"]]
        somewhere = any((name, reply) in given_there for name in listing)
        if not somewhere and (not listing or any(name in met for name in listing)):
            expected.add((None, reply))
    found = of_rule(report, "unreachable-reply")
    assert {(one.scene, one.reply) for one in found} == expected
    assert len(found) == len(expected)


@CHECKED
@given(data=stories(max_turns=4))
def test_lines_that_nobody_hears(data: Data) -> None:
    story = linked(data)
    simple, (_, report) = walk(story), examine(story)
    made = [exchange(story, state, reply) for state in simple.states for reply in offered(story, state)]
    heard = {id(opening_line(story))} | {id(line) for one in made for line in (one.answer, one.line)}
    written = {(name, None): [place.lines] for name, place in story.places.items()}
    for name, scene in story.scenes.items():
        for reply in scene.replies:
            written.setdefault((None if reply.shared else name, reply.id), []).append(reply.answer)
    expected = set()
    for at, copies in written.items():
        known = [any(id(copy[number]) in heard for copy in copies) for number in range(len(copies[0]))]
        expected |= {(*at, number) for number, one in enumerate(known) if not one and any(known)}
    found = of_rule(report, "unheard-line")
    assert {(one.scene, one.reply, (one.data or {})["line"]) for one in found} == expected
    assert len(found) == len(expected)


@CHECKED
@given(data=stories(max_turns=4))
def test_rude_success(data: Data) -> None:
    story = linked(data)
    found = {one.scene: witness_of(one) for one in of_rule(examine(story)[1], "rude-success")}
    shortest: dict[str, int] = {}
    for path in walk(story).paths:
        if story.endings[path.end.scene].outcome == "resolved" and 2 * rude_in(story, path.replies) > len(
            path.replies
        ):
            length = min(len(path.replies), shortest.get(path.end.scene, 99))
            shortest[path.end.scene] = length
    assert {scene: len(way) for scene, way in found.items()} == shortest
    for scene, way in found.items():
        assert replay(story, way)[-1].after.scene == scene
        assert 2 * rude_in(story, way) > len(way)


def rude_in(story: Story, ids: Iterable[str]) -> int:
    kinds = story.character.temperament
    made = replay(story, ids)
    return sum(any(kinds.tag(tag).kind == "misstep" for tag in one.reply.tags) for one in made)


@CHECKED
@given(data=stories(max_turns=4))
def test_where_the_root_stays_covered_or_comes_out_too_soon(data: Data) -> None:
    story = linked(data)
    simple, (_, report) = walk(story), examine(story)
    skipped: dict[str, int] = {}
    for path in simple.paths:
        ending = story.endings[path.end.scene]
        if ending.outcome == "resolved" and not story.knows_root(path.end.facts):
            skipped[ending.name] = min(len(path.replies), skipped.get(ending.name, 99))
    found = {one.scene: len(witness_of(one)) for one in of_rule(report, "root-skipped")}
    assert found == skipped
    for root in story.character.roots:
        assert root.known_by is not None
        bit = 1 << story.fact_keys.index(root.known_by)
        lengths = [
            state.turn + 1
            for state in simple.states
            for reply in offered(story, state)
            if not state.facts & bit and tells(exchange(story, state, reply).after, bit, root.tell_at)
        ]
        lengths += [0] if tells(start(story), bit, root.tell_at) else []
        shown = [witness_of(one) for one in of_rule(report, "told-too-soon")]
        assert [len(way) for way in shown] == ([min(lengths)] if lengths else [])
        for way in shown:
            end = replay(story, way)[-1].after if way else start(story)
            assert tells(end, bit, root.tell_at)


def tells(state: State, bit: int, tell_at: int) -> bool:
    return bool(state.facts & bit) and state.persona.trust < tell_at


@CHECKED
@given(data=stories(max_turns=4))
def test_the_range_of_each_ending_and_how_players_do(data: Data) -> None:
    story = linked(data)
    simple, (proof, report) = walk(story), examine(story)
    if not simple.paths:
        assert report.endings == ()
        assert report.players == ()
        return
    means = {path.replies: mean_of(simple, path) for path in simple.paths}
    for ending in report.endings:
        there = [means[path.replies] for path in simple.paths if path.end.scene == ending.name]
        known = [one for one in there if one is not None]
        assert (ending.worst, ending.best) == (
            (pytest.approx(float(min(known))), pytest.approx(float(max(known)))) if known else (None, None)
        )
        assert ending.guessed == pytest.approx(float(simple.random_endings()[ending.name]))
    assert {one.name for one in report.endings} == {path.end.scene for path in simple.paths}
    players = {one.name: one for one in report.players}
    measured = [one for one in means.values() if one is not None]
    if measured:
        assert players["best"].mean == pytest.approx(float(max(measured)), abs=1e-3)
        assert players["worst"].mean == pytest.approx(float(min(measured)))
    else:
        assert not {"best", "worst"} & set(players)
    habits = {"random": (), "impatient": ("solves", *RUSHING), "over-apologising": ("soothes", *APOLOGISING)}
    for name, likes in habits.items():
        check_dice(story, simple, proof, players[name], likes)


def check_dice(story: Story, simple: Simple, proof: Proof, player: Player, likes: tuple[str, ...]) -> None:
    """A player's expected scores, path by path, with the chance that this player takes each path."""
    chances = {path.replies: chance_of(story, path, likes) for path in simple.paths}
    ended = sum(chances.values())
    endings: dict[str, Fraction] = {}
    for path in simple.paths:
        if chances[path.replies]:
            endings[path.end.scene] = endings.get(path.end.scene, Fraction(0)) + chances[path.replies]
    assert player.endings == pytest.approx({name: float(chance) for name, chance in endings.items()})
    scores = (player.empathy, player.clarity, player.trust)
    for which, (worst, best) in enumerate(simple.ranges):
        total = sum(chances[path.replies] * (simple.earned(path)[which] - worst) for path in simple.paths)
        expected = 100 * total / ((best - worst) * ended) if best > worst and ended else None
        assert scores[which] == (None if expected is None else pytest.approx(float(expected)))


def chance_of(story: Story, path: Path, likes: tuple[str, ...]) -> Fraction:
    chance, state = Fraction(1), start(story)
    for reply_id in path.replies:
        choices = offered(story, state)
        liked = [reply for reply in choices if is_liked(story, reply, likes)] or list(choices)
        reply = conversation.find_reply(story, state, reply_id)
        if reply not in liked:
            return Fraction(0)
        chance, state = chance / len(liked), exchange(story, state, reply).after
    return chance


def is_liked(story: Story, reply: Reply, likes: tuple[str, ...]) -> bool:
    kinds = story.character.temperament
    return any(tag in likes or kinds.tag(tag).role in likes for tag in reply.tags)


def mean_of(simple: Simple, path: Path) -> Fraction | None:
    scores = [
        100 * (earned - worst) / (best - worst)
        for earned, (worst, best) in zip(simple.earned(path), simple.ranges, strict=True)
        if best > worst
    ]
    return sum(scores) / len(scores) if scores else None


@CHECKED
@given(data=stories(max_turns=5))
def test_what_nobody_gets_out_of(data: Data) -> None:
    story, endless = linked(data), linked({**data, "max_turns": 900})
    found = {one.scene: one for one in of_rule(examine(story)[1], "trapped")}
    for scene, problem in found.items():
        way = witness_of(problem)
        state = replay(story, way)[-1].after if way else start(story)
        assert state.scene == scene
        assert goes_on_for_ever(endless, state)
    if not story.reads_turn:
        counts = {scene: (problem.data or {})["states"] for scene, problem in found.items()}
        assert counts == caught_by_hand(story)


def goes_on_for_ever(story: Story, first: State) -> bool:
    """Whether no ending is ahead and yet no end, in a story whose turns do not run out."""
    ahead, waiting = {first}, [first]
    while waiting:
        for after in successors(story, waiting.pop()):
            if conversation.is_over(story, after):
                return False
            if after not in ahead:
                ahead.add(after)
                waiting.append(after)
    return bool(endless_of({state: successors(story, state) for state in ahead}).get(first))


def successors(story: Story, state: State) -> set[State]:
    """The states after each reply, with turns beyond all that any condition asks for counted as one."""
    return {
        after._replace(turn=min(after.turn, story.last_turn_asked + 1))
        for after in (conversation.step(story, state, reply) for reply in offered(story, state))
    }


def endless_of(graph: dict[State, set[State]]) -> dict[State, bool]:
    """Which states have a path that never ends: take away, again and again, those with no way on."""
    left = dict(graph)
    while stuck := [state for state, after in left.items() if not after & left.keys()]:
        for state in stuck:
            del left[state]
    return dict.fromkeys(left, True)


def caught_by_hand(story: Story) -> dict[str, int]:
    """The states from which no ending is ahead and yet no end, counted by scene.

    What has not been stepped from with a turn to spare counts as fine.
    """
    forms = Forms(story)

    def form(state: State) -> Form:
        return forms.spot(state), forms.persona(state.scene, state.persona)

    depth: dict[Form, int] = {}
    some: dict[Form, State] = {}
    for state in walk(story).states:
        if state.turn < depth.get(form(state), 99):
            depth[form(state)], some[form(state)] = state.turn, state
    stepped = {one for one in some if depth[one] < story.max_turns - 1 and some[one].scene in story.scenes}
    after = {one: {form(made) for made in steps_of(story, some[one])} for one in stepped}
    bad = set(stepped)
    while fine := {one for one in bad if after[one] - bad}:
        bad -= fine
    while stuck := {one for one in bad if not after[one] & bad}:
        bad -= stuck
    counts: dict[str, int] = {}
    for one in bad:
        counts[some[one].scene] = counts.get(some[one].scene, 0) + 1
    return counts


def steps_of(story: Story, state: State) -> list[State]:
    return [conversation.step(story, state, reply) for reply in offered(story, state)]


@CHECKED
@given(data=stories(max_turns=4))
def test_what_is_taught_is_best_after_some_beginning(data: Data) -> None:
    story = linked(data)
    simple, (_, report) = walk(story), examine(story)
    if report.lessons is None:
        assert all(worst == best for worst, best in simple.ranges)
        return
    worth: dict[tuple[str, ...], float] = {}
    for path in simple.paths:
        for length in range(len(path.replies) + 1):
            begun = path.replies[:length]
            worth[begun] = max(worth.get(begun, -1.0), float(mean_of(simple, path) or 0))
    taught, tempting = lessons_after(story, (), worth)
    assert taught <= set(report.lessons.taught)
    assert tempting <= set(report.lessons.tempting)
    for begun in worth:
        more = lessons_after(story, begun, worth)
        taught, tempting = taught | more[0], tempting | more[1]
    assert set(report.lessons.taught) <= taught
    assert set(report.lessons.tempting) <= tempting


def lessons_after(
    story: Story, begun: tuple[str, ...], worth: dict[tuple[str, ...], float]
) -> tuple[set[str], set[str]]:
    """The tactics of the best replies after a beginning, and the missteps of the others, if they differ."""
    state = replay(story, begun)[-1].after if begun else start(story)
    values = {reply: worth.get((*begun, reply.id), -1.0) for reply in offered(story, state)}
    most = max(values.values(), default=-1.0)
    if most < 0 or most - min(values.values()) <= TIE:
        return set(), set()
    kinds = story.character.temperament
    best: set[str] = set()
    beaten: set[str] = set()
    for reply, value in values.items():
        for tag in reply.tags:
            is_misstep = kinds.tag(tag).kind == "misstep"
            if value >= most - TIE and not is_misstep:
                best.add(tag)
            elif value < most - TIE and is_misstep:
                beaten.add(tag)
    return best, beaten
