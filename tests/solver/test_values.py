"""Values against walking every path: what each state can still reach, and which reply leads there."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from servicesim.conversation import exchange, offered, start
from servicesim.results.scores import score
from servicesim.solver.prove import prove
from servicesim.solver.values import TIE, Values, added
from servicesim.story.linked import State, Story
from tests.making import story
from tests.solver.simple import Path, Simple, walk
from tests.strategies import Data, linked, stories
from tests.thorough import examples


def mean(simple: Simple, path: Path) -> float:
    """The mean of the measured scores of a path, worked out from the ranges of all paths."""
    scores = [
        100 * (earned - worst) / (best - worst)
        for earned, (worst, best) in zip(simple.earned(path), simple.ranges, strict=True)
        if best > worst
    ]
    return float(sum(scores) / len(scores)) if scores else 0.0


def best_by_beginning(simple: Simple) -> dict[tuple[str, ...], tuple[float, int]]:
    """For every beginning of a path: the highest mean that it can end with, and the fewest replies to it."""
    found: dict[tuple[str, ...], tuple[float, int]] = {}
    for path in simple.paths:
        value = mean(simple, path)
        for given_so_far in range(len(path.replies) + 1):
            beginning, left = path.replies[:given_so_far], len(path.replies) - given_so_far
            best = found.get(beginning)
            if best is None or value > best[0] + 1e-9 or (abs(value - best[0]) <= 1e-9 and left < best[1]):
                found[beginning] = value, left
    return found


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=stories(max_turns=4))
def test_values_agree_with_walking_every_path(data: Data) -> None:
    found = linked(data)
    simple = walk(found)
    values, expected = Values(found, prove(found)), best_by_beginning(simple)
    compare(found, values, expected, start(found), (0, 0), ())


def compare(
    found: Story,
    values: Values,
    expected: dict[tuple[str, ...], tuple[float, int]],
    state: State,
    marks: tuple[int, int],
    so_far: tuple[str, ...],
) -> None:
    value = values.at(state, marks)
    if so_far not in expected:
        assert value is None
    else:
        assert value is not None
        assert value.mean == pytest.approx(expected[so_far][0], abs=TIE)
        assert value.replies == expected[so_far][1]
    for reply in offered(found, state):
        made = exchange(found, state, reply)
        compare(found, values, expected, made.after, added(marks, made), (*so_far, reply.id))


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=stories())
def test_the_best_line_scores_what_its_beginning_is_worth(data: Data) -> None:
    found = linked(data)
    proof = prove(found)
    values = Values(found, proof)
    line, value = values.best_line(start(found), (0, 0)), values.at(start(found), (0, 0))
    if value is None:
        assert line == []
        return
    assert len(line) == value.replies
    assert line[-1].after.scene in found.endings
    assert (score(line, proof).mean or 0.0) == pytest.approx(value.mean, abs=TIE)
    marks = sum(made.empathy for made in line), sum(made.clarity for made in line)
    assert values.at(line[-1].after, marks) == (pytest.approx(value.mean, abs=TIE), 0)


class TestChoosing:
    SCENES = """
    one:
      says: Well?
      replies:
        rude: {say: No., effects: {trust: -3}, then: end}
        slow: {say: Hm., then: two}
        quick: {say: Yes., effects: {trust: 2}, then: end}
        same: {say: Yes yes., effects: {trust: 2}, then: end}
    two:
      says: And?
      replies:
        at-last: {say: Yes., effects: {trust: 2}, then: end}
    end:
      says: So.
      replies:
        bye: {say: Bye., then: well}
    """

    def test_of_equal_replies_the_shorter_way_then_the_one_written_first(self) -> None:
        found = story(self.SCENES)
        values = Values(found, prove(found))
        assert [made.reply.id for made in values.best_line(start(found), (0, 0))] == ["quick", "bye"]
        worths = {made.reply.id: value for made, value in values.choices(start(found), (0, 0))}
        assert worths == {"rude": (0.0, 1), "slow": (100.0, 2), "quick": (100.0, 1), "same": (100.0, 1)}

    def test_a_state_from_which_nothing_ends_has_no_value(self) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                in: {say: In., then: cellar}
                out: {say: Out., then: well}
            cellar:
              says: Dark.
              replies: {}
            """
        )
        values = Values(found, prove(found))
        worths = {made.reply.id: value for made, value in values.choices(start(found), (0, 0))}
        assert worths["in"] is None
        assert values.best_line(start(found), (0, 0))[0].reply.id == "out"

    def test_a_bounded_story_has_no_values(self) -> None:
        found = story(self.SCENES)
        with pytest.raises(ValueError, match="proved stories"):
            Values(found, prove(found, bound=2))
