"""How the persona can stand in each scene, held against walking every state in plain Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim import conversation
from servicesim.solver.examine import examine
from servicesim.solver.report import Report
from servicesim.story.library import load
from servicesim.story.linked import State, Story
from tests.making import story

STORIES = Path(__file__).parents[2] / "stories"


def walked(story: Story) -> dict[str, set[tuple[str, int, int, int]]]:
    """For each scene the attitudes and levels of every state that a conversation can come to."""
    ahead: list[State] = [conversation.start(story)]
    known = set(ahead)
    found: dict[str, set[tuple[str, int, int, int]]] = {}
    while ahead:
        state = ahead.pop()
        if state.scene in story.scenes:
            found.setdefault(state.scene, set()).add(state.persona[:4])
        for reply in conversation.offered(story, state):
            after = conversation.step(story, state, reply)
            if after not in known:
                known.add(after)
                ahead.append(after)
    return found


def loop(turns: int) -> Story:
    scenes = """
        one:
          says: Well?
          replies:
            hear: {say: Tell me., tactics: [acknowledge_frustration], then: one}
            deny: {say: No., missteps: [quote_policy], then: two}
            wait: {does: You wait., tactics: [stay_silent], then: two}
        two:
          says: And?
          replies:
            ask: {say: Why?, effects: {trust: 1}, then: one}
            end: {say: Bye., then: well}
    """
    return story(
        scenes,
        persona="persona: {name: Ana Reis, role: customer, archetype: venting}",
        more=f"max_turns: {turns}",
    )


@pytest.mark.parametrize("turns", [2, 7])
def test_standings_are_those_of_every_state_there_is(turns: int) -> None:
    small = loop(turns)
    standings = examine(small)[1].standings
    assert standings is not None
    met = walked(small)
    assert [one.scene for one in standings] == list(met)
    for one in standings:
        attitudes, *levels = zip(*met[one.scene], strict=True)
        assert set(one.attitudes) == set(attitudes)
        assert [one.resistance, one.trust, one.grievances] == [(min(held), max(held)) for held in levels]


def test_a_story_that_is_not_proved_has_none() -> None:
    assert examine(loop(7), bound=20)[1].standings is None


def test_a_shipped_story_keeps_them_through_its_json() -> None:
    shipped = load(STORIES / "the-second-miss.yaml").story
    assert shipped is not None
    report = examine(shipped)[1]
    assert report.standings
    assert Report.from_json(report.to_json()) == report
