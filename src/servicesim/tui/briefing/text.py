"""What a trainee is told before a conversation, as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.story.placeholders import fill
from servicesim.tui.text import content, joined
from servicesim.tui.transcript.said import reflowed

if TYPE_CHECKING:
    from servicesim.story.linked import Story

LABEL = 10


def briefing_text(story: Story, trainee: str) -> Content:
    """Who you are, with whom you talk, what you know, which papers you have; names filled in."""

    def words(text: str) -> str:
        return fill(reflowed(text), trainee=trainee, persona=story.character.name)

    parts = []
    if story.role:
        parts.append(_row("You are", f"{trainee}, {words(story.role)}"))
    parts.append(_row("You meet", f"{story.character.name}, {words(story.character.role)}"))
    if story.summary:
        parts += [Content(), content(words(story.summary))]
    if story.briefing:
        parts += [Content(), content(words(story.briefing))]
    if story.documents:
        titles = ", ".join(words(paper.title) for paper in story.documents)
        parts += [Content(), _row("At hand", f"{titles} (d opens it while you talk)")]
    parts += [Content(), content(f"Each reply is saved at once, under the name {trainee}.", "$text-muted")]
    return Content("\n").join(parts)


def _row(label: str, text: str) -> Content:
    return joined((f"{label:<{LABEL}}", "$text-muted"), text)
