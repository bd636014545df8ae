"""What the tests of personas share: the archetypes, short ways to say things, walks through states."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from functools import cache

from hypothesis import strategies as st

from servicesim.persona.archetype import archetype, archetype_ids
from servicesim.persona.catalogue import Reaction, catalogue
from servicesim.persona.levels import LEFT, Persona
from servicesim.persona.machine import AttitudeMachine
from servicesim.persona.temperament import Impact, Movement, Temperament

PEOPLE = tuple(name for name in archetype_ids() if name != "plain")
"""Every archetype that follows the rules of a believable persona."""

HOSTILE = ("complaining", "pushing_back")
DISENGAGED = ("withdrawn", "unresponsive")
PRESENT = (*HOSTILE, *DISENGAGED, "guarded", "open", "committed")
"""Every attitude but `left`."""

MISSTEPS = tuple(catalogue().of_kind("misstep"))
GOOD = tuple(catalogue().of_kind("tactic", "technique"))
SOOTHERS = tuple(name for name in GOOD if catalogue().tags[name].role == "soothes")
SOLVERS = tuple(name for name in GOOD if catalogue().tags[name].role == "solves")

people = st.sampled_from(PEOPLE)
attitudes = st.sampled_from(PRESENT)
levels = st.integers(0, 10)
grievance_counts = st.integers(0, 3)


@cache
def machine(name: str) -> AttitudeMachine:
    return AttitudeMachine(archetype(name))


@cache
def temperament(name: str) -> Temperament:
    """An archetype without a story's own reactions over it."""
    return Temperament(archetype(name), catalogue(), {}, machine(name))


def with_own(name: str, **reactions: Reaction) -> Temperament:
    """An archetype in a story that gives some tags a reaction of its own."""
    own = {tag: [(None, reaction)] for tag, reaction in reactions.items()}
    return Temperament(archetype(name), catalogue(), own, machine(name))


@cache
def saying(*tags: str, weak: bool = False) -> Impact:
    """A reply with these tags, all full or all weak."""
    return Impact(tags=tuple((tag, weak) for tag in tags))


def movement(
    name: str, persona: Persona, tag: str, *, root_known: bool = True, weak: bool = False
) -> Movement:
    """What one tag does to this persona now, before the levels are held to their range."""
    return temperament(name).movements(persona, saying(tag, weak=weak), root_known, 0, 0)[0]


def after(name: str, persona: Persona, *replies: str | tuple[str, ...], root_known: bool = True) -> Persona:
    """The persona after some replies, each one tag or several."""
    for reply in replies:
        tags = (reply,) if isinstance(reply, str) else reply
        persona = temperament(name).move(persona, saying(*tags), root_known, 0, 0).persona
    return persona


def beginning(name: str) -> Persona:
    """Where an archetype starts."""
    start = archetype(name).start
    return Persona(start.attitude, start.resistance, start.trust, start.grievances)


def settled(name: str, attitude: str, resistance: int, trust: int, grievances: int) -> str:
    """Where repeated settling at unchanging levels ends. Fails where it never ends."""
    visited: list[str] = []
    while attitude not in visited:
        visited.append(attitude)
        attitude = machine(name).settle(attitude, resistance, trust, grievances)
    assert attitude == visited[-1], f"{name} goes round at {resistance}/{trust}/{grievances}: {visited}"
    return attitude


@cache
def _different(name: str, attitude: str, sore: bool) -> tuple[tuple[str, bool], ...]:
    """One (tag, root known) for each movement that some tag makes: with nothing to repeat, a movement
    depends on the attitude, on whether a grievance is open and, for what solves, on the root alone."""
    here = Persona(attitude, 5, 5, int(sore))
    replies = [(tag, True) for tag in catalogue().tags] + [(tag, False) for tag in SOLVERS]
    found = {movement(name, here, tag, root_known=known)[1:4]: (tag, known) for tag, known in replies}
    return tuple(found.values())


@cache
def reach(name: str) -> tuple[frozenset[Persona], frozenset[str]]:
    """Every persona that single tags lead to from the start, `recent` left out, and the attitudes out of
    which it walked away. Replies are never repetitions here, and the root is known and unknown by turns."""
    first = beginning(name)
    seen, todo, doors = {first}, [first], set()
    while todo:
        persona = todo.pop()
        for tag, known in _different(name, persona.attitude, persona.grievances > 0):
            moved = temperament(name).move(persona, saying(tag), known, 0, 0).persona._replace(recent=())
            if moved.attitude == LEFT and persona.attitude != LEFT:
                doors.add(persona.attitude)
            if moved not in seen:
                seen.add(moved)
                todo.append(moved)
    return frozenset(seen), frozenset(doors)


def way_back(name: str, persona: Persona, tags: Iterable[str] = GOOD) -> list[str]:
    """Replies of one tag each that lead from a persona to `committed`; empty where none is found.

    The root counts as known wherever trust is high enough for it to be told.
    """
    tell_at, order = archetype(name).tell_at, 0
    seen = {persona}
    todo: list[tuple[int, int, Persona, list[str]]] = [(0, order, persona, [])]
    while todo:
        _, _, here, said = heapq.heappop(todo)
        for tag in tags:
            moved = after(name, here, tag, root_known=here.trust >= tell_at)
            if moved.attitude == "committed":
                return [*said, tag]
            if moved not in seen and moved.attitude != LEFT:
                seen.add(moved)
                order += 1
                worth = moved.resistance - moved.trust + 2 * moved.grievances
                heapq.heappush(todo, (worth, order, moved, [*said, tag]))
    return []


def shortest(name: str, *, to: str, tags: Iterable[str] = GOOD) -> int:
    """How many replies of one tag each the quickest way from the start to an attitude takes.

    Repetitions count as fresh, so no real way is quicker. Fails where there is none.
    """
    tell_at, tags = archetype(name).tell_at, tuple(tags)
    seen = {beginning(name)}
    layer, replies = list(seen), 0
    while layer:
        if any(persona.attitude == to for persona in layer):
            return replies
        replies += 1
        ahead = {
            after(name, persona, tag, root_known=persona.trust >= tell_at)._replace(recent=())
            for persona in layer
            for tag in tags
        }
        layer = list(ahead - seen)
        seen |= ahead
    raise AssertionError(f"{name} never comes to be {to}")
