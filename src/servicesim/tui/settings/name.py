"""The question for a name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from servicesim.tui.text import content
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.name_input import NameInput


class NameDialog(ModalScreen[str | None]):
    """Asks for the name that sessions are saved under; None where it shall stay as it is."""

    CSS_PATH = "name.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take it", priority=True, id="take", tooltip="Takes this name"),
        Binding("escape", "leave", "leave it", id="leave", tooltip="Leaves the name as it is"),
    ]

    def __init__(self, trainee: str) -> None:
        super().__init__()
        self._trainee = trainee

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content("Who are you?", "bold"), markup=False)
            yield NameInput(self._trainee)
            yield Static(
                content("Conversations so far stay under the name they were saved under.", "$text-muted"),
                markup=False,
            )
            yield KeyBar()

    def action_take(self) -> None:
        """Answers with the name, once it is one."""
        # Enter overtakes what was typed just before it, which still waits for the field.
        self.query_one(NameInput).call_later(self._take)

    def _take(self) -> None:
        name = self.query_one(NameInput).trainee
        if name is not None:
            self.dismiss(name)

    def action_leave(self) -> None:
        """Answers that nothing changes."""
        self.dismiss(None)
