"""All that was said, in the whole window; and the way to a file of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center

from servicesim.tui.house import HouseScreen
from servicesim.tui.transcript.said import as_lines, of_conversation
from servicesim.tui.transcript.save import proposed_file, save_dialog
from servicesim.tui.transcript.view import TranscriptView
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.notice import Notice
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from pathlib import Path

    from servicesim.saves.play import Play

_SCROLL = Binding.Group("scroll")


class TranscriptScreen(HouseScreen[None]):
    """The transcript of a conversation so far."""

    CSS_PATH = "transcript.tcss"
    STANDS_OVER = True
    HELP = "All that was said so far. Save it to a file where you cannot copy from the terminal."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="One line up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="One line down"),
        Binding("pageup", "page(-1)", "PgUp", id="scroll-up", group=_SCROLL, tooltip="One page up"),
        Binding("pagedown", "page(1)", "PgDn", id="scroll-down", group=_SCROLL, tooltip="One page down"),
        Binding("s", "save", "save to a file", id="save", tooltip="Writes the transcript to a text file"),
        Binding("t", "back", "back", id="transcript-close", show=False, tooltip="Back"),
    ]

    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play

    def compose(self) -> ComposeResult:
        yield TitleBar(self.play.story.title, "transcript")
        with Center(id="measure"):
            yield TranscriptView(of_conversation(self.play))
        yield Notice()
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Scrolling is offered where there is something to scroll."""
        return self.query_one(TranscriptView).scrolls if action in ("scroll", "page") else True

    def action_scroll(self, lines: int) -> None:
        """Scrolls by lines."""
        self.query_one(TranscriptView).go(lines)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        self.query_one(TranscriptView).turn(pages)

    def action_save(self) -> None:
        """Asks where to, and writes."""
        lines = list(as_lines(self.play))
        self.app.push_screen(save_dialog(proposed_file(self.play.session), lines), self._saved)

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            self.query_one(Notice).say(f"Saved to {path}")
