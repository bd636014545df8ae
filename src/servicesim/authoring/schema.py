"""The story format as a JSON Schema (2020-12), made from the models that read it.

A story's file is read as exact text, so `title: 1984` and `speaker: No` are words. An editor's YAML parser
makes a number and a truth value of them before the schema sees them; so wherever the format takes a text,
the schema takes what such a parser may have made of one. `enumDescriptions` is no keyword of JSON Schema:
validators pass it over, and language servers show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from servicesim.authoring.schema_words import CHOICES, KEYS
from servicesim.persona.archetype import archetype, archetype_ids
from servicesim.persona.catalogue import Kind, catalogue
from servicesim.persona.levels import LEFT
from servicesim.story import models
from servicesim.story.wording import keys_of

FILE_NAME: Final = "servicesim.schema.json"
"""What the schema is called beside a story."""

TITLE: Final = "A story for servicesim"

Schema = dict[str, Any]

_WORD: Final = r"\S"
_WHOLE: Final = {"type": ["integer", "string"], "pattern": r"^\s*[+-]?[0-9]+\s*$"}
_NUMBER: Final = {"type": ["number", "string"], "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*$"}
_TRUTH: Final = {"type": ["boolean", "string"], "pattern": "^(true|false)$"}

_SHORT: Final = (
    (get_args(models.Lines)[1], models.Text),
    (get_args(models.Targets)[1], models.Name),
    (get_args(models.Names)[1], models.Text),
    (get_args(models.Reactions)[1], None),
)
"""What may stand in place of a list of one, by what brings it into its long form; None for the one itself."""

_OTHERWISE: Final[Mapping[type[models.Part], Schema]] = {
    models.LinePart: {"anyOf": [{"required": ["text"]}, {"required": ["does"]}]},
    models.ReplyPart: {"anyOf": [{"required": ["say"]}, {"required": ["does"]}]},
    models.EndingPart: {"dependentRequired": {"when": ["on"]}},
}
"""What a part asks for that is no matter of one key."""


@cache
def as_json() -> str:
    """The schema as JSON text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """The schema of a whole story."""
    parts = _Parts()
    whole = parts.whole(models.StoryPart)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        **whole,
        "$defs": dict(sorted(parts.made.items())),
    }


class _Parts:
    """The parts of a story, each made once and referred to from wherever it stands."""

    def __init__(self) -> None:
        self.made: dict[str, Schema] = {}

    def whole(self, part: type[models.Part]) -> Schema:
        """The schema of a part, written out."""
        fields = part.model_fields.values()
        keys = keys_of(part)
        properties = {
            key: {"description": KEYS[part][key], **self._field(part, key, field.annotation, field.metadata)}
            for key, field in zip(keys, fields, strict=True)
        }
        required = [key for key, field in zip(keys, fields, strict=True) if field.is_required()]
        made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            made["required"] = required
        if part is models.PersonaPart:
            made["allOf"] = list(_attitudes())
        return made | _OTHERWISE.get(part, {})

    def _field(self, part: type[models.Part], key: str, kind: Any, bounds: Iterable[Any]) -> Schema:
        if part is models.ReplyPart and key in ("tactics", "missteps"):
            return _weights("misstep") if key == "missteps" else _weights("tactic", "technique")
        if key == "archetype":
            return {"anyOf": [_archetypes(), self._reference(models.ArchetypePart)]}
        if key == "reactions":
            deeper = part is models.ArchetypePart
            inner = get_args(kind)[1]
            tags = self._by_tag(get_args(inner)[1] if deeper else inner)
            return {"type": "object", "additionalProperties": tags} if deeper else tags
        return self._of(kind, list(bounds), CHOICES.get(key, {}))

    def _by_tag(self, levels: Any) -> Schema:
        each = self._of(levels, [], {})
        tags = {name: {"description": tag.meaning, **each} for name, tag in catalogue().tags.items()}
        return {"type": "object", "properties": tags, "additionalProperties": False}

    def _reference(self, part: type[models.Part]) -> Schema:
        name = part.__name__.removesuffix("Part")
        if name not in self.made:
            self.made[name] = {}  # so that a part may hold its like
            self.made[name] = self.whole(part)
        return {"$ref": f"#/$defs/{name}"}

    def _of(self, kind: Any, bounds: list[Any], choices: Mapping[str, str]) -> Schema:
        """The schema of one type. `bounds` is what pydantic was told beside it."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._of(inner[0], [*inner[1:], *bounds], choices)
        if origin in (Union, UnionType):
            (only,) = (one for one in inner if one is not NoneType)
            return self._of(only, bounds, choices)
        if origin is Literal:
            return _enumerated({word: choices[word] for word in inner})
        if origin is list:
            return self._list(inner[0], bounds, choices)
        if origin is dict:
            values = self._of(inner[1], [], choices)
            names = {"propertyNames": _text(list(get_args(inner[0])[1:])) | {"type": "string"}}
            return {"type": "object", **names, **_size("Properties", bounds), "additionalProperties": values}
        if issubclass(kind, models.Part):
            return self._reference(kind)
        if kind is str:
            return _text(bounds)
        plain = {int: _WHOLE, float: _NUMBER, bool: _TRUTH}[kind]
        return plain | _said(bounds, {"ge": "minimum", "le": "maximum"})

    def _list(self, item: Any, bounds: list[Any], choices: Mapping[str, str]) -> Schema:
        items = {"type": "array", "items": self._of(item, [], choices), **_size("Items", bounds)}
        for mark, short in _SHORT:
            if mark in bounds:
                return {"anyOf": [self._of(short or item, [], choices), items]}
        return items


def _said(bounds: Iterable[Any], words: Mapping[str, str]) -> Schema:
    """What pydantic was told, in the words of JSON Schema."""
    found: Schema = {}
    for bound in bounds:
        for name, word in words.items():
            value = getattr(bound, name, None)
            if value is not None:
                found[word] = value
    return found


def _size(what: str, bounds: Iterable[Any]) -> Schema:
    return _said(bounds, {"min_length": f"min{what}", "max_length": f"max{what}"})


def _text(bounds: Iterable[Any]) -> Schema:
    """A text; of a name or a condition no number can be meant, and of a word like `no` a truth value."""
    said = _said(bounds, {"pattern": "pattern", "min_length": "minLength", "max_length": "maxLength"})
    types = ["string", "boolean"]
    return {"type": [*types, "number"] if said.get("pattern") == _WORD else types, **said}


def _enumerated(words: Mapping[str, str]) -> Schema:
    return {"enum": list(words), "enumDescriptions": list(words.values())}


def _archetypes() -> Schema:
    kinds = [archetype(name) for name in archetype_ids()]
    return _enumerated({kind.id: f"{kind.title}: {' '.join(kind.summary.split())}" for kind in kinds})


def _attitudes() -> Iterable[Schema]:
    """Which attitude a persona can begin in depends on its archetype; one of the story's own has its own."""
    by_attitudes: dict[tuple[str, ...], list[str]] = {}
    for name in archetype_ids():
        there = tuple(word for word in archetype(name).attitudes if word != LEFT)
        by_attitudes.setdefault(there, []).append(name)
    for there, names in by_attitudes.items():
        known = _enumerated({word: CHOICES["attitude"][word] for word in there})
        yield {
            "if": {"properties": {"archetype": {"enum": names}}, "required": ["archetype"]},
            "then": {"properties": {"attitude": known}},
        }


def _weights(*kinds: Kind) -> Schema:
    tags = {name: tag.meaning for name, tag in catalogue().of_kind(*kinds).items()}
    weight = _enumerated(CHOICES["weight"])
    weighed = {name: {"description": meaning, **weight} for name, meaning in tags.items()}
    return {
        "anyOf": [
            {"type": "array", "items": _enumerated(tags)},
            {"type": "object", "properties": weighed, "additionalProperties": False},
        ]
    }
