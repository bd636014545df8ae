"""Seconds to read, prove and review a conversation, once warm, for each story of the library and a small one.

python bench/review.py
"""

from __future__ import annotations

import json
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from servicesim.conversation import Exchange, exchange, is_over, offered, start
from servicesim.results.judgement import judge
from servicesim.solver.prove import prove
from servicesim.solver.values import Values
from servicesim.story.library import library_folder, load, story_files
from servicesim.story.linked import Story
from synthetic import looping

ROUNDS = 5

SMALL = 10
"""The scenes of a made story of about 5,000 states."""


def first_replies(story: Story) -> list[Exchange]:
    """A whole conversation in which the first reply is given each time."""
    given: list[Exchange] = []
    state = start(story)
    while not is_over(story, state):
        given.append(exchange(story, state, offered(story, state)[0]))
        state = given[-1].after
    return given


def seconds(path: Path) -> tuple[int, list[float]]:
    """The states of a story, and the processor seconds of reading, proving and reviewing it."""
    marks = [time.process_time()]
    story = load(path).story
    if story is None:
        raise SystemExit(f"{path} has errors")
    marks.append(time.process_time())
    proof = prove(story)
    marks.append(time.process_time())
    judge(story, first_replies(story), proof, Values(story, proof))
    marks.append(time.process_time())
    return proof.states, [after - before for before, after in pairwise(marks)]


def main() -> None:
    """Measure every story of the library; the best of some rounds, so that all is warm."""
    with tempfile.TemporaryDirectory() as made:
        small = Path(made) / "small.json"
        small.write_text(json.dumps(looping(SMALL, kind="withdrawn", facts=1)), encoding="utf-8")
        for path in [*story_files(library_folder()), small]:
            rounds = [seconds(path) for _ in range(ROUNDS)]
            states, parts = min(rounds, key=lambda one: sum(one[1]))
            named = ", ".join(
                f"{name} {part:.2f}" for name, part in zip(("read", "prove", "review"), parts, strict=True)
            )
            print(f"{path.stem:<24} {states:>9,} states: {sum(parts):.2f} s ({named})")


if __name__ == "__main__":
    main()
