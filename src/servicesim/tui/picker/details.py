"""All that is known of the story at the cursor, where the window is wide enough to show it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from servicesim.tui.cards import Facts, StoryCard
from servicesim.tui.picker.entry import found
from servicesim.tui.text import content
from servicesim.tui.transcript.said import reflowed
from servicesim.tui.widgets.bars import score_bar
from servicesim.tui.widgets.made import Made, row
from servicesim.tui.widgets.page import Page
from servicesim.tui.words import CHANNELS, SCORES
from servicesim.words import SOURCES, count

MODES = {"both": "practice and assessment", "practice": "practice only", "assessment": "assessment only"}
WORKING = "being worked out…"
LABEL = 18


class Details(Page):
    """The story at the cursor, in full."""

    def compose(self) -> ComposeResult:
        yield Made()

    def show(self, card: StoryCard | None, facts: Facts | None) -> None:
        """Shows a story; nothing for None."""
        self.query_one(Made).write(lambda width: _text(card, facts, width) if card else Content())


def _text(card: StoryCard, facts: Facts | None, width: int) -> Content:
    blank = Content()
    story = card.story
    if story is None:
        trouble = [content(card.trouble or ""), content(str(card.path), "$text-muted")]
        return Content("\n").join([content(card.title, "bold"), blank, *trouble])
    rows: list[tuple[str, str | Content]] = [
        ("with", f"{story.character.name}, {story.character.role}"),
        *([("you are", story.role)] if story.role else []),
        ("where", f"{CHANNELS[story.channel]}; what resists is the {SOURCES[story.source]}"),
        ("for", MODES[story.use]),
        *([("papers", ", ".join(paper.title for paper in story.documents))] if story.documents else []),
        ("", ""),
        *_measures(facts),
        ("", ""),
        *_own(card, facts),
    ]
    shown = [row(label, value, LABEL, width) for label, value in rows]
    summary = content(reflowed(story.summary))
    return Content("\n").join([content(story.title, "bold"), blank, summary, blank, *shown])


def _measures(facts: Facts | None) -> list[tuple[str, str | Content]]:
    if facts is None:
        return [("length", WORKING), ("difficulty", WORKING)]
    length = "not known: the story is too large to be worked out"
    if facts.replies is not None:
        length = f"about {count(facts.replies, 'reply', 'replies')}, {count(facts.minutes or 1, 'minute')}"
    return [
        ("length", length),
        ("difficulty", facts.difficulty),
        ("guessing gets", score_bar(facts.guessing)),
    ]


def _own(card: StoryCard, facts: Facts | None) -> list[tuple[str, str | Content]]:
    rows: list[tuple[str, str | Content]] = [
        ("you played it", count(card.attempts, "time") if card.attempts else "not yet"),
        ("endings found", found(card, facts)),
    ]
    if card.open is not None:
        rows.append(("in progress", f"after {count(card.open.record.turns, 'reply', 'replies')}"))
    if card.best is not None:
        best = card.best
        title = content("your best, with help" if best.assisted else "your best", "bold")
        rows += [("", ""), ("", title)]
        scores = (best.empathy, best.clarity, best.trust)
        rows += [(name, score_bar(score)) for name, score in zip(SCORES, scores, strict=True)]
    return rows
