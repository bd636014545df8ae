"""The question where to write something: asks for a file, has it written, and says why where that failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from servicesim.errors import ServicesimError
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar


def documents() -> Path:
    """Where files are proposed to go: the user's folder for documents, or the home folder without one."""
    from platformdirs import user_documents_path

    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


class FileInput(Input):
    """Where the name of the file is typed. Its enter is shown in the line of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "save", id="save-file", tooltip="Writes the file"),
    ]


class FileDialog(ModalScreen["Path | None"]):
    """Answers with the file that was written, or None."""

    DEFAULT_CSS = """
    FileDialog {
        align: center middle;
        #dialog {
            width: 90%; max-width: 90; height: auto; padding: 1 2 0 2;
            border: round $primary; background: $surface;
        }
        #file { margin-top: 1; }
        #problem { height: auto; min-height: 1; margin-bottom: 1; }
        KeyBar { dock: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", id="back", tooltip="Back, without a file"),
    ]

    def __init__(self, title: str, proposed: Path, write: Callable[[Path], None]) -> None:
        """`write` is called in a thread; it may raise ServicesimError or OSError."""
        super().__init__()
        self._title = title
        self._proposed = proposed
        self._write = write
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(content(self._title, "bold"), markup=False)
            yield from self.compose_above()
            yield FileInput(str(self._proposed), id="file", select_on_focus=False)
            yield Static(id="problem", markup=False)
            yield KeyBar()

    def compose_above(self) -> ComposeResult:
        """What else is asked, above the name of the file."""
        yield from ()

    def on_mount(self) -> None:
        # Only a field that has its width can show the end of a long name.
        self.call_after_refresh(self.name_file, str(self._proposed))

    def name_file(self, name: str) -> None:
        """Puts a name into the field, the cursor behind it."""
        field = self.query_one(FileInput)
        field.value = name
        field.cursor_position = 0
        field.cursor_position = len(name)

    @on(Input.Changed)
    def _changed(self) -> None:
        """What was wrong with another name is not said of this one."""
        if not self._busy:
            self._say(content(""))

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Writes the file, or says why it could not be written."""
        name = self.query_one(FileInput).value.strip()
        if not name:
            self._say(joined(("Not saved: ", "bold $error"), "the file needs a name."))
        elif not self._busy:
            self._busy = True
            self._say(content("One moment…", "$text-muted"))
            self._save(name)

    @work
    async def _save(self, name: str) -> None:
        reason = ""
        try:
            path = Path(name).expanduser()
            await asyncio.to_thread(self._write, path)
        except ServicesimError as error:
            reason = str(error)
        except FileNotFoundError:
            reason = f"there is no folder {path.parent}."
        except (OSError, ValueError, RuntimeError) as error:
            reason = f"{getattr(error, 'strerror', None) or error}."
        self._busy = False
        if not self.is_attached:
            return
        if reason:
            self._say(joined(("Not saved: ", "bold $error"), reason))
        else:
            self.dismiss(path)

    def action_cancel(self) -> None:
        """Leaves without a file."""
        self.dismiss(None)

    def _say(self, text: Content) -> None:
        self.query_one("#problem", Static).update(text)
