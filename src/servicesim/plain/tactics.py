"""`tactics`: the catalogue as text, with which stories practise what, as the solver found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from servicesim.persona.catalogue import Catalogue, Tag
from servicesim.plain.lines import wrapped
from servicesim.solver.cache import report_of
from servicesim.story.library import Library

HEADS = {"technique": "Techniques beside the strategies", "misstep": "Missteps"}


def practised(library: Library, progress: Callable[[int], None] | None = None) -> dict[str, list[str]]:
    """For each tactic and technique the ids of the stories in which it is part of the best reply of some
    state, and for each misstep of those in which it is offered beside a better reply.

    Stories that cannot be proved whole or valued are left out. `progress` is called as in `report_of`.
    """
    found: dict[str, list[str]] = {}
    for entry in library.entries():
        lessons = report_of(entry.story, progress=progress)[1].lessons if entry.story else None
        for tag in (*lessons.taught, *lessons.tempting) if lessons else ():
            found.setdefault(tag, []).append(entry.id)
    return found


def as_text(catalogue: Catalogue, stories: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every tag under its strategy or kind, with its meaning and the stories that practise it."""
    for name, strategy in catalogue.strategies.items():
        yield f"{strategy.title} (resistance of the {strategy.source})"
        tags = {tag_id: tag for tag_id, tag in catalogue.of_kind("tactic").items() if tag.strategy == name}
        yield from _tags(tags, stories, "best in")
    yield HEADS["technique"]
    yield from _tags(catalogue.of_kind("technique"), stories, "best in")
    yield HEADS["misstep"]
    yield from _tags(catalogue.of_kind("misstep"), stories, "tempts in")


def _tags(tags: Mapping[str, Tag], stories: Mapping[str, Sequence[str]], head: str) -> Iterator[str]:
    for tag_id, tag in tags.items():
        yield from wrapped(f"{tag_id}: {tag.meaning}", "  ", "      ")
        yield from wrapped(f"{head} {', '.join(stories.get(tag_id, ())) or 'no story'}", "      ")
    yield ""
