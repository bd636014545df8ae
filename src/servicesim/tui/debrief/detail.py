"""The whole story of one reply: what it gave away, why, what was in it, what would have been better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.plain.debrief import judged
from servicesim.tui.text import content, joined
from servicesim.tui.transcript.said import reflowed

if TYPE_CHECKING:
    from servicesim.results.debrief import TurnReview
    from servicesim.results.judgement import Label

LABEL_STYLES: dict[Label, str] = {
    "best": "$success",
    "good": "$success",
    "inaccuracy": "$warning",
    "mistake": "$error",
    "blunder": "$error",
}
"""Colours beside the words of a label, never in their place."""


def spoken(say: str | None, does: str | None, words: Callable[[str], str]) -> str:
    """What was said or done."""
    parts = [f"({words(does)})" if does else "", words(say) if say else ""]
    return reflowed(" ".join(part.strip() for part in parts if part))


def detail(
    turn: TurnReview, words: Callable[[str], str], titles: Mapping[str, str], *, closed: bool
) -> Content:
    """All there is to say of a reply. `closed` leaves out the trainer's note and what was better."""
    rows = []
    if turn.judgement is not None:
        rows.append(joined((judged(turn.judgement), f"bold {LABEL_STYLES[turn.judgement.label]}")))
    rows.append(joined((f"{turn.reason[:1].upper()}{turn.reason[1:]}.", "$accent")))
    rows.append(_tags(turn, titles))
    if not closed:
        rows += _taught(turn, words, titles)
    return content("\n").join(rows)


def _tags(turn: TurnReview, titles: Mapping[str, str]) -> Content:
    tags = [joined((_named(turn.tactics, titles), "bold"))] if turn.tactics else []
    tags += [joined((f"misstep: {_named(turn.missteps, titles)}", "bold $error"))] if turn.missteps else []
    marks = [
        f"{name} {mark:+d}" for name, mark in (("empathy", turn.empathy), ("clarity", turn.clarity)) if mark
    ]
    tags.append(joined((", ".join(marks) or "no marks", "$text-muted")))
    return content(" · ").join(tags)


def _taught(turn: TurnReview, words: Callable[[str], str], titles: Mapping[str, str]) -> list[Content]:
    """The better reply, or in a story that is too large what the moment called for; the trainer's note."""
    rows = []
    if turn.better is not None:
        better = spoken(turn.better.reply.say, turn.better.reply.does, words)
        rows.append(joined(("better  ", "$text-muted"), better))
    elif turn.judgement is None and turn.called_for and not set(turn.called_for) & set(turn.tactics):
        rows.append(joined(("the moment called for  ", "$text-muted"), _named(turn.called_for, titles)))
    if turn.note:
        rows.append(joined(("coach  ", "$text-muted"), (reflowed(words(turn.note)), "italic")))
    return rows


def _named(tags: Sequence[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(tag, tag) for tag in tags)
