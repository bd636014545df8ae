"""Linking: every name resolved, every condition compiled, so that nothing can fail in play.

Everything that validated is linked, whatever else is wrong, so that one run finds all mistakes. What did
not read is held back: a name that may stand in it is not reported as missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servicesim.persona.archetype import Archetype
from servicesim.persona.catalogue import Catalogue, Reaction, catalogue
from servicesim.persona.conditions import (
    AttitudeIn,
    Compare,
    Condition,
    Fact,
    Test,
    compile_test,
    leaves,
)
from servicesim.persona.levels import Persona
from servicesim.persona.machine import machine_of
from servicesim.persona.temperament import Impact, Temperament
from servicesim.story import linked
from servicesim.story.archetypes import archetype_of, attitudes_of
from servicesim.story.findings import Finding
from servicesim.story.models import LinePart, ReplyPart, StoryPart
from servicesim.story.names import NameCheck, Reporter
from servicesim.story.notes import Notes, Silence
from servicesim.story.scope import Scope
from servicesim.story.validate import Draft


@dataclass(frozen=True)
class Linked:
    """The linked story, None where there is an error; and every finding, of reading and linking."""

    story: linked.Story | None
    findings: tuple[Finding, ...]


def link(draft: Draft) -> Linked:
    """Link what validated of a story's file."""
    findings = [*draft.written.findings, *draft.findings]
    story = None
    if draft.part is not None:
        notes = Notes(draft)
        scope = _scope(draft.part, attitudes_of(draft), catalogue(), draft.complete)
        kind = archetype_of(draft, scope, notes)
        names = _checked(draft.part, scope, notes, not draft.held)
        findings += notes.findings
        if kind is not None and not any(finding.severity == "error" for finding in findings):
            story = _Builder(draft.part, kind, catalogue(), names).story()
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0, finding.rule))
    return Linked(story, tuple(findings))


def from_document(document: str) -> linked.Story:
    """The story of a document that `Story.document` once gave: what a saved session was played against."""
    data = json.loads(document)
    part = StoryPart.model_validate(data["story"])
    kind = Archetype.model_validate(data["archetype"])
    tags = Catalogue.model_validate(data["catalogue"])
    scope = _scope(part, kind.attitudes, tags, True)
    return _Builder(part, kind, tags, _checked(part, scope, Silence(), True)).story()


def _scope(part: StoryPart, attitudes: Collection[str] | None, tags: Catalogue, named: bool) -> Scope:
    """All names there are. `named` says that every one was read."""
    return Scope(
        scenes=part.scenes,
        endings=part.endings,
        shared=part.replies,
        offers={name: {*scene.replies, *scene.also} for name, scene in part.scenes.items()},
        facts=frozenset(part.facts),
        attitudes=attitudes,
        catalogue=tags,
        max_turns=part.max_turns,
        complete=named,
    )


def _checked(part: StoryPart, scope: Scope, notes: Reporter, whole: bool) -> NameCheck:
    """Check all names but those of an archetype of the story's own. `whole` says that everything was read."""
    names = NameCheck(part, scope, notes, whole)
    names.check()
    return names


class _Builder:
    """Builds the linked story from parts whose names were all checked."""

    def __init__(self, part: StoryPart, kind: Archetype, tags: Catalogue, names: NameCheck) -> None:
        self.part = part
        self.archetype = kind
        self.tags = tags
        self.names = names
        self.bits = {key: 1 << index for index, key in enumerate(names.asked)}
        self.tests: dict[str, Test] = {}
        self.asks: dict[Test, linked.Asks] = {}
        self.level_tests: dict[object, Test] = {}
        self.impacts: dict[object, Impact] = {}
        self.asked_in: dict[str, int] = {}
        self.read_on_arriving = {name: self._read_by_lines(scene.says) for name, scene in part.scenes.items()}
        for name, ending in part.endings.items():
            self.read_on_arriving[name] = self._read_by_lines(ending.says)
        self.read_at_the_end = self._read_at_the_end()
        known = [root.known_by for root in part.persona.root if root.known_by is not None]
        self.root_known = self._mask(known)

    def story(self) -> linked.Story:
        """The linked story."""
        part, persona = self.part, self.part.persona
        endings = {name: self._ending(name) for name in part.endings}
        scenes = {name: self._scene(name) for name in part.scenes}
        document = self._document()
        return linked.Story(
            id=part.id,
            title=part.title.strip(),
            summary=(part.summary or "").strip(),
            source=part.source,
            language=part.language,
            channel=part.channel,
            use=part.use,
            max_turns=part.max_turns,
            role=(part.you.role or "").strip(),
            briefing=(part.you.briefing or "").strip(),
            character=linked.Character(
                name=persona.name.strip(),
                role=persona.role.strip(),
                archetype=self.archetype,
                temperament=self._temperament(),
                roots=tuple(
                    linked.Root(
                        root.kind,
                        root.text.strip(),
                        root.known_by,
                        self.archetype.tell_at if root.tell_at is None else root.tell_at,
                    )
                    for root in persona.root
                ),
            ),
            documents=tuple(
                linked.Document(name, paper.title.strip(), paper.text.rstrip("\n"))
                for name, paper in part.documents.items()
            ),
            fact_keys=tuple(self.names.asked),
            root_known=self.root_known,
            reads_turn=self.names.reads_turn,
            last_turn_asked=self.names.last_turn_asked,
            asks=self.asks,
            start=part.start,
            opening=self._opening(),
            scenes=scenes,
            endings=endings,
            places={**scenes, **endings},
            shared=tuple(part.replies),
            on_left=tuple(ending for ending in endings.values() if ending.on == "left"),
            on_time=tuple(ending for ending in endings.values() if ending.on == "out_of_time"),
            digest=hashlib.sha256(document.encode()).hexdigest(),
            document=document,
        )

    def _opening(self) -> Persona:
        persona, start = self.part.persona, self.archetype.start
        return Persona(
            start.attitude if persona.attitude is None else persona.attitude,
            start.resistance if persona.resistance is None else persona.resistance,
            start.trust if persona.trust is None else persona.trust,
            start.grievances if persona.grievances is None else persona.grievances,
        )

    def _temperament(self) -> Temperament:
        overrides = {
            tag: tuple(
                (
                    self._test(entry.when),
                    Reaction(resistance=entry.resistance, trust=entry.trust, grievances=entry.grievances),
                )
                for entry in entries
            )
            for tag, entries in self.part.persona.reactions.items()
        }
        machine = machine_of(self.archetype)
        return Temperament(self.archetype, self.tags, overrides, machine)

    def _scene(self, name: str) -> linked.Scene:
        scene = self.part.scenes[name]
        replies = [self._reply(name, reply_id, reply, False) for reply_id, reply in scene.replies.items()]
        replies += [self._reply(name, reply_id, self.part.replies[reply_id], True) for reply_id in scene.also]
        return linked.Scene(
            name=name,
            lines=self._lines(scene.says, scene.does),
            replies=tuple(replies),
            left=self.bits.get(f"visited({name})", 0),
            always_all=not any(reply.offered for reply in replies),
        )

    def _ending(self, name: str) -> linked.Ending:
        ending = self.part.endings[name]
        aftermath = None if ending.aftermath is None else ending.aftermath.strip()
        return linked.Ending(
            name=name,
            outcome=ending.outcome,
            on=ending.on,
            when=self._test(ending.when),
            lines=self._lines(ending.says, ending.does),
            aftermath=aftermath,
        )

    def _reply(self, scene: str, reply_id: str, reply: ReplyPart, shared: bool) -> linked.Reply:
        given = [f"given({scene}/{reply_id})"] + ([f"given({reply_id})"] if shared else [])
        offered, impact = self._test(reply.when), self._impact(reply)
        if reply.once:
            bit, asked = self.bits[given[-1]], _NOTHING if offered is None else self.asks[offered]
            offered = _and_not(offered, bit)
            self.asks[offered] = linked.Asks(bit | asked.facts, asked.levels)
        return linked.Reply(
            id=reply_id,
            scene=scene,
            shared=shared,
            say=None if reply.say is None else reply.say.strip(),
            does=None if reply.does is None else reply.does.strip(),
            note=None if reply.note is None else reply.note.strip(),
            impact=impact,
            offered=offered,
            sets=self._mask([*reply.sets, *given]),
            clears=self._mask(reply.clears),
            answer=self._lines(reply.answer, None),
            then=tuple((self._test(target.when), target.to) for target in reply.then),
            reads=self._read_in_step(reply, impact),
        )

    def _read_in_step(self, reply: ReplyPart, impact: Impact) -> int:
        """The facts that the step of a reply can depend on: everything between the reply and the next one."""
        facts = impact.reads | self.read_at_the_end | self._read_by_lines(reply.answer)
        for target in reply.then:
            facts |= self.read_on_arriving[target.to] | self._facts_in(target.when)
        return facts

    def _read_at_the_end(self) -> int:
        """The facts that endings which nobody chooses ask about: they can follow any reply."""
        facts = 0
        for name, ending in self.part.endings.items():
            if ending.on is not None:
                facts |= self.read_on_arriving[name] | self._facts_in(ending.when)
        return facts

    def _read_by_lines(self, lines: Iterable[LinePart]) -> int:
        facts = 0
        for line in lines:
            facts |= self._facts_in(line.when)
        return facts

    def _facts_in(self, text: str | None) -> int:
        """The facts that a condition asks about."""
        if text is None:
            return 0
        if text not in self.asked_in:
            asked = leaves(self.names.parsed[text])
            self.asked_in[text] = self._mask(leaf.key for leaf in asked if isinstance(leaf, Fact))
        return self.asked_in[text]

    def _impact(self, reply: ReplyPart) -> Impact:
        weights = (*reply.tactics.items(), *reply.missteps.items())
        effects = (reply.effects.resistance, reply.effects.trust)
        marks = (reply.marks.empathy, reply.marks.clarity)
        same = (weights, effects, marks)
        if same not in self.impacts:
            tags = tuple((tag, weight == "weak") for tag, weight in weights)
            reads, reads_turn = self._read_by(tag for tag, _ in tags)
            self.impacts[same] = Impact(tags, effects, marks, reads, reads_turn)
        return self.impacts[same]

    def _read_by(self, tags: Iterable[str]) -> tuple[int, bool]:
        """The facts that the persona's reaction to these tags depends on, and whether the turn is one."""
        reads, reads_turn = 0, False
        for tag in tags:
            if self.tags.tags[tag].role == "solves":
                reads |= self.root_known
            for entry in self.part.persona.reactions.get(tag, ()):
                if entry.when is None:
                    continue
                reads |= self._facts_in(entry.when)
                for leaf in leaves(self.names.parsed[entry.when]):
                    reads_turn |= isinstance(leaf, Compare) and leaf.level == "turn"
        return reads, reads_turn

    def _lines(self, lines: Sequence[LinePart], does: str | None) -> tuple[linked.Line, ...]:
        """A scene's stage direction goes with every line that has none; alone, it is a silence."""
        if not lines:
            return () if does is None else (linked.Line(None, does.strip(), None, None, 0),)
        return tuple(
            linked.Line(
                text=None if line.text is None else line.text.strip(),
                does=(line.does or does or "").strip() or None,
                speaker=line.speaker,
                when=self._test(line.when),
                sets=self._mask(line.sets),
            )
            for line in lines
        )

    def _test(self, text: str | None) -> Test | None:
        if text is None:
            return None
        if text not in self.tests:
            condition = self.names.parsed[text]
            test = self.tests[text] = compile_test(condition, self.bits)
            self.asks[test] = linked.Asks(
                facts=self._facts_in(text),
                levels=tuple(self._level_tests(condition)),
            )
        return self.tests[text]

    def _level_tests(self, condition: Condition) -> Iterable[Test]:
        for leaf in leaves(condition):
            if isinstance(leaf, AttitudeIn):
                key: object = frozenset(name for name, _, _ in leaf.names)
            elif isinstance(leaf, Compare) and leaf.level != "turn":
                key = (leaf.level, leaf.op, leaf.number)
            else:
                continue
            if key not in self.level_tests:
                self.level_tests[key] = compile_test(leaf, {})
            yield self.level_tests[key]

    def _mask(self, keys: Iterable[str]) -> int:
        mask = 0
        for key in keys:
            mask |= self.bits.get(key, 0)  # a fact that nothing asks about needs no bit
        return mask

    def _document(self) -> str:
        """Canonical JSON of all that the conversation depends on: story, archetype, the tags it uses."""
        part = self.part
        replies = [
            *part.replies.values(),
            *(r for scene in part.scenes.values() for r in scene.replies.values()),
        ]
        used = {tag for reply in replies for tag in (*reply.tactics, *reply.missteps)} | set(
            part.persona.reactions
        )
        tags: dict[str, Any] = {
            name: tag.model_dump(mode="json", exclude_defaults=True)
            for name, tag in self.tags.tags.items()
            if name in used
        }
        strategies = {
            name: strategy.model_dump(mode="json")
            for name, strategy in self.tags.strategies.items()
            if any(tag.get("strategy") == name for tag in tags.values())
        }
        data = {
            "archetype": self.archetype.model_dump(mode="json", exclude_defaults=True, by_alias=True),
            "catalogue": {"strategies": strategies, "tags": tags},
        }
        around = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f'{around[:-1]},"story":{part.canonical()}}}'  # pydantic writes a long story far quicker


_NOTHING = linked.Asks(0, ())


def _and_not(test: Test | None, mask: int) -> Test:
    """A reply that is offered once: its own condition, and not given yet."""
    if test is None:
        return lambda persona, facts, turn: facts & mask == 0
    return lambda persona, facts, turn: facts & mask == 0 and test(persona, facts, turn)
