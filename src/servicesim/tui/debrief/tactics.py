"""Which tactics were used, which missteps made, and which tactics the moments called for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from servicesim.tui.text import content, joined

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief, TagUse

LABEL_WIDTH = 20


class TacticsTable(Static):
    """The tags of the whole conversation. `closed` leaves out what would give better replies away."""

    def __init__(self, debrief: Debrief, *, closed: bool) -> None:
        super().__init__(_lines(debrief, closed=closed), id="tactics", markup=False)


def titles(debrief: Debrief) -> dict[str, str]:
    """The title of every tag that the debrief names, by id."""
    uses: Iterable[TagUse] = (*debrief.used, *debrief.slips, *debrief.missed)
    return {use.tag: use.title for use in uses}


def _lines(debrief: Debrief, *, closed: bool) -> Content:
    rows = [("tactics used", debrief.used, ""), ("missteps", debrief.slips, "$error")]
    if not closed:
        rows.append(("called for, not used", debrief.missed, "$accent"))
    return content("\n").join(
        joined((f"{label:<{LABEL_WIDTH}}  ", "$text-muted"), (_listed(uses), style))
        for label, uses, style in rows
    )


def _listed(uses: Sequence[TagUse]) -> str:
    return ", ".join(use.title + (f" ×{use.times}" if use.times > 1 else "") for use in uses) or "none"
