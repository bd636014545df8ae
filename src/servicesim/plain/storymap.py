"""The map of a story as text: a block for each layer, each scene with its replies and where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.authoring.storymap.story_map import (
    BEST_MARK,
    OUTCOMES,
    SEVERITY_MARKS,
    Place,
    StoryMap,
    Way,
    said,
)
from servicesim.authoring.storymap.words import ON, SPOKEN, legend, reason
from servicesim.plain.lines import WIDTH, wrapped
from servicesim.story.findings import Finding
from servicesim.story.render import cells, printable


def as_text(drawn: StoryMap) -> Iterator[str]:
    """The map in lines of at most 80 columns."""
    story = drawn.story
    yield from wrapped(story.title)
    endings = f"{len(story.endings)} {'ending' if len(story.endings) == 1 else 'endings'}"
    yield f"{len(story.scenes)} scenes in {len(drawn.layers) - 1} layers, {endings}"
    yield legend(best=bool(drawn.best_line), played=bool(drawn.played))
    if drawn.best_line:
        line = ", ".join(made.reply.id for made in drawn.best_line)
        yield from wrapped(f"{BEST_MARK} {line}", hanging="  ")
    for finding in drawn.findings:
        yield from _finding(finding, "")
    for number, row in enumerate(drawn.layers[:-1], 1):
        yield from _block(drawn, f"Layer {number}", row)
    if drawn.apart:
        yield from _block(drawn, "No reply leads here", drawn.apart)
    for outcome in OUTCOMES:
        row = tuple(name for name in drawn.layers[-1] if story.endings[name].outcome == outcome)
        if row:
            yield from _block(drawn, f"Endings: {SPOKEN[outcome]}", row)


def _block(drawn: StoryMap, title: str, names: tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"── {title} ".ljust(WIDTH, "─")
    for name in names:
        yield from _place(drawn, drawn.places[name])


def _place(drawn: StoryMap, place: Place) -> Iterator[str]:
    on = f"  ({ON[place.ending.on]})" if place.ending is not None and place.ending.on else ""
    yield f"{' '.join((place.name, *place.marks))}{on}"
    for finding in place.findings:
        yield from _finding(finding, "    ")
    for way in place.ways:
        yield from _way(drawn, way)


def _way(drawn: StoryMap, way: Way) -> Iterator[str]:
    """The reply, where it leads and when; below it the beginning of what is said."""
    back = f" (back to layer {drawn.places[way.target].layer + 1})" if way.back else ""
    lead = f"  {BEST_MARK if way.best else ' '} "
    text = " ".join((f"{way.reply.id} → {way.target}{back}", *reason(way)))
    yield from wrapped(text, lead, " " * 6)
    if way is next(one for one in drawn.places[way.source].ways if one.reply is way.reply):
        yield f"      {_beginning(said(way.reply))}"


def _beginning(text: str) -> str:
    """As much of a text as fits the line."""
    text, room, kept = printable(text), WIDTH - 7, ""
    for mark in text:
        room -= cells(mark)
        if room < 0:
            return kept.rstrip() + "…"
        kept += mark
    return kept


def _finding(finding: Finding, indent: str) -> Iterator[str]:
    where = f"{finding.line}: " if finding.line is not None else ""
    mark = SEVERITY_MARKS[finding.severity]
    reply = f"{finding.reply}: " if finding.reply is not None else ""
    yield from wrapped(f"{mark} {where}{reply}{finding.message} [{finding.rule}]", indent, indent + "  ")
