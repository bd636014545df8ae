"""`personas`: the archetypes as text: what one shows, where it goes, and what moves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicesim.errors import ArchetypeNotFound
from servicesim.persona.archetype import Archetype, archetype, archetype_ids
from servicesim.persona.catalogue import Reaction, Tag, catalogue
from servicesim.persona.levels import LEFT
from servicesim.plain.lines import wrapped
from servicesim.story.library import SUFFIXES, Library
from servicesim.story.nearest import nearest

HEADS = {"helps": "helps", "harms": "harms", "": "leaves as it is"}


def persona_named(name: str, library: Library) -> Archetype:
    """The archetype of that name, or the one that the story of that path brings along.

    Raises ArchetypeNotFound for a name that is neither, and what Library.find raises for a story.
    """
    if name in archetype_ids():
        return archetype(name)
    if name.endswith(SUFFIXES):
        return library.find(name).character.archetype
    raise ArchetypeNotFound(name, archetype_ids(), nearest(name, archetype_ids()))


def list_text() -> list[str]:
    """Every archetype with where it begins and what it is."""
    lines: list[str] = []
    for name in archetype_ids():
        kind = archetype(name)
        lines += [f"{name}: begins {_start(kind)}"]
        lines += [*wrapped(kind.summary, "  "), ""]
    return lines


def persona_text(kind: Archetype) -> list[str]:
    """All that is to be known of one archetype."""
    lines = wrapped(f"{kind.id}: {kind.title}")
    lines += [*wrapped(kind.summary, "  "), "", f"Begins {_start(kind)}."]
    if kind.tell_at:
        lines.append(f"Would tell what lies beneath from a trust of {kind.tell_at}.")
    lines += ["", "Attitudes, and what shows of them", *_attitudes(kind), *_chart(kind)]
    lines += ["What moves it, as (resistance,trust,grievances)", *_reactions(kind)]
    return [*lines, "The rules of a believable persona", *_manner(kind)]


def _start(kind: Archetype) -> str:
    start = kind.start
    grievances = f", grievances {start.grievances}" if start.grievances else ""
    return f"{start.attitude}, resistance {start.resistance}, trust {start.trust}{grievances}"


def _attitudes(kind: Archetype) -> Iterator[str]:
    for name, attitude in kind.attitudes.items():
        title = "" if attitude.title == name else f": {attitude.title}"
        form = f" ({attitude.form.replace('_', ' ')})" if attitude.form else ""
        yield from wrapped(f"{name}{title}{form}", "  ")
        for cue in attitude.cues:
            yield from wrapped(f"- {cue}", "    ", "      ")
        if attitude.in_writing is not None:
            yield from wrapped(f"- in writing: {attitude.in_writing}", "    ", "      ")
    yield ""


def _chart(kind: Archetype) -> Iterator[str]:
    if not kind.transitions:
        yield from ("It stays in one attitude, whatever is said.", "")
        return
    yield "The ways between them: after each reply the first that holds is taken"
    for number, way in enumerate(kind.transitions, 1):
        text = f"{number}. {', '.join(way.source)} → {way.to} when {way.when}"
        yield from wrapped(text, "  ", "     ")
    yield ""


def _reactions(kind: Archetype) -> Iterator[str]:
    """The attitudes that differ from the catalogue, with how; the rest is said once."""
    tags = catalogue().tags
    own = {"any": kind.reactions.get("any", {})}
    own |= {name: kind.reactions.get(name, {}) for name in kind.attitudes if name != LEFT}
    for attitude, reactions in own.items():
        if not reactions:
            continue
        yield f"  {'in any attitude' if attitude == 'any' else attitude}"
        sorts: dict[str, list[str]] = {head: [] for head in HEADS}
        for name, reaction in reactions.items():
            base = Reaction() if kind.own_reactions_only else tags[name].reaction
            if attitude != "any" and name in own["any"]:
                base = own["any"][name].over(base)
            felt = reaction.over(base)
            sorts[_sort(felt)].append(f"{name} {_levels(felt)}")
        for head, words in sorts.items():
            if words:
                yield from wrapped(f"{HEADS[head]}: {', '.join(words)}", "    ", "      ")
    if kind.own_reactions_only:
        yield "  Nothing else does; what a reply's 'effects' say counts alone."
    else:
        yield "  Everything else as in the catalogue"
        for head, words in _by_default(tags).items():
            yield from wrapped(f"{HEADS[head]}: {', '.join(words)}", "    ", "      ")
    yield ""


def _by_default(tags: dict[str, Tag]) -> dict[str, list[str]]:
    sorts: dict[str, list[str]] = {head: [] for head in HEADS}
    for name, tag in tags.items():
        sorts[_sort(tag.reaction)].append(f"{name} {_levels(tag.reaction)}")
    return {head: words for head, words in sorts.items() if words}


def _sort(reaction: Reaction) -> str:
    worth = (reaction.trust or 0) - (reaction.resistance or 0) - (reaction.grievances or 0)
    return "helps" if worth > 0 else "harms" if worth < 0 else ""


def _levels(reaction: Reaction | None) -> str:
    if reaction is None:
        return "nothing"
    values = [reaction.resistance or 0, reaction.trust or 0, reaction.grievances or 0]
    while len(values) > 2 and not values[-1]:
        values.pop()
    return f"({','.join(f'{value:+d}' if value else '0' for value in values)})"  # no space: one word


def _manner(kind: Archetype) -> Iterable[str]:
    manner = kind.manner
    said = [
        (manner.loss_ratio != 1, f"A loss of trust counts {manner.loss_ratio:g} times."),
        (manner.open_grievance, f"On an open grievance a misstep harms by {manner.open_grievance} more."),
        (manner.repeated_misstep, f"The same misstep twice running harms by {manner.repeated_misstep} more."),
        (manner.early_solution, f"A solution before the root is known: {_levels(manner.early_solution)}."),
        (manner.worn_soother, f"The same soother a third time running: {_levels(manner.worn_soother)}."),
    ]
    held = [text for holds, text in said if holds]
    return [f"  {text}" for text in held or ["None of them holds."]]
