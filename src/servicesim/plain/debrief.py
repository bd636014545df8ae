"""The debrief as lines of text: for `play --plain` and `show`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from servicesim.plain.lines import gauge, sparkline, wrapped
from servicesim.results.debrief import Debrief, TagUse, TurnReview
from servicesim.results.judgement import SPOKEN, Judgement
from servicesim.results.scores import score_text
from servicesim.words import OUTCOMES

LABELS = {"empathy": "empathy", "clarity": "clarity", "trust": "trust-rebuilding"}

MEANING = (
    "The weights behind the scores are this project's own and not validated. They say how the "
    "conversation went by this story's rules, and do not measure a person's empathy."
)


def debrief_lines(review: Debrief, words: Callable[[str], str]) -> list[str]:
    """A whole debrief; `words` fills the names into a text of the story."""
    parts = [
        _opening(review, words),
        _in_short(review, words),
        _scores(review),
        _earlier(review, words),
        _levels(review),
        _turns(review, words),
        _tactics(review),
        wrapped(MEANING),
    ]
    lines: list[str] = []
    for part in map(list, parts):
        lines += [""] * bool(lines and part) + part
    return lines


def best_line(review: Debrief, number: int, words: Callable[[str], str]) -> Iterator[str]:
    """The best line from the moment before reply `number` (from 1), as a conversation."""
    turns = review.turns
    judgement = turns[number - 1].judgement if 1 <= number <= len(turns) else None
    if judgement is None or not judgement.line:
        yield f"There is no better line to show for reply {number}."
        return
    yield from wrapped(f"The best line from reply {number}, by this story's rules:")
    for at, made in enumerate(judgement.line, number):
        yield from wrapped(spoken(made.reply.say, made.reply.does, words), f"{at:>3}  ", "     ")
        for line in (made.answer, made.line):
            if line is not None:
                said = spoken(line.text, line.does, words)
                yield from wrapped(f"{line.speaker or review.persona}: {said}", "       ")


def spoken(text: str | None, does: str | None, words: Callable[[str], str]) -> str:
    """What was said, or in brackets what was done."""
    return words(text) if text else f"({words(does or '')})"


def _opening(review: Debrief, words: Callable[[str], str]) -> Iterator[str]:
    yield f"{review.title}: {OUTCOMES[review.outcome]} ({review.ending})"
    if review.aftermath:
        yield ""
        yield f"{review.persona}, afterwards:"
        yield from wrapped(words(review.aftermath), "  ")


def _in_short(review: Debrief, words: Callable[[str], str]) -> Iterator[str]:
    """One thing that landed, the turning point, one thing to try next time."""
    points = (
        ("what landed", review.landed),
        ("turning point", review.turning_point),
        ("next time", review.next_time),
    )
    for label, number in points:
        if number is not None:
            turn = review.turns[number - 1]
            said = shortened(spoken(turn.say, turn.does, words))
            yield from wrapped(f"reply {number}, {said}", f"{label:<15}", " " * 15)
            if label == "next time" and turn.better is not None:
                better = spoken(turn.better.reply.say, turn.better.reply.does, words)
                yield from wrapped(f"better: {better}", " " * 15)


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
    yield from wrapped(spoken(turn.say, turn.does, words), f"{number:>3}  ", "     ")
    if turn.judgement is not None:
        yield from wrapped(judged(turn.judgement), "     ")
    yield from wrapped(turn.reason, "     ")
    yield f"     empathy {turn.empathy:+d}, clarity {turn.clarity:+d}"
    if turn.better is not None:
        better = spoken(turn.better.reply.say, turn.better.reply.does, words)
        yield from wrapped(f"better: {better}", "     ", "       ")
    elif turn.called_for and turn.judgement is None:
        yield from wrapped("the moment called for: " + ", ".join(turn.called_for), "     ")
    if turn.note:
        yield from wrapped(words(turn.note), "     | ")


def judged(judgement: Judgement) -> str:
    """A judgement in words: "cost you: 9 points, of them trust-rebuilding 20"."""
    if judgement.label == "best":
        return SPOKEN["best"]
    on = [
        f"{LABELS[name]} {value:.0f}"
        for name, value in judgement.on._asdict().items()
        if value is not None and value >= 1
    ]
    within = f" ({', '.join(on)})" if on else ""
    points = f"{judgement.gave_away:.0f} {'point' if round(judgement.gave_away) == 1 else 'points'}"
    return f"{SPOKEN[judgement.label]}: {points} of the mean out of reach{within}"


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text on one line, cut at a word."""
    return textwrap.shorten(text, most, placeholder="…")


def _earlier(review: Debrief, words: Callable[[str], str]) -> Iterator[str]:
    """This attempt beside the one that it tries again, from where they part."""
    earlier = review.earlier
    if earlier is None:
        return
    before = OUTCOMES[earlier.outcome] if earlier.outcome else "not finished"
    yield f"tried again from reply {earlier.parts_at}: {before} then, {OUTCOMES[review.outcome]} now"
    for name, label in LABELS.items():
        then, now = getattr(earlier.scores, name), getattr(review.scores, name)
        yield f"  {label:<17} {score_text(then)} then, {score_text(now)} now"
    pairs = zip_longest(
        earlier.turns[earlier.parts_at - 1 :], review.turns[earlier.parts_at - 1 :], fillvalue=None
    )
    for number, (then, now) in enumerate(pairs, earlier.parts_at):
        for when, turn in (("then", then), ("now", now)):
            said = "–" if turn is None else shortened(spoken(turn.say, turn.does, words))
            yield from wrapped(said, f"{number if when == 'then' else '':>3}  {when:<5}", " " * 10)


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
