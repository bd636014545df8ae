"""Where to write what was said, or its debrief: asks for a file, and never writes over one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from servicesim.errors import UsageError
from servicesim.exchange.files import write_new
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from servicesim.saves.records import SessionRecord


def proposed_file(session: SessionRecord) -> Path:
    """A name for the transcript of a session, in the user's folder for documents where there is one."""
    from platformdirs import user_documents_path

    documents = user_documents_path()
    folder = documents if documents.is_dir() else Path.home()
    return folder / f"{session.story}-{session.started:%Y-%m-%d}-{session.id[:8]}.txt"


class FileInput(Input):
    """Where the name of the file is typed. Its enter is shown in the line of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "save", id="save-file", tooltip="Writes the file"),
    ]


class SaveDialog(ModalScreen["Path | None"]):
    """Answers with the file that was written, or None."""

    CSS_PATH = "save.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", id="back", tooltip="Back, without a file"),
    ]

    def __init__(self, proposed: Path, lines: Sequence[str], *, what: str = "the transcript") -> None:
        super().__init__()
        self.what = what
        self.proposed = proposed
        self.lines = lines

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(content(f"Save {self.what} to", "bold"), markup=False)
            yield FileInput(str(self.proposed), id="file", select_on_focus=False)
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_position = len(str(self.proposed))

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Writes the file, or says why it could not be written."""
        try:
            path = Path(self.query_one(Input).value.strip()).expanduser()
            write_new(path, self.lines)
        except UsageError:
            self._problem("there is something of that name already; choose another.")
        except (OSError, ValueError, RuntimeError) as error:
            self._problem(f"{getattr(error, 'strerror', None) or error}.")
        else:
            self.dismiss(path)

    def action_cancel(self) -> None:
        """Leaves without a file."""
        self.dismiss(None)

    def _problem(self, reason: str) -> None:
        self.query_one("#problem", Static).update(joined(("Not saved: ", "bold $error"), reason))
