"""Where to write what is shown, and as what; never over a file that is there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from servicesim.errors import ServicesimError
from servicesim.saves.records import NO_COHORT
from servicesim.saves.review.words import IN_NO_COHORT
from servicesim.tui.review.services import Form
from servicesim.tui.text import content, joined
from servicesim.tui.transcript.save import FileInput
from servicesim.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from servicesim.saves.records import Selection

FORMS: dict[Form, str] = {
    "csv": "CSV, a row for each session, for spreadsheets",
    "html": "HTML, a report with plots, to read and to print",
}


def proposed_file(selection: Selection, now: datetime) -> Path:
    """A name that says what is in it, in the user's folder for documents where there is one; without the
    extension, and one that is not taken."""
    from platformdirs import user_documents_path

    documents = user_documents_path()
    folder = documents if documents.is_dir() else Path.home()
    cohort = IN_NO_COHORT if selection.cohort == NO_COHORT else selection.cohort
    parts = (selection.trainee, cohort, selection.story, selection.source, selection.mode)
    words = "-".join(part for part in parts if part).lower()
    plain = "".join(character if character.isalnum() else "-" for character in words)
    stem = f"review-{'-'.join(part for part in plain.split('-') if part)}-{now.astimezone():%Y-%m-%d}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    free = (name for name in names if not any((folder / f"{name}.{form}").exists() for form in FORMS))
    return folder / next(free, stem)


class ExportDialog(ModalScreen["Path | None"]):
    """Writes the file in the form that is chosen, and answers with it; None where none was written."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "form", "other form", priority=True, id="export-form", tooltip="CSV or HTML"),
        Binding("escape", "cancel", "back", id="back", tooltip="Back, without a file"),
    ]

    def __init__(self, proposed: Path, write: Callable[[Form, Path], None]) -> None:
        super().__init__()
        self._proposed = proposed
        self._write = write
        """Writes the file; called in a thread."""
        self._form: Form = "csv"
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(content("Export what is shown", "bold"), markup=False)
            yield Static(id="form", markup=False)
            yield FileInput(self._named(self._proposed), id="file", select_on_focus=False)
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_position = len(self.query_one(Input).value)
        self._show_form()

    def action_form(self) -> None:
        """The other form; the name of the file goes along."""
        field = self.query_one(Input)
        before = f".{self._form}"
        self._form = "html" if self._form == "csv" else "csv"
        if field.value.endswith(before):
            field.value = f"{field.value.removesuffix(before)}.{self._form}"
            field.cursor_position = len(field.value)
        self._show_form()

    def _show_form(self) -> None:
        lines = [
            joined(
                (f"{'▸' if form == self._form else ' '} ", "bold $accent"),
                (what, "bold" if form == self._form else "$text-muted"),
            )
            for form, what in FORMS.items()
        ]
        self.query_one("#form", Static).update(content("\n").join(lines))

    def _named(self, path: Path) -> str:
        return f"{path}.{self._form}"

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Writes the file, or says why it could not be written."""
        if not self._busy:
            self._busy = True
            self._say("One moment…")
            self._save(self._form, self.query_one(Input).value.strip())

    @work
    async def _save(self, form: Form, name: str) -> None:
        reason = ""
        try:
            path = Path(name).expanduser()
            await asyncio.to_thread(self._write, form, path)
        except ServicesimError as error:
            reason = str(error)
        except (OSError, ValueError, RuntimeError) as error:
            reason = f"{getattr(error, 'strerror', None) or error}."
        self._busy = False
        if not self.is_attached:
            return
        if reason:
            self.query_one("#problem", Static).update(joined(("Not saved: ", "bold $error"), reason))
        else:
            self.dismiss(path)

    def action_cancel(self) -> None:
        """Leaves without a file."""
        self.dismiss(None)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(content(text, "$text-muted"))
