"""The best line from a reply: the moment as it was, then reply and answer one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.results.judgement import SPOKEN
from servicesim.results.reasons import reason
from servicesim.results.scores import score
from servicesim.tui.conversation.gauge import gauge
from servicesim.tui.debrief.detail import LABEL_STYLES, spoken
from servicesim.tui.house import HouseScreen
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.transcript.said import Said, of_exchange, of_line
from servicesim.tui.transcript.view import TranscriptView
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.tui.words import scores_text
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.conversation import Exchange
    from servicesim.results.debrief import TurnReview
    from servicesim.results.judgement import Judgement
    from servicesim.saves.play import Play

_ON = Binding.Group("next step")
_SCROLL = Binding.Group("scroll")
_PAGE = Binding.Group("page")


class BestLineScreen(HouseScreen[None]):
    """What could have been said from one moment on, with the levels after each step."""

    CSS_PATH = "best_line.tcss"
    STANDS_OVER = True
    HELP = (
        "The best line from one of your replies: first the moment as it was, then step by step what would "
        "have been best to say and what would have been answered, to the end, with the levels after each "
        "step.\n\n"
        "Best is best of the replies that this story offers, by its rules: the way to the highest mean of "
        "the three scores that was still in reach."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "on", "right", id="right", group=_ON, tooltip="The next reply and its answer"),
        Binding("enter", "on", "enter", id="on", group=_ON, tooltip="The next reply and its answer"),
        Binding("left", "undo", "step back", id="left", tooltip="One step back"),
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="One line up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="One line down"),
        Binding("pageup", "page(-1)", "PgUp", id="scroll-up", group=_PAGE, tooltip="One page up"),
        Binding("pagedown", "page(1)", "PgDn", id="scroll-down", group=_PAGE, tooltip="One page down"),
        Binding("b", "back", "back", id="best-line-close", show=False, tooltip="Back to the debrief"),
    ]

    def __init__(self, play: Play, turn: TurnReview, judgement: Judgement) -> None:
        super().__init__()
        self.play = play
        self.turn = turn
        self.judgement = judgement
        self.line = judgement.line
        self.steps = 0
        """How many replies of the line are shown."""

    def compose(self) -> ComposeResult:
        yield TitleBar(f"The best line from reply {self.turn.turn}")
        with Center(id="place"), Vertical(id="measure"):
            with Vertical(id="standing"):
                for name in ("given", "mood", "resistance", "trust"):
                    yield Static(id=name, markup=False)
            yield self._transcript()
            yield Static(id="led", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        label = self.judgement.label
        self.query_one("#given", Static).update(
            joined(
                ("you said  ", "$text-muted"),
                (SPOKEN[label], f"bold {LABEL_STYLES[label]}"),
                (f"  {one_line(spoken(self.turn.say, self.turn.does, self.play.words))}", "$text-muted"),
            )
        )
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Greyed at either end of the line; scrolling is offered where there is something to scroll."""
        if action == "on":
            return self.steps < len(self.line) or None
        if action == "undo":
            return self.steps > 0 or None
        if action in ("scroll", "page"):
            return any(view.scrolls for view in self.query(TranscriptView))
        return True

    def action_on(self) -> None:
        """Shows the next reply of the line, and what is said to it."""
        self.query_one(TranscriptView).add(of_exchange(self.play, self.line[self.steps]))
        self.steps += 1
        self._show()

    async def action_undo(self) -> None:
        """Goes one step back."""
        self.steps -= 1
        with self.app.batch_update():
            old = self.query_one(TranscriptView)
            await self.query_one("#measure").mount(self._transcript(), after=old)
            await old.remove()
            self._show()

    def action_scroll(self, lines: int) -> None:
        """Scrolls by lines."""
        self.query_one(TranscriptView).go(lines)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        self.query_one(TranscriptView).turn(pages)

    def _before(self) -> list[Exchange]:
        """What had been said when the line parts from what was played."""
        return self.play.exchanges[: self.turn.turn - 1]

    def _transcript(self) -> TranscriptView:
        said: list[Said] = of_line(self.play, self.play.opening)
        for exchange in (*self._before(), *self.line[: self.steps]):
            said += of_exchange(self.play, exchange)
        return TranscriptView(said)

    def _show(self) -> None:
        """Shows how things stand after the steps that were taken."""
        last = self.line[self.steps - 1] if self.steps else None
        persona = (last.after if last else self.line[0].before).persona
        before = last.before.persona if last else persona
        attitude = self.play.story.character.archetype.attitudes[persona.attitude]
        cue = attitude.cue(self.play.story.channel)
        self.query_one("#mood", Static).update(joined((f"{attitude.title}: ", "$accent"), cue))
        self.query_one("#resistance", Static).update(
            gauge("resistance", persona.resistance, persona.resistance - before.resistance, good=False)
        )
        self.query_one("#trust", Static).update(
            gauge("trust", persona.trust, persona.trust - before.trust, good=True)
        )
        self.query_one("#led", Static).update(self._led())
        self.query_one(TitleBar).right = f"step {self.steps} of {len(self.line)}"
        self.refresh_bindings()

    def _led(self) -> Content:
        """Before the first step what the steps show; then why the last one did what it did, and the end."""
        if self.steps == 0:
            return joined(("The moment as it was. The steps show what would have been best.", "$text-muted"))
        story, last = self.play.story, self.line[self.steps - 1]
        why = reason(story, last)
        lines = [joined((f"{why[:1].upper()}{why[1:]}.", "$accent"))]
        ending = story.endings.get(last.after.scene)
        if ending is not None:
            scores = scores_text(*score([*self._before(), *self.line], self.play.proof))
            lines.append(
                joined((OUTCOMES[ending.outcome], "bold"), f" · {ending.name.replace('-', ' ')}: {scores}")
            )
        return content("\n").join(lines)
