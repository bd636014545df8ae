"""The map of a story as data: what leads where, the best line, a conversation laid over it, findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from servicesim.authoring.check import check_named
from servicesim.authoring.storymap.layers import Row, layered, ordered, reached
from servicesim.conversation import Exchange, start
from servicesim.errors import StoryInvalid, UsageError
from servicesim.solver.proof import Proof, can_be_valued
from servicesim.story.findings import Finding, Severity
from servicesim.story.library import Library
from servicesim.story.linked import Ending, Line, Reply, Scene, Story

OUTCOMES = ("resolved", "partly", "handed_over", "lost")
"""The outcomes in the order in which endings stand."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")

SEVERITY_MARKS: Mapping[Severity, str] = {"error": "✗", "warning": "!", "advice": "i"}
"""A mark for each severity of a finding: one cell, and no colour needed to tell them apart."""

BEST_MARK = "★"
PLAYED_MARK = "●"


@dataclass(frozen=True, slots=True)
class Way:
    """One reply, and one of the places that it can lead to.

    `when` is the condition as it is written, None where there is none. `why` is "left" or "out_of_time"
    where no reply leads there but the persona left, or the turns were up; only ways that somebody took are
    listed of these. `back` says that it leads to the same layer or one above. `played` are the numbers of
    the replies, from 1, by which the conversation laid over the map took this way.
    """

    source: str
    reply: Reply
    target: str
    when: str | None
    why: Literal["then", "left", "out_of_time"]
    back: bool
    best: bool
    played: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A scene or an ending on the map.

    `layer` counts from 0; `ways` lead on from here, `sources` are the places that lead here, each once.
    `played` are the numbers of the replies after which the conversation stood here, 0 at its start.
    """

    name: str
    layer: int
    scene: Scene | None
    ending: Ending | None
    ways: tuple[Way, ...]
    sources: tuple[str, ...]
    findings: tuple[Finding, ...]
    best: bool
    played: tuple[int, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is said on arriving; the first line that applies is."""
        there = self.scene or self.ending
        return () if there is None else there.lines

    @property
    def severity(self) -> Severity | None:
        """The gravest severity of what was found here; None where nothing was."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in SEVERITIES if severity in found), None)

    @property
    def marks(self) -> str:
        """What is to be marked here, one cell each: on the best line, come through, findings."""
        severity = self.severity
        return "".join(
            (
                BEST_MARK if self.best else "",
                PLAYED_MARK if self.played else "",
                SEVERITY_MARKS[severity] if severity else "",
            )
        )


@dataclass(frozen=True, slots=True)
class StoryMap:
    """A story laid out. `layers` are names of places from left to right; the last layer are the endings, by
    outcome. `rows` is the same with the places where ways pass a layer. `apart` are scenes that no way leads
    to from the start. `findings` are those of the story as a whole; a place has its own. `best_line` is empty
    where the values of replies are not worked out, `played` where no conversation is laid over the map.
    """

    story: Story
    places: Mapping[str, Place]
    layers: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    apart: tuple[str, ...]
    findings: tuple[Finding, ...]
    best_line: tuple[Exchange, ...]
    played: tuple[Exchange, ...]


def map_named(name: str, library: Library, progress: Callable[[int], None] | None = None) -> StoryMap:
    """The map of a story file or a story of the library, with what check finds marked in it.

    Raises StoryNotFound, StoryAmbiguous, StoryInvalid for one that does not link, UsageError for a folder.
    """
    if Path(name).is_dir():
        raise UsageError(f"'{name}' is a folder: name one story.")
    (checked,) = check_named([name], library, progress)
    if checked.story is None or checked.proof is None:
        raise StoryInvalid(str(checked.path), checked.findings)
    return map_of(checked.story, checked.proof, findings=checked.findings)


def map_of(
    story: Story, proof: Proof, *, findings: Sequence[Finding] = (), played: Sequence[Exchange] = ()
) -> StoryMap:
    """The map of a story. `played` is a conversation to lay over it, from its start."""
    line = _best_line(story, proof)
    ways = _ways(story, [*line, *played])
    graph = {name: [way.target for way in leading] for name, leading in ways.items()}
    endings = sorted(story.endings, key=lambda name: OUTCOMES.index(story.endings[name].outcome))
    layers = layered(graph, story.start, endings)
    seen = reached(graph, story.start)
    apart = tuple(name for name in story.scenes if name not in seen)
    rows = ordered(layers, graph)
    names = [tuple(node for node in row if isinstance(node, str)) for row in rows]
    layer = {name: number for number, row in enumerate(names) for name in row}
    layer |= dict.fromkeys(apart, len(names))
    marker = _Marker(line, played)
    sources: dict[str, dict[str, None]] = {}
    for name, targets in graph.items():
        for target in targets:
            sources.setdefault(target, {})[name] = None
    places = {
        name: Place(
            name=name,
            layer=layer[name],
            scene=story.scenes.get(name),
            ending=story.endings.get(name),
            ways=tuple(marker.way(way, layer) for way in ways.get(name, ())),
            sources=tuple(sources.get(name, ())),
            findings=tuple(finding for finding in findings if finding.scene == name),
            best=name in marker.best,
            played=tuple(marker.stood.get(name, ())),
        )
        for name in (*story.scenes, *story.endings)
    }
    rest = tuple(finding for finding in findings if finding.scene not in places)
    return StoryMap(story, places, tuple(names), tuple(rows), apart, rest, tuple(line), tuple(played))


def said(reply: Reply) -> str:
    """What a reply says, or does where nothing is said, on one line."""
    return " ".join((reply.say or reply.does or "").split())


class _Marker:
    """Knows which ways and places the best line and a conversation went through."""

    def __init__(self, line: Sequence[Exchange], played: Sequence[Exchange]) -> None:
        self._best = {_key(made) for made in line}
        self._taken: dict[tuple[str, str, str], list[int]] = {}
        self.best = {made.before.scene for made in line} | {made.after.scene for made in line}
        self.stood: dict[str, list[int]] = {}
        for number, made in enumerate(played, 1):
            if number == 1:
                self.stood[made.before.scene] = [0]
            self._taken.setdefault(_key(made), []).append(number)
            self.stood.setdefault(made.after.scene, []).append(number)

    def way(self, way: Way, layer: Mapping[str, int]) -> Way:
        """The way with all that is known of it."""
        key = way.source, way.reply.id, way.target
        return replace(
            way,
            back=layer[way.target] <= layer[way.source],
            best=key in self._best,
            played=tuple(self._taken.get(key, ())),
        )


def _key(made: Exchange) -> tuple[str, str, str]:
    return made.before.scene, made.reply.id, made.after.scene


def _ways(story: Story, taken: Sequence[Exchange]) -> dict[str, list[Way]]:
    """By scene what its replies lead to, in the order in which it is written."""
    written: dict[str, Any] = json.loads(story.document)["story"]
    found: dict[str, list[Way]] = {}
    for scene in story.scenes.values():
        ways: dict[tuple[str, str], Way] = {}
        for reply in scene.replies:
            home = written if reply.shared else written["scenes"][scene.name]
            whens = [one.get("when") for one in home["replies"][reply.id]["then"]]
            for (_, target), when in zip(reply.then, whens, strict=True):
                same = ways.get((reply.id, target))
                if same is not None:
                    when = f"{same.when} or {when}" if same.when and when else None
                ways[reply.id, target] = Way(scene.name, reply, target, when, "then", False, False, ())
            for made in taken:
                # A persona that leaves, or time that is up, leads where no reply does.
                ending = story.endings.get(made.after.scene)
                if _key(made)[:2] == (scene.name, reply.id) and ending is not None and ending.on:
                    way = Way(scene.name, reply, ending.name, None, ending.on, False, False, ())
                    ways.setdefault((reply.id, ending.name), way)
        found[scene.name] = list(ways.values())
    return found


def _best_line(story: Story, proof: Proof) -> list[Exchange]:
    if not can_be_valued(proof) or proof.par is None:
        return []
    from servicesim.solver.values import values_of  # numpy takes 80 ms to import

    values = values_of(story, proof)
    return [] if values is None else values.best_line(start(story), (0, 0))
