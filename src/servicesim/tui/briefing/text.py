"""What a trainee is told before a conversation, as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.story.placeholders import fill
from servicesim.tui.text import content
from servicesim.tui.transcript.said import reflowed
from servicesim.tui.widgets.made import row

if TYPE_CHECKING:
    from servicesim.story.linked import Story

LABEL = 10


def briefing_text(story: Story, trainee: str, width: int) -> Content:
    """Who you are, whom you meet, what you know, which papers you have; names filled in. `width` in cells."""

    def words(text: str) -> str:
        return fill(reflowed(text), trainee=trainee, persona=story.character.name)

    role = f", {words(story.role)}" if story.role else ""
    parts = [
        row("You are", f"{trainee}{role}", LABEL, width),
        row("You meet", f"{story.character.name}, {words(story.character.role)}", LABEL, width),
    ]
    for text in (story.summary, story.briefing):
        if text:
            parts += [Content(), content(words(text))]
    if story.documents:
        titles = ", ".join(words(paper.title) for paper in story.documents)
        which = "it" if len(story.documents) == 1 else "them"
        parts += [Content(), row("At hand", f"{titles}. While you talk, d opens {which}.", LABEL, width)]
    parts += [Content(), content(f"Each reply is saved at once, under the name {trainee}.", "$text-muted")]
    return Content("\n").join(parts)
