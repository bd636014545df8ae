"""The words that several screens use for the same things."""

from __future__ import annotations

from servicesim.tui.widgets.bars import NOT_MEASURED

CHANNELS = {"counter": "at the counter", "phone": "on the phone", "chat": "by chat", "email": "by email"}
"""How one talks."""

SCORES = ("empathy", "clarity", "trust-rebuilding")
"""The three scores, in the order in which they are always shown."""


def scores_text(*scores: float | None) -> str:
    """Scores of 0..100 in words: "empathy 83, clarity 71, trust-rebuilding not measured here"."""
    return ", ".join(
        f"{name} {NOT_MEASURED if score is None else round(score)}"
        for name, score in zip(SCORES, scores, strict=True)
    )
