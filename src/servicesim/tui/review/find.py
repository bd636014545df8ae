"""Where a part of a name is typed; the list shows at once whom it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from servicesim.preferences import LONGEST_NAME


class FindInput(Input):
    """A line that is there while somebody looks for a name."""

    DEFAULT_CSS = """
    FindInput {
        display: none; width: 100%; max-width: 60; height: 3; margin: 0 1;
        background: transparent; border: round $rule; padding: 0 1;
        &:focus { border: round $primary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "keep", "to the list", id="find-keep", tooltip="To those who were found"),
        Binding("escape", "leave", "all again", id="find-leave", tooltip="Shows everybody again"),
    ]

    @dataclass
    class Done(Message):
        """Nothing more is typed."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="a part of a name", max_length=LONGEST_NAME, restrict=r"[^\x00-\x1f\x7f-\x9f]*"
        )

    @property
    def part(self) -> str:
        """What is looked for; "" for everybody."""
        return self.value.strip()

    def open(self) -> None:
        """Asks."""
        self.display = True
        self.focus()

    def action_keep(self) -> None:
        """Goes to the list of those who were found."""
        self.display = bool(self.part)
        self.post_message(self.Done())

    def action_leave(self) -> None:
        """Shows everybody again."""
        self.value = ""
        self.display = False
        self.post_message(self.Done())
