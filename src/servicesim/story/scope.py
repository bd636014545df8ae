"""What names a story has, and what is wrong with a name that it has not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from servicesim.persona.catalogue import Catalogue
from servicesim.persona.conditions import LEVELS, AttitudeIn, Compare, Fact, Leaf
from servicesim.story.nearest import Names, nearest


class Trouble(NamedTuple):
    """A name or a number that does not resolve; `start` and `end` are offsets in the condition's text."""

    rule: str
    message: str
    start: int
    end: int
    suggestion: str | None


@dataclass(frozen=True)
class Scope:
    """All names of a story. `offers` maps each scene to the ids of its own and its shared replies.

    `attitudes` is None where the archetype is not known, and `complete` False where part of the file did
    not read: then names that cannot be found are not reported, because they may stand in that part.
    `ready` has each kind of names that one was searched among already.
    """

    scenes: Collection[str]
    endings: Collection[str]
    shared: Collection[str]
    offers: Mapping[str, Collection[str]]
    facts: Collection[str]
    attitudes: Collection[str] | None
    catalogue: Catalogue
    max_turns: int
    complete: bool
    ready: dict[str, Names] = field(default_factory=dict)

    @cached_property
    def places(self) -> frozenset[str]:
        """The names of scenes and endings together."""
        return frozenset((*self.scenes, *self.endings))

    def leaf(self, leaf: Leaf) -> list[Trouble]:
        """What is wrong with one test of a condition."""
        if isinstance(leaf, Compare):
            return self._level(leaf)
        if isinstance(leaf, AttitudeIn):
            troubles = [self.attitude(name, start, end) for name, start, end in leaf.names]
        elif leaf.kind == "fact":
            troubles = [self.fact(leaf.name, leaf.start, leaf.end)]
        elif leaf.kind == "visited":
            troubles = [self.scene(leaf.name, leaf.start, leaf.end)]
        else:
            troubles = [self._given(leaf)]
        return [trouble for trouble in troubles if trouble is not None]

    def fact(self, name: str, start: int = 0, end: int = 0) -> Trouble | None:
        """A fact that must be declared under `facts`."""
        return self._unknown("unknown-fact", "fact", name, self.facts, start, end, "add it under 'facts'")

    def scene(self, name: str, start: int = 0, end: int = 0) -> Trouble | None:
        """A scene, where no ending will do."""
        if name in self.endings and name not in self.scenes:
            return Trouble(
                "unknown-scene", f"'{name}' is an ending; a scene is wanted here.", start, end, None
            )
        return self._unknown("unknown-scene", "scene", name, self.scenes, start, end)

    def target(self, name: str) -> Trouble | None:
        """A scene or an ending."""
        if name in self.places:
            return None
        return self._unknown("unknown-target", "scene or ending", name, self.places, 0, len(name))

    def shared_reply(self, name: str) -> Trouble | None:
        """A shared reply, as `also` lists them."""
        return self._unknown("unknown-reply", "shared reply", name, self.shared, 0, len(name))

    def attitude(self, name: str, start: int = 0, end: int = 0) -> Trouble | None:
        """An attitude of the persona."""
        if self.attitudes is None or name in self.attitudes:
            return None
        close = nearest(name, self.attitudes)
        known = ", ".join(self.attitudes)
        message = f"'{name}' is not an attitude of this persona, which has {known}."
        return Trouble("unknown-attitude", message, start, end, close[0] if close else None)

    def tag(self, name: str, kind: str) -> Trouble | None:
        """A tag of the catalogue; `kind` is the key it stands under: tactics, missteps or reactions."""
        tag = self.catalogue.tags.get(name)
        if tag is not None and (kind == "reactions" or (tag.kind == "misstep") == (kind == "missteps")):
            return None
        if tag is not None:
            other = "tactics" if kind == "missteps" else "missteps"
            return Trouble("unknown-tag", f"'{name}' belongs under '{other}'.", 0, len(name), None)
        close = nearest(name, self.catalogue.tags)
        message = f"'{name}' is not in the catalogue; 'servicesim tactics' lists what is."
        return Trouble("unknown-tag", message, 0, len(name), close[0] if close else None)

    def _given(self, leaf: Fact) -> Trouble | None:
        scene, slash, reply = leaf.name.partition("/")
        if not slash:
            return self._given_anywhere(leaf)
        trouble = self.scene(scene, leaf.start, leaf.start + len(scene))
        if trouble is not None or scene not in self.offers:
            return trouble
        start = leaf.start + len(scene) + 1
        what = f"reply of '{scene}'"
        return self._unknown("unknown-reply", what, reply, self.offers[scene], start, leaf.end)

    def _given_anywhere(self, leaf: Fact) -> Trouble | None:
        if leaf.name in self.shared:
            return None
        home = next((scene for scene, replies in self.offers.items() if leaf.name in replies), None)
        if home is None:
            what = "shared reply"
            return self._unknown("unknown-reply", what, leaf.name, self.shared, leaf.start, leaf.end)
        message = f"'{leaf.name}' is a reply of one scene: name the scene too."
        return Trouble("unknown-reply", message, leaf.start, leaf.end, f"{home}/{leaf.name}")

    def _level(self, leaf: Compare) -> list[Trouble]:
        highest = LEVELS[leaf.level]
        upper = self.max_turns if highest is None else highest
        if 0 <= leaf.number <= upper:
            return []
        message = f"{leaf.level} runs from 0 to {upper}, so it is never held against {leaf.number}."
        return [Trouble("out-of-range", message, leaf.start, leaf.end, None)]

    def _unknown(
        self, rule: str, what: str, name: str, known: Collection[str], start: int, end: int, mend: str = ""
    ) -> Trouble | None:
        if name in known or not self.complete:
            return None
        if what not in self.ready:
            self.ready[what] = Names(known)
        close = self.ready[what].nearest(name)
        message = f"There is no {what} '{name}'"
        message += f"; {mend}, or correct the name." if mend else "."
        return Trouble(rule, message, start, end, close[0] if close else None)
