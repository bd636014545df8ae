"""The debrief as lines of text: for `play --plain` and `show`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from servicesim.plain.lines import gauge, sparkline, wrapped
from servicesim.results.debrief import Debrief, TagUse, TurnReview
from servicesim.results.scores import score_text

OUTCOMES = {
    "resolved": "won back",
    "partly": "partly won back",
    "handed_over": "handed over",
    "lost": "lost",
}

LABELS = {"empathy": "empathy", "clarity": "clarity", "trust": "trust-rebuilding"}

MEANING = (
    "The weights behind the scores are this project's own and not validated. They say how the "
    "conversation went by this story's rules, and do not measure a person's empathy."
)


def debrief_lines(review: Debrief, words: Callable[[str], str]) -> list[str]:
    """A whole debrief; `words` fills the names into a text of the story."""
    return [*_opening(review, words), "", *_scores(review), "", *_levels(review), "", *_turns(review, words),
            "", *_tactics(review), "", *wrapped(MEANING)]  # fmt: skip


def _opening(review: Debrief, words: Callable[[str], str]) -> Iterator[str]:
    yield f"{review.title}: {OUTCOMES[review.outcome]} ({review.ending})"
    if review.aftermath:
        yield ""
        yield f"{review.persona}, afterwards:"
        yield from wrapped(words(review.aftermath), "  ")


def _scores(review: Debrief) -> Iterator[str]:
    for name, label in LABELS.items():
        value, guess = getattr(review.scores, name), getattr(review.guess, name)
        line = (
            f"{label:<17}{score_text(value):>4}" if value is not None else f"{label:<17} {score_text(value)}"
        )
        if value is not None:
            line += f"  {gauge(value, 100)}"
        if value is not None and guess is not None:
            line += f"  guessing averages {score_text(guess)} here"
        yield line
    if review.verdict == "bounded":
        yield "This story is too large to be proved, so no scores are shown for it."
    notes = [review.mode]
    notes += ["assisted"] if review.assisted else []
    notes += ["a story debriefed before"] if review.seen else []
    if review.endings_found is not None:
        notes.append(f"endings found: {review.endings_found} of {review.endings_total}")
    yield " · ".join(notes)


def _levels(review: Debrief) -> Iterator[str]:
    resistance = [review.start.resistance, *(turn.resistance for turn in review.turns)]
    trust = [review.start.trust, *(turn.trust for turn in review.turns)]
    for name, levels in (("resistance", resistance), ("trust", trust)):
        yield from wrapped(" ".join(map(str, levels)), f"{name:<12}", " " * 12)
        yield f"{'':<12}{sparkline(levels)}"


def _turns(review: Debrief, words: Callable[[str], str]) -> Iterator[str]:
    for number, turn in enumerate(review.turns, 1):
        if number > 1:
            yield ""
        yield from _turn(number, turn, words)


def _turn(number: int, turn: TurnReview, words: Callable[[str], str]) -> Iterator[str]:
    said = words(turn.say) if turn.say else f"({words(turn.does or '')})"
    yield from wrapped(said, f"{number:>3}  ", "     ")
    tags = [*turn.tactics, *(f"misstep {tag}" for tag in turn.missteps)]
    if tags:
        yield from wrapped(", ".join(tags), "     ")
    yield from wrapped(turn.reason, "     ")
    yield f"     empathy {turn.empathy:+d}, clarity {turn.clarity:+d}"
    if turn.called_for:
        yield from wrapped("the moment called for: " + ", ".join(turn.called_for), "     ")
    if turn.note:
        yield from wrapped(words(turn.note), "     | ")


def _tactics(review: Debrief) -> Iterator[str]:
    for label, uses in (
        ("used", review.used),
        ("missteps", review.slips),
        ("called for, never used", review.missed),
    ):
        if uses:
            yield from wrapped(_listed(uses), f"{label}: ", "  ")


def _listed(uses: Sequence[TagUse]) -> str:
    return ", ".join(use.title + (f" ×{use.times}" if use.times > 1 else "") for use in uses)
