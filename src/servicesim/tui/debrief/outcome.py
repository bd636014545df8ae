"""How it ended: the outcome, and what the customer says of it afterwards. This comes before any number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from servicesim.tui.text import content, joined, one_line
from servicesim.tui.transcript.said import reflowed
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief
    from servicesim.saves.play import Play

OUTCOME_STYLES = {"resolved": "$success", "partly": "$warning", "handed_over": "$warning", "lost": "$error"}


class OutcomeBlock(Vertical):
    """The outcome in words, and the aftermath."""

    def __init__(self, debrief: Debrief, play: Play) -> None:
        super().__init__(id="outcome")
        self.debrief = debrief
        self.play = play

    def compose(self) -> ComposeResult:
        debrief = self.debrief
        head = joined(
            (f"{one_line(debrief.persona)}: ", "bold"),
            (OUTCOMES[debrief.outcome], f"bold {OUTCOME_STYLES[debrief.outcome]}"),
            (f" · {debrief.ending.replace('-', ' ')}", "$text-muted"),
            (found(debrief), "$text-muted"),
        )
        yield Static(head, id="outcome-head", markup=False)
        when, said = self._last_word()
        if said:
            yield Static(content(when, "$text-muted"), id="when", markup=False)
            yield Static(content(reflowed(self.play.words(said))), id="aftermath", markup=False)

    def _last_word(self) -> tuple[str, str]:
        """What the persona says of it afterwards; the closing words where the story has no aftermath."""
        if self.debrief.aftermath:
            return "afterwards", self.debrief.aftermath
        closing = self.debrief.closing
        return "at the end", (closing.text or f"({closing.does})") if closing is not None else ""


def found(debrief: Debrief) -> str:
    """How many of the story's endings this trainee has found."""
    if debrief.endings_found is None:
        return ""
    return f" · {debrief.endings_found} of {debrief.endings_total} endings found"
