"""Several real processes on one store, and one that is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from servicesim.saves.chain import check
from servicesim.saves.store import Store

from .samples import begin, reply

PROGRAM = Path(__file__).with_name("append_replies.py")
FOREVER = 1_000_000


def start(path: Path, session: str, replies: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(path), session, str(replies)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> list[str]:
    """The lines that the process printed; it has to end well."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.split()


@pytest.mark.parametrize("seen", [1, pytest.param(7, marks=pytest.mark.slow)])
def test_a_killed_process_loses_no_row_that_it_printed(seen: int, path: Path) -> None:
    process = start(path, "new", FOREVER)
    assert process.stdout is not None
    session = process.stdout.readline().strip()
    printed = [int(process.stdout.readline()) for _ in range(seen)]
    process.kill()
    out, _ = process.communicate(timeout=120)
    # It may have saved a row and been killed before it printed the number's end.
    printed += [int(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]
    with Store.open(path) as store:
        rows = store.replies(session)
        assert [row.seq for row in rows][: len(printed)] == printed
        assert check(store.session(session), rows) == []
        # And the conversation goes on at the exact reply.
        assert store.append(session, reply(len(rows))).seq == len(rows) + 1


@pytest.mark.slow
def test_programs_with_sessions_of_their_own_do_not_disturb_each_other(path: Path) -> None:
    # The first start of all of them at once, too: each finds no store, and one makes it.
    results = [finish(process) for process in [start(path, "new", 25) for _ in range(3)]]
    with Store.open(path) as store:
        assert {session.id for session in store.sessions()} == {session for session, *_ in results}
        for session, *printed in results:
            assert [int(seq) for seq in printed] == list(range(1, 26))
            assert check(store.session(session), store.replies(session)) == []


@pytest.mark.slow
def test_of_two_programs_in_one_session_each_row_is_one_programs(path: Path) -> None:
    with Store.open(path) as store:
        session = begin(store).id
        results = [finish(process) for process in [start(path, session, 25) for _ in range(2)]]
        seqs = sorted(int(seq) for printed in results for seq in printed)
        assert seqs == list(range(1, 51))
        assert check(store.session(session), store.replies(session)) == []
