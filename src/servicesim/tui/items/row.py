"""One line for one decision, and all that is known of the one at the cursor."""

from __future__ import annotations

from textual.content import Content

from servicesim.plain.items import MISSING, best_text, discrimination_text, number_text, percent
from servicesim.results.items import RARE, Item, ReplyUse
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.bars import split_bar
from servicesim.tui.widgets.made import row

PEOPLE, BEST, AWAY, DISCRIMINATION, SECONDS = 8, 7, 7, 9, 9
"""Widths of the columns beside the decision, which takes what is left."""
NUMBERS = BEST + AWAY + DISCRIMINATION
COUNT, SHARE, COST = 10, 6, 6
"""Widths of the columns of a reply before what is said."""
BAR = 10
BARRED = 60
"""From this width on a reply has a bar."""
LABEL = 16


def head(width: int) -> Content:
    """The names of the columns."""
    numbers = f"{'best':>{BEST}}{'away':>{AWAY}}{'discr.':>{DISCRIMINATION}}"
    return content(_line(width, "decision", "people", numbers, "seconds"), "$text-muted")


def item_row(item: Item, width: int) -> Content:
    """The decision with its numbers; below the floor the numbers give way to the words for that."""
    if isinstance(item.best, str):
        numbers = f"{MISSING[item.best]:>{NUMBERS}}"
    else:
        found = item.discrimination
        discrimination = "–" if isinstance(found, str) else f"{found.value:.2f}"
        numbers = f"{percent(item.best.value):>{BEST}}{number_text(item.gave_away):>{AWAY}}"
        numbers += f"{discrimination:>{DISCRIMINATION}}"
    return content(_line(width, item.scene, str(item.reached), numbers, number_text(item.seconds)))


def in_full(item: Item, width: int, *, brief: bool = False) -> Content:
    """All numbers of a decision with their intervals, and its replies; `brief` gives each one line."""
    seconds = item.seconds
    rows = [
        ("best", best_text(item.best)),
        (
            "away",
            number_text(item.gave_away) + ("" if isinstance(item.gave_away, str) else " points on average"),
        ),
        ("discrimination", discrimination_text(item.discrimination)),
        ("seconds", MISSING[seconds] if isinstance(seconds, str) else f"{seconds:.1f}"),
    ]
    title = (f"{item.scene}: {item.reached} came here", "bold")
    if brief:
        shown = f"  best {rows[0][1]}, discr. {rows[2][1]}"
        lines = [joined(title, (shown, "$text-muted")).truncate(width, ellipsis=True)]
    else:
        numbers = [row(label, value, LABEL, width) for label, value in rows]
        lines = [content(*title), Content(), *numbers, Content()]
    names = f"{'chosen':>{COUNT}}{'share':>{SHARE}}{'away':>{COST}}"
    lines.append(content(names, "$text-muted"))
    for use in item.replies:
        lines += _reply(use, width, brief)
    return Content("\n").join(lines)


def _reply(use: ReplyUse, width: int, brief: bool) -> list[Content]:
    share = "–" if isinstance(use.share, str) else percent(use.share)
    counted = (
        f"{f'{use.chosen} of {use.offered}':>{COUNT}}{share:>{SHARE}}{number_text(use.gave_away):>{COST}}  "
    )
    rare = (f"under {percent(RARE)} ", "$warning") if use.rare is True else ("", "")
    words = one_line(use.say or f"({use.does or ''})")
    if brief:
        line = joined(counted, rare, (use.reply, "bold"), (f"  {words}", "$text-muted"))
        return [line.truncate(width, ellipsis=True)]
    filled, empty = split_bar(0 if isinstance(use.share, str) else use.share, 1, BAR)
    bar = joined((filled, "$primary"), (empty, "$faint"), "  ") if width >= BARRED else Content()
    first = joined(counted, bar, rare, (use.reply, "bold"))
    said = content(words, "$text-muted").wrap(max(8, width - COUNT))
    return [first.truncate(width, ellipsis=True), *(line.pad_left(COUNT) for line in said)]


def _line(width: int, name: str, people: str, numbers: str, seconds: str) -> str:
    room = max(4, width - PEOPLE - NUMBERS - SECONDS)
    shown = content(one_line(name)).truncate(room, ellipsis=True, pad=True)
    return f"{shown.plain}{people:>{PEOPLE}}{numbers}{seconds:>{SECONDS}}"
