"""All that check found, to choose the place to go to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.storymap.texts import finding_entry
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.story.findings import Finding


class FindingsScreen(HouseScreen["Finding | None"]):
    """Answers with the finding that was chosen."""

    CSS_PATH = "storymap.tcss"
    STANDS_OVER = True
    HELP = "What check found in this story, in the order of the file. Enter goes to the place on the map."

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._findings = findings

    def compose(self) -> ComposeResult:
        yield TitleBar("What check found", count(len(self._findings), "finding"))
        yield LongMenu((str(number), finding_entry(one)) for number, one in enumerate(self._findings))
        yield KeyBar()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.dismiss(self._findings[int(event.name)])
