"""An attempt beside the earlier one that it tries again: how both ended, the replies from where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from servicesim.results.judgement import SPOKEN
from servicesim.results.scores import score_text
from servicesim.tui.debrief.detail import LABEL_STYLES, spoken
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.made import Made, shortened
from servicesim.tui.words import SCORES
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief, Earlier, TurnReview

BESIDE = 64
"""Cells from which on the two stand beside each other; in fewer, one under the other."""
GAP = 3
THEN, NOW = "then  ", "now   "
MOST_OF_A_REPLY = 3
_SCORE_WIDTH = 18
_NUMBER_WIDTH = 4


class _Pair(NamedTuple):
    """The same thing of both attempts, as lines of one width."""

    then: list[Content]
    now: list[Content]


class Attempts(Made):
    """The two attempts."""

    def __init__(self, debrief: Debrief, earlier: Earlier, words: Callable[[str], str]) -> None:
        super().__init__(lambda width: _shown(debrief, earlier, words, width))
        self.id = "attempts"


def _shown(debrief: Debrief, earlier: Earlier, words: Callable[[str], str], width: int) -> Content:
    head = joined((f"Tried again from reply {earlier.parts_at}", "bold"))
    if width < BESIDE:
        room = max(8, width - len(THEN))
        under = (_under(pair) for pair in _pairs(debrief, earlier, words, room))
        return content("\n").join([head, *chain.from_iterable(under)])
    column = (width - GAP) // 2
    names = _Pair([joined((THEN, "$text-muted"))], [joined((NOW, "$text-muted"))])
    pairs = (names, *_pairs(debrief, earlier, words, column))
    beside = (_beside(pair, column) for pair in pairs)
    return content("\n").join([head, *chain.from_iterable(beside)])


def _beside(pair: _Pair, column: int) -> Iterator[Content]:
    for then, now in zip_longest(*pair, fillvalue=content("")):
        yield then.pad_right(max(0, column - then.cell_length) + GAP).append(now)


def _under(pair: _Pair) -> Iterator[Content]:
    for name, lines in zip((THEN, NOW), pair, strict=True):
        for at, line in enumerate(lines or [content("–")]):
            yield joined((name if at == 0 else " " * len(name), "$text-muted"), line)


def _pairs(debrief: Debrief, earlier: Earlier, words: Callable[[str], str], width: int) -> Iterator[_Pair]:
    yield _Pair(
        _outcome(
            "not finished" if earlier.outcome is None else OUTCOMES[earlier.outcome], earlier.ending, width
        ),
        _outcome(OUTCOMES[debrief.outcome], debrief.ending, width),
    )
    if earlier.outcome is not None:
        for name, before, after in zip(SCORES, earlier.scores, debrief.scores, strict=True):
            yield _Pair([_score(name, before)], [joined(_score(name, after), _change(before, after))])
    since = earlier.parts_at - 1
    for then, now in zip_longest(earlier.turns[since:], debrief.turns[since:]):
        yield _Pair(_reply(then, words, width), _reply(now, words, width))


def _outcome(outcome: str, ending: str | None, width: int) -> list[Content]:
    named = f" · {ending.replace('-', ' ')}" if ending else ""
    return joined((outcome, "bold"), (named, "$text-muted")).wrap(width)


def _score(name: str, score: float | None) -> Content:
    return joined(f"{name:<{_SCORE_WIDTH}}", (f"{score_text(score):>3}", "bold" if score is not None else ""))


def _change(before: float | None, after: float | None) -> Content:
    if before is None or after is None or round(before) == round(after):
        return content("")
    points = round(after) - round(before)
    return joined(
        (f"  ▲ up {points}", "$success") if points > 0 else (f"  ▼ down {-points}", "$error"),
    )


def _reply(turn: TurnReview | None, words: Callable[[str], str], width: int) -> list[Content]:
    if turn is None:
        return []
    said = content(one_line(spoken(turn.say, turn.does, words)))
    lines = shortened(said, max(8, width - _NUMBER_WIDTH), MOST_OF_A_REPLY)
    if turn.judgement is not None:
        lines.append(content(SPOKEN[turn.judgement.label], LABEL_STYLES[turn.judgement.label]))
    head, *rest = lines
    return [joined((f"{turn.turn:>3} ", "bold"), head), *(line.pad_left(_NUMBER_WIDTH) for line in rest)]
