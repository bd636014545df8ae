"""What stands in place of the replies when there are none any more."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from servicesim.tui.messages import ToDebrief
from servicesim.tui.text import joined


class Closing(Static, can_focus=True):
    """Says that the conversation is over; enter goes on to the debrief."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "debrief", id="debrief", tooltip="On to the debrief"),
    ]
    DEFAULT_CSS = """
    Closing { height: auto; padding: 0 2; }
    Closing:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    """

    def __init__(self) -> None:
        super().__init__(
            joined(("The conversation is over.", "bold"), "  ▸ enter: how it went, reply by reply"),
            id="closing",
            markup=False,
        )

    def action_go_on(self) -> None:
        """Goes on to the debrief."""
        self.post_message(ToDebrief())

    def on_click(self) -> None:
        self.action_go_on()
