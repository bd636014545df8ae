"""The three scores with what guessing would have scored, and how far they can be relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from servicesim.results.scores import score_text
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.bars import score_bar
from servicesim.tui.words import SCORES

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief

LABEL_WIDTH = 18
TOO_LARGE = "This story is too large to be proved, so no scores are shown for it."


class ScoreTable(Static):
    """One line for each score, and one that says under which conditions they came about."""

    def __init__(self, debrief: Debrief) -> None:
        super().__init__(score_lines(debrief), id="scores", markup=False)


def score_lines(debrief: Debrief) -> Content:
    """The lines of the table."""
    lines = [
        _score(label, value, guess)
        for label, value, guess in zip(SCORES, debrief.scores, debrief.guess, strict=True)
    ]
    if debrief.verdict == "bounded":
        lines = [joined((TOO_LARGE, "$warning"))]
    return content("\n").join([*lines, joined((conditions(debrief), "$text-muted"))])


def conditions(debrief: Debrief) -> str:
    """The mode, whether there was help, whether the story had been debriefed before."""
    seen = "the story was debriefed before" if debrief.seen else "a story not debriefed before"
    return f"{debrief.mode} · {'assisted' if debrief.assisted else 'unassisted'} · {seen}"


def _score(label: str, value: float | None, guess: float | None) -> Content:
    line = joined(f"{label:<{LABEL_WIDTH}}", score_bar(value, 20))
    if value is None or guess is None:
        return line
    return joined(line, (f"  guessing averages {score_text(guess)} here", "$text-muted"))
