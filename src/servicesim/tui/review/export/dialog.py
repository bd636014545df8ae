"""Where to write what is shown, and as what; never over a file that is there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from servicesim.saves.records import NO_COHORT
from servicesim.saves.review.words import IN_NO_COHORT
from servicesim.tui.review.services import Form
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.file_dialog import FileDialog, FileInput, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from servicesim.saves.records import Selection

FORMS: dict[Form, str] = {
    "csv": "CSV, a row for each session, for spreadsheets",
    "html": "HTML, a report with plots, to read and to print",
}


def proposed_file(selection: Selection, now: datetime) -> Path:
    """A name that says what is in it; without the extension, and one that is not taken."""
    folder = documents()
    cohort = IN_NO_COHORT if selection.cohort == NO_COHORT else selection.cohort
    parts = (selection.trainee, cohort, selection.story, selection.source, selection.mode)
    words = "-".join(part for part in parts if part).lower()
    plain = "".join(character if character.isalnum() else "-" for character in words)
    stem = f"review-{'-'.join(part for part in plain.split('-') if part)}-{now.astimezone():%Y-%m-%d}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    free = (name for name in names if not any((folder / f"{name}.{form}").exists() for form in FORMS))
    return folder / next(free, stem)


class ExportDialog(FileDialog):
    """Writes the file in the form that is chosen."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "form", "other form", priority=True, id="export-form", tooltip="CSV or HTML"),
    ]

    def __init__(
        self, proposed: Path, write: Callable[[Form, Path], None], forms: Sequence[Form] = tuple(FORMS)
    ) -> None:
        """`proposed` is without the extension, which the form gives: one of `forms`, the first at first."""
        self._can_be = forms
        self._form: Form = forms[0]
        super().__init__(
            "Export what is shown", Path(f"{proposed}.{self._form}"), lambda path: write(self._form, path)
        )

    def compose_above(self) -> ComposeResult:
        yield Static(self._forms(), id="form", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a key for the other form where there is one."""
        return len(self._can_be) > 1 if action == "form" else True

    def action_form(self) -> None:
        """The other form; the name of the file goes along."""
        name, before = self.query_one(FileInput).value, f".{self._form}"
        self._form = self._can_be[(self._can_be.index(self._form) + 1) % len(self._can_be)]
        if name.endswith(before):
            self.name_file(f"{name.removesuffix(before)}.{self._form}")
        self.query_one("#form", Static).update(self._forms())

    def _forms(self) -> Content:
        lines = [
            joined(
                (f"{'▸' if form == self._form else ' '} ", "bold $accent"),
                (FORMS[form], "bold" if form == self._form else "$text-muted"),
            )
            for form in self._can_be
        ]
        return content("\n").join(lines)
