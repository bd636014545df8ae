"""From plain data to validated parts: every mistake found, and everything else kept.

A sound story goes through pydantic in one call. Where that finds mistakes, each is told in plain words
and cut out of a copy at its own place, until what remains is sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from servicesim.story import placeholders, wording
from servicesim.story.events import UNREAD
from servicesim.story.findings import Finding
from servicesim.story.models import LinePart, ReplyPart, StoryPart
from servicesim.story.places import Path, Place
from servicesim.story.pruning import Pruned
from servicesim.story.reader import Written, collector_paused, home


@dataclass
class Draft:
    """A story as far as it validated.

    `part` holds everything that validated; what had to be left out is named in `held`, with the paths of
    the file, and where a part cannot do without it an innocuous value stands in its place, so that list
    positions stay those of the file. Required keys of the story itself that are held are not attributes
    of `part`, except that `scenes` and `endings` are then empty. `part` is None where there is no map.
    `complete` says that no name of a scene, ending, reply or fact can be among what was left out.
    """

    written: Written
    part: StoryPart | None
    held: frozenset[Path]
    findings: list[Finding] = field(default_factory=list)
    complete: bool = True


def validate(written: Written) -> Draft:
    """Validate what was read. Never raises for what is in the file."""
    if written.data is None:
        return _nothing(written)
    with collector_paused():
        return _Validation(written).draft(written.data)


def _nothing(written: Written) -> Draft:
    draft = Draft(written, None, written.held | {()}, complete=False)
    if not written.findings:
        place = written.places.value(())
        if written.places.empty:
            draft.findings.append(written.finding("empty-story", "There is nothing in this file.", place))
        else:
            message = "A story is a map: keys such as 'id' and 'title', each with ':' and its value."
            draft.findings.append(written.finding("wrong-type", message, place))
    return draft


class _Validation:
    """One story's validation."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.held = set(written.held)
        self.findings: list[Finding] = []
        self.seen: set[tuple[str, int, int]] = set()

    def draft(self, data: dict[str, Any]) -> Draft:
        """The draft of a map that was read."""
        part = self._part(data)
        for path, wrong in _meaningless(part):
            if not self._is_held(path):
                self._report(wrong, self.written.places.key(path), path)
        for path, trouble in _braces(part):
            place = self.written.places.within(path, trouble.start, trouble.end)
            wrong = wording.Wrong("unknown-placeholder", trouble.message, trouble.suggestion)
            self._report(wrong, place, path)
        return Draft(self.written, part, frozenset(self.held), self.findings, self._complete())

    def _part(self, data: dict[str, Any]) -> StoryPart:
        try:
            return StoryPart.model_validate(data)
        except ValidationError as error:
            pruned = Pruned(data)
            self._tell(error, pruned)
        while True:
            try:
                return _without_stand_ins(StoryPart.model_validate(pruned.data), pruned)
            except ValidationError as error:
                for detail in error.errors(include_url=False, include_input=False, include_context=False):
                    self.held.add(pruned.cut(_path(detail["loc"])))

    def _tell(self, error: ValidationError, pruned: Pruned) -> None:
        lacking: dict[Path, list[str]] = {}
        for detail in error.errors(include_url=False):
            path = _path(detail["loc"])
            if detail["type"] == "missing":
                lacking.setdefault(path[:-1], []).append(str(path[-1]))
            elif detail["input"] is not UNREAD:
                self._tell_one(detail, path)
            self.held.add(pruned.cut(path))
        for path, keys in lacking.items():
            if path not in self.written.held:
                self._report(wording.missing(path, keys), self.written.places.key(path), path)

    def _tell_one(self, detail: Any, path: Path) -> None:
        places = self.written.places
        if detail["type"] == "extra_forbidden":
            wrong = wording.unknown_key(path, {})
            self._report(wrong, places.key(path), path)
        elif detail["loc"][-1] == "[key]":
            self._report(wording.wrong_value(detail, path), places.key(path), path)
        else:
            self._report(wording.wrong_value(detail, path), places.value(path), path)

    def _report(self, wrong: wording.Wrong, place: Place, path: Path) -> None:
        if (wrong.rule, place.line, place.column) in self.seen:
            return
        self.seen.add((wrong.rule, place.line, place.column))
        scene, reply = home(path)
        finding = self.written.finding(
            wrong.rule, wrong.message, place, scene=scene, reply=reply, suggestion=wrong.suggestion
        )
        self.findings.append(finding)

    def _is_held(self, path: Path) -> bool:
        return any(path[:depth] in self.held for depth in range(1, len(path) + 1))

    def _complete(self) -> bool:
        return not any(len(path) < 3 or path[-1] in ("replies", "also") for path in self.held)


def _path(location: tuple[str | int, ...]) -> Path:
    return location[:-1] if location[-1:] == ("[key]",) else location


def _without_stand_ins(part: StoryPart, pruned: Pruned) -> StoryPart:
    """The part without what only stood in for a key of the story that is missing."""
    if not pruned.omitted and not pruned.no_archetype:
        return part
    values = {name: getattr(part, name) for name in type(part).model_fields}
    if pruned.no_archetype:
        persona = dict(values["persona"])
        del persona["archetype"]
        values["persona"] = type(part.persona).model_construct(**persona)
    for name in pruned.omitted:
        del values[name]
    return StoryPart.model_construct(**{"scenes": {}, "endings": {}, **values})


Found = Iterator[tuple[Path, wording.Wrong]]


def _meaningless(part: StoryPart) -> Found:
    """Replies in which nothing is said or done, and lines of which nothing is left."""
    for path, reply in _replies(part):
        if reply.say is None and reply.does is None:
            yield path, wording.Wrong("nothing-said", "The reply has neither 'say' nor 'does'.")
        yield from _empty_lines(reply.answer, (*path, "answer"))
    for name, scene in part.scenes.items():
        yield from _empty_lines(scene.says, ("scenes", name, "says"))
    for name, ending in part.endings.items():
        yield from _empty_lines(ending.says, ("endings", name, "says"))


def _empty_lines(lines: list[LinePart], path: Path) -> Found:
    for index, line in enumerate(lines):
        if line.text is None and line.does is None:
            yield (*path, index), wording.Wrong("empty-line", "This line has neither 'text' nor 'does'.")


def _replies(part: StoryPart) -> Iterator[tuple[Path, ReplyPart]]:
    for name, scene in part.scenes.items():
        for reply_id, reply in scene.replies.items():
            yield ("scenes", name, "replies", reply_id), reply
    for reply_id, reply in part.replies.items():
        yield ("replies", reply_id), reply


def _braces(part: StoryPart) -> Iterator[tuple[Path, placeholders.Trouble]]:
    for path, text in _texts(part):
        for trouble in placeholders.troubles(text):
            yield path, trouble


def _texts(part: StoryPart) -> Iterator[tuple[Path, str]]:
    """Every text of a story that people read."""
    for path, reply in _replies(part):
        for key, text in (("say", reply.say), ("does", reply.does), ("note", reply.note)):
            if text is not None:
                yield (*path, key), text
        yield from _line_texts(reply.answer, (*path, "answer"))
    for name, scene in part.scenes.items():
        if scene.does is not None:
            yield ("scenes", name, "does"), scene.does
        yield from _line_texts(scene.says, ("scenes", name, "says"))
    for name, ending in part.endings.items():
        for key, text in (("does", ending.does), ("aftermath", ending.aftermath)):
            if text is not None:
                yield ("endings", name, key), text
        yield from _line_texts(ending.says, ("endings", name, "says"))
    for name, paper in part.documents.items():
        yield ("documents", name, "title"), paper.title
        yield ("documents", name, "text"), paper.text
    for key in ("title", "summary"):
        text = getattr(part, key, None)
        if text is not None:
            yield (key,), text
    for key in ("role", "briefing"):
        text = getattr(part.you, key)
        if text is not None:
            yield ("you", key), text
    persona = getattr(part, "persona", None)
    if persona is not None:
        yield ("persona", "name"), persona.name
        yield ("persona", "role"), persona.role
        for index, root in enumerate(persona.root):
            yield ("persona", "root", index, "text"), root.text


def _line_texts(lines: list[LinePart], path: Path) -> Iterator[tuple[Path, str]]:
    for index, line in enumerate(lines):
        for key, text in (("text", line.text), ("does", line.does), ("speaker", line.speaker)):
            if text is not None:
                yield (*path, index, key), text
