"""`tactics`: the catalogue as text, with which stories practise what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from servicesim.persona.catalogue import Catalogue, Tag
from servicesim.plain.lines import wrapped
from servicesim.story.library import Library

HEADS = {"technique": "Techniques beside the strategies", "misstep": "Missteps"}


def stories_by_tag(library: Library) -> dict[str, list[str]]:
    """For each tag the ids of the stories in which some reply carries it."""
    found: dict[str, list[str]] = {}
    for entry in library.entries():
        scenes = entry.story.scenes.values() if entry.story else ()
        for tag in sorted({tag for scene in scenes for reply in scene.replies for tag in reply.tags}):
            found.setdefault(tag, []).append(entry.id)
    return found


def as_text(catalogue: Catalogue, practised: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every tag under its strategy or kind, with its meaning and the stories that practise it."""
    for name, strategy in catalogue.strategies.items():
        yield f"{strategy.title} (resistance of the {strategy.source})"
        tags = {tag_id: tag for tag_id, tag in catalogue.of_kind("tactic").items() if tag.strategy == name}
        yield from _tags(tags, practised)
    yield HEADS["technique"]
    yield from _tags(catalogue.of_kind("technique"), practised)
    yield HEADS["misstep"]
    yield from _tags(catalogue.of_kind("misstep"), practised)


def _tags(tags: Mapping[str, Tag], practised: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for tag_id, tag in tags.items():
        yield from wrapped(f"{tag_id}: {tag.meaning}", "  ", "      ")
        yield from wrapped(f"in {', '.join(practised.get(tag_id, ())) or 'no story'}", "      ")
    yield ""
