"""What can stand at the cursor: names, tactics, levels and attitudes in conditions, keys, fixed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, get_args

from lsprotocol.types import CompletionItem, CompletionItemKind

from servicesim.authoring.lsp.spot import Spot
from servicesim.authoring.lsp.text import Text
from servicesim.persona.archetype import archetype_ids
from servicesim.persona.catalogue import catalogue
from servicesim.persona.conditions import LEVELS
from servicesim.story.models import Part
from servicesim.story.places import Path
from servicesim.story.wording import part_at

_ATTITUDE: Final = re.compile(r"attitude\s*(?:[=!]=\s*|(?:not\s+)?in\s*\(\s*(?:[\w-]+\s*,\s*)*)[\w-]*$")
_VISITED: Final = re.compile(r"visited\s*\(\s*[\w-]*$")
_GIVEN_IN: Final = re.compile(r"given\s*\(\s*([\w-]+)\s*/\s*[\w-]*$")
_GIVEN: Final = re.compile(r"given\s*\(\s*[\w-]*$")
_LEVEL: Final = re.compile(rf"\b(?:{'|'.join(LEVELS)})\s+$")
_ASKED_WHOLE: Final = re.compile(r"(?:[\w)]\s+|[<>=]\s*[0-9]*)$")
_ENDS_JOINED: Final = re.compile(r"(?:^|\(|\b(?:and|or|not)\s)\s*$")

_FACTS: Final = frozenset({"sets", "clears", "known_by"})
_TAGS: Final[Mapping[str, tuple[Literal["tactic", "technique", "misstep"], ...]]] = {
    "tactics": ("tactic", "technique"),
    "missteps": ("misstep",),
    "reactions": ("tactic", "technique", "misstep"),
}
_LISTS: Final = frozenset({"sets", "clears", "also", "tactics", "missteps", "facts"})


def completions(text: Text, spot: Spot) -> list[CompletionItem]:
    """Everything that can stand at a spot; the editor picks what fits the letters typed."""
    return list(_all(text, _as_value(spot)))


def _as_value(spot: Spot) -> Spot:
    """The entry of a list of names is a value, on a line of its own or not."""
    if spot.key is None and spot.path[-1:] == (0,) and spot.path[-2:-1] and spot.path[-2] in _LISTS:
        return Spot(spot.path[:-2], str(spot.path[-2]), spot.before)
    return spot


def _all(text: Text, spot: Spot) -> Iterator[CompletionItem]:
    known, key = text.known, spot.key
    if key is None:
        yield from _keys(spot.path)
    elif key == "when":
        yield from _condition(text, spot.before)
    elif key in ("then", "to", "start"):
        yield from _names(known.defined("scene"), CompletionItemKind.Class, "scene")
        if key != "start":
            yield from _names(known.defined("ending"), CompletionItemKind.Event, "ending")
    elif key in _FACTS:
        yield from _facts(text)
    elif key in _TAGS:
        yield from _tags(key)
    elif key == "also":
        shared = [name for name in known.defined("reply") if "/" not in name]
        yield from _names(shared, CompletionItemKind.Method, "shared reply")
    elif key == "attitude":
        yield from _attitudes(text)
    elif key == "archetype":
        yield from _names(archetype_ids(), CompletionItemKind.EnumMember, "archetype")
    else:
        yield from _fixed(spot.path, key)


def _keys(path: Path) -> Iterator[CompletionItem]:
    """The keys of the part that a path leads to; tags, where its keys are tags."""
    if path[-1:] and path[-1] in _TAGS:
        yield from _tags(str(path[-1]))
        return
    part = _part(path)
    for name in part.model_fields if part is not None else ():
        yield CompletionItem(name, kind=CompletionItemKind.Property, insert_text=f"{name}: ")


def _part(path: Path) -> type[Part] | None:
    """The kind of part at a path; a list of one may be written without the list."""
    found = part_at(path)
    return found if found is not None else part_at((*path, 0))


def _condition(text: Text, before: str) -> Iterator[CompletionItem]:
    """What can follow the beginning of a condition."""
    known = text.known
    inside = _GIVEN_IN.search(before)
    if _ATTITUDE.search(before):
        yield from _attitudes(text)
    elif _VISITED.search(before):
        yield from _names(known.defined("scene"), CompletionItemKind.Class, "scene")
    elif inside is not None:
        replies = [one.partition("/") for one in known.defined("reply")]
        ids = [reply for scene, slash, reply in replies if slash and scene == inside[1]]
        yield from _names(ids, CompletionItemKind.Method, "reply")
    elif _GIVEN.search(before):
        yield from _names(known.defined("reply"), CompletionItemKind.Method, "reply")
    elif _LEVEL.search(before):
        yield from _names((">=", "<=", ">", "<", "==", "!="), CompletionItemKind.Operator, None)
    elif _ASKED_WHOLE.search(before) and not _ENDS_JOINED.search(before):
        yield from _names(("and", "or"), CompletionItemKind.Keyword, None)
    else:
        for level, most in LEVELS.items():
            detail = "level, from 0" if most is None else f"level, 0 to {most}"
            yield CompletionItem(level, kind=CompletionItemKind.Variable, detail=detail)
        yield from _names(("attitude", "not"), CompletionItemKind.Keyword, None)
        yield CompletionItem("visited", kind=CompletionItemKind.Function, insert_text="visited(")
        yield CompletionItem("given", kind=CompletionItemKind.Function, insert_text="given(")
        yield from _facts(text)


def _facts(text: Text) -> Iterator[CompletionItem]:
    yield from _names(text.known.defined("fact"), CompletionItemKind.Constant, "fact")


def _attitudes(text: Text) -> Iterator[CompletionItem]:
    """Those of the story's persona; of a story that never was whole, those that it writes of."""
    if text.archetype is None:
        spoken = dict.fromkeys(one.name for one in text.known.mentions if one.kind == "attitude")
        yield from _names(spoken, CompletionItemKind.EnumMember, "attitude")
        return
    for name, attitude in text.archetype.attitudes.items():
        detail = None if attitude.title == name else attitude.title
        yield CompletionItem(name, kind=CompletionItemKind.EnumMember, detail=detail)


def _tags(key: str) -> Iterator[CompletionItem]:
    for name, tag in catalogue().of_kind(*_TAGS[key]).items():
        yield CompletionItem(
            name, kind=CompletionItemKind.Value, detail=tag.title, documentation=tag.meaning.strip()
        )


def _fixed(path: Path, key: str) -> Iterator[CompletionItem]:
    """The words that a key takes, where it takes certain words alone."""
    if path[-1:] and path[-1] in ("tactics", "missteps"):
        yield from _names(("full", "weak"), CompletionItemKind.EnumMember, None)
        return
    part = _part(path)
    field = None if part is None else part.model_fields.get(key)
    if field is None:
        return
    if field.annotation is bool:
        yield from _names(("true", "false"), CompletionItemKind.EnumMember, None)
    yield from _names(_choices(field.annotation), CompletionItemKind.EnumMember, None)


def _choices(annotation: object) -> Iterator[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _choices(argument)


def _names(names: Iterable[str], kind: CompletionItemKind, detail: str | None) -> Iterator[CompletionItem]:
    for name in names:
        yield CompletionItem(name, kind=kind, detail=detail)
