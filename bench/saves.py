"""What a saved reply costs beyond the disk's own fsync: `python bench/saves.py [FOLDER]`.

Appends to a real store and writes with a bare fsync take turns in one folder, so that whatever else the disk
does slows both alike. The aim is a difference of at most 2 ms at the median.

A commit takes one sync with a write-ahead log and five with a rollback journal: the journal twice, its
folder, the database, and the journal's header. What lies beyond those is shown too, and what the store's own
part costs, Python and SQLite without a disk, where there is a folder in memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from servicesim.saves.records import NewReply, NewSession, StoredStory
from servicesim.saves.store import Store

ROUNDS = 400
WARM_UP = 20
# A folder in memory, on Linux.
MEMORY = Path("/dev/shm")
PAGE = b"\0" * 4096
AIM_MS = 2.0


def milliseconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def appended(store: Store, rounds: int, between: Callable[[], object]) -> list[float]:
    """How long each of `rounds` appends to a new session took, in milliseconds; `between` runs after each."""
    document = "{}"
    digest = hashlib.sha256(document.encode()).hexdigest()
    store.keep_story(StoredStory(digest, "bench", "Bench", document))
    session = store.begin(NewSession("bench", "bench", digest, "practice", seed=1, rules=1)).id
    took: list[float] = []
    for number in range(rounds):
        reply = NewReply(
            after_seq=number,
            kind="reply",
            turn=number + 1,
            scene="her-story",
            reply="hear-her-out",
            attitude="guarded",
            resistance=5,
            trust=4,
            grievances=1,
            decided_ms=4200,
        )
        took.append(milliseconds(partial(store.append, session, reply)))
        between()
    return took[WARM_UP:]


def run(folder: Path) -> None:
    """Measures in `folder` and prints the medians, their difference and their ratio."""
    bare = os.open(folder / "bare", os.O_CREAT | os.O_RDWR)

    def write_and_sync() -> None:
        os.write(bare, PAGE)
        os.fsync(bare)

    syncs: list[float] = []
    with Store.open(folder / "bench.db") as store:
        took = appended(store, ROUNDS + WARM_UP, lambda: syncs.append(milliseconds(write_and_sync)))
        journal = store.journal
    os.close(bare)

    append, sync = median(took), median(syncs[WARM_UP:])
    print(f"SQLite {sqlite3.sqlite_version}, journal {journal}, {ROUNDS} replies")
    print(f"append, median:          {append:6.3f} ms")
    print(f"bare fsync, median:      {sync:6.3f} ms")
    print(f"difference:              {append - sync:6.3f} ms (aim: at most {AIM_MS:.0f} ms)")
    print(f"ratio:                   {append / sync:6.2f}")
    syncs_a_commit = 1 if journal == "wal" else 5
    print(f"beyond {syncs_a_commit} fsync a commit:   {append - syncs_a_commit * sync:6.3f} ms")


def run_in_memory() -> None:
    """Measures where syncing costs nothing, if there is such a place."""
    if not MEMORY.is_dir():
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, Store.open(Path(folder) / "bench.db") as store:
        print(f"append without a disk:   {median(appended(store, ROUNDS + WARM_UP, lambda: None)):6.3f} ms")


def main() -> None:
    """Measures in the folder that is named, else in a new one under the current folder."""
    parent = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        run(Path(folder))
    run_in_memory()


if __name__ == "__main__":
    main()
