"""What an editor shows of the name under the cursor, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from servicesim.authoring.lsp.text import Text
from servicesim.authoring.symbols import Mention
from servicesim.persona.archetype import archetype, archetype_ids
from servicesim.persona.catalogue import Tag, catalogue
from servicesim.persona.levels import LEFT, Persona
from servicesim.persona.temperament import Impact
from servicesim.solver.cache import cached_report
from servicesim.solver.report import Standing
from servicesim.story.linked import Line, Reply, Story

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+.!|~-])")


def hover(text: Text, mention: Mention) -> str | None:
    """What there is to say of a name; None where there is nothing."""
    lines = {
        "tag": _tag,
        "scene": _place,
        "ending": _place,
        "reply": _reply,
        "fact": _fact,
        "attitude": _attitude,
        "archetype": _archetype,
        "document": _document,
    }[mention.kind](text, mention.name)
    return "\n\n".join(lines) or None


def _tag(text: Text, name: str) -> Iterator[str]:
    tag = catalogue().tags.get(name)
    if tag is None:
        return
    yield f"**{_plain(tag.title)}** ({tag.kind}{f', {tag.role}' if tag.role else ''})"
    yield _plain(tag.meaning)
    yield f"Marks: empathy {tag.marks.empathy:+d}, clarity {tag.marks.clarity:+d}."
    if text.story is not None:
        yield from _reactions(text.story, name, tag)


def _reactions(story: Story, name: str, tag: Tag) -> Iterator[str]:
    """How the persona takes it in each attitude: levels in the middle, no open grievance, the root known."""
    character = story.character
    rows: dict[str, list[str]] = {}
    for attitude in character.archetype.attitudes:
        if attitude == LEFT:
            continue
        persona = Persona(attitude, 5, 5, 0)
        facts = story.root_known
        (moved,) = character.temperament.movements(persona, Impact(((name, False),)), True, facts, 0)
        levels = [("resistance", moved.resistance), ("trust", moved.trust), ("grievances", moved.grievances)]
        change = ", ".join(f"{level} {by:+d}" for level, by in levels if by) or "nothing moves"
        rows.setdefault(change, []).append(attitude)
    yield f"How {_plain(character.name)} takes it, at resistance 5 and trust 5, with the root known:"
    yield "\n".join(f"- {change}: {_plain(', '.join(attitudes))}" for change, attitudes in rows.items())
    if tag.role == "solves" and story.root_known:
        yield "Before the root is known it does not land."


def _place(text: Text, name: str) -> Iterator[str]:
    story = text.story
    place = None if story is None else story.places.get(name)
    if story is None or place is None:
        return
    ending = story.endings.get(name)
    yield f"**{name}** ({'scene' if ending is None else f'ending, {ending.outcome}'})"
    yield from _said(place.lines)
    if ending is None:
        yield from _proved(text, story, name)


def _proved(text: Text, story: Story, name: str) -> Iterator[str]:
    """What the solver proved of a scene, where it is through with just this version."""
    current = text.linked.story
    report = None if current is None else cached_report(current.digest)
    if report is None:
        yield "Not proved yet."
        return
    if report.standings is None:
        yield "The story has too many states to be proved."
        return
    standing = next((one for one in report.standings if one.scene == name), None)
    yield "No conversation comes here." if standing is None else _standing(standing)


def _standing(one: Standing) -> str:
    levels = [("resistance", one.resistance), ("trust", one.trust), ("grievances", one.grievances)]
    shown = ", ".join(
        f"{level} {low}" if low == high else f"{level} {low} to {high}" for level, (low, high) in levels
    )
    states = "1 state" if one.states == 1 else f"{one.states:,} states"
    return f"Proved, in {states}: {shown}; {_plain(', '.join(one.attitudes))}."


def _reply(text: Text, name: str) -> Iterator[str]:
    found = None if text.story is None else _found(text.story, name)
    if found is None:
        return
    yield f"**{_plain(name)}** ({'shared reply' if found.shared else 'reply'})"
    yield from _said((Line(found.say, found.does, None, None, 0),))
    if found.tags:
        yield _plain(", ".join(found.tags))
    targets = dict.fromkeys(to for _, to in found.then)
    yield f"Leads to {_plain(', '.join(targets))}."


def _found(story: Story, name: str) -> Reply | None:
    scene, slash, reply_id = name.rpartition("/")
    for one in story.scenes.values():
        for reply in one.replies:
            if reply.id == reply_id and (one.name == scene if slash else reply.shared):
                return reply
    return None


def _fact(text: Text, name: str) -> Iterator[str]:
    places = [one.path[-2:] for one in text.known.of("fact", name)]
    counts = [
        (sum("sets" in path for path in places), "sets it"),
        (sum("clears" in path for path in places), "clears it"),
        (sum("when" in path for path in places), "asks about it"),
    ]
    yield f"**{_plain(name)}** (fact)"
    yield (
        "In the file, " + ", ".join(f"{count} × {what}" for count, what in counts if count) + "."
        if any(count for count, _ in counts)
        else "Nothing sets it or asks about it."
    )


def _attitude(text: Text, name: str) -> Iterator[str]:
    found = None if text.archetype is None else text.archetype.attitudes.get(name)
    if found is None:
        return
    yield f"**{_plain(found.title)}**" + (f" (resistance: {_plain(found.form)})" if found.form else "")
    yield "\n".join(f"- {_plain(cue)}" for cue in found.cues)


def _archetype(_: Text, name: str) -> Iterator[str]:
    if name in archetype_ids():
        found = archetype(name)
        yield f"**{_plain(found.title)}**"
        yield _plain(found.summary)


def _document(text: Text, name: str) -> Iterator[str]:
    for one in text.story.documents if text.story is not None else ():
        if one.name == name:
            yield f"**{_plain(one.title)}**"
            yield _plain(one.text)


def _said(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines[:3]:
        if line.does:
            yield f"*{_plain(line.does)}*"
        if line.text:
            yield f"> {_plain(line.text)}"


def _plain(text: str) -> str:
    """A text of the story as Markdown that shows it as it is, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
