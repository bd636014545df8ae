"""What stands where a list would stand if there were something in it."""

from __future__ import annotations

from textual.widgets import Static

from servicesim.tui.text import joined


class EmptyState(Static):
    """Says that there is nothing here, why, and what to do about it."""

    DEFAULT_CSS = """
    EmptyState { width: 100%; height: 1fr; padding: 1 2; content-align: center middle; text-align: center; }
    """

    def __init__(self, title: str, advice: str, *, id: str | None = None) -> None:
        super().__init__(joined((title, "bold"), "\n\n", (advice, "$text-muted")), markup=False, id=id)

    def say(self, title: str, advice: str) -> None:
        """Says something else from now on."""
        self.update(joined((title, "bold"), "\n\n", (advice, "$text-muted")))
