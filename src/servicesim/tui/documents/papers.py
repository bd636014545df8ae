"""What there is to read during a conversation: the story's papers, and what the trainee was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from servicesim.tui.transcript.said import reflowed

if TYPE_CHECKING:
    from servicesim.saves.play import Play

BRIEFING = "What you were told"


class Paper(NamedTuple):
    """Something to read, names filled in."""

    title: str
    text: str


def papers_of(play: Play) -> list[Paper]:
    """The papers in the order of the story, then the briefing where there is one."""
    words = play.words
    # A paper keeps its line breaks: an address, a table, a signature.
    papers = [Paper(words(paper.title), words(paper.text).strip("\n")) for paper in play.story.documents]
    told = briefing_of(play)
    return [*papers, Paper(BRIEFING, told)] if told else papers


def briefing_of(play: Play) -> str:
    """Whom the trainee plays and what they know; empty where the story says nothing of it."""
    role, briefing = play.story.role, play.story.briefing
    parts = [
        f"You: {reflowed(play.words(role))}" if role else "",
        reflowed(play.words(briefing)) if briefing else "",
    ]
    return "\n\n".join(part for part in parts if part)
