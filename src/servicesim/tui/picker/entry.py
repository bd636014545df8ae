"""A story as an entry of the list: what one chooses by, in four or five lines."""

from __future__ import annotations

from textual.content import Content

from servicesim.tui.cards import Facts, StoryCard
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.bars import NOT_MEASURED
from servicesim.tui.widgets.made import shortened
from servicesim.tui.words import CHANNELS
from servicesim.words import SOURCES, count

SUMMARY_LINES = 2


def story_entry(card: StoryCard, facts: Facts | None, width: int) -> Content:
    """The entry, `width` cells wide. `facts` is None as long as the proof of the story is not there."""
    if card.story is None:
        lines = [content(card.trouble or "", "$error"), content(str(card.path), "$text-muted")]
    else:
        lines = [
            *shortened(content(one_line(card.story.summary)), width, SUMMARY_LINES),
            content(measure(facts), "$text-muted"),
            content(own(card, facts), "$text-muted"),
        ]
    return Content("\n").join([_head(card, width), *(line.truncate(width, ellipsis=True) for line in lines)])


def measure(facts: Facts | None) -> str:
    """Length and difficulty."""
    if facts is None:
        return "working out length and difficulty…"
    if facts.replies is None:
        length = "length not known"
    else:
        length = f"about {count(facts.replies, 'reply', 'replies')}, {facts.minutes} min"
    if facts.guessing is None:
        return f"{length} · difficulty {NOT_MEASURED}"
    return f"{length} · {facts.difficulty}: guessing gets {round(facts.guessing)}"


def own(card: StoryCard, facts: Facts | None) -> str:
    """How the trainee stands with it."""
    if not card.attempts:
        return "not played to the end yet" if card.open else "not played yet"
    parts = []
    if card.best is not None:
        best = card.best
        helped = ", with help" if best.assisted else ""
        parts.append(
            f"your best{helped}: empathy {_short(best.empathy)}, clarity {_short(best.clarity)}, "
            f"trust {_short(best.trust)}"
        )
    else:
        parts.append(f"played {count(card.attempts, 'time')}")
    return " · ".join([*parts, f"endings {found(card, facts)}"])


def found(card: StoryCard, facts: Facts | None) -> str:
    """The endings found: "2 of 6", or "2" as long as it is not known how many can be reached."""
    return f"{len(card.found)} of {facts.endings}" if facts else str(len(card.found))


def _short(score: float | None) -> str:
    return "–" if score is None else f"{score:.0f}"


def _head(card: StoryCard, width: int) -> Content:
    story = card.story
    if story is None:
        right = content("cannot be played", "$error")
    else:
        right = content(f"{SOURCES[story.source]}, {CHANNELS[story.channel]}", "$text-muted")
    done = f" · in progress, {count(card.open.record.turns, 'reply', 'replies')}" if card.open else ""
    title = joined((one_line(card.title), "bold"), (done, "$accent"))
    title = title.truncate(max(0, width - right.cell_length - 2), ellipsis=True)
    return joined(title.pad_right(max(0, width - title.cell_length - right.cell_length)), right)
