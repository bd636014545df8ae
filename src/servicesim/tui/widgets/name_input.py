"""Where a trainee writes a name."""

from __future__ import annotations

from textual.widgets import Input

from servicesim.errors import UsageError
from servicesim.preferences import LONGEST_NAME, trainee_name


class NameInput(Input):
    """A line for the name that sessions are saved under."""

    DEFAULT_CSS = """
    NameInput {
        width: 100%; max-width: 50; height: 3;
        background: transparent; border: round $rule; padding: 0 1;
        &:focus { border: round $primary; }
    }
    """

    def __init__(self, name: str) -> None:
        # A pasted name could hold escape sequences, which no widget of Textual keeps from the terminal.
        super().__init__(
            name,
            placeholder="your name, or one you like",
            max_length=LONGEST_NAME,
            restrict=r"[^\x00-\x1f\x7f-\x9f]*",
        )

    @property
    def trainee(self) -> str | None:
        """The name, fit to be kept; None where it is not."""
        if not self.value.strip():
            return None
        try:
            return trainee_name(self.value)
        except UsageError:
            return None
