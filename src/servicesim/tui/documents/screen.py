"""The papers that the trainee has at hand: one at a time, over the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Static

from servicesim.tui.documents.papers import papers_of
from servicesim.tui.house import HouseScreen
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.saves.play import Play

_SCROLL = Binding.Group("scroll")
_OPEN = Binding.Group("open")


class DocumentsScreen(HouseScreen[None]):
    """The papers of a story. Reading them takes no turn."""

    CSS_PATH = "documents.tcss"
    STANDS_OVER = True
    HELP = (
        "The papers you have at hand in this conversation, and what you were told before it. Reading takes "
        "no turn. Where there are several, press the number of one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit),
                f"open({digit})",
                "open",
                id=f"open-{digit}",
                group=_OPEN,
                tooltip="Opens the paper of this number",
            )
            for digit in range(1, 10)
        ),
        Binding("left", "turn(-1)", "left", id="left", group=_OPEN, tooltip="The paper before"),
        Binding("right", "turn(1)", "right", id="right", group=_OPEN, tooltip="The next paper"),
        Binding("up", "scroll(-1)", "up", id="up", group=_SCROLL, tooltip="Scrolls up"),
        Binding("down", "scroll(1)", "down", id="down", group=_SCROLL, tooltip="Scrolls down"),
        Binding("d", "back", "back", id="documents-close", show=False, tooltip="Back to the conversation"),
    ]

    shown: reactive[int] = reactive(0, init=False)
    """Index of the paper that is open."""

    def __init__(self, play: Play) -> None:
        super().__init__()
        self.play = play
        self.papers = papers_of(play)

    def compose(self) -> ComposeResult:
        yield TitleBar("Documents", one_line(self.play.story.title))
        yield Static(id="papers", markup=False)
        with Page(id="paper"), Vertical(id="sheet"):
            yield Static(id="paper-title", markup=False)
            yield Static(id="paper-text", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#papers").display = len(self.papers) > 1
        self._open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "open":
            return (
                len(self.papers) > 1 and isinstance(parameters[0], int) and parameters[0] <= len(self.papers)
            )
        if action == "scroll":
            return self.query_one(Page).scrolls
        return len(self.papers) > 1 if action == "turn" else True

    def action_open(self, number: int) -> None:
        """Opens the paper of that number, counted from 1."""
        self.shown = number - 1

    def action_turn(self, by: int) -> None:
        """Goes to another paper."""
        self.shown = max(0, min(len(self.papers) - 1, self.shown + by))

    def action_scroll(self, lines: int) -> None:
        """Scrolls the paper."""
        self.query_one(Page).go(2 * lines)

    def watch_shown(self) -> None:
        self._open()

    def _open(self) -> None:
        paper = self.papers[self.shown]
        self.query_one("#papers", Static).update(
            content("\n").join(
                joined(
                    (f"{'▸' if index == self.shown else ' '} {index + 1}  ", "bold $accent"),
                    (one_line(each.title), "bold" if index == self.shown else ""),
                )
                for index, each in enumerate(self.papers)
            )
        )
        self.query_one("#paper-title", Static).update(content(one_line(paper.title), "bold"))
        self.query_one("#paper-text", Static).update(content(paper.text))
        self.query_one(Page).scroll_home(animate=False)
