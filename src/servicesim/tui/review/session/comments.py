"""Where a comment on a session is written, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from servicesim.tui.text import content, joined, visible
from servicesim.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from servicesim.saves.comments import Comment


class CommentDialog(ModalScreen[str | None]):
    """Asks for a comment; None where none shall be written."""

    CSS_PATH = "comment.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "take", "keep it", priority=True, key_display="f2", id="comment-keep",
                tooltip="Keeps the comment; also Ctrl+S"),
        Binding("escape", "leave", "leave it", priority=True, id="leave", tooltip="Writes nothing"),
    ]  # fmt: skip

    def __init__(self, author: str, trainee: str, begun: str = "", problem: str = "") -> None:
        super().__init__()
        self._author = author
        self._trainee = trainee
        self._begun = begun
        self._problem = problem

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content("A comment on this conversation", "bold"), markup=False)
            note = f"{self._trainee} will see it in the debrief, signed {self._author}."
            yield Static(content(note, "$text-muted"), markup=False)
            yield TextArea(self._begun, soft_wrap=True, tab_behavior="focus")
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        if self._problem:
            self._say(self._problem)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        # A pasted text could hold escape sequences, which no widget of Textual keeps from the terminal.
        area = self.query_one(TextArea)
        if visible(area.text) != area.text:
            area.load_text(visible(area.text))
            area.move_cursor(area.document.end)

    def action_take(self) -> None:
        """Answers with the text."""
        # The key overtakes what was typed or pasted just before it, which still waits for the field.
        self.query_one(TextArea).call_later(self._take)

    def _take(self) -> None:
        text = self.query_one(TextArea).text
        if text.strip():
            self.dismiss(text)
        else:
            self._say("There is nothing in it yet.")

    def action_leave(self) -> None:
        """Answers that nothing is written."""
        self.dismiss(None)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(joined(("! ", "bold $error"), text))


class TakeBackDialog(ModalScreen[bool]):
    """Asks whether a comment shall be deleted."""

    CSS_PATH = "comment.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take it back", id="comment-delete", tooltip="Deletes the comment"),
        Binding("escape", "leave", "leave it", id="leave", tooltip="The comment stays"),
    ]

    def __init__(self, comment: Comment, trainee: str) -> None:
        super().__init__()
        self._comment = comment
        self._trainee = trainee

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content("Take your newest comment back?", "bold"), markup=False)
            note = f"It is deleted, and {self._trainee}, who may have read it, sees it no more."
            yield Static(content(note, "$text-muted"), markup=False)
            yield Static(content(self._comment.text), id="text", markup=False)
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def action_take(self) -> None:
        """Answers that it goes."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Answers that it stays."""
        self.dismiss(False)
