"""How fast `verify` holds sessions against their chains and a replay: `python bench/verify_scale.py`.

A hundred thousand sessions of twenty replies with fifteen made stories, each another conversation, by one
process and by as many as cores; and beside it, in the same run, what reading and hashing the rows alone
takes.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

from review_scale import NOW, SESSIONS_A_PERSON, STORIES, Filling, Told, Way, conversation, told
from servicesim.conversation import Exchange
from servicesim.results.scores import score
from servicesim.saves.store import Store
from servicesim.saves.verify import verify
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story

VERIFIED = 100_000


def proof_in(proofs: dict[str, Proof], story: Story) -> Proof:
    """A proof that was worked out before."""
    return proofs[story.digest]


def verified(folder: Path, stories: Sequence[Told]) -> None:
    """Times `verify` on sessions that are all unlike each other, by one process and by as many as cores."""
    dice = random.Random(2)
    proofs = {one.story.digest: one.proof for one in stories}
    others = [
        replace_ways(one, [conversation(one.story, dice) for _ in range(VERIFIED // STORIES)])
        for one in stories
    ]
    with Store.open(folder / "verify.db", clock=lambda: NOW) as store:
        filling = Filling(store, others)
        for number in range(VERIFIED // SESSIONS_A_PERSON):
            filling.person(f"Person {number:05}", None, dice, SESSIONS_A_PERSON, replies=True)
        filling.write()
        # What this benchmark itself keeps in memory is no part of it.
        gc.collect()
        gc.freeze()
        for processes in sorted({1, os.cpu_count() or 1}):
            begun, used = perf_counter(), _used()
            found = verify(store, partial(proof_in, proofs), processes)
            wrong = sum(bool(one.problems) for one in found)
            took, used = perf_counter() - begun, _used() - used
            if wrong:
                raise SystemExit(f"{wrong} sessions do not verify")
            print(
                f"verify, {filling.replies:,} replies, by {processes}:"
                f" {filling.replies / took:9,.0f} a second"
                f"   (aim: 100,000; {filling.replies / used:,.0f} a second of the processor)",
                flush=True,
            )
    rate = filling.replies / hashed_alone(folder / "verify.db")
    print(f"its rows read and hashed as plain JSON, nothing replayed: {rate:9,.0f} a second", flush=True)


def hashed_alone(path: Path) -> float:
    """Seconds to read every row with the driver and to hash it as `json` writes it: what any check of a
    chain in Python costs, before it asks what a reply does."""
    begun, tip = perf_counter(), ""
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(
            "SELECT sessions.hash, replies.* FROM replies JOIN sessions ON id = session ORDER BY session, seq"
        )
        names = [column[0] for column in cursor.description[1:]]
        for begins, *row in cursor:
            facts = dict(zip(names, row, strict=True))
            kept = facts.pop("hash")
            tip = begins if facts["seq"] == 1 else tip
            text = tip + json.dumps(facts, sort_keys=True, separators=(",", ":"))
            tip = hashlib.sha256(text.encode()).hexdigest()
            if tip != kept:
                raise SystemExit("a chain does not hold")
    return perf_counter() - begun


def _used() -> float:
    """Seconds of the processor, those of processes that ended included."""
    return sum(os.times()[:4])


def replace_ways(one: Told, conversations: Sequence[list[Exchange]]) -> Told:
    """The same story with other ways, of which nobody asks what they add to the counts."""
    ways = []
    for exchanges in conversations:
        ending = one.story.endings[exchanges[-1].after.scene]
        ways.append(Way(exchanges, ending.name, ending.outcome, score(exchanges, one.proof), {}))
    return Told(one.story, one.proof, ways)


def main() -> None:
    """Makes a store and times it."""
    stories = [told(number) for number in range(STORIES)]
    with tempfile.TemporaryDirectory() as made:
        verified(Path(made), stories)


if __name__ == "__main__":
    main()
