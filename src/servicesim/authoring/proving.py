"""Proofs in a process of their own, which can be ended at any moment and does not hold up the screen.

A proof may take seconds and all of a processor. A thread would slow every key, and most of the solver's work
cannot be stopped. So a worker process waits with everything imported (that takes about half a second), is
given the text of one story after the other, and is ended where what it works on is of no use any more.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from servicesim.errors import ServicesimError
from servicesim.story.findings import Finding

PACE = 0.1
"""Seconds between two words of a worker on how far it is."""

LONGEST = 64 * 1024 * 1024
"""Bytes of one line from a worker: all findings of a story stand on one."""


class ProofFailed(ServicesimError):
    """The worker ended before it was done."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What `check` says of one text: everything it finds, the verdict and the number of states.

    `verdict` is "proved", "bounded", or None where the text has errors.
    """

    findings: tuple[Finding, ...]
    verdict: str | None
    states: int | None


class Prover:
    """One worker. It proves one text at a time; a call that is cancelled ends the worker's work."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._busy = asyncio.Lock()

    async def prove(
        self,
        source: str,
        path: str,
        progress: Callable[[int], None],
        early: Callable[[Proved], None] | None = None,
    ) -> Proved:
        """Check a text; findings name `path`. `progress` is told the number of states visited so far.

        `early` is given what the proof alone finds, where more is still worked out.

        Raises ProofFailed.
        """
        async with self._busy:  # the one that was cancelled has ended its worker first
            done = False
            try:
                found = await self._answer(await self.ready(), source, path, progress, early)
                done = True
            finally:
                if not done:
                    await self._end()
            return found

    async def ready(self) -> asyncio.subprocess.Process:
        """Have a worker waiting, so that the next text need not wait for its imports."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE, limit=LONGEST,
            )  # fmt: skip
        return self._process

    async def close(self) -> None:
        """End the worker; what it works on ends with ProofFailed."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
        async with self._busy:
            await self._end()

    async def _answer(
        self,
        process: asyncio.subprocess.Process,
        source: str,
        path: str,
        progress: Callable[[int], None],
        early: Callable[[Proved], None] | None,
    ) -> Proved:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended: reading says so
            process.stdin.write(json.dumps([source, path]).encode() + b"\n")
            await process.stdin.drain()
        while line := await process.stdout.readline():
            told = json.loads(line)
            if isinstance(told, int):
                progress(told)
            elif told["whole"]:
                return _proved(told)
            elif early is not None:
                early(_proved(told))
        raise ProofFailed(await self._last_words(process))

    async def _last_words(self, process: asyncio.subprocess.Process) -> str:
        assert process.stderr is not None
        said = (await process.stderr.read()).decode("utf-8", "replace").strip().splitlines()
        return f"The proof ended before it was done: {said[-1] if said else 'the worker was stopped'}"

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def _proved(told: dict[str, Any]) -> Proved:
    findings = []
    for one in told["findings"]:
        witness = one.pop("witness")
        findings.append(Finding(**one, witness=None if witness is None else tuple(witness)))
    return Proved(tuple(findings), told["verdict"], told["states"])


def work() -> None:
    """The worker: a line with a text comes in, lines with numbers and one with all findings go out.

    Ends when nothing more can come in, which is so when the program that started it has ended.
    """
    from servicesim.authoring.check import Checked, check_written
    from servicesim.solver import examine  # noqa: F401  imported before the first text comes
    from servicesim.story.reader import read_text

    due = time.monotonic()

    def progress(states: int) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + PACE
            print(states, flush=True)

    def tell(checked: Checked, *, whole: bool) -> None:
        told = {
            "whole": whole,
            "findings": [asdict(finding) for finding in checked.findings],
            "verdict": checked.proof.verdict if checked.proof else None,
            "states": checked.proof.states if checked.proof else None,
        }
        print(json.dumps(told), flush=True)

    for line in sys.stdin:
        source, path = json.loads(line)
        written = read_text(source, path)
        tell(check_written(written, progress, lambda early: tell(early, whole=False)), whole=True)


if __name__ == "__main__":
    work()
