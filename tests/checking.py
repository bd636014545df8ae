"""What check says of small stories, of which only the part is written out that a test or a page is about."""

from __future__ import annotations

from typing import Any

import yaml

from servicesim.authoring.problems import of_problem, of_trouble
from servicesim.solver.examine import examine
from servicesim.solver.proof import BOUND
from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.reader import read_text
from servicesim.story.validate import validate

FRAME = """
servicesim: 1
id: small
title: Small
source: customer
persona: {name: Ana Reis, role: customer, archetype: plain}
scenes:
  hello:
    says: Well?
    replies:
      kind: {say: I see., effects: {trust: 2}, marks: {empathy: 2, clarity: 2}, then: next}
      curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2, clarity: -2}, then: next}
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: well}
      leave: {say: Not now., then: badly}
endings:
  well: {outcome: resolved, says: Thank you.}
  badly: {outcome: lost, says: Never mind.}
  gone: {outcome: lost, on: left, does: The line goes dead.}
  late: {outcome: lost, on: out_of_time, says: I have to go.}
"""


def framed(part: str) -> str:
    """A whole story: a sound one, with `part` over it.

    Scenes are replaced and added one by one, unless the part has a `start` of its own; all else is replaced.
    """
    whole, over = (yaml.load(text, Loader=yaml.BaseLoader) for text in (FRAME, part))
    data: dict[str, Any] = {**whole, **over}
    if "start" not in over:
        data |= {"start": "hello", "scenes": {**whole["scenes"], **over.get("scenes", {})}}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def checked(text: str, *, bound: int = BOUND) -> list[Finding]:
    """All findings of a story's text."""
    written = read_text(text, "small.yaml")
    linked = link(validate(written))
    if linked.story is None:
        return list(linked.findings)
    proof, report = examine(linked.story, bound=bound)
    troubles = [of_trouble(written, trouble) for trouble in proof.troubles]
    return [*linked.findings, *troubles, *(of_problem(written, problem) for problem in report.problems)]


def rules(text: str, *, bound: int = BOUND) -> list[str]:
    """The rules that a story's text breaks, one for each finding."""
    return [finding.rule for finding in checked(text, bound=bound)]
