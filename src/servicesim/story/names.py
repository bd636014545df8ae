"""Checks every name of a story, and gathers which facts its conditions ask about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from servicesim.persona.conditions import (
    KEYWORDS,
    Compare,
    Condition,
    ConditionError,
    Fact,
    leaves,
    parse,
)
from servicesim.persona.levels import LEFT
from servicesim.story.models import EndingPart, LinePart, ReplyPart, ScenePart, StoryPart
from servicesim.story.places import Path
from servicesim.story.scope import Scope, Trouble


class Enough(Exception):
    """There is so much wrong that nobody wants to know more."""


class Reporter(Protocol):
    """Takes what is wrong, with the path of keys to where it stands."""

    def report(self, trouble: Trouble, path: Path, *, key: bool = False) -> None:
        """An error. Raises Enough where nobody wants to know of more."""

    def warn(self, rule: str, message: str, path: Path, *, key: bool = False) -> None:
        """A warning."""


class NameCheck:
    """Reports everything in a story that does not resolve.

    Afterwards `asked` holds the keys of the facts that some condition, `once` or a root asks about, in
    the order of the file, and `parsed` every condition that reads.
    """

    def __init__(self, part: StoryPart, scope: Scope, notes: Reporter, whole: bool) -> None:
        self.part = part
        self.scope = scope
        self.notes = notes
        self.whole = whole
        self.asked: dict[str, None] = {}
        self.reads_turn = False
        self.last_turn_asked = 0
        self.parsed: dict[str, Condition] = {}
        self.troubles: dict[str, list[Trouble]] = {}

    def check(self) -> None:
        """Report everything that does not resolve, and remember which facts are asked."""
        with suppress(Enough):
            self._check_all()

    def _check_all(self) -> None:
        self._check_names()
        self._check_persona()
        for name, scene in self.part.scenes.items():
            self._check_scene(name, scene)
        for name, reply in self.part.replies.items():
            self._check_reply(reply, ("replies", name), name)
        for name, ending in self.part.endings.items():
            self._check_ending(ending, ("endings", name))
        self._check_use_of_facts()

    def _check_names(self) -> None:
        part = self.part
        for name in part.endings:
            if name in part.scenes:
                message = f"'{name}' is a scene as well; scenes and endings share one set of names."
                self.notes.report(Trouble("duplicate-name", message, 0, 0, None), ("endings", name), key=True)
        start = getattr(part, "start", None)
        if start is not None:
            self._say(self.scope.scene(start, 0, len(start)), ("start",))
        declared: set[str] = set()
        for index, fact in enumerate(part.facts):
            if fact in KEYWORDS:
                message = f"'{fact}' is a word of the conditions; call the fact something else."
                self._say(Trouble("reserved-name", message, 0, len(fact), None), ("facts", index))
            if fact in declared:
                message = f"The fact '{fact}' is declared twice."
                self._say(Trouble("duplicate-fact", message, 0, len(fact), None), ("facts", index))
            declared.add(fact)

    def _check_persona(self) -> None:
        persona = getattr(self.part, "persona", None)
        if persona is None:
            return
        if persona.attitude is not None:
            name = persona.attitude
            self._say(self.scope.attitude(name, 0, len(name)), ("persona", "attitude"))
            if name == LEFT:
                message = f"Nobody can begin as '{LEFT}': then the conversation is over before it starts."
                self._say(Trouble("bad-value", message, 0, len(name), None), ("persona", "attitude"))
        for index, root in enumerate(persona.root):
            if root.known_by is not None:
                self._say(
                    self.scope.fact(root.known_by, 0, len(root.known_by)),
                    ("persona", "root", index, "known_by"),
                )
                self.asked[root.known_by] = None
        for tag, entries in persona.reactions.items():
            path: Path = ("persona", "reactions", tag)
            self._say(self.scope.tag(tag, "reactions"), path, key=True)
            for index, entry in enumerate(entries):
                self._check_when(entry.when, (*path, index))

    def _check_scene(self, name: str, scene: ScenePart) -> None:
        path: Path = ("scenes", name)
        self._check_lines(scene.says, path, "says")
        for reply_name, reply in scene.replies.items():
            self._check_reply(reply, (*path, "replies", reply_name), f"{name}/{reply_name}")
        offered = set(scene.replies)
        for index, shared in enumerate(scene.also):
            here: Path = (*path, "also", index)
            self._say(self.scope.shared_reply(shared), here)
            if shared in offered:
                message = f"'{name}' offers '{shared}' twice."
                self._say(Trouble("duplicate-reply", message, 0, len(shared), None), here)
            offered.add(shared)

    def _check_reply(self, reply: ReplyPart, path: Path, given: str) -> None:
        self._check_when(reply.when, path)
        for tag in reply.tactics:
            self._say(self.scope.tag(tag, "tactics"), (*path, "tactics", tag), key=True)
        for tag in reply.missteps:
            self._say(self.scope.tag(tag, "missteps"), (*path, "missteps", tag), key=True)
        self._check_sets(reply.sets, path, "sets")
        self._check_sets(reply.clears, path, "clears")
        if reply.once:
            self.asked[f"given({given})"] = None
        self._check_lines(reply.answer, path, "answer")
        for index, target in enumerate(reply.then):
            self._check_when(target.when, path, "then", index)
            trouble = self.scope.target(target.to)
            if trouble is not None:
                self.notes.report(trouble, (*path, "then", index, "to"))

    def _check_ending(self, ending: EndingPart, path: Path) -> None:
        self._check_when(ending.when, path)
        if ending.when is not None and ending.on is None:
            message = "An ending has 'when' only beside 'on'; elsewhere the replies' 'then' decides."
            self.notes.report(Trouble("when-without-on", message, 0, 0, None), (*path, "when"), key=True)
        self._check_lines(ending.says, path, "says")

    def _check_lines(self, lines: Sequence[LinePart], path: Path, key: str) -> None:
        for index, line in enumerate(lines):
            self._check_when(line.when, path, key, index)
            self._check_sets(line.sets, path, key, index, "sets")

    def _check_sets(self, facts: Iterable[str], path: Path, *steps: str | int) -> None:
        for index, fact in enumerate(facts):
            self._say(self.scope.fact(fact, 0, len(fact)), (*path, *steps, index))

    def _check_when(self, text: str | None, path: Path, *steps: str | int) -> None:
        if text is None:
            return
        if text not in self.troubles:
            self.troubles[text] = self._troubles_of(text)
        for trouble in self.troubles[text]:
            self.notes.report(trouble, (*path, *steps, "when"))

    def _troubles_of(self, text: str) -> list[Trouble]:
        """What is wrong with a condition, wherever it stands; remembers what it asks about."""
        try:
            condition = self.parsed[text] = parse(text)
        except ConditionError as error:
            self.whole = False
            return [Trouble("condition", error.message, error.start, error.end, None)]
        troubles: list[Trouble] = []
        for leaf in leaves(condition):
            troubles += self.scope.leaf(leaf)
            if isinstance(leaf, Fact):
                self.asked[leaf.key] = None
            elif isinstance(leaf, Compare) and leaf.level == "turn":
                self.reads_turn = True
                self.last_turn_asked = max(self.last_turn_asked, leaf.number)
        return troubles

    def _check_use_of_facts(self) -> None:
        if not self.whole:  # what was not read may set or ask any of them
            return
        setting = set(self._facts_set())
        for index, fact in enumerate(self.part.facts):
            if fact in self.asked and fact not in setting:
                message = f"'{fact}' is asked about, and nothing sets it."
                self._say(Trouble("unset-fact", message, 0, len(fact), None), ("facts", index))
            elif fact not in self.asked:
                self.notes.warn("unused-fact", f"No condition asks about '{fact}'.", ("facts", index))

    def _facts_set(self) -> Iterable[str]:
        part = self.part
        scenes, endings = part.scenes.values(), part.endings.values()
        for lines in (*(scene.says for scene in scenes), *(ending.says for ending in endings)):
            for line in lines:
                yield from line.sets
        for replies in (part.replies, *(scene.replies for scene in scenes)):
            for reply in replies.values():
                yield from reply.sets
                for line in reply.answer:
                    yield from line.sets

    def _say(self, trouble: Trouble | None, path: Path, *, key: bool = False) -> None:
        if trouble is not None:
            self.notes.report(trouble, path, key=key)
