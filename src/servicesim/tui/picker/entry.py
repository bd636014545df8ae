"""A story as an entry of the list: four lines of what one chooses by."""

from __future__ import annotations

from textual.content import Content

from servicesim.tui.cards import Facts, StoryCard
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.when import count
from servicesim.tui.words import CHANNELS, SOURCES, scores_text

WORKING = "being worked out…"


def story_entry(card: StoryCard, facts: Facts | None, width: int) -> Content:
    """The entry, `width` cells wide. `facts` is None as long as the proof of the story is not there."""
    lines = [_head(card, width)]
    if card.story is None:
        lines += [content(card.trouble or "", "$error"), content(str(card.path), "$text-muted")]
    else:
        lines += [content(one_line(card.story.summary)), content(about(card, facts), "$text-muted")]
        lines.append(content(own(card, facts), "$text-muted"))
    return Content("\n").join([*(line.truncate(width, ellipsis=True) for line in lines), Content("")])


def about(card: StoryCard, facts: Facts | None) -> str:
    """Length and difficulty."""
    if facts is None:
        return f"length and difficulty {WORKING}"
    if facts.replies is None:
        length = "too large for its length to be known"
    else:
        length = f"about {count(facts.replies, 'reply', 'replies')}, {facts.minutes} min"
    if facts.guessing is None:
        return f"{length} · difficulty not measured"
    return f"{length} · {facts.difficulty}: guessing scores {round(facts.guessing)} of 100"


def own(card: StoryCard, facts: Facts | None) -> str:
    """How the trainee stands with it."""
    parts = []
    if card.open is not None:
        parts.append(f"in progress, {count(card.open.record.turns, 'reply', 'replies')}")
    if card.best is not None:
        best = card.best
        helped = " (with help)" if best.assisted else ""
        parts.append(f"your best{helped}: {scores_text(best.empathy, best.clarity, best.trust)}")
    elif card.attempts:
        parts.append(f"played {count(card.attempts, 'time')}")
    if card.found:
        parts.append(f"endings {found(card, facts)}")
    return " · ".join(parts) or "not played yet"


def found(card: StoryCard, facts: Facts | None) -> str:
    """The endings found: "2 of 6", or "2" as long as it is not known how many can be reached."""
    return f"{len(card.found)} of {facts.endings}" if facts else str(len(card.found))


def _head(card: StoryCard, width: int) -> Content:
    story = card.story
    right = content(f"{SOURCES[story.source]}, {CHANNELS[story.channel]}" if story else "cannot be played")
    title = content(one_line(card.title), "bold").truncate(
        max(0, width - right.cell_length - 2), ellipsis=True
    )
    return joined(title.pad_right(max(0, width - title.cell_length - right.cell_length)), right)
