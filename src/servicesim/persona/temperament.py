"""How a persona takes a reply: the rules that every archetype shares, with the archetype's strengths.

The rules and where they come from stand in `docs/personas.md`. In one reply, each tag's reaction is

1. held down to the archetype's `early_solution` where the tag solves and the root is not known,
2. where it is a soother that the previous reply used too: halved as far as it helps, and held down to
   `worn_soother` where that one was itself a repetition,
3. made worse, level by level, where it is a misstep that harms: by `open_grievance` where a grievance is
   open, by `repeated_misstep` where the previous reply made the same one,
4. multiplied by `loss_ratio` where trust falls,
5. halved toward zero where the tag is weak;

"held down" takes the worse of the two, level by level, so that a tag that harms by itself is never made
harmless by being early or worn;
the sum of all, with the reply's own effects, is held to 0..10 once. Then the attitude settles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from servicesim.persona.archetype import Archetype
from servicesim.persona.catalogue import Catalogue, Reaction, Tag
from servicesim.persona.conditions import Test
from servicesim.persona.levels import GRIEVANCES_MAX, LEFT, Persona, within
from servicesim.persona.machine import AttitudeMachine

MARKS_MAX = 3
"""A reply's marks for one score are held to -3..+3."""

Overrides = Mapping[str, Sequence[tuple[Test | None, Reaction]]]
"""A story's own reactions: by tag, entries of which the first that holds replaces the archetype's."""


class Moved(NamedTuple):
    """What a reply did: the persona after it, and its marks for empathy and clarity (-3..+3)."""

    persona: Persona
    empathy: int
    clarity: int


class Push(NamedTuple):
    """What a reply adds to the levels before they are held to their ranges, and its marks for (empathy,
    clarity): as they are, and what is left of them where resistance rises."""

    resistance: int
    trust: int
    grievances: int
    marks: tuple[int, int]
    marks_if_worse: tuple[int, int]


class Movement(NamedTuple):
    """What one tag of a reply did to the levels, before they were held to their range.

    `because` names the rules that changed it, in the order they applied: early, repeated, worn,
    grievance, again, weak.
    """

    tag: str
    resistance: int
    trust: int
    grievances: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """All of a reply that touches the persona.

    `tags` are (tag id, weak); `effects` come on top of the reactions; `marks` replace the tags' marks for
    (empathy, clarity) where they are not None. `reads` is the mask of facts that the outcome depends on:
    the root's where a tag solves, and those that the story's own reactions ask about; `reads_turn` says
    whether these ask for the turn.
    """

    tags: tuple[tuple[str, bool], ...] = ()
    effects: tuple[int, int] = (0, 0)
    marks: tuple[int | None, int | None] = (None, None)
    reads: int = 0
    reads_turn: bool = False


class Temperament:
    """One story's persona: an archetype with the story's own reactions over it."""

    def __init__(
        self, archetype: Archetype, catalogue: Catalogue, overrides: Overrides, machine: AttitudeMachine
    ) -> None:
        self._tags = catalogue.tags
        self._manner = archetype.manner
        self._archetype = archetype
        self._overrides = overrides
        self._machine = machine
        self._standing: dict[tuple[str, str], Reaction] = {}

    def move(self, persona: Persona, impact: Impact, root_known: bool, facts: int, turn: int) -> Moved:
        """The persona after a reply, and the reply's marks. One that has left stays as it is."""
        if persona.attitude == LEFT:
            return Moved(persona, 0, 0)
        push = self.push(persona, impact, root_known, facts, turn)
        return self.pushed(persona, push, self.remembered(persona, impact))

    def push(self, persona: Persona, impact: Impact, root_known: bool, facts: int, turn: int) -> Push:
        """How a persona takes a reply, whatever its levels are.

        This reads of the persona no more than its `bearing`, what of its `recent` the reply repeats, and
        what the conditions of the story's own reactions ask about (`asked`).
        """
        resistance, trust = impact.effects
        grievances = 0
        for movement in self.movements(persona, impact, root_known, facts, turn):
            resistance += movement.resistance
            trust += movement.trust
            grievances += movement.grievances
        earlier = {tag for tag, _ in persona.recent}
        marks, if_worse = self._marks(impact, earlier, worse=False), self._marks(impact, earlier, worse=True)
        return Push(resistance, trust, grievances, marks, if_worse)

    def pushed(self, persona: Persona, push: Push, recent: tuple[tuple[str, bool], ...]) -> Moved:
        """What comes of it: the levels, held to their ranges once, the attitude they settle, the marks."""
        resistance = within(persona.resistance + push.resistance)
        trust = within(persona.trust + push.trust)
        grievances = within(persona.grievances + push.grievances, GRIEVANCES_MAX)
        attitude = self._machine.settle(persona.attitude, resistance, trust, grievances)
        empathy, clarity = push.marks_if_worse if resistance > persona.resistance else push.marks
        return Moved(Persona(attitude, resistance, trust, grievances, recent), empathy, clarity)

    def settled(self, attitude: str, resistance: int, trust: int, grievances: int) -> str:
        """The attitude that these levels settle, coming from `attitude`."""
        return self._machine.settle(attitude, resistance, trust, grievances)

    def remembered(self, persona: Persona, impact: Impact) -> tuple[tuple[str, bool], ...]:
        """`recent` after a reply."""
        earlier = {tag for tag, _ in persona.recent}
        return tuple(sorted((tag, tag in earlier) for tag, _ in impact.tags))

    @staticmethod
    def bearing(persona: Persona) -> tuple[str, bool]:
        """All that the shared rules read of a persona beside `recent`: the attitude, and whether a grievance
        is open."""
        return persona.attitude, persona.grievances > 0

    def asked(self, impact: Impact) -> list[Test]:
        """The conditions of the story's own reactions to the tags of a reply."""
        entries = [entry for tag, _ in impact.tags for entry in self._overrides.get(tag, ())]
        return [holds for holds, _ in entries if holds is not None]

    def movements(
        self, persona: Persona, impact: Impact, root_known: bool, facts: int, turn: int
    ) -> list[Movement]:
        """What each tag of a reply does to this persona now, in the order the tags were written."""
        recent = dict(persona.recent)
        return [
            self._movement(persona, recent, tag, weak, root_known, facts, turn) for tag, weak in impact.tags
        ]

    def _movement(
        self, persona: Persona, recent: Mapping[str, bool], name: str, weak: bool,
        root_known: bool, facts: int, turn: int,
    ) -> Movement:  # fmt: skip
        tag, manner = self._tags[name], self._manner
        reaction = self._reaction(persona, name, facts, turn)
        because: list[str] = []
        if tag.role == "solves" and not root_known and manner.early_solution is not None:
            reaction = _worse(reaction, manner.early_solution)
            because.append("early")
        elif tag.role == "soothes" and name in recent and manner.worn_soother is not None:
            reaction = _worse(reaction, manner.worn_soother) if recent[name] else _half(reaction)
            because.append("worn" if recent[name] else "repeated")
        resistance, trust = reaction.resistance or 0, reaction.trust or 0
        if tag.kind == "misstep":
            more, harms = 0, resistance > 0 or trust < 0
            if persona.grievances and manner.open_grievance and harms:
                more += manner.open_grievance
                because.append("grievance")
            if name in recent and manner.repeated_misstep and harms:
                more += manner.repeated_misstep
                because.append("again")
            resistance += more if resistance > 0 else 0
            trust -= more if trust < 0 else 0
        if trust < 0:
            trust = -int(-trust * manner.loss_ratio + 0.5)
        if weak and (resistance or trust):
            resistance, trust = int(resistance / 2), int(trust / 2)
            because.append("weak")
        return Movement(name, resistance, trust, reaction.grievances or 0, tuple(because))

    def _reaction(self, persona: Persona, name: str, facts: int, turn: int) -> Reaction:
        standing = self._standing.get((persona.attitude, name))
        if standing is None:
            standing = self._standing[persona.attitude, name] = self._looked_up(persona.attitude, name)
        for holds, reaction in self._overrides.get(name, ()):
            if holds is None or holds(persona, facts, turn):
                return reaction.over(standing)
        return standing

    def _looked_up(self, attitude: str, name: str) -> Reaction:
        base = Reaction() if self._archetype.own_reactions_only else self._tags[name].reaction
        for moment in ("any", attitude):
            own = self._archetype.reactions.get(moment, {}).get(name)
            base = own.over(base) if own is not None else base
        return base

    def _marks(self, impact: Impact, earlier: set[str], worse: bool) -> tuple[int, int]:
        empathy = clarity = 0
        for name, weak in impact.tags:
            tag = self._tags[name]
            silent = worse or (name in earlier and tag.kind != "misstep")
            empathy += _counted(tag.marks.empathy, weak, silent)
            clarity += _counted(tag.marks.clarity, weak, silent)
        written_empathy, written_clarity = impact.marks
        return (
            _held(empathy) if written_empathy is None else written_empathy,
            _held(clarity) if written_clarity is None else written_clarity,
        )

    def tag(self, name: str) -> Tag:
        """The catalogue's entry for a tag."""
        return self._tags[name]


def _half(reaction: Reaction) -> Reaction:
    """Half of what helps, toward zero, and all of what harms; it makes no grievance good again."""
    resistance, trust = reaction.resistance or 0, reaction.trust or 0
    return Reaction(
        resistance=int(resistance / 2) if resistance < 0 else resistance,
        trust=int(trust / 2) if trust > 0 else trust,
        grievances=max(reaction.grievances or 0, 0),
    )


def _worse(one: Reaction, other: Reaction) -> Reaction:
    """The worse of two reactions, level by level; a level that is not named counts as 0."""
    return Reaction(
        resistance=max(one.resistance or 0, other.resistance or 0),
        trust=min(one.trust or 0, other.trust or 0),
        grievances=max(one.grievances or 0, other.grievances or 0),
    )


def _counted(marks: int, weak: bool, silent: bool) -> int:
    if marks > 0 and silent:
        return 0
    return int(marks / 2) if weak else marks


def _held(marks: int) -> int:
    return max(-MARKS_MAX, min(MARKS_MAX, marks))
