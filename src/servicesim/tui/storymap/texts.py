"""What is told of one place of the map: in short beside the map, and in full on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.authoring.storymap.story_map import (
    BEST_MARK,
    PLAYED_MARK,
    SEVERITY_MARKS,
    Place,
    StoryMap,
    Way,
    said,
)
from servicesim.authoring.storymap.words import ON, reason
from servicesim.tui.text import content, joined, one_line
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.story.findings import Finding
    from servicesim.story.linked import Line

Words = Callable[[str], str]
"""Fills the names into a text of the story."""


def in_short(drawn: StoryMap, place: Place, words: Words) -> Content:
    """Name and standing, then a line for each way on, then what was found."""
    lines = [_head(drawn, place)]
    told = set()
    for number, way in enumerate(place.ways, 1):
        new = way.reply.id not in told
        told.add(way.reply.id)
        lines.append(
            _way(drawn, way, f"{number} " if number < 10 else "  ", words(said(way.reply)) if new else "")
        )
    lines += map(_finding, place.findings)
    return content("\n").join(lines)


def in_full(drawn: StoryMap, place: Place, words: Words) -> Content:
    """All that can be said on arriving, every reply with where it leads, and what was found."""
    return content("\n").join(_all(drawn, place, words))


def finding_entry(finding: Finding) -> Content:
    """A finding as an entry of a list."""
    where = f"{finding.scene}: " if finding.scene is not None else ""
    return joined((where, "bold"), _finding(finding))


def _head(drawn: StoryMap, place: Place) -> Content:
    parts = []
    if place.ending is not None:
        parts.append(OUTCOMES[place.ending.outcome])
        if place.ending.on:
            parts.append(ON[place.ending.on])
    elif place.name in drawn.apart:
        parts.append("no reply leads here")
    else:
        parts.append(f"layer {place.layer + 1}")
    if place.best:
        parts.append("on the best line")
    if place.played:
        after = [number for number in place.played if number]
        came = f"after reply {', '.join(map(str, after))}" if after else ""
        parts.append(
            " and ".join(part for part in ("at the start" if 0 in place.played else "", came) if part)
        )
    return joined((place.name, "bold"), (f"  {' · '.join(parts)}", "$text-muted"))


def _way(drawn: StoryMap, way: Way, lead: str, text: str) -> Content:
    back = f" (back to layer {drawn.places[way.target].layer + 1})" if way.back else ""
    given = f" {PLAYED_MARK} reply {', '.join(map(str, way.played))}" if way.played else ""
    return joined(
        (lead, "bold $accent"),
        (f"{BEST_MARK} " if way.best else "  ", "$accent"),
        (way.reply.id, "bold"),
        f" → {way.target}",
        (back, "$text-muted"),
        (" ".join(("", *reason(way))), "$primary"),
        (given, "$accent"),
        (f"  {one_line(text)}" if text else "", "$text-muted"),
    )


def _all(drawn: StoryMap, place: Place, words: Words) -> Iterator[Content]:
    yield _head(drawn, place)
    for finding in place.findings:
        yield _finding(finding)
    for line in place.lines:
        yield content("")
        yield _line(line, words)
    if place.ending is not None and place.ending.aftermath:
        yield content("")
        yield joined(("Afterwards  ", "$text-muted"), words(place.ending.aftermath.strip()))
    told = set()
    for way in place.ways:
        if way.reply.id not in told:
            told.add(way.reply.id)
            yield content("")
            yield joined((way.reply.id, "bold"), ("  " + ", ".join(way.reply.tags), "$text-muted"))
            if way.reply.does:
                yield content(f"({one_line(words(way.reply.does))})", "italic $text-muted")
            if way.reply.say:
                yield content(words(way.reply.say.strip()))
            for one in place.ways:
                if one.reply is way.reply:
                    yield _way(drawn, one, "", "")


def _line(line: Line, words: Words) -> Content:
    parts = []
    if line.when is not None:
        parts.append(content("under a condition", "$text-muted"))
    if line.does:
        parts.append(content(f"({one_line(words(line.does))})", "italic $text-muted"))
    if line.text:
        parts.append(content(words(line.text.strip())))
    return content("\n").join(parts)


def _finding(finding: Finding) -> Content:
    style = "$error" if finding.severity != "advice" else "$accent"
    where = f"line {finding.line}: " if finding.line is not None else ""
    return joined(
        (f"{SEVERITY_MARKS[finding.severity]} {finding.severity} ", f"bold {style}"),
        (f"{where}{one_line(finding.message)}"),
    )
