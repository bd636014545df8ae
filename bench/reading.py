"""How long it takes to read, validate and link a story of N scenes.

    python bench/reading.py [SCENES]           500 where left out

Two stories are written in memory, both with four replies a scene and prose in blocks: a short one, of about
700 characters a scene, and a full one, with conditions, answers and notes everywhere, of about 1,600. Beside
the times stands a plain `yaml.load` of the same text with the C loader, as the measure of the machine: ratios
can be compared between machines, milliseconds cannot. Each number is the processor time of the best run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

import yaml

from servicesim.story.link import link
from servicesim.story.reader import Written, read_text
from servicesim.story.validate import Draft, validate

HEAD = """\
servicesim: 1
id: a-long-story
title: A story as long as it was asked for
summary: Somebody comes back, again and again, with the same parcel.
source: customer
persona:
  name: Maria Alvarez
  role: customer for six years
  archetype: venting
  root:
    kind: dissatisfaction
    text: Nobody phoned after the first miss.
    known_by: root_known
facts: [root_known, refund_promised]
start: scene-0
scenes:
"""
FULL = """\
  scene-{n}:
    does: She puts a letter on the counter and keeps her hand on it, as on every day before.
    says:
      - when: attitude in (withdrawn, unresponsive)
        does: She looks at the door.
      - when: trust >= 4
        text: |
          Nobody even rang. I had to read it on a card, on the mat, under the pizza leaflets.
        sets: [root_known]
      - text: |
          This is the second day I have taken off work for you people. Does anybody there read
          what the last one wrote?
    replies:
      hear-her-out:
        say: |
          Two days off for nothing. I would be angry too. I am {{trainee}}. Tell me what happened.
        tactics: [acknowledge_frustration, give_full_attention]
        note: |
          Names the cost to her before anything else.
        answer: |
          Tuesday. All right. Tuesday.
        then: {next}
      quote-terms:
        say: |
          Delivery windows are estimates, as our terms say.
        missteps: [quote_policy]
        note: |
          Terms answer a question that she did not ask.
        then:
          - when: resistance >= 9
            to: hangs-up
          - to: {next}
      wait:
        does: You wait, and say nothing.
        tactics: [stay_silent]
        then: {next}
      refund-the-fee:
        when: trust >= 4 and not refund_promised
        say: |
          I can pay the delivery fee back today, and I would like to start with that.
        tactics: {{own_the_fault: full, set_expectations: weak}}
        effects: {{resistance: -1}}
        sets: [refund_promised]
        then: {next}
"""
SHORT = """\
  scene-{n}:
    says: |
      This is the second day I have taken off work for you people.
    replies:
      hear-her-out:
        say: |
          Two days off for nothing. I would be angry too. Tell me what happened.
        tactics: [acknowledge_frustration]
        sets: [root_known]
        then: {next}
      quote-terms:
        say: |
          Delivery windows are estimates, as our terms say.
        missteps: [quote_policy]
        then: {next}
      wait:
        does: You wait, and say nothing.
        tactics: [stay_silent]
        then: {next}
      refund-the-fee:
        when: root_known and not refund_promised
        say: |
          I can pay the delivery fee back today.
        tactics: [offer_redress]
        sets: [refund_promised]
        then: {next}
"""
TAIL = """\
endings:
  rebuilt:
    outcome: resolved
    says: |
      Thank you. I mean that.
    aftermath: |
      I told my sister about the boy at the parcel desk.
  hangs-up: {outcome: lost, on: left, does: The line goes dead.}
  too-long: {outcome: lost, on: out_of_time, says: I have to go.}
"""


def story(scenes: int, scene: str) -> str:
    """The text of a story of that many scenes, each leading to the next."""
    following = [*(f"scene-{number}" for number in range(1, scenes)), "rebuilt"]
    return HEAD + "".join(scene.format(n=number, next=name) for number, name in enumerate(following)) + TAIL


def best(work: Callable[[], object], runs: int) -> float:
    """The shortest of several runs, in milliseconds."""
    times = []
    for _ in range(runs):
        begin = process_time()
        work()
        times.append((process_time() - begin) * 1000)
    return min(times)


def measure(name: str, text: str, scenes: int) -> None:
    """Measure one story and print."""
    runs = max(1, min(15, 8000 // scenes))
    written: Written = read_text(text, "story.yaml")
    draft: Draft = validate(written)
    for finding in link(draft).findings:
        sys.exit(f"{finding.path}:{finding.line}: {finding.message}")
    rows = {
        "read": best(lambda: read_text(text, "story.yaml"), runs),
        "validate": best(lambda: validate(written), runs),
        "link": best(lambda: link(draft), runs),
    }
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    plain = best(lambda: yaml.load(text, Loader=loader), min(runs, 5))
    total = sum(rows.values())
    print(f"{name}: {scenes} scenes, {len(text) / 1e6:.2f} MB, best of {runs}")
    for step, time in rows.items():
        print(f"  {step:<20}{time:9.1f} ms")
    print(f"  {'altogether':<20}{total:9.1f} ms   {scenes / total * 1000:,.0f} scenes a second")
    print(f"  {'yaml.load alone':<20}{plain:9.1f} ms   {plain / total:.2f} times as long")


def main() -> None:
    """Measure a short story and a full one."""
    scenes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    measure("short", story(scenes, SHORT), scenes)
    measure("full", story(scenes, FULL), scenes)


if __name__ == "__main__":
    main()
