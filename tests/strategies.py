"""Random small stories, valid but strange: loops, facts, visits, `once`, shared replies, lists of lines and
targets that may not hold, endings that may be missing.

They are plain data laid out as the story format says. `linked` makes a story of them. `stories()` is a
strategy for hypothesis; `story(dice)` takes any `random.Random`, for many stories quickly.
"""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from servicesim.persona.archetype import archetype
from servicesim.persona.catalogue import catalogue
from servicesim.persona.conditions import Fact, leaves, parse
from servicesim.story.link import from_document
from servicesim.story.linked import Story

Data = dict[str, Any]

ARCHETYPES = ("plain", "venting", "withdrawn")
TACTICS = ("own_the_fault", "acknowledge_frustration", "stay_silent", "offer_redress", "set_expectations")
MISSTEPS = ("quote_policy", "dismiss_feelings", "overpromise")
FACTS = ("told", "promised", "seen")
SHARED = ("shared-a", "shared-b")
ENDINGS: dict[str, Data] = {
    "well": {"outcome": "resolved"},
    "badly": {"outcome": "lost"},
    "gone": {"outcome": "lost", "on": "left"},
    "late": {"outcome": "lost", "on": "out_of_time"},
}


def stories(max_turns: int = 5) -> SearchStrategy[Data]:
    """Stories of one to four scenes, with up to five replies each, and at most so many turns.

    Hypothesis draws the seed alone: if it drew each throw, that would take about as long as all that is
    tested with the story, and stories would be no more varied. One that fails is printed whole, not made
    smaller.
    """
    return st.randoms(use_true_random=True).map(lambda dice: story(dice, max_turns))


def story(dice: Random, max_turns: int = 5) -> Data:
    """One such story."""
    return _Author(dice, max_turns).story()


def linked(data: Data) -> Story:
    """The linked story of such data."""
    kind = _dumped_archetype(data["persona"]["archetype"])
    return from_document(json.dumps({"archetype": kind, "catalogue": _dumped_tags(), "story": data}))


@cache
def _dumped_archetype(name: str) -> Data:
    return archetype(name).model_dump(mode="json", exclude_defaults=True, by_alias=True)


@cache
def _dumped_tags() -> Data:
    tags = {
        name: catalogue().tags[name].model_dump(mode="json", exclude_defaults=True)
        for name in (*TACTICS, *MISSTEPS)
    }
    return {"strategies": {}, "tags": tags}


class _Author:
    """Writes one story by throwing dice."""

    def __init__(self, dice: Random, max_turns: int) -> None:
        self.dice = dice
        self.turns = max_turns - dice.choice([0, 0, 0, 0, 1, 2, 3, 4]) % max_turns
        self.kind = dice.choice(ARCHETYPES)
        self.scenes = [f"scene-{number}" for number in range(dice.choice([1, 2, 3, 3, 4]))]
        self.endings = ["well", "badly", *dice.choice([["gone", "late"], ["gone", "late"], ["late"], []])]
        self.shared = SHARED[: dice.randint(0, 2)]
        self.own = {
            scene: [f"reply-{number}" for number in range(dice.choice([0, 1, 2, 2, 3, 3, 3]))]
            for scene in self.scenes
        }
        self.own[self.scenes[0]] = self.own[self.scenes[0]] or ["reply-0"]
        self.also = {scene: [name for name in self.shared if self.one_in(3)] for scene in self.scenes}

    def one_in(self, many: int) -> bool:
        return self.dice.randrange(many) == 0

    def story(self) -> Data:
        data: Data = {
            "servicesim": 1,
            "id": "random",
            "title": "Random",
            "source": "customer",
            "max_turns": self.turns,
            "persona": self.persona(),
            "facts": list(FACTS),
            "start": self.scenes[0],
            "scenes": {
                scene: {
                    "says": self.lines(),
                    "replies": {name: self.reply() for name in self.own[scene]},
                    "also": self.also[scene],
                }
                for scene in self.scenes
            },
            "replies": {name: self.reply() for name in self.shared},
            "endings": {name: {**ENDINGS[name], "says": self.lines()} for name in self.endings},
        }
        for ending in data["endings"].values():
            if "on" in ending and self.one_in(5):
                ending["when"] = self.condition()
        _set_what_is_asked(data)
        return data

    def persona(self) -> Data:
        dice = self.dice
        data: Data = {"name": "Ana Reis", "role": "customer", "archetype": self.kind}
        data |= {"resistance": dice.randint(0, 10), "trust": dice.randint(0, 10)}
        data |= {"grievances": dice.randint(0, 3), "root": []}
        if self.one_in(2):
            data["root"] = [{"kind": "concern", "text": "Something.", "known_by": FACTS[0]}]
        if self.one_in(3):
            entries: list[Data] = [
                {"resistance": dice.randint(-3, 3), "trust": dice.randint(-3, 3)}
                for _ in range(dice.randint(1, 2))
            ]
            entries[0]["when"] = self.condition()
            data["reactions"] = {dice.choice(TACTICS): entries}
        return data

    def reply(self) -> Data:
        dice = self.dice
        data: Data = {"say": "Words.", "then": self.targets()}
        data["tactics"] = {name: self.weight() for name in dice.sample(TACTICS, dice.randint(0, 2))}
        data["missteps"] = {name: self.weight() for name in dice.sample(MISSTEPS, int(self.one_in(4)))}
        if self.one_in(4):
            data["when"] = self.condition()
        if self.kind == "plain" or self.one_in(4):
            data["effects"] = {"resistance": dice.randint(-4, 4), "trust": dice.randint(-4, 4)}
        if self.one_in(4):
            data["marks"] = {dice.choice(["empathy", "clarity"]): dice.randint(-3, 3)}
        if self.one_in(3):
            data["sets"] = [dice.choice(FACTS)]
        if self.one_in(5):
            data["clears"] = [dice.choice(FACTS)]
        if self.one_in(5):
            data["once"] = True
        if self.one_in(3):
            data["answer"] = self.lines()
        return data

    def weight(self) -> str:
        return self.dice.choice(["full", "full", "weak"])

    def targets(self) -> list[Data]:
        places = [*self.scenes * 3, *self.endings]
        then: list[Data] = [{"to": self.dice.choice(places)}]
        if self.one_in(2):
            then.insert(0, {"when": self.condition(), "to": self.dice.choice(places)})
        if self.one_in(12):
            then[-1]["when"] = self.condition()
        return then

    def lines(self) -> list[Data]:
        """Mostly with a last entry that always applies; now and then none, or none that need apply."""
        if self.one_in(4):
            return []
        lines: list[Data] = [{"text": "Words."}]
        if self.one_in(2):
            lines.insert(0, {"text": "Words.", "when": self.condition(), "sets": [self.dice.choice(FACTS)]})
        if self.one_in(12):
            lines[-1]["when"] = self.condition()
        if self.one_in(6):
            lines[-1]["sets"] = [self.dice.choice(FACTS)]
        return lines

    def condition(self) -> str:
        one = self.test()
        if self.one_in(4):
            one = f"not {one}"
        if self.one_in(4):
            one += f" {self.dice.choice(['and', 'or'])} {self.test()}"
        return one

    def test(self) -> str:
        dice = self.dice
        which = dice.randrange(12)
        if which < 4:
            level = dice.choice(["resistance", "trust"])
            return f"{level} {dice.choice(['<', '<=', '>', '>=', '==', '!='])} {dice.randint(2, 8)}"
        if which < 7:
            return dice.choice(FACTS)
        if which == 7:
            return f"visited({dice.choice(self.scenes)})"
        if which == 8:
            scene = dice.choice(self.scenes)
            replies = [*self.own[scene], *self.also[scene]]
            return f"given({scene}/{dice.choice(replies)})" if replies else f"visited({scene})"
        if which == 9:
            return f"given({dice.choice(self.shared)})" if self.shared else "grievances >= 1"
        if which == 10:
            return f"attitude == {dice.choice(list(archetype(self.kind).attitudes))}"
        return f"turn >= {dice.randint(0, self.turns)}" if self.one_in(4) else "grievances >= 2"


def _set_what_is_asked(data: Data) -> None:
    """A fact that is asked about and never set is an error: the first reply sets what nothing else does."""
    asked = {one["known_by"] for one in data["persona"]["root"]}
    given: set[str] = set()
    for part in _parts(data):
        given |= set(part.get("sets", ()))
        if "when" in part:
            asked |= {leaf.key for leaf in leaves(parse(part["when"])) if isinstance(leaf, Fact)}
    first = next(iter(data["scenes"].values()))["replies"]["reply-0"]
    first["sets"] = [*first.get("sets", ()), *sorted(asked & set(FACTS) - given)]


def _parts(value: object) -> list[Data]:
    """Every map anywhere in a story's data."""
    if isinstance(value, list):
        return [part for entry in value for part in _parts(entry)]
    if isinstance(value, dict):
        return [value, *(part for entry in value.values() for part in _parts(entry))]
    return []
