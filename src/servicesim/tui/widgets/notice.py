"""One line that says what just went wrong, or what is being waited for."""

from __future__ import annotations

from textual.widgets import Static

from servicesim.tui.text import joined


class Notice(Static):
    """A message at the foot of a screen. It takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    Notice { width: 100%; height: auto; max-height: 6; padding: 0 1; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Says `text` from now on; "" takes the line away. `wrong` marks it, and not by its colour alone."""
        self.display = bool(text)
        self.update(joined(("! ", "bold $error"), text) if wrong else joined((text, "$text-muted")))
