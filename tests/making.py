"""Small stories for tests: whole files as text, with only what a test is about written out."""

from __future__ import annotations

from textwrap import dedent, indent

from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.linked import Story
from servicesim.story.reader import read_text
from servicesim.story.validate import validate

HEAD = """\
servicesim: 1
id: small
title: Small
source: customer
"""

PLAIN = """\
persona:
  name: Ana Reis
  role: customer
  archetype: plain
"""

ENDINGS = """\
endings:
  well: {outcome: resolved, says: Thank you.}
  badly: {outcome: lost, says: Never mind.}
  gone: {outcome: lost, on: left, does: The line goes dead.}
  late: {outcome: lost, on: out_of_time, says: I have to go.}
"""


def source(scenes: str, *, persona: str = PLAIN, more: str = "", endings: str = ENDINGS) -> str:
    """A story file: `scenes` is what stands under `scenes:`, `more` are further keys of the story."""
    start = dedent(scenes).lstrip("\n").split(":", 1)[0]
    body = indent(dedent(scenes).strip("\n"), "  ")
    parts = [HEAD, dedent(persona), dedent(more), f"start: {start}\nscenes:\n{body}\n", dedent(endings)]
    return "".join(part if part.endswith("\n") or not part else part + "\n" for part in parts)


def findings(text: str) -> tuple[Finding, ...]:
    """All findings of a story file."""
    return link(validate(read_text(text, "small.yaml"))).findings


def linked(text: str) -> Story:
    """The linked story of a file that has no error."""
    result = link(validate(read_text(text, "small.yaml")))
    assert result.story is not None, [(finding.rule, finding.message) for finding in result.findings]
    return result.story


def story(scenes: str, *, persona: str = PLAIN, more: str = "", endings: str = ENDINGS) -> Story:
    """A linked story of the scenes given."""
    return linked(source(scenes, persona=persona, more=more, endings=endings))
