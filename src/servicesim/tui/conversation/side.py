"""What stands beside a conversation in a wide window: levels over time, tactics so far, the briefing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.documents.papers import BRIEFING, briefing_of
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.levels_plot import LevelsPlot
from servicesim.tui.widgets.page import Page

if TYPE_CHECKING:
    from servicesim.saves.play import Play


class Side(Page):
    """In assessment only the briefing is there."""

    def __init__(self, play: Play) -> None:
        super().__init__(id="side")
        self.play = play

    def compose(self) -> ComposeResult:
        if self.play.practice:
            yield Static(content("How it went so far", "bold"), classes="heading", markup=False)
            yield LevelsPlot()
            yield Static(content("Tactics so far", "bold"), classes="heading", markup=False)
            yield Static(id="tactics-so-far", markup=False)
        told = briefing_of(self.play)
        if told:
            yield Static(content(BRIEFING, "bold"), classes="heading", markup=False)
            yield Static(content(told), markup=False)

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        """Shows how things stand now."""
        play = self.play
        if not play.practice:
            return
        start = play.exchanges[0].before if play.exchanges else play.state
        personas = [start.persona, *(exchange.after.persona for exchange in play.exchanges)]
        self.query_one(LevelsPlot).show(
            [persona.resistance for persona in personas], [persona.trust for persona in personas]
        )
        self.query_one("#tactics-so-far", Static).update(tactics_so_far(play))


def tactics_so_far(play: Play) -> Content:
    """Tactics and missteps of the replies that stand, in the order they were first used, with how often."""
    counts = Counter(tag for exchange in play.exchanges for tag in exchange.reply.tags)
    if not counts:
        return joined(("none yet", "$text-muted"))
    temperament = play.story.character.temperament
    lines = []
    for name, times in counts.items():
        tag = temperament.tag(name)
        slip = tag.kind == "misstep"
        mark = ("! ", "bold $error") if slip else ("· ", "$text-muted")
        note = "  misstep" if slip else ""
        often = f" ×{times}" if times > 1 else ""
        lines.append(joined(mark, tag.title, often, (note, "$error")))
    return content("\n").join(lines)
