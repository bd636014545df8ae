"""The preview: a story played while it is being written."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from servicesim.authoring.edition import Edition, edition, stamp_of
from servicesim.authoring.proving import ProofFailed, Prover
from servicesim.authoring.rehearsal import Moment, Rehearsal, carry_over, moment_of, opening_moment
from servicesim.authoring.watching import looks
from servicesim.persona.levels import LEFT
from servicesim.tui.breakpoints import SIDE_BY_SIDE
from servicesim.tui.conversation.replies import ReplyList
from servicesim.tui.house import HouseScreen
from servicesim.tui.messages import Chosen, ReplyChosen
from servicesim.tui.preview.editor import command, editor
from servicesim.tui.preview.findings_pane import FindingsPane, counted
from servicesim.tui.preview.persona_pane import PersonaPane
from servicesim.tui.preview.talk_pane import TalkPane
from servicesim.tui.text import joined
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from servicesim.authoring.proving import Proved
    from servicesim.story.findings import Finding

PARTS = {"talk": "Conversation", "findings": "Findings", "character": "Persona"}
_PAGE = Binding.Group("page")


class PreviewScreen(HouseScreen[None]):
    """Conversation, findings and persona of one file, which follow every save of it.

    What reading and linking find is there at once; the proof comes from a process of its own.
    """

    CSS_PATH = "preview.tcss"
    HORIZONTAL_BREAKPOINTS = SIDE_BY_SIDE
    HELP = (
        "Your story, played while you write it. Save the file in your editor, and everything here follows: "
        "the findings of check with their places, and the conversation, which stays where it was as long as "
        "that scene exists. While the file has errors, the last text without any is played on.\n\n"
        "Nothing here is saved. Go to any scene, with any attitude, levels and facts. Enter on a finding "
        "plays up to it, where there is a way that leads there.\n\n"
        "Beside it stands the persona: every attitude of its archetype, the ways out of it, and for those "
        "that can come next what is missing. Near is what two steps of the levels would bring."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "part('talk')", "conversation", id="part-talk", tooltip="To the conversation"),
        Binding("f", "part('findings')", "findings", id="part-findings", tooltip="To the findings"),
        Binding("p", "part('character')", "persona", id="part-persona", tooltip="To the persona"),
        Binding("g", "go_to", "go to", id="go-to", tooltip="Plays from a scene and a state of your choice"),
        Binding("u", "take_back", "take back", id="take-back", tooltip="Takes the last reply back"),
        Binding("n", "begin_again", "begin again", id="begin-again", tooltip="Begins at the story's start"),
        Binding("e", "edit", "edit", id="edit", tooltip="Opens the file in your editor, at the finding"),
        Binding("r", "read", "read again", id="read-again", tooltip="Reads the file now"),
        Binding("pageup", "page(-1)", "PgUp", id="scroll-up", group=_PAGE, tooltip="One page up"),
        Binding("pagedown", "page(1)", "PgDn", id="scroll-down", group=_PAGE, tooltip="One page down"),
    ]

    part: reactive[str] = reactive("talk", init=False)
    """The part that the keys are for; in a narrow window the only one that is seen."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.edition: Edition | None = None
        """The file as it was read last."""
        self.rehearsal: Rehearsal | None = None
        """The conversation, with the last text that can be played."""
        self.findings: Sequence[Finding] = ()
        self.proof = ""
        """How far the proof of this text is, in words."""
        self._stop = asyncio.Event()
        self._prover = Prover()
        self._reading = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield TitleBar(self.path.name, "being read")
        yield Static(id="parts", markup=False)
        yield Static(id="note", markup=False)
        with Horizontal(id="side-by-side"):
            yield TalkPane()
            yield FindingsPane()
            yield PersonaPane()
        yield KeyBar()

    def on_mount(self) -> None:
        self._note("", "")
        self.watch_part()
        self.follow()

    async def on_unmount(self) -> None:
        self._stop.set()
        self.workers.cancel_node(self)
        await self._prover.close()

    @work(group="follow")
    async def follow(self) -> None:
        """Reads the file, then again after every change of it, as long as the screen is there."""
        await self._read()
        async for _ in looks(self.path, self._stop):
            if self.edition is None or stamp_of(self.path) != self.edition.stamp:
                await self._read()

    async def _read(self) -> None:
        """Shows what reading and linking find, takes the conversation over, and has the rest proved."""
        async with self._reading:
            self.workers.cancel_group(self, "proof")
            new = await asyncio.to_thread(edition, self.path)
            self.edition, self.findings = new, new.findings
            self.proof = "proving…" if new.story else ""
            if not self.here:
                return  # left while the file was being read
            with self.app.batch_update():
                await self._carry_over(new)
                self._show_findings()
        if new.story is not None:
            self.prove(new)

    async def _carry_over(self, new: Edition) -> None:
        if new.story is None:
            what = "There is no such file any more." if new.gone else "The file cannot be played as it is."
            last = " You are playing the last text without errors." if self.rehearsal else ""
            self._note(what, last.strip(), grave=True)
        elif self.rehearsal is None:
            self.rehearsal = Rehearsal(new.story)
            self._note("", "")
        else:
            carried = carry_over(self.rehearsal, new.story)
            self.rehearsal = carried.rehearsal
            self._note("Saved." if carried.note else "", carried.note)
        await self._show_talk()

    @work(exclusive=True, group="proof")
    async def prove(self, new: Edition) -> None:
        """Shows all that `check` finds, as soon as it is worked out."""
        try:
            proved = await self._prover.prove(
                new.written.source, str(self.path), self._visited, self._proved_first
            )
        except ProofFailed as problem:
            if not self.here:
                return  # the screen has been left, and its worker ended for that
            self.proof = "not proved"
            self._show_findings()
            self._note("Not proved:", str(problem), grave=True)
            return
        if self.here:
            self.findings, self.proof = proved.findings, _verdict(proved)
            self._show_findings()

    def _visited(self, states: int) -> None:
        if self.here:
            self.proof = f"proving, {states:,} states…"
            self._say_standing()

    def _proved_first(self, proved: Proved) -> None:
        """What can be reached is known; whether the story is fair and gives itself away is not yet."""
        if self.here:
            self.findings, self.proof = proved.findings, f"{_verdict(proved)}, proving fairness…"
            self._show_findings()

    def _show_findings(self) -> None:
        if self.edition is not None:
            self.query_one(FindingsPane).show(self.edition, self.findings, self.proof)
        self._say_standing()
        self.call_after_refresh(self._focus)

    def _say_standing(self) -> None:
        self.query_one(FindingsPane).say(self.findings, self.proof)
        bar = self.query_one(TitleBar)
        if self.rehearsal is not None:
            bar.left = self.rehearsal.story.title
        bar.right = f"{counted(self.findings)} · {self.proof or 'not playable'}"
        self._show_parts()

    async def _show_talk(self) -> None:
        await self.query_one(TalkPane).show(self.rehearsal)
        await self.query_one(PersonaPane).show(self.rehearsal)
        self.refresh_bindings()
        self._focus()

    def _note(self, head: str, rest: str, *, grave: bool = False) -> None:
        note = self.query_one("#note", Static)
        note.display = bool(head or rest)
        note.update(joined((head, "bold $error" if grave else "bold"), " " if head else "", rest))

    def watch_part(self) -> None:
        for name in PARTS:
            self.query_one(f"#{name}").set_class(name == self.part, "-current")
        self._show_parts()
        self._focus()
        self.refresh_bindings()

    def _show_parts(self) -> None:
        """The line that says which parts there are; in a wide window they stand side by side themselves."""
        heads = []
        for name, title in PARTS.items():
            shown = f"{title} {len(self.findings)}" if name == "findings" and self.findings else title
            heads.append(joined((f" {shown} ", "bold reverse" if name == self.part else "$text-muted")))
        self.query_one("#parts", Static).update(joined(" ").join(heads))

    def _focus(self) -> None:
        lists: dict[str, Widget] = {
            "talk": self.query_one(ReplyList),
            "findings": self.query_one(LongMenu),
        }
        target = lists.get(self.part)
        self.set_focus(target if target is not None and target.display else None, scroll_visible=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "part":
            return parameters[0] != self.part
        if action == "take_back":
            return None if self.rehearsal is None or not self.rehearsal.exchanges else True
        if action in ("go_to", "begin_again"):
            return self.rehearsal is not None
        if action == "edit":
            return bool(editor())
        return True

    def action_part(self, name: str) -> None:
        """Turns to another part."""
        self.part = name

    def action_page(self, pages: int) -> None:
        """Scrolls the part that the keys are for."""
        part = self.query_one(f"#{self.part}")
        assert isinstance(part, TalkPane | FindingsPane | PersonaPane)
        part.turn(pages)

    @on(ReplyChosen)
    async def _reply_chosen(self, event: ReplyChosen) -> None:
        if self.rehearsal is not None and event.reply in [reply.id for reply in self.rehearsal.offered()]:
            self.rehearsal.give(event.reply)
            self._clear_carried()
            await self._show_talk()

    async def action_take_back(self) -> None:
        """Takes the last reply back."""
        if self.rehearsal is not None:
            self.rehearsal.take_back()
            await self._show_talk()

    async def action_begin_again(self) -> None:
        """Begins at the story's own beginning."""
        if self.rehearsal is not None:
            await self._play(Rehearsal(self.rehearsal.story))

    @work(exclusive=True, group="go-to")
    async def action_go_to(self) -> None:
        """Asks for a moment, and plays from there."""
        from servicesim.tui.preview.moment_dialog import MomentDialog

        if self.rehearsal is None:
            return
        story, state = self.rehearsal.story, self.rehearsal.state
        playing = state.scene in story.scenes and state.persona.attitude != LEFT
        now = moment_of(story, state) if playing else opening_moment(story)
        moment = await self.app.push_screen_wait(MomentDialog(story, now))
        if moment is not None:
            await self._play_from(moment)

    async def _play_from(self, moment: Moment) -> None:
        """The file may have been saved since the moment was chosen."""
        assert self.rehearsal is not None
        try:
            await self._play(Rehearsal(self.rehearsal.story, moment))
        except ValueError:
            self._note(f"The scene '{moment.scene}' or the attitude", "is not there any more.", grave=True)

    @on(Chosen)
    async def _finding_chosen(self, event: Chosen) -> None:
        """Plays up to a finding; one without a witness shows its scene, where it has one."""
        finding = self.query_one(FindingsPane).pointed
        story = self.edition.story if self.edition else None
        if finding is None or self.rehearsal is None:
            return
        if finding.witness is not None and story is not None:
            await self._play(Rehearsal(story).give_all(finding.witness))
            self._note("Played up to", f"{finding.rule}, {_place(finding)}.")
        elif finding.scene is not None and finding.scene in self.rehearsal.story.scenes:
            story = self.rehearsal.story
            await self._play(Rehearsal(story, replace(opening_moment(story), scene=finding.scene)))
            self._note(
                f"In the scene of {finding.rule},", f"{_place(finding)}, with the persona as it begins."
            )
        else:
            self._note(f"{finding.rule}:", f"{_place(finding)} belongs to no scene that can be played.")

    async def _play(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.part = "talk"
        self._clear_carried()
        await self._show_talk()

    def _clear_carried(self) -> None:
        """What was said of the last save is read once one goes on; that the file is broken stays said."""
        if self.edition is not None and self.edition.story is not None:
            self._note("", "")

    async def action_read(self) -> None:
        """Reads the file now."""
        await self._read()

    def action_edit(self) -> None:
        """Opens the editor on the finding at the cursor, and comes back when it is left."""
        finding = self.query_one(FindingsPane).pointed
        words = command(self.path, finding.line if finding else None)
        try:
            with self.app.suspend():
                subprocess.run(words, check=False)
        except SuspendNotSupported:
            self._note(
                "The editor cannot be opened from here:", "this terminal does not allow it.", grave=True
            )
        except OSError as problem:
            self._note(f"'{words[0]}' cannot be opened:", problem.strerror or str(problem), grave=True)


def _verdict(proved: Proved) -> str:
    if proved.verdict is None:
        return ""
    return f"{proved.verdict}, {proved.states or 0:,} states"


def _place(finding: Finding) -> str:
    return f"line {finding.line}" if finding.line else "the whole file"
