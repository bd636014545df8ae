"""Small stories for a year that is made quickly."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from tests.making import linked, source

NOW = datetime(2026, 6, 15, 3, 20, tzinfo=UTC)

SCENE = """
{name}:
  says: Nobody has called me.
  replies:
    hear: {{say: You waited., marks: {{empathy: 2, clarity: 1}}, effects: {{trust: 1}}, then: {then}}}
    wait: {{does: You wait., marks: {{clarity: 1}}, then: {then}}}
    argue: {{say: That is not so., marks: {{empathy: -2, clarity: -1}}, effects: {{trust: -1}}, then: {then}}}
"""
PLACES = ("one", "two", "three", "four", "five", "six", "seven", "well")
SCENES = "".join(SCENE.format(name=name, then=then) for name, then in pairwise(PLACES))


def _numbered(number: int, use: str) -> str:
    text = source(SCENES, more=f"use: {use}")
    return text.replace("id: small", f"id: small-{number}").replace("title: Small", f"title: Small {number}")


STORIES = [linked(_numbered(number, use)) for number, use in enumerate(("both", "both", "assessment"), 1)]
