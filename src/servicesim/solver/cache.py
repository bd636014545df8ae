"""Keeps proofs from one start to the next, by the story's digest: a cache, which may be lost at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from servicesim.conversation import RULES
from servicesim.solver.proof import BOUND, Proof
from servicesim.story.linked import Story

FOLDER_VARIABLE = "SERVICESIM_CACHE"
"""The environment variable that names another folder than the user's own for caches."""


def proof_of(story: Story, *, progress: Callable[[int], None] | None = None) -> Proof:
    """A story's proof: the kept one, else worked out now and kept.

    `progress` is called with the number of states visited while it is worked out.
    """
    kept = cached_proof(story.digest)
    if kept is not None:
        return kept
    from servicesim.solver.prove import prove  # numpy takes 80 ms to import

    proof = prove(story, progress=progress)
    _keep(proof)
    return proof


def cached_proof(digest: str) -> Proof | None:
    """The kept proof of the story of that digest, by today's rules and bound; None where there is none."""
    try:
        proof = Proof.from_json(_file(digest).read_bytes())
    except (OSError, ValueError):  # not there, or cut short, or of another version: it is proved anew
        return None
    outdated = proof.verdict == "bounded" and proof.bound < BOUND
    return proof if proof.digest == digest and proof.rules == RULES and not outdated else None


def _file(digest: str) -> Path:
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return Path(folder) / f"{digest}.json"
    import platformdirs

    return Path(platformdirs.user_cache_dir("servicesim", appauthor=False)) / "proofs" / f"{digest}.json"


def _keep(proof: Proof) -> None:
    """Write a proof whole or not at all; without a place to write, the next start proves it again."""
    file = _file(proof.digest)
    written = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, suffix=".tmp", delete=False
        ) as temporary:
            written = temporary.name
            temporary.write(proof.to_json())
        os.replace(written, file)
    except OSError:
        if written is not None:
            with suppress(OSError):
                os.unlink(written)
