"""How many random replies a second the step function takes, on one core, once warm.

    python bench/step.py [STORY ...]

Machines differ, so beside each figure stands a yardstick from the same run: how many times as long one
random reply (offering, choosing, stepping) takes as storing one value in a dictionary in a plain loop.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from statistics import median

from servicesim.conversation import offered, start, step
from servicesim.story.library import Library
from servicesim.story.linked import Story

REPLIES = 100_000
WARM_UP = 300_000
ROUNDS = 5


def random_replies(story: Story, count: int, chance: random.Random) -> None:
    """Play random conversations until `count` replies have been given."""
    given = 0
    while given < count:
        state = start(story)
        while replies := offered(story, state):
            state = step(story, state, replies[int(chance.random() * len(replies))])
            given += 1


def stores(count: int) -> None:
    """The yardstick: `count` values stored in a dictionary."""
    kept = {}
    for number in range(count):
        kept[number & 1023] = number


def seconds(work: Callable[[], None]) -> float:
    """Processor seconds of one run."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Measure every story named, or all of the library."""
    library = Library()
    names = sys.argv[1:] or [entry.id for entry in library.entries() if entry.story]
    for name in names:
        story, chance = library.find(name), random.Random(1)
        random_replies(story, WARM_UP, chance)
        pairs = [
            (seconds(lambda: random_replies(story, REPLIES, chance)), seconds(lambda: stores(REPLIES)))  # noqa: B023
            for _ in range(ROUNDS)
        ]
        rate = REPLIES / median(mine for mine, _ in pairs)
        ratio = median(mine / other for mine, other in pairs)
        print(f"{name:<24} {rate:>9,.0f} random replies a second, one is {ratio:.1f} dictionary stores")


if __name__ == "__main__":
    main()
