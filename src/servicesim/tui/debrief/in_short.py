"""The debrief in three lines: what landed, where it turned, the one thing to try next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.tui.debrief.detail import spoken
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.made import Made, row, shortened

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief

LABEL_WIDTH = 18
MOST_OF_BETTER = 3
"""Lines of the better reply that are shown; the whole of it stands with the reply."""


class InShort(Made):
    """Takes no room where there is nothing of the kind. `closed` leaves the better reply out."""

    def __init__(self, debrief: Debrief, words: Callable[[str], str], *, closed: bool) -> None:
        super().__init__(lambda width: content("\n").join(_rows(debrief, words, width, closed=closed)))
        self.id = "in-short"
        self.display = any((debrief.landed, debrief.turning_point, debrief.next_time))


def _rows(debrief: Debrief, words: Callable[[str], str], width: int, *, closed: bool) -> Iterator[Content]:
    room = max(8, width - LABEL_WIDTH)
    for label, number in (
        ("what landed", debrief.landed),
        ("turning point", debrief.turning_point),
        ("next time", debrief.next_time),
    ):
        if number is None:
            continue
        turn = debrief.turns[number - 1]
        said = joined((f"reply {number}  ", "bold"), one_line(spoken(turn.say, turn.does, words)))
        yield row(label, said.truncate(room, ellipsis=True), LABEL_WIDTH, width)
        if label == "next time" and turn.better is not None and not closed:
            reply = turn.better.reply
            better = joined(("try  ", "bold $accent"), one_line(spoken(reply.say, reply.does, words)))
            for line in shortened(better, room, MOST_OF_BETTER):
                yield row("", line, LABEL_WIDTH, width)
