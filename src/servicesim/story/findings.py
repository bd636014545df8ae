"""What is wrong with a story: findings as data. How they are shown is somebody else's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at one place.

    `line` and `column` count from 1, in code points; None where no place applies. `source` is the line
    of the file that it speaks of and `length` how many code points of it are meant. `suggestion` is what
    was probably meant. `witness` is the shortest list of reply ids that leads there.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    source: str | None = None
    scene: str | None = None
    reply: str | None = None
    suggestion: str | None = None
    witness: tuple[str, ...] | None = None
