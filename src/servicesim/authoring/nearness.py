"""Where a persona could go from here: every way out of its attitude, and what is missing for it."""

from __future__ import annotations

from dataclasses import dataclass

from servicesim.persona.levels import GRIEVANCES_MAX, LEVEL_MAX, Persona
from servicesim.persona.temperament import Temperament


@dataclass(frozen=True, slots=True)
class Way:
    """An attitude that the next settling could bring.

    `steps` is how far the levels are from it, all changes of them added up; 0 where it would come at once.
    `resistance`, `trust` and `grievances` are those changes, for the nearest levels that bring it.
    """

    to: str
    steps: int
    resistance: int
    trust: int
    grievances: int


def ways(temperament: Temperament, persona: Persona) -> list[Way]:
    """The attitudes that some levels would bring from here, the nearest first.

    Asked of the persona's own machine for all 484 levels there are, so the order in which transitions are
    tried counts as it does in play.
    """
    nearest: dict[str, Way] = {}
    for resistance in range(LEVEL_MAX + 1):
        for trust in range(LEVEL_MAX + 1):
            for grievances in range(GRIEVANCES_MAX + 1):
                to = temperament.settled(persona.attitude, resistance, trust, grievances)
                if to == persona.attitude:
                    continue
                changes = (
                    resistance - persona.resistance,
                    trust - persona.trust,
                    grievances - persona.grievances,
                )
                way = Way(to, sum(map(abs, changes)), *changes)
                known = nearest.get(to)
                if known is None or (way.steps, abs(changes[2])) < (known.steps, abs(known.grievances)):
                    nearest[to] = way
    return sorted(nearest.values(), key=lambda way: way.steps)
