"""The drawings of a map, by the name of their form."""

from __future__ import annotations

from servicesim.authoring.storymap.dot import as_dot
from servicesim.authoring.storymap.mermaid import as_mermaid
from servicesim.authoring.storymap.story_map import StoryMap
from servicesim.authoring.storymap.svg import as_svg

DRAWINGS = {"mermaid": as_mermaid, "dot": as_dot, "svg": as_svg}
"""Each gives the text of a file."""


def drawing(drawn: StoryMap, form: str) -> str:
    """The map as "mermaid", "dot" or "svg"."""
    return DRAWINGS[form](drawn)
