"""A line over the replies for what one has to know now: not saved, or the story changed since."""

from __future__ import annotations

from textual.widgets import Static

from servicesim.tui.text import joined


class SaveNotice(Static):
    """Hidden while there is nothing to say. The screen has the class `-notice` while there is."""

    DEFAULT_CSS = """
    SaveNotice { display: none; padding: 0 2 0 1; }
    SaveNotice.-shown { display: block; }
    SaveNotice.-grave { background: $error 15%; border-left: outer $error; }
    """

    def __init__(self) -> None:
        super().__init__(id="notice", markup=False)

    def say(self, head: str, rest: str, *, grave: bool = False) -> None:
        """Says something until `clear`. `grave` is for what went wrong."""
        self.update(joined((head, "bold $error" if grave else "bold"), " ", rest))
        self.set_class(grave, "-grave")
        self.add_class("-shown")
        self.screen.add_class("-notice")

    def not_saved(self, reason: str) -> None:
        """Says that a reply was not saved, why, and what can be done."""
        self.say(
            "Not saved:",
            f"{reason} The conversation has not moved on; everything before this is kept. "
            "Put it right and choose again, or leave and go on later.",
            grave=True,
        )

    def clear(self) -> None:
        """Says nothing any more."""
        self.remove_class("-shown")
        self.screen.remove_class("-notice")
