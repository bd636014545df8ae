"""What the screens of the review share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from servicesim.tui import when
from servicesim.tui.house import AskingScreen
from servicesim.tui.review.services import ReviewServices

if TYPE_CHECKING:
    from servicesim.saves.records import Selection


class ReviewScreen(AskingScreen):
    """A screen that asks the review's services, and can export what it shows."""

    # Lists take the focus when they have been filled; a hidden field for names would take it before.
    AUTO_FOCUS = ""

    @property
    def asking(self) -> ReviewServices:
        """What the screen asks."""
        return ReviewServices(self.house.services)

    def export(self, selection: Selection, *, people: bool = True) -> None:
        """Asks for a file, and writes the sessions of a selection, or a report of them; the report alone
        where the policy shows no `people`, as a session by itself would be one of them."""
        from servicesim.tui.review.export.dialog import FORMS, ExportDialog, proposed_file

        write, forms = partial(self.asking.export, selection, now=when.now()), tuple(FORMS)
        proposed = proposed_file(selection, when.now())
        self.app.push_screen(ExportDialog(proposed, write, forms if people else ("html",)), self._exported)

    def _exported(self, path: Path | None) -> None:
        if path is not None:
            # Coming back to the screen takes away what it said last, and is yet to be seen to.
            self.call_after_refresh(self.say, f"Written to {path}")
