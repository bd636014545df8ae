"""What managers wrote to this conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.tui.text import content, joined
from servicesim.tui.when import spoken
from servicesim.tui.widgets.made import Made

if TYPE_CHECKING:
    from servicesim.saves.comments import Comment


class FromManagers(Made):
    """The comments on a conversation, each with who wrote it and when; no room where there is none."""

    DEFAULT_CSS = """
    FromManagers { display: none; margin: 0 0 1 0; padding: 0 2; border-left: outer $accent; }
    """

    def show(self, comments: Sequence[Comment], now: datetime) -> None:
        """Shows these."""
        self.display = bool(comments)
        self.write(lambda width: content("\n").join(_lines(comments, now, max(8, width))))


def _lines(comments: Sequence[Comment], now: datetime, width: int) -> Iterator[Content]:
    for number, one in enumerate(comments):
        if number:
            yield content("")
        yield joined((one.author, "bold"), (f" wrote to this, {spoken(one.at, now)}", "$text-muted"))
        yield from content(one.text).wrap(width)
