"""Every name in a story's file: where it is defined, and where it is spoken of, letter by letter.

The file may be broken: whatever of it was read has its names here, and a condition that does not read gives
those that can be told from its words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

from servicesim.persona.conditions import KEYWORDS, AttitudeIn, ConditionError, Fact, Leaf, leaves, parse
from servicesim.story.places import Path
from servicesim.story.reader import Written

Kind = Literal["scene", "ending", "reply", "fact", "tag", "attitude", "archetype", "document"]

_ASKED = re.compile(r"(visited|given)\s*\(\s*([A-Za-z_][\w-]*)(?:(\s*/\s*)([A-Za-z_][\w-]*))?")
_ATTITUDE = re.compile(
    r"attitude\s*(?:==|!=|(?:not\s+)?in\s*\()\s*([A-Za-z_][\w-]*(?:\s*,\s*[A-Za-z_][\w-]*)*)"
)
_WORD = re.compile(r"[A-Za-z_][\w-]*")


class Mention(NamedTuple):
    """A name where it stands in the text, from offset `start` to `end` (code points, without a BOM).

    `name` is that of the thing meant: a reply's is `scene/reply`, or its id alone where it is shared. `path`
    leads to the value, or the key, that it is written in. A thing that is nowhere defined is mentioned too.
    """

    kind: Kind
    name: str
    start: int
    end: int
    defines: bool
    path: Path


class Symbols:
    """All mentions of one file, in the order of its text."""

    def __init__(self, written: Written) -> None:
        self.mentions = sorted(_Walk(written).mentions(), key=lambda one: (one.start, one.end))
        self._starts = [mention.start for mention in self.mentions]

    def at(self, offset: int) -> Mention | None:
        """What is named at an offset, or just before it."""
        for mention in reversed(self.mentions[: bisect_right(self._starts, offset)]):
            if mention.start <= offset <= mention.end:
                return mention
            if mention.end < offset:
                return None
        return None

    def of(self, kind: Kind, name: str) -> list[Mention]:
        """Every mention of one thing."""
        return self._by_name.get((kind, name), [])

    def definition(self, kind: Kind, name: str) -> Mention | None:
        """Where a thing is defined first; None where it is not, or not in a story."""
        return next((mention for mention in self.of(kind, name) if mention.defines), None)

    def defined(self, kind: Kind) -> list[str]:
        """The names of all things of a kind that the file defines, each once."""
        return list(dict.fromkeys(one.name for one in self.mentions if one.defines and one.kind == kind))

    @cached_property
    def _by_name(self) -> dict[tuple[Kind, str], list[Mention]]:
        found: dict[tuple[Kind, str], list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault((mention.kind, mention.name), []).append(mention)
        return found


class _Walk:
    """Goes through what was read, part by part, whatever is missing in it."""

    def __init__(self, written: Written) -> None:
        self.places = written.places
        self.data: Mapping[str, Any] = written.data or {}
        self.scenes = _map(self.data.get("scenes"))
        self.endings = _map(self.data.get("endings"))

    def mentions(self) -> Iterator[Mention]:
        data = self.data
        yield from self._place(data.get("start"), ("start",))
        yield from self._facts(data.get("facts"), ("facts",), defines=True)
        yield from self._persona(data.get("persona"), ("persona",))
        for name in _map(data.get("documents")):
            yield from self._key("document", name, ("documents", name))
        for name, scene in self.scenes.items():
            yield from self._scene(name, _map(scene), ("scenes", name))
        for name, reply in _map(data.get("replies")).items():
            yield from self._key("reply", name, ("replies", name))
            yield from self._reply(_map(reply), ("replies", name))
        for name, ending in self.endings.items():
            yield from self._key("ending", name, ("endings", name))
            yield from self._when(_map(ending), ("endings", name))
            yield from self._lines(_map(ending).get("says"), ("endings", name, "says"))

    def _persona(self, persona: object, path: Path) -> Iterator[Mention]:
        written = _map(persona)
        yield from self._value("archetype", written.get("archetype"), (*path, "archetype"))
        yield from self._own_archetype(_map(written.get("archetype")), (*path, "archetype"))
        yield from self._value("attitude", written.get("attitude"), (*path, "attitude"))
        for root, here in _items(written.get("root"), (*path, "root")):
            yield from self._value("fact", _map(root).get("known_by"), (*here, "known_by"))
        for tag, entries in _map(written.get("reactions")).items():
            yield from self._key("tag", tag, (*path, "reactions", tag), defines=False)
            for entry, here in _items(entries, (*path, "reactions", tag)):
                yield from self._when(_map(entry), here)

    def _own_archetype(self, own: Mapping[str, Any], path: Path) -> Iterator[Mention]:
        start = _map(own.get("start")).get("attitude")
        yield from self._value("attitude", start, (*path, "start", "attitude"))
        for attitude in _map(own.get("attitudes")):
            yield from self._key("attitude", attitude, (*path, "attitudes", attitude))
        for transition, here in _items(own.get("transitions"), (*path, "transitions")):
            sources = _map(transition).get("from")
            yield from self._value("attitude", sources, (*here, "from"))
            for source, at in _items(sources, (*here, "from")):
                yield from self._value("attitude", source, at)
            yield from self._value("attitude", _map(transition).get("to"), (*here, "to"))
        for attitude, reactions in _map(own.get("reactions")).items():
            at = (*path, "reactions", attitude)
            if attitude != "any":
                yield from self._key("attitude", attitude, at, defines=False)
            for tag in _map(reactions):
                yield from self._key("tag", tag, (*at, tag), defines=False)

    def _scene(self, name: str, scene: Mapping[str, Any], path: Path) -> Iterator[Mention]:
        yield from self._key("scene", name, path)
        yield from self._lines(scene.get("says"), (*path, "says"))
        for reply_id, reply in _map(scene.get("replies")).items():
            here = (*path, "replies", reply_id)
            yield from self._key("reply", f"{name}/{reply_id}", here)
            yield from self._reply(_map(reply), here)
        for shared, here in _items(scene.get("also"), (*path, "also")):
            yield from self._value("reply", shared, here)

    def _reply(self, reply: Mapping[str, Any], path: Path) -> Iterator[Mention]:
        yield from self._when(reply, path)
        for kind in ("tactics", "missteps"):
            tags, here = reply.get(kind), (*path, kind)
            if isinstance(tags, dict):
                for tag in tags:
                    yield from self._key("tag", tag, (*here, tag), defines=False)
            else:
                for tag, at in _items(tags, here):
                    yield from self._value("tag", tag, at)
        yield from self._facts(reply.get("sets"), (*path, "sets"))
        yield from self._facts(reply.get("clears"), (*path, "clears"))
        yield from self._lines(reply.get("answer"), (*path, "answer"))
        then = reply.get("then")
        if isinstance(then, str):
            yield from self._place(then, (*path, "then"))
            return
        for target, here in _items(then, (*path, "then")):
            yield from self._when(_map(target), here)
            yield from self._place(_map(target).get("to"), (*here, "to"))

    def _lines(self, lines: object, path: Path) -> Iterator[Mention]:
        for line, here in _items(lines, path):
            yield from self._when(_map(line), here)
            yield from self._facts(_map(line).get("sets"), (*here, "sets"))

    def _facts(self, facts: object, path: Path, defines: bool = False) -> Iterator[Mention]:
        for fact, here in _items(facts, path):
            yield from self._value("fact", fact, here, defines)

    def _place(self, name: object, path: Path) -> Iterator[Mention]:
        yield from self._value(self._place_kind(name), name, path)

    def _place_kind(self, name: object) -> Kind:
        return "ending" if name in self.endings and name not in self.scenes else "scene"

    def _key(self, kind: Kind, name: str, path: Path, defines: bool = True) -> Iterator[Mention]:
        span = self.places.key_span(path)
        if span is not None:
            yield Mention(kind, name, *span, defines, path)

    def _value(self, kind: Kind, name: object, path: Path, defines: bool = False) -> Iterator[Mention]:
        span = self.places.span(path, 0, len(name)) if isinstance(name, str) and name else None
        if span is not None:
            yield Mention(kind, str(name), *span, defines, path)

    def _when(self, part: Mapping[str, Any], path: Path) -> Iterator[Mention]:
        text = part.get("when")
        if not isinstance(text, str):
            return
        here = (*path, "when")
        for kind, name, start, end in self._asked(text):
            span = self.places.span(here, start, end)
            if span is not None:
                yield Mention(kind, name, *span, False, here)

    def _asked(self, text: str) -> Iterator[tuple[Kind, str, int, int]]:
        """Each name that a condition asks about, with its offsets in it."""
        tests = _tests(text)
        if tests is None:
            yield from self._guessed(text)
        for leaf in tests or ():
            if isinstance(leaf, AttitudeIn):
                for name, start, end in leaf.names:
                    yield "attitude", name, start, end
            elif isinstance(leaf, Fact) and leaf.kind == "fact":
                yield "fact", leaf.name, leaf.start, leaf.end
            elif isinstance(leaf, Fact):
                yield from self._of_call(leaf.kind, leaf.name, leaf.start, leaf.end)

    def _of_call(self, word: str, name: str, start: int, end: int) -> Iterator[tuple[Kind, str, int, int]]:
        """The names in `visited(…)` and `given(…)`."""
        scene, slash, reply = name.partition("/")
        if word == "visited":
            yield self._place_kind(name), name, start, end
        elif not slash:
            yield "reply", name, start, end
        else:
            yield "scene", scene, start, start + len(scene)
            own = reply in _map(_map(self.scenes.get(scene)).get("replies"))
            shared = not own and reply in _map(self.data.get("replies"))
            yield "reply", reply if shared else name, end - len(reply), end

    def _guessed(self, text: str) -> Iterator[tuple[Kind, str, int, int]]:
        """The names of a condition that does not read: those whose surroundings say what they are."""
        taken: list[tuple[int, int]] = []
        for found in _ASKED.finditer(text):
            taken.append(found.span())
            name = found[2] if found[4] is None else f"{found[2]}/{found[4]}"
            if found[1] == "given" or found[4] is None:
                yield from self._of_call(found[1], name, found.start(2), found.end())
        for found in _ATTITUDE.finditer(text):
            taken.append(found.span())
            for word in _WORD.finditer(found[1]):
                yield "attitude", word.group(), found.start(1) + word.start(), found.start(1) + word.end()
        declared = {fact for fact, _ in _items(self.data.get("facts"), ()) if isinstance(fact, str)}
        for word in _WORD.finditer(text):
            free = not any(start <= word.start() < end for start, end in taken)
            if free and word.group() in declared - KEYWORDS:
                yield "fact", word.group(), word.start(), word.end()


@lru_cache(maxsize=10_000)
def _tests(text: str) -> tuple[Leaf, ...] | None:
    """The tests of a condition, None where it does not read; from one letter typed to the next most stay."""
    try:
        return tuple(leaves(parse(text)))
    except ConditionError:
        return None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: object, path: Path) -> list[tuple[Any, Path]]:
    """The entries of a list with their paths; of one that is written without the list, that one."""
    if isinstance(value, list):
        return [(item, (*path, index)) for index, item in enumerate(value)]
    return [(value, path)] if isinstance(value, dict) else []
