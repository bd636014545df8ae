"""Keeps proofs and reports, by the story's digest: a cache, which may be lost at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from servicesim.conversation import RULES
from servicesim.solver.proof import BOUND, Proof
from servicesim.solver.report import Report
from servicesim.story.linked import Story

FOLDER_VARIABLE = "SERVICESIM_CACHE"
"""The environment variable that names another folder than the user's own for caches."""

PROOF, REPORT = ".json", ".report.json"


def proof_of(story: Story, *, progress: Callable[[int], None] | None = None) -> Proof:
    """A story's proof: the kept one, else worked out now and kept.

    `progress` is called with the number of states visited while it is worked out.
    """
    kept = cached_proof(story.digest)
    if kept is not None:
        return kept
    from servicesim.solver.prove import prove  # numpy takes 80 ms to import

    proof = prove(story, progress=progress)
    _keep(story.digest, PROOF, proof.to_json())
    return proof


def report_of(
    story: Story,
    *,
    progress: Callable[[int], None] | None = None,
    proved: Callable[[Proof], None] | None = None,
) -> tuple[Proof, Report]:
    """A story's proof, and what check says beyond it: the kept ones, else worked out now and kept.

    What is worked out now gives `proved` the proof before it works out the report.
    """
    proof, report = cached_proof(story.digest), cached_report(story.digest)
    if proof is not None and report is not None:
        return proof, report
    from servicesim.solver.examine import examine

    proof, report = examine(story, progress=progress, proved=proved)
    _keep(story.digest, PROOF, proof.to_json())
    _keep(story.digest, REPORT, report.to_json())
    return proof, report


def cached_proof(digest: str) -> Proof | None:
    """The kept proof of the story of that digest, by today's rules and bound; None where there is none."""
    try:
        proof = Proof.from_json(_file(digest, PROOF).read_bytes())
    except (OSError, ValueError):  # not there, or cut short, or of another version: it is proved anew
        return None
    outdated = proof.verdict == "bounded" and proof.bound < BOUND
    return proof if proof.digest == digest and proof.rules == RULES and not outdated else None


def cached_report(digest: str) -> Report | None:
    """The kept report of the story of that digest, by today's rules and bound; None where there is none."""
    try:
        report = Report.from_json(_file(digest, REPORT).read_bytes())
    except (OSError, ValueError):
        return None
    current = report.digest == digest and report.rules == RULES and report.bound >= BOUND
    return report if current else None


def _file(digest: str, suffix: str) -> Path:
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return Path(folder) / f"{digest}{suffix}"
    import platformdirs

    return Path(platformdirs.user_cache_dir("servicesim", appauthor=False)) / "proofs" / f"{digest}{suffix}"


def _keep(digest: str, suffix: str, text: str) -> None:
    """Write a text whole or not at all; without a place to write, the next start works it out again."""
    file = _file(digest, suffix)
    written = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, suffix=".tmp", delete=False
        ) as temporary:
            written = temporary.name
            temporary.write(text)
        os.replace(written, file)
    except OSError:
        if written is not None:
            with suppress(OSError):
                os.unlink(written)
