"""Which attitudes are near."""

from __future__ import annotations

from servicesim.authoring.nearness import Way, ways
from servicesim.persona.levels import Persona
from servicesim.story.linked import Story
from tests.making import story

SCENES = """
hello:
  says: Well?
  replies:
    kind: {say: I see., tactics: [give_full_attention], then: well}
"""


def of(archetype: str) -> Story:
    """A story with somebody of an archetype."""
    return story(SCENES, persona=f"persona: {{name: Ana Reis, role: customer, archetype: {archetype}}}\n")


def test_the_nearest_first_with_what_is_missing() -> None:
    temperament = of("venting").character.temperament
    near = ways(temperament, Persona("complaining", 6, 3, 1))
    assert near[0] == Way("guarded", 1, -1, 0, 0), "guarded when resistance <= 5 and trust >= 3"
    assert [way.steps for way in near] == sorted(way.steps for way in near)


def test_the_levels_named_do_bring_it() -> None:
    temperament = of("venting").character.temperament
    persona = Persona("guarded", 5, 4, 0)
    for way in ways(temperament, persona):
        levels = (
            persona.resistance + way.resistance,
            persona.trust + way.trust,
            persona.grievances + way.grievances,
        )
        assert temperament.settled("guarded", *levels) == way.to


def test_a_persona_of_one_attitude_goes_nowhere() -> None:
    assert ways(of("plain").character.temperament, Persona("neutral", 5, 5, 0)) == []
