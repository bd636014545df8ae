"""Who the trainee talks with: a face, what can be seen and heard, in practice how the levels just moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from servicesim.tui.conversation.face import face
from servicesim.tui.conversation.gauge import gauge
from servicesim.tui.text import content, joined, one_line

if TYPE_CHECKING:
    from servicesim.tui.talk import Talk


class PersonaPanel(Horizontal):
    """The persona at this moment. In assessment neither the attitude's name nor a level can be seen."""

    def __init__(self, play: Talk) -> None:
        super().__init__(id="persona")
        self.play = play

    def compose(self) -> ComposeResult:
        yield Static(id="face", markup=False)
        with Vertical(id="presence"):
            yield Static(id="who", markup=False)
            yield Static(id="mood", markup=False)
            if self.play.practice:
                yield Static(id="resistance", markup=False)
                yield Static(id="trust", markup=False)

    def on_mount(self) -> None:
        character = self.play.story.character
        self.query_one("#who", Static).update(
            joined((one_line(character.name), "bold"), (f", {one_line(character.role)}", "$text-muted"))
        )
        self.show()

    def show(self, *, moved: bool = True) -> None:
        """Shows the persona as it is now; `moved` says whether to show what the last reply changed."""
        play = self.play
        persona = play.state.persona
        attitude = play.story.character.archetype.attitudes[persona.attitude]
        self.query_one("#face", Static).update(content(face(persona.attitude)))
        cue = cue_now(play)
        mood = joined((f"{attitude.title}: ", "$accent"), cue) if play.practice else content(cue)
        self.query_one("#mood", Static).update(mood)
        if not play.practice:
            return
        before = play.exchanges[-1].before.persona if moved and play.exchanges else persona
        self.query_one("#resistance", Static).update(
            gauge("resistance", persona.resistance, persona.resistance - before.resistance, good=False)
        )
        self.query_one("#trust", Static).update(
            gauge("trust", persona.trust, persona.trust - before.trust, good=True)
        )


def cue_now(play: Talk) -> str:
    """What can be seen, heard or read of the persona now.

    An attitude shows its strongest cue first. At a counter, where everything can be seen, the others follow
    in turn while it lasts; on the telephone the strongest stays, because others may be out of sight.
    """
    attitude = play.state.persona.attitude
    lasted = 0
    for exchange in reversed(play.exchanges):
        if exchange.before.persona.attitude != attitude:
            break
        lasted += 1
    return play.story.character.archetype.attitudes[attitude].cue(play.story.channel, lasted)
