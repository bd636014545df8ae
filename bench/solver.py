"""How quickly stories are proved, and in how much memory.

    python bench/solver.py [--scenes N] [--facts N] [--archetype NAME] [--layered N] [--file STORY.yaml]...

Each story is proved in a process of its own, so that its peak of memory is its own: the shipped ones, a made
one with a real archetype, facts and loops (200 scenes and 1,926,825 states where left out), and one of 20
layers with a `plain` persona (10,000 scenes). Beside each stands a breadth-first search over the same step in
plain Python: one dict of whole states, no canonical forms, stopped after a while. Ratios can be compared
between machines, seconds cannot; they are seconds of the processor, so that other work on the machine counts
less.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from time import process_time

from servicesim import conversation
from servicesim.solver.explore import Explorer, TooManyStates
from servicesim.solver.proof import BOUND
from servicesim.solver.prove import prove
from servicesim.story.library import library_folder, load
from servicesim.story.linked import State, Story
from synthetic import layered, linked, looping

SEARCHED = 60_000
"""The most states that the search in plain Python visits."""


def peak() -> str:
    """The most memory that this process has held so far."""
    try:
        import resource
    except ImportError:  # not on Windows
        return "unknown"
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:,.0f} MB"


def search(story: Story) -> tuple[int, float]:
    """The states visited by a search in plain Python, and the seconds it took."""
    begin = process_time()
    start = conversation.start(story)
    seen: set[State] = {start}
    waiting = deque(seen)
    while waiting and len(seen) < SEARCHED:
        state = waiting.popleft()
        for reply in conversation.offered(story, state):
            after = conversation.step(story, state, reply)
            known = after if story.reads_turn else after._replace(turn=0)
            if known not in seen:
                seen.add(known)
                waiting.append(after)
    return len(seen), process_time() - begin


def measure(name: str, story: Story) -> None:
    """Prove one story and print a line."""
    before = peak()
    begin = process_time()
    explorer = Explorer(story, BOUND, None)
    with suppress(TooManyStates):
        explorer.explore()
    visited, visiting = len(explorer.states), process_time() - begin
    del explorer
    begin = process_time()
    proof = prove(story)
    proving = process_time() - begin
    most = peak()
    searched, searching = search(story)
    slower = (visited / visiting) / (searched / searching)
    print(
        f"{name:<28}{proof.states:>10,} states {proof.verdict:<8} visited in {visiting:6.2f} s"
        f" ({visited / visiting:>9,.0f}/s, {slower:4.1f} times plain Python), proved in {proving:6.2f} s"
        f" ({proof.states / proving:>9,.0f}/s), peak {most} ({before} before)"
    )


def main() -> None:
    """Measure each story in a process of its own; `--one` is such a process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--facts", type=int, default=4)
    parser.add_argument("--archetype", default="withdrawn")
    parser.add_argument("--layered", type=int, default=10_000)
    parser.add_argument("--file", action="append", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one == "looping":
        name = f"{asked.scenes} scenes, {asked.archetype}"
        measure(name, linked(looping(asked.scenes, kind=asked.archetype, facts=asked.facts)))
    elif asked.one == "layered":
        measure(f"{asked.layered:,} scenes, plain", linked(layered(asked.layered)))
    elif asked.one:
        story = load(Path(asked.one)).story
        if story is None:
            sys.exit(f"{asked.one} does not link")
        measure(story.id, story)
    else:
        files = asked.file if asked.file is not None else sorted(library_folder().glob("*.yaml"))
        for one in [*map(str, files), "looping", "layered"]:
            command = [sys.executable, __file__, *sys.argv[1:], "--one", one]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
