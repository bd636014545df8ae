"""The archetype that a story brings along: what is wrong with it, and the one that the persona is made of.

It is held to what the engine needs: every name is there, conditions ask about levels alone. What makes the
package's archetypes believable (trust is lost faster than won, everybody can be won back …) is asked of
those alone; whoever writes an archetype for one story knows why that person is different.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from itertools import product
from typing import Final

from servicesim.persona.archetype import Archetype, archetype, archetype_ids
from servicesim.persona.conditions import AttitudeIn, Compare, ConditionError, Leaf, leaves, parse
from servicesim.persona.levels import GRIEVANCES_MAX, LEFT, LEVEL_MAX
from servicesim.persona.machine import AttitudeMachine, machine_of
from servicesim.story.models import ArchetypePart
from servicesim.story.names import Enough, Reporter
from servicesim.story.nearest import nearest
from servicesim.story.places import Path
from servicesim.story.scope import Scope, Trouble
from servicesim.story.validate import Draft
from servicesim.story.wording import OWN_ARCHETYPE

ANY: Final = "any"
"""Under `reactions` it stands for every attitude, so no attitude is called so."""

UNNAMED: Final = "own"
"""The id of an archetype that was given none."""


def attitudes_of(draft: Draft) -> Collection[str] | None:
    """The attitudes that the persona has; None where that is not known."""
    named = _as_written(draft)
    if isinstance(named, ArchetypePart):
        inside = (*OWN_ARCHETYPE, "attitudes")
        unread = any(path[:3] == inside and len(path) <= 4 for path in draft.held)
        return None if unread else named.attitudes
    return archetype(named).attitudes if named in archetype_ids() else None


def archetype_of(draft: Draft, scope: Scope, notes: Reporter) -> Archetype | None:
    """The archetype of the persona, the package's or its own; None, and reported, where there is none."""
    named = _as_written(draft)
    if isinstance(named, ArchetypePart):
        return _own(named, draft, scope, notes)
    if named is None or named in archetype_ids():
        return None if named is None else archetype(named)
    close = nearest(named, archetype_ids())
    message = f"There is no archetype '{named}'; there are {', '.join(archetype_ids())}."
    trouble = Trouble("unknown-archetype", message, 0, len(named), close[0] if close else None)
    notes.report(trouble, OWN_ARCHETYPE)
    return None


def _as_written(draft: Draft) -> str | ArchetypePart | None:
    persona = getattr(draft.part, "persona", None)  # a part that did not validate is not there
    return getattr(persona, "archetype", None)


def _own(part: ArchetypePart, draft: Draft, scope: Scope, notes: Reporter) -> Archetype | None:
    check = ArchetypeCheck(part, scope, notes, draft.held)
    check.check()
    if not check.sound:
        return None
    kind = built(part)
    persona = getattr(draft.part, "persona", None)
    start = getattr(persona, "attitude", None) or kind.start.attitude
    if start in kind.attitudes:
        check.warn_of_unreachable(machine_of(kind), start)
    return kind


def built(part: ArchetypePart) -> Archetype:
    """The archetype as the persona knows it. Right for a part in which `ArchetypeCheck` found no error."""
    data = part.model_dump(by_alias=True, exclude_none=True)
    data["id"] = part.id or UNNAMED
    data["title"] = part.title.strip()
    data["summary"] = (part.summary or "").strip()
    for attitude in data["attitudes"].values():
        attitude["title"] = attitude["title"].strip()
        attitude["cues"] = [cue.strip() for cue in attitude["cues"]]
        if "in_writing" in attitude:
            attitude["in_writing"] = attitude["in_writing"].strip()
    return Archetype.model_validate(data)


def reached(machine: AttitudeMachine, start: str) -> set[str]:
    """The attitudes that somebody who begins in `start` can come to, by whatever levels."""
    found, ahead = {start}, [start]
    levels = (range(LEVEL_MAX + 1), range(LEVEL_MAX + 1), range(GRIEVANCES_MAX + 1))
    while ahead:
        here = ahead.pop()
        onward = {machine.settle(here, *at) for at in product(*levels)} - found
        found |= onward
        ahead += onward
    return found


class ArchetypeCheck:
    """Reports everything in a story's own archetype that does not resolve.

    `held` are the paths that did not read: what stands in for them is not reported on. Afterwards `sound`
    says that the archetype can be built.
    """

    def __init__(self, part: ArchetypePart, scope: Scope, notes: Reporter, held: Collection[Path]) -> None:
        self.part = part
        self.scope = scope
        self.notes = notes
        self.held = {path for path in held if path[:2] == OWN_ARCHETYPE}
        self.sound = not self.held

    def check(self) -> None:
        """Report what is wrong."""
        with suppress(Enough):
            self._check_names()
            self._check_transitions()
            self._check_reactions()

    def warn_of_unreachable(self, machine: AttitudeMachine, start: str) -> None:
        """Attitudes that nobody comes to. Only for a sound archetype, and a start that it has."""
        there = reached(machine, start)
        for name in self.part.attitudes:
            if name not in there:
                message = f"No way leads from '{start}' to '{name}', whatever the levels are."
                self.notes.warn(
                    "unreachable-attitude", message, (*OWN_ARCHETYPE, "attitudes", name), key=True
                )

    def _check_names(self) -> None:
        part = self.part
        if part.id in archetype_ids():
            self._reserved(
                part.id, f"'{part.id}' is an archetype of the package; call yours otherwise.", "id"
            )
        if ANY in part.attitudes:
            message = f"'{ANY}' stands for every attitude; call this one something else."
            self._reserved(ANY, message, "attitudes", ANY, key=True)
        start = part.start.attitude
        self._attitude(start, "start", "attitude")
        if start == LEFT:
            message = f"Nobody can begin as '{LEFT}': then the conversation is over before it starts."
            self._say(Trouble("bad-value", message, 0, len(start), None), "start", "attitude")

    def _check_transitions(self) -> None:
        for index, transition in enumerate(self.part.transitions):
            for number, name in enumerate(transition.source):
                self._attitude(name, "transitions", index, "from", number)
                if name == LEFT:
                    message = f"Nothing leads back from '{LEFT}': who has walked out is gone."
                    trouble = Trouble("bad-value", message, 0, len(name), None)
                    self._say(trouble, "transitions", index, "from", number)
            self._attitude(transition.to, "transitions", index, "to")
            for trouble in self._troubles_of(transition.when):
                self._say(trouble, "transitions", index, "when")

    def _check_reactions(self) -> None:
        for attitude, reactions in self.part.reactions.items():
            if attitude != ANY:
                self._attitude(attitude, "reactions", attitude, key=True)
            if attitude == LEFT:
                message = f"Nothing moves one who has left, so '{LEFT}' has no reactions."
                self._say(Trouble("bad-value", message, 0, 0, None), "reactions", attitude, key=True)
            for tag in reactions:
                trouble = self.scope.tag(tag, "reactions")
                if trouble is not None:
                    self._say(trouble, "reactions", attitude, tag, key=True)

    def _troubles_of(self, text: str) -> Iterable[Trouble]:
        try:
            tests = list(leaves(parse(text)))
        except ConditionError as error:
            return [Trouble("condition", error.message, error.start, error.end, None)]
        return [trouble for leaf in tests for trouble in self._of_leaf(leaf)]

    def _of_leaf(self, leaf: Leaf) -> list[Trouble]:
        """A transition's answer is remembered per level, so it may ask about nothing else."""
        if isinstance(leaf, Compare) and leaf.level != "turn":
            return self.scope.leaf(leaf)
        start, end = leaf.names[0][1:] if isinstance(leaf, AttitudeIn) else (leaf.start, leaf.end)
        message = "A transition asks about resistance, trust and grievances, and nothing else."
        return [Trouble("condition", message, start, end, None)]

    def _attitude(self, name: str, *steps: str | int, key: bool = False) -> None:
        trouble = self.scope.attitude(name, 0, len(name))
        if trouble is not None:
            self._say(trouble, *steps, key=key)

    def _reserved(self, name: str, message: str, *steps: str, key: bool = False) -> None:
        self._say(Trouble("reserved-name", message, 0, len(name), None), *steps, key=key)

    def _say(self, trouble: Trouble, *steps: str | int, key: bool = False) -> None:
        path: Path = (*OWN_ARCHETYPE, *steps)
        if not any(path[:depth] in self.held for depth in range(3, len(path) + 1)):
            self.sound = False
            self.notes.report(trouble, path, key=key)
