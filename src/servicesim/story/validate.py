"""From plain data to validated parts: every mistake found, and everything else kept.

A sound story goes through pydantic in one call. Where that finds mistakes, each is told in plain words
and cut out of a copy at its own place, until what remains is sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from servicesim.story import placeholders, wording
from servicesim.story.built import MOST_FINDINGS, PROSE, UNREAD
from servicesim.story.findings import Finding
from servicesim.story.models import LinePart, PersonaPart, ReplyPart, StoryPart
from servicesim.story.nearest import nearest
from servicesim.story.places import Path, Place
from servicesim.story.pruning import Pruned
from servicesim.story.reader import TOO_MANY, Written, collector_paused, home
from servicesim.story.wording import Wrong

_MOST_ERRORS: Final = 20_000
"""Errors that pydantic is asked to tell: each takes about a kilobyte, and a file could hold a million."""

_NAMING: Final = ("scenes", "endings", "replies", "facts")


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
        self.places = written.places
        self.held = set(written.held)
        self.findings: list[Finding] = []
        self.seen: set[tuple[str, int, int]] = set()

    def draft(self, data: dict[str, Any]) -> Draft:
        """The draft of a map that was read."""
        part = self._part(data)
        spoilt = self.held | {path[:-1] for path in self.held}
        for path, wrong in _meaningless(part):
            if len(self.findings) > MOST_FINDINGS:
                break
            if path not in spoilt:
                self._report(wrong, self.places.key(path), path)
        for path, text in _braced(data):
            if _is_read_by_people(path):
                self._check_braces(path, text)
        complete = not any(_may_hide_names(path) for path in self.held)
        return Draft(self.written, part, frozenset(self.held), self.findings, complete)

    def _check_braces(self, path: Path, text: str) -> None:
        for trouble in placeholders.troubles(text):
            if len(self.findings) > MOST_FINDINGS:
                break
            wrong = Wrong("unknown-placeholder", trouble.message, trouble.suggestion)
            self._report(wrong, self.places.within(path, trouble.start, trouble.end), path)

    def _part(self, data: dict[str, Any]) -> StoryPart:
        try:
            return StoryPart.model_validate(data)
        except ValidationError as error:
            if error.error_count() > _MOST_ERRORS:
                return self._part_of_beginnings(data)
            pruned = Pruned(data)
            self._tell(error, pruned)
        return _without_stand_ins(self._what_remains(pruned), pruned)

    def _part_of_beginnings(self, data: dict[str, Any]) -> StoryPart:
        """Where there is too much wrong to be told: what the beginnings of maps and lists give."""
        self.held.add(())
        most = MOST_FINDINGS
        while True:
            pruned = Pruned(_beginnings(data, most))
            try:
                part = StoryPart.model_validate(pruned.data)
            except ValidationError as error:
                if error.error_count() > _MOST_ERRORS and most > 1:
                    most //= 4
                    continue
                self._tell(error, pruned)
                part = _without_stand_ins(self._what_remains(pruned), pruned)
            if len(self.findings) <= MOST_FINDINGS:
                self.findings.append(self.written.finding("too-many-findings", TOO_MANY, None))
            return part

    def _what_remains(self, pruned: Pruned) -> StoryPart:
        """The part, when what was left without its like has been cut too: an empty list of targets, say."""
        tried: set[Path] = set()
        while True:
            try:
                return StoryPart.model_validate(pruned.settle())
            except ValidationError as error:
                for detail in error.errors(include_url=False, include_input=False, include_context=False):
                    path = _path(detail["loc"])
                    while path in tried and len(path) > 1:
                        path = path[:-1]  # cutting there did not help: cut what it stands in
                    tried.add(path)
                    self.held.add(pruned.cut(path, with_key=_is_wrong_key(detail)))

    def _tell(self, error: ValidationError, pruned: Pruned) -> None:
        """Report each mistake, and cut it out."""
        lacking: dict[Path, list[str]] = {}
        meant: set[Path] = set()
        for detail in error.errors(include_url=False):
            path = _path(detail["loc"])
            cut = pruned.cut(path, with_key=_is_wrong_key(detail))
            self.held.add(cut)
            if detail["type"] == "missing":
                if cut[:-1] not in self.written.held:
                    lacking.setdefault(path[:-1], []).append(str(path[-1]))
            elif detail["type"] == "extra_forbidden":
                wrong = self._tell_unknown_key(path, detail["input"], pruned)
                meant.add((*path[:-1], wrong.suggestion or ""))
            elif cut not in self.written.held:
                self._tell_value(detail, path)
        for path, keys in lacking.items():
            keys = [key for key in keys if (*path, key) not in meant]
            if keys:
                self._report(wording.missing(path, keys), self.places.key(path), path)

    def _tell_value(self, detail: ErrorDetails, path: Path) -> None:
        value = detail["input"]
        if detail["loc"][-1] == "[key]":
            self._report(wording.wrong_value(detail, path), self.places.key(path), path)
        elif path[-1] in ("tactics", "missteps") and isinstance(value, list) and path[0] != "persona":
            for index, tag in enumerate(value):
                if not isinstance(tag, str) and tag is not UNREAD:
                    self._report(wording.wrong_tag(tag), self.places.value((*path, index)), path)
        else:
            wrong = wording.wrong_value(detail, path)
            place = self.places.key(path) if wrong.rule == "empty-value" else self.places.value(path)
            self._report(wrong, place, path)

    def _tell_unknown_key(self, path: Path, value: object, pruned: Pruned) -> Wrong:
        neighbours = pruned.original_at(path[:-1])
        wrong = wording.unknown_key(path, neighbours)
        if value == "" and self.places.in_braces(path[:-1]):
            before = _before(neighbours, path[-1])
            if before is not None:
                self.held.add(pruned.cut((*path[:-1], before)))
            wrong = wording.split_at_comma(before)
        self._report(wrong, self.places.key(path), path)
        return wrong

    def _report(self, wrong: Wrong, place: Place, path: Path) -> None:
        if (wrong.rule, place.line, place.column) in self.seen or len(self.findings) > MOST_FINDINGS:
            return
        self.seen.add((wrong.rule, place.line, place.column))
        if len(self.findings) == MOST_FINDINGS:
            wrong = Wrong("too-many-findings", TOO_MANY)
        scene, reply = home(path)
        finding = self.written.finding(
            wrong.rule, wrong.message, place, scene=scene, reply=reply, suggestion=wrong.suggestion
        )
        self.findings.append(finding)


def _is_wrong_key(detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden" or detail["loc"][-1] == "[key]"


def _path(location: tuple[str | int, ...]) -> Path:
    """The keys of the file: without the mark of a wrong key, and without which kind of archetype it is."""
    if location[:2] == ("persona", "archetype"):
        location = (*location[:2], *location[3:])
    return location[:-1] if location[-1:] == ("[key]",) else location


def _beginnings(part: Any, most: int) -> Any:
    if isinstance(part, dict):
        return {key: _beginnings(value, most) for key, value in islice(part.items(), most)}
    return [_beginnings(value, most) for value in part[:most]] if isinstance(part, list) else part


def _before(neighbours: Mapping[str, object], key: str | int) -> str | None:
    """The key that stands before another in a map."""
    keys = list(neighbours)
    at = keys.index(str(key)) if key in neighbours else 0
    return keys[at - 1] if at else None


def _may_hide_names(path: Path) -> bool:
    """Whether names of scenes, endings, replies or facts may be among what was left out at a path."""
    if not path or path[0] == "facts":
        return True
    if len(path) == 1:
        return path[0] in _NAMING or bool(nearest(str(path[0]), _NAMING))
    if path[0] != "scenes":
        return False
    if len(path) == 2:
        return True
    step = str(path[2])
    return step == "also" or (
        len(path) == 3 and (step == "replies" or bool(nearest(step, ("replies", "also"))))
    )


def _without_stand_ins(part: StoryPart, pruned: Pruned) -> StoryPart:
    """The part without what only stood in for a key of the story that is missing."""
    if not pruned.omitted and not pruned.no_archetype:
        return part
    values = {name: getattr(part, name) for name in type(part).model_fields}
    if pruned.no_archetype:
        persona = dict(values["persona"])
        del persona["archetype"]
        values["persona"] = PersonaPart.model_construct(**persona)
    for name in pruned.omitted:
        del values[name]
    return StoryPart.model_construct(**{"scenes": {}, "endings": {}, **values})


def _meaningless(part: StoryPart) -> Iterator[tuple[Path, Wrong]]:
    """Replies in which nothing is said or done, and lines of which nothing is left."""
    for name, scene in part.scenes.items():
        yield from _empty_lines(scene.says, ("scenes", name, "says"))
        yield from _said_nothing(scene.replies, ("scenes", name, "replies"))
    yield from _said_nothing(part.replies, ("replies",))
    for name, ending in part.endings.items():
        yield from _empty_lines(ending.says, ("endings", name, "says"))


def _said_nothing(replies: Mapping[str, ReplyPart], path: Path) -> Iterator[tuple[Path, Wrong]]:
    for name, reply in replies.items():
        if reply.say is None and reply.does is None:
            yield (*path, name), wording.nothing_said((*path, name))
        if reply.answer:
            yield from _empty_lines(reply.answer, (*path, name, "answer"))


def _empty_lines(lines: list[LinePart], path: Path) -> Iterator[tuple[Path, Wrong]]:
    for index, line in enumerate(lines):
        if line.text is None and line.does is None:
            yield (*path, index), Wrong("empty-line", "This line has neither 'text' nor 'does'.")


def _braced(part: dict[str, Any] | list[Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text with a brace in it, and its path."""
    steps: Iterable[tuple[str | int, Any]] = part.items() if isinstance(part, dict) else enumerate(part)
    for step, value in steps:
        kind = value.__class__
        if kind is str:
            if "{" in value or "}" in value:
                yield (*path, step), value
        elif kind is dict or kind is list:
            yield from _braced(value, (*path, step))


def _is_read_by_people(path: Path) -> bool:
    return path[-1] in PROSE or path[-1] in ("name", "role", "speaker")
