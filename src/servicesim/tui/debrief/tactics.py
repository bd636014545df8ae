"""Which tactics were used, which missteps made, and which tactics the moments called for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from servicesim.tui.text import content

if TYPE_CHECKING:
    from servicesim.results.debrief import Debrief, TagUse

LABEL_WIDTH = 22


class TacticsTable(Vertical):
    """The tags of the whole conversation. `closed` leaves out what would give better replies away."""

    DEFAULT_CSS = f"""
    TacticsTable {{
        height: auto;
        Horizontal {{ height: auto; }}
        .label {{ width: {LABEL_WIDTH}; color: $text-muted; }}
        .tags {{ width: 1fr; }}
    }}
    """

    def __init__(self, debrief: Debrief, *, closed: bool) -> None:
        super().__init__(id="tactics")
        self._rows = [("tactics used", debrief.used, ""), ("missteps", debrief.slips, "$error")]
        if not closed:
            self._rows.append(("called for, not used", debrief.missed, "$accent"))

    def compose(self) -> ComposeResult:
        for label, uses, style in self._rows:
            with Horizontal():
                yield Static(content(label), classes="label", markup=False)
                yield Static(content(_listed(uses), style), classes="tags", markup=False)


def titles(debrief: Debrief) -> dict[str, str]:
    """The title of every tag that the debrief names, by id."""
    uses: Iterable[TagUse] = (*debrief.used, *debrief.slips, *debrief.missed)
    return {use.tag: use.title for use in uses}


def _listed(uses: Sequence[TagUse]) -> str:
    return ", ".join(use.title + (f" ×{use.times}" if use.times > 1 else "") for use in uses) or "none"
