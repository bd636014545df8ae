"""The persona of a preview: how it stands, and the chart of its attitudes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.conversation.persona_panel import PersonaPanel
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.made import Made, row
from servicesim.tui.widgets.page import Page

if TYPE_CHECKING:
    from servicesim.authoring.nearness import Way
    from servicesim.authoring.rehearsal import Rehearsal
    from servicesim.persona.archetype import Archetype

LABEL = 12
NEAR = 2
"""Steps of the levels up to which a change of attitude counts as near: one reply can move as much."""


class PersonaPane(Page):
    """Face, levels, facts; every attitude with the ways out of it, the present and the near ones marked."""

    def __init__(self) -> None:
        super().__init__(id="character", classes="part")

    def compose(self) -> ComposeResult:
        yield Static(content("No persona yet", "bold"), id="nobody", markup=False)
        yield Made()

    async def show(self, rehearsal: Rehearsal | None) -> None:
        """Shows the persona of a conversation; None where there is none yet."""
        panel = next(iter(self.query(PersonaPanel)), None)
        if panel is not None and panel.play is not rehearsal:
            await panel.remove()
            panel = None
        self.query_one("#nobody").display = rehearsal is None
        if rehearsal is None:
            self.query_one(Made).write(lambda width: Content())
            return
        if panel is None:
            await self.mount(PersonaPanel(rehearsal), before=self.query_one(Made))
        else:
            panel.show()
        self.query_one(Made).write(lambda width: Content("\n").join(_lines(rehearsal, width)))


def _lines(rehearsal: Rehearsal, width: int) -> list[Content]:
    from servicesim.authoring.nearness import ways

    story, state = rehearsal.story, rehearsal.state
    persona, kind = state.persona, story.character.archetype
    facts = [key for bit, key in enumerate(story.fact_keys) if state.facts >> bit & 1]
    root = "" if not story.root_known else "known" if story.knows_root(state.facts) else "not known yet"
    tag = story.character.temperament.tag
    recent = [tag(name).title + (" again" if twice else "") for name, twice in persona.recent]
    rows = [
        ("grievances", f"{persona.grievances} of 3"),
        ("last said", ", ".join(recent) or "nothing yet"),
        ("facts", ", ".join(facts) or "none"),
        *([("root", root)] if root else []),
        ("would tell", f"from a trust of {kind.tell_at}" if not story.character.roots else _tells(rehearsal)),
    ]
    lines = [Content(), *(row(label, value, LABEL, width) for label, value in rows), Content()]
    near = ways(story.character.temperament, persona)
    lines += [
        *_ways_out(kind, persona.attitude, near, width),
        Content(),
        *_chart(kind, persona.attitude, near, width),
    ]
    return lines


def _tells(rehearsal: Rehearsal) -> str:
    levels = sorted({root.tell_at for root in rehearsal.story.character.roots})
    return f"from a trust of {' or '.join(map(str, levels))}"


def _ways_out(kind: Archetype, attitude: str, near: list[Way], width: int) -> list[Content]:
    """The ways out of the present attitude, the nearest first, each with what is missing for it."""
    lines = [joined(("Where this can go", "bold"))]
    for way in near:
        style = "$success" if way.steps <= NEAR else "$text-muted"
        lines.append(
            row("", joined(("→ ", "$accent"), (way.to, "bold"), (f"  {_missing(way)}", style)), 2, width)
        )
        lines += [
            row("", joined((f"when {out.when}", "$text-muted")), 4, width)
            for out in kind.transitions
            if attitude in out.source and out.to == way.to
        ]
    return lines if near else [*lines, joined(("  nowhere: this attitude stays", "$text-muted"))]


def _chart(kind: Archetype, attitude: str, near: list[Way], width: int) -> list[Content]:
    """Every attitude and where it leads; the present one and those that are near are marked."""
    close = {way.to for way in near if way.steps <= NEAR}
    lines = [joined((f"Attitudes of '{kind.id}'", "bold"))]
    for name in kind.attitudes:
        leads = dict.fromkeys(out.to for out in kind.transitions if name in out.source)
        mark = "▶ " if name == attitude else "· " if name in close else "  "
        style = "bold $accent" if name == attitude else "bold $success" if name in close else "bold"
        note = "  here" if name == attitude else "  near" if name in close else ""
        arrows = (f"  → {', '.join(leads)}" if leads else "", "$text-muted")
        lines.append(row(mark, joined((name, style), (note, style), arrows), 2, width))
    return lines


def _missing(way: Way) -> str:
    """What brings it: "near: trust up 2"."""
    changes = {"resistance": way.resistance, "trust": way.trust, "grievances": way.grievances}
    parts = [f"{name} {'up' if by > 0 else 'down'} {abs(by)}" for name, by in changes.items() if by]
    return ("near: " if way.steps <= NEAR else "far: ") + (", ".join(parts) or "with the next reply")
