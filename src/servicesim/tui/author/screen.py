"""The stories that one writes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from servicesim.authoring.edition import Edition, edition
from servicesim.authoring.proving import ProofFailed, Proved, Prover
from servicesim.authoring.shelf import files
from servicesim.tui import places
from servicesim.tui.house import AskingScreen
from servicesim.tui.messages import Chosen
from servicesim.tui.preview.findings_pane import counted
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

WIDEST = 100
"""Columns of the list at most, as its style sheet says."""

BESIDE = 5
"""Cells beside a line: the list's padding, its mark and its scroll bar."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """One file of the list. `proved` is None as long as that is being worked out."""

    path: Path
    edition: Edition
    proved: Proved | None = None
    trouble: str = ""


class AuthorScreen(AskingScreen):
    """Each story with what reading finds at once, and its proof when that is worked out."""

    CSS_PATH = "author.tcss"
    HELP = (
        "The stories you write: those in the folder stories where you are, and in the folders named with "
        "--stories; without either the library.\n\n"
        "Each shows whether it can be played, whether everything was proved of it, and how much check has "
        "found. Enter opens the preview, in which you play the story while you write it.\n\n"
        "servicesim new ID begins a story."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "map", "map", id="map", tooltip="The map of the story, with what check finds"),
        Binding("i", "items", "items", id="items", tooltip="What people did at its decisions"),
        Binding("r", "load", "read again", id="read-again", tooltip="Reads all files again"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, _Shown] = {}
        self._prover = Prover()

    def compose(self) -> ComposeResult:
        yield TitleBar("Author")
        yield EmptyState("One moment", "The stories are being read.")
        yield LongMenu()
        yield KeyBar()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.action_load()

    def on_screen_suspend(self) -> None:
        # The preview proves with a worker of its own, and two at once would slow each other.
        self.workers.cancel_group(self, "stories")

    async def on_unmount(self) -> None:
        self.workers.cancel_node(self)
        await self._prover.close()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    def action_load(self) -> None:
        """Reads the files again, and proves those that have changed."""
        self.load()

    @work(exclusive=True, group="stories")
    async def load(self) -> None:
        """Reads all files, then proves them one after the other."""
        services = self.house.services
        found = await self.ask(lambda: files(services.library()))
        if found is None:
            self.query_one(EmptyState).say("The stories cannot be shown", "Below is the reason.")
            return
        self._shown = {str(path): await self._read(path) for path in found}
        self.query_one(TitleBar).right = count(len(found), "story", "stories") if found else ""
        self._fill()
        for shown in list(self._shown.values()):
            if shown.edition.story is not None and shown.proved is None:
                await self._prove(shown)

    async def _read(self, path: Path) -> _Shown:
        """A file as it is now; one that has not changed keeps what was proved of it."""
        new = await asyncio.to_thread(edition, path)
        known = self._shown.get(str(path))
        if known is not None and known.edition.stamp == new.stamp:
            return known
        return _Shown(path, new)

    async def _prove(self, shown: _Shown) -> None:
        source, path = shown.edition.written.source, str(shown.path)
        try:
            shown = replace(shown, proved=await self._prover.prove(source, path, lambda states: None))
        except ProofFailed as problem:
            shown = replace(shown, trouble=str(problem))
        if not self.here:
            raise asyncio.CancelledError
        self._shown[path] = shown
        menu = self.query_one(LongMenu)
        menu.rewrite(path, _entry(shown, self._room))

    def _fill(self) -> None:
        empty, menu = self.query_one(EmptyState), self.query_one(LongMenu)
        menu.display = bool(self._shown)
        empty.display = not self._shown
        if not self._shown:
            empty.say("There are no stories here", "servicesim new ID begins one.")
            return
        menu.show(((key, _entry(shown, self._room)) for key, shown in self._shown.items()), ruled=True)
        if self.focused is None:
            menu.focus()

    @property
    def _room(self) -> int:
        """The cells of one line. The list itself does not know them as long as it is hidden."""
        return max(1, min(self.size.width, WIDEST) - BESIDE)

    def action_map(self) -> None:
        """Shows the map of the story at the cursor."""
        shown = self._shown.get(self.query_one(LongMenu).pointed or "")
        if shown is not None and shown.edition.story is not None:
            title, services, path = shown.edition.story.title, self.house.services, shown.path
            self.house.forward(places.story_map(title, lambda: services.map_of_file(path)))
        elif shown is not None:
            self.say("A story with errors cannot be drawn; enter shows what they are.", wrong=True)

    def action_items(self) -> None:
        """Shows what people did at the decisions of the story at the cursor."""
        shown = self._shown.get(self.query_one(LongMenu).pointed or "")
        if shown is not None and shown.edition.story is not None:
            title, services, path = shown.edition.story.title, self.house.services, str(shown.path)
            self.house.forward(places.items(title, lambda wanted: services.items(path, wanted)))
        elif shown is not None:
            self.say("A story with errors has no decisions to count; enter shows what they are.", wrong=True)

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        self.house.forward(places.preview(self._shown[event.name].path))


def _entry(shown: _Shown, width: int) -> Content:
    """Title and verdict, then the findings and the file."""
    story, proved = shown.edition.story, shown.proved
    written = (shown.edition.written.data or {}).get("title")
    title = story.title if story else written.strip() if isinstance(written, str) else shown.path.name
    findings = proved.findings if proved else shown.edition.findings
    if story is None:
        verdict = content("cannot be played", "$error")
    elif shown.trouble:
        verdict = content("not proved", "$error")
    elif proved is None:
        verdict = content("proving…", "$text-muted")
    else:
        verdict = content(f"{proved.verdict}, {proved.states or 0:,} states", "$text-muted")
    room = max(0, width - verdict.cell_length - 2)
    head = joined((one_line(title), "bold")).truncate(room, ellipsis=True)
    head = joined(head.pad_right(max(0, width - head.cell_length - verdict.cell_length)), verdict)
    errors = any(finding.severity == "error" for finding in findings)
    found = joined((counted(findings), "$error" if errors else ""), (f"  {shown.trouble}", "$error"))
    file = content(str(shown.path), "$text-muted")
    return content("\n").join([head, *(line.truncate(width, ellipsis=True) for line in (found, file))])
