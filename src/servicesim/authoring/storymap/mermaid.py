"""The map as a Mermaid flowchart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from servicesim.authoring.storymap.story_map import OUTCOMES, Place, StoryMap
from servicesim.authoring.storymap.words import FILLS, label, way_label
from servicesim.story.render import printable

_SPECIAL = re.compile(r"[^\w ,.:()'’★●✗!?–-]")
"""All that Mermaid or the HTML that it makes could read as more than a letter."""


def as_mermaid(drawn: StoryMap) -> str:
    """The flowchart: endings coloured by outcome, the best line thick, ways back dotted.

    Nodes are numbered, since names may be words of Mermaid; titles and conditions stand as character codes
    where they are not plain letters.
    """
    return "\n".join(_lines(drawn)) + "\n"


def _lines(drawn: StoryMap) -> Iterator[str]:
    ids = {name: f"p{number}" for number, name in enumerate(drawn.places)}
    yield "---"
    yield f"title: {json.dumps(printable(drawn.story.title), ensure_ascii=False)}"
    yield "---"
    yield "flowchart TD"
    for name, place in drawn.places.items():
        yield f"  {ids[name]}{_node(place)}"
    numbers: list[int] = []
    ways = [way for place in drawn.places.values() for way in place.ways]
    for number, way in enumerate(ways):
        arrow = "==>" if way.best else "-.->" if way.back else "-->"
        yield f'  {ids[way.source]} {arrow}|"{_text(way_label(way))}"| {ids[way.target]}'
        if way.played:
            numbers.append(number)
    for outcome in OUTCOMES:
        yield f"  classDef {outcome} fill:{FILLS[outcome]},stroke:#555,color:#222"
    yield "  classDef found stroke:#b3261e,stroke-width:3px"
    for name, place in drawn.places.items():
        if place.ending is not None:
            yield f"  class {ids[name]} {place.ending.outcome}"
        if place.severity in ("error", "warning"):
            yield f"  class {ids[name]} found"
    if numbers:
        yield f"  linkStyle {','.join(map(str, numbers))} stroke:#2f6f9f"


def _node(place: Place) -> str:
    text = _text(label(place))
    return f'(["{text}"])' if place.ending is not None else f'["{text}"]'


def _text(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", printable(text))
