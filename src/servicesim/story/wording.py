"""What is wrong with one value, in plain English, from what pydantic says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic_core import ErrorDetails

from servicesim.story.built import UNREAD
from servicesim.story.models import (
    ArchetypePart,
    AttitudePart,
    DocumentPart,
    EffectsPart,
    EndingPart,
    LevelsPart,
    LinePart,
    MannerPart,
    MarksPart,
    Part,
    PersonaPart,
    ReactionPart,
    ReplyPart,
    RootPart,
    ScenePart,
    StartPart,
    StoryPart,
    TargetPart,
    TransitionPart,
    YouPart,
)
from servicesim.story.nearest import nearest
from servicesim.story.places import Path

_BY_KEY: Final[Mapping[str, type[Part]]] = {
    "you": YouPart,
    "persona": PersonaPart,
    "effects": EffectsPart,
    "marks": MarksPart,
}
_BY_PARENT: Final[Mapping[str, type[Part]]] = {
    "root": RootPart,
    "reactions": ReactionPart,
    "documents": DocumentPart,
    "scenes": ScenePart,
    "replies": ReplyPart,
    "endings": EndingPart,
    "says": LinePart,
    "answer": LinePart,
    "then": TargetPart,
}
_NOUN: Final[Mapping[type[Part], str]] = {
    StoryPart: "the story",
    YouPart: "'you'",
    PersonaPart: "the persona",
    RootPart: "the root",
    ReactionPart: "this reaction",
    DocumentPart: "the document",
    ScenePart: "the scene",
    ReplyPart: "the reply",
    EndingPart: "the ending",
    LinePart: "this line",
    TargetPart: "this entry of 'then'",
    EffectsPart: "'effects'",
    MarksPart: "'marks'",
    ArchetypePart: "the archetype",
    StartPart: "'start'",
    MannerPart: "'manner'",
    AttitudePart: "the attitude",
    TransitionPart: "this transition",
    LevelsPart: "this reaction",
}
_NAMED: Final = (DocumentPart, ScenePart, ReplyPart, EndingPart, AttitudePart)
_LISTS: Final = frozenset({"sets", "clears", "facts", "also", "from"})
_CHOICES: Final[Mapping[str, str]] = {
    "outcome": "an outcome",
    "source": "a source",
    "channel": "a channel",
    "use": "a use",
    "kind": "a kind of root",
    "form": "a form of resistance",
}
_LINES: Final = frozenset({"says", "answer"})
_MAPS: Final[Mapping[str, str]] = {
    "scenes": "scenes by their names",
    "replies": "replies by their ids",
    "endings": "endings by their names",
    "documents": "documents by their names",
    "reactions": "tactics and missteps with the levels that they move",
    "attitudes": "attitudes by their names",
}


OWN_ARCHETYPE: Final = ("persona", "archetype")
"""Where a story's own archetype stands."""


class Wrong(NamedTuple):
    """What is wrong: a rule, a sentence, what was probably meant."""

    rule: str
    message: str
    suggestion: str | None = None


def part_at(path: Path) -> type[Part] | None:
    """The kind of part that stands at a path in its long form; None where it is a plain value or a map."""
    if not path:
        return StoryPart
    if path[:2] == OWN_ARCHETYPE:
        return _part_of_archetype(path[2:])
    last = path[-1]
    parents = [step for step in path[:-1] if isinstance(step, str)]
    if isinstance(last, int):
        if len(path) > 2 and path[-3] == "reactions":
            return ReactionPart
        return _BY_PARENT.get(str(path[-2])) if len(path) > 1 else None
    if len(path) > 1 and path[-2] in ("documents", "scenes", "replies", "endings"):
        return _BY_PARENT[str(path[-2])] if _is_map_of_parts(path[:-1]) else None
    if last in _BY_KEY and (len(path) == 1 or last in ("effects", "marks")) and parents != ["reactions"]:
        return _BY_KEY[last]
    return None


def _part_of_archetype(path: Path) -> type[Part] | None:
    """The kind of part at a path inside a story's own archetype."""
    whole: Mapping[Path, type[Part]] = {
        (): ArchetypePart,
        ("start",): StartPart,
        ("manner",): MannerPart,
        ("manner", "early_solution"): LevelsPart,
        ("manner", "worn_soother"): LevelsPart,
    }
    named: Mapping[tuple[str, int], type[Part]] = {
        ("attitudes", 2): AttitudePart,
        ("transitions", 2): TransitionPart,
        ("reactions", 3): LevelsPart,
    }
    return whole.get(path) or named.get((str(path[0]), len(path)))


def keys_of(part: type[Part]) -> list[str]:
    """The keys of a part, as a story writes them."""
    return [field.alias or name for name, field in part.model_fields.items()]


def _is_map_of_parts(path: Path) -> bool:
    return len(path) == 1 or (len(path) == 3 and path[0] == "scenes" and path[2] == "replies")


def called(path: Path) -> str:
    """What a part is called in a sentence: "the reply 'wait'"."""
    part = part_at(path)
    if part is None:
        return f"'{path[-1]}'"
    noun = _NOUN[part]
    return f"{noun} '{path[-1]}'" if part in _NAMED else noun


def unknown_key(path: Path, present: Mapping[str, object]) -> Wrong:
    """A key that its part does not have."""
    key = str(path[-1])
    part = part_at(path[:-1])
    own = keys_of(part) if part is not None else []
    close = nearest(key, [name for name in own if name not in present]) or nearest(key, own)
    message = f"{_capital(called(path[:-1]))} has no key '{key}'"
    if not close:
        homes = [other for other in _NOUN if key in keys_of(other) and other is not part]
        if homes:
            message += f"; it belongs to {_a(homes[0])}"
        elif own:
            message += f"; its keys are {_listed(own)}"
    return Wrong("unknown-key", message + ".", close[0] if close else None)


def missing(path: Path, keys: list[str]) -> Wrong:
    """Keys that a part must have, and has not."""
    hint = "; say where it leads" if keys == ["then"] else ""
    return Wrong("missing-key", f"{_capital(called(path))} lacks {_listed(keys, quoted=True)}{hint}.")


def nothing_said(path: Path) -> Wrong:
    """A reply without words and without a deed."""
    return Wrong("nothing-said", f"{_capital(called(path))} has neither 'say' nor 'does'.")


def wrong_value(error: ErrorDetails, path: Path) -> Wrong:
    """A value that does not fit."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    field = _field(path)
    if value == "" or (isinstance(value, str) and not value.strip()):
        return Wrong("empty-value", f"'{field}' is empty; write its value{_or_not_at_all(path)}.")
    if kind == "literal_error":
        return _literal(field, value, context)
    if kind == "string_pattern_mismatch":
        return _name(field, str(value), path)
    if kind in ("greater_than_equal", "less_than_equal", "value_error"):
        return _out_of_range(field, value, path)
    if kind == "too_short":
        return Wrong("empty-value", f"'{field}' is empty; it needs at least one entry.")
    if kind == "too_long":
        return Wrong("out-of-range", f"'{field}' has {len(value)} entries; {context['max_length']} at most.")
    if kind == "string_too_long":
        return Wrong("too-long", f"'{field}' has {len(value):,} characters; a text has 100,000 at most.")
    return Wrong("wrong-type", _type(kind, field, value, path))


def wrong_tag(value: object) -> Wrong:
    """An item of a list of tactics or missteps that is no id."""
    return Wrong("wrong-type", f"An id of the catalogue belongs here, not {_what(value)}.")


def split_at_comma(before: str | None) -> Wrong:
    """A text or a condition between braces that the parser took apart at its comma."""
    what = "a text" if before is None else f"'{before}'"
    message = (
        f"Between braces a comma ends {what}, so this is read as a key; write each key on a line of its own."
    )
    return Wrong("text-cut-by-comma", message)


def _or_not_at_all(path: Path) -> str:
    part = part_at(path[:-1])
    known = None if part is None else part.model_fields.get(str(path[-1]))
    return "" if known is None or known.is_required() else ", or leave the key out"


def _field(path: Path) -> str:
    for step in reversed(path):
        if isinstance(step, str):
            return step
    return "the story"


def _literal(field: str, value: object, context: Mapping[str, Any]) -> Wrong:
    choices = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    if not isinstance(value, str):
        return Wrong("wrong-type", f"'{field}' is one word ({_either(choices)}), not {_what(value)}.")
    close = nearest(value, choices)
    what = _CHOICES.get(field, f"known to '{field}'")
    if choices == ["full", "weak"]:
        what = "the weight of a tag"
    message = f"'{shown(value)}' is not {what}: {_either(choices)}."
    return Wrong("bad-value", message, close[0] if close else None)


def _name(field: str, value: str, path: Path) -> Wrong:
    if field == "language":
        message = f"'{shown(value)}' is not the code of a language, such as en, de or pt-BR."
        return Wrong("bad-value", message)
    underscored = field in ("facts", "sets", "clears", "known_by") or path[:2] == OWN_ARCHETYPE
    joint = "_" if underscored else "-"
    letters = [mark if mark.isascii() and mark.isalnum() else joint for mark in value.strip().lower()]
    tried = joint.join(word for word in "".join(letters).split(joint) if word).lstrip("0123456789" + joint)
    message = f"'{shown(value)}' is not a name: small letters a-z, digits and '{joint}', a letter first."
    return Wrong("bad-name", message, tried if tried and len(tried) <= 60 else None)


def _out_of_range(field: str, value: object, path: Path) -> Wrong:
    if field == "servicesim":
        message = f"Version {shown(value)} of the format is not known to this program, which reads version 1."
        return Wrong("unknown-version", message)
    low, high = bounds(path)
    return Wrong("out-of-range", f"'{field}' runs from {low} to {high}, not {shown(value)}.")


def bounds(path: Path) -> tuple[int, int]:
    """The lowest and the highest number that the field at a path takes."""
    part = part_at(path[:-1])
    limits: dict[str, int] = {}
    if part is not None:
        for limit in part.model_fields[str(path[-1])].metadata:
            for name in ("ge", "le"):
                if hasattr(limit, name):
                    limits[name] = getattr(limit, name)
    return limits.get("ge", 0), limits.get("le", 0)


def _type(kind: str, field: str, value: object, path: Path) -> str:
    if kind == "bool_type":
        return f"'{shown(value)}' is neither true nor false."
    if path == OWN_ARCHETYPE:
        return f"'archetype' is the name of an archetype, or a map with one of its own, not {_what(value)}."
    if kind == "float_type":
        return f"'{field}' is a number such as 1.5, not {_quoted(value)}."
    if kind == "int_type":
        return f"'{field}' is a whole number, not {_quoted(value)}."
    if isinstance(path[-1], int) and part_at(path) is None:
        return f"A name belongs here, not {_what(value)}."
    if field in _LISTS:
        example = f"; write it as a list: [{shown(value)}]" if isinstance(value, str) else ""
        return f"'{field}' is a list of names, not {_what(value)}{example}."
    if field in ("tactics", "missteps"):
        example = f"; write it as a list: [{shown(value)}]" if isinstance(value, str) else ""
        return f"'{field}' is a list of ids of the catalogue, not {_what(value)}{example}."
    if field in _LINES and isinstance(path[-1], str):
        return f"'{field}' is a text or a list of entries, not {_what(value)}; is a '- ' missing?"
    if field == "then" and isinstance(path[-1], str):
        return (
            f"'then' is the name of a scene or an ending, or a list of entries with 'to', not {_what(value)}."
        )
    if field == "root" or "reactions" in path[-2:-1]:
        keys = _listed(keys_of(RootPart if field == "root" else ReactionPart))
        return f"'{field}' is a map with the keys {keys}, or a list of such maps, not {_what(value)}."
    part = part_at(path)
    if part in (LinePart, TargetPart) and isinstance(value, str):
        key = "text" if part is LinePart else "to"
        return f"In a list each entry has its keys: write '- {key}: {shown(value)}'."
    if part is not None:
        keys = _listed(keys_of(part))
        return f"{_capital(called(path))} is a map with the keys {keys}, not {_what(value)}."
    if field in _MAPS and kind == "dict_type":
        return f"'{field}' is a map of {_MAPS[field]}, not {_what(value)}."
    if kind == "list_type":
        return f"'{field}' is a list, not {_what(value)}."
    return f"'{field}' is a text, not {_what(value)}. A text with braces or brackets goes under '|'."


def _quoted(value: object) -> str:
    return f"'{shown(value)}'" if isinstance(value, str | int) else _what(value)


def _what(value: object) -> str:
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if value is UNREAD:
        return "something unread"
    return "a text"


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _either(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"


def _listed(words: list[str], quoted: bool = False) -> str:
    shape = "'{}'" if quoted else "{}"
    words = [shape.format(word) for word in words]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _a(part: type[Part]) -> str:
    noun = _NOUN[part]
    if noun.startswith("'") or part in (StoryPart, PersonaPart):
        return noun
    bare = noun.split(" ", 1)[1]
    return f"{'an' if bare[0] in 'aeiou' else 'a'} {bare}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
