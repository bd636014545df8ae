"""All that is known of the story at the cursor, where the window is wide enough to show it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.cards import Facts, StoryCard
from servicesim.tui.picker.entry import WORKING, found
from servicesim.tui.text import content, joined
from servicesim.tui.transcript.said import reflowed
from servicesim.tui.when import count
from servicesim.tui.widgets.bars import score_bar
from servicesim.tui.words import CHANNELS, SCORES, SOURCES

MODES = {"both": "practice and assessment", "practice": "practice only", "assessment": "assessment only"}
LABEL = 18


class Details(VerticalScroll, can_focus=False):
    """The story at the cursor, in full."""

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, card: StoryCard | None, facts: Facts | None) -> None:
        """Shows a story; nothing for None."""
        self.query_one(Static).update(_text(card, facts) if card else Content())


def _text(card: StoryCard, facts: Facts | None) -> Content:
    parts = [content(card.title, "bold"), Content()]
    story = card.story
    if story is None:
        return Content("\n").join(
            [*parts, content(card.trouble or ""), content(str(card.path), "$text-muted")]
        )
    parts += [
        content(reflowed(story.summary)),
        Content(),
        _row("with", f"{story.character.name}, {story.character.role}"),
        _row("you are", story.role or "not said"),
        _row("where", f"{CHANNELS[story.channel]}; the {SOURCES[story.source]} resists"),
        _row("for", MODES[story.use]),
    ]
    if story.documents:
        parts.append(_row("papers", ", ".join(paper.title for paper in story.documents)))
    parts += [Content(), *_measures(facts), Content(), *_own(card, facts)]
    return Content("\n").join(parts)


def _measures(facts: Facts | None) -> list[Content]:
    if facts is None:
        return [_row("length", WORKING), _row("difficulty", WORKING)]
    length = "not known"
    if facts.replies is not None:
        length = f"about {count(facts.replies, 'reply', 'replies')}, {count(facts.minutes or 1, 'minute')}"
    rows = [_row("length", length), _row("difficulty", facts.difficulty)]
    if facts.guessing is not None:
        rows.append(joined((f"{'guessing scores':<{LABEL}}", "$text-muted"), score_bar(facts.guessing)))
    return rows


def _own(card: StoryCard, facts: Facts | None) -> list[Content]:
    rows = [_row("you played it", count(card.attempts, "time") if card.attempts else "not yet")]
    rows.append(_row("endings found", found(card, facts)))
    if card.open is not None:
        rows.append(_row("in progress", f"after {count(card.open.record.turns, 'reply', 'replies')}"))
    if card.best is not None:
        best = card.best
        rows += [Content(), content("your best, with help" if best.assisted else "your best", "bold")]
        for name, score in zip(SCORES, (best.empathy, best.clarity, best.trust), strict=True):
            rows.append(joined((f"{name:<{LABEL}}", "$text-muted"), score_bar(score)))
    return rows


def _row(label: str, text: str) -> Content:
    return joined((f"{label:<{LABEL}}", "$text-muted"), text)
