"""What `check` finds in a story, each with its place in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.messages import Pointed
from servicesim.tui.text import content, joined, one_line, visible
from servicesim.tui.widgets.made import Made, shortened
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.page import Page
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.authoring.edition import Edition
    from servicesim.story.findings import Finding

STYLES = {"error": "$error", "warning": "$warning", "advice": "$primary"}
MOST = 200
"""Findings that are listed; a list of thousands would take seconds to lay out, and nobody reads it."""

MESSAGE_LINES = 2
BEFORE, AFTER = 3, 12
"""Lines of the file shown before and after the place."""


class FindingsPane(Vertical):
    """The list, and below it the place of the one at the cursor."""

    def __init__(self) -> None:
        super().__init__(id="findings", classes="part")
        self._findings: dict[str, Finding] = {}
        self._edition: Edition | None = None
        self._wanted: str | None = None
        """The finding one looked at last: a proof brings it back when it is worked out anew."""
        self._placed: str | None = None
        """The finding on which the cursor was put by the pane, not by its user."""

    def compose(self) -> ComposeResult:
        yield Static(id="found", markup=False)
        yield LongMenu()
        with Page(id="place"):
            yield Made()

    def show(self, edition: Edition, findings: Sequence[Finding], proof: str) -> None:
        """Shows the findings of a state of the file; `proof` says how far the proof is."""
        self._edition = edition
        self._findings = _keyed(findings[:MOST])
        self.say(findings, proof)
        self._fill()
        self._place_cursor()
        self._show_place()

    def say(self, findings: Sequence[Finding], proof: str) -> None:
        """The line above the list."""
        listed = f", the first {MOST} here" if len(findings) > MOST else ""
        self.query_one("#found", Static).update(
            joined((counted(findings) + listed, "bold"), (f" · {proof}" if proof else "", "$text-muted"))
        )

    @property
    def pointed(self) -> Finding | None:
        """The finding at the cursor."""
        return self._findings.get(self.query_one(LongMenu).pointed or "")

    def turn(self, pages: int) -> None:
        """Scrolls the place."""
        self.query_one("#place", Page).turn(pages)

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        menu = self.query_one(LongMenu)
        # The list itself has no width as long as it is hidden: its bar, its mark and its padding take three.
        room = max(1, self.content_size.width - 3)
        menu.show((key, _entry(finding, room)) for key, finding in self._findings.items())
        menu.display = self.query_one("#place").display = bool(self._findings)

    def _place_cursor(self) -> None:
        """On the finding that was looked at last; where there are errors and that is none, on the first."""
        errors = [key for key, finding in self._findings.items() if finding.severity == "error"]
        if self._wanted in (errors or self._findings):
            self._placed = self._wanted
        else:
            self._placed = next(iter(errors or self._findings), None)
        if self._placed is not None:
            self.query_one(LongMenu).point(self._placed)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        event.stop()
        if event.name not in self._findings:
            return
        if event.name != self._placed:
            self._wanted, self._placed = event.name, None
        self._show_place()

    def _show_place(self) -> None:
        finding, edition = self.pointed, self._edition
        if edition is None or finding is None:
            self.query_one(Made).write(lambda width: Content())
            return
        self.query_one(Made).write(lambda width: _place(finding, edition, width))
        page = self.query_one("#place", Page)
        # The message and the marked line come first into view, what stands before it is a page up.
        page.scroll_home(animate=False)


def counted(findings: Sequence[Finding]) -> str:
    """How many there are of each kind: "2 errors, 1 warning"; "no findings" where there is none."""
    numbers = Counter(finding.severity for finding in findings)
    parts = [
        count(numbers["error"], "error") if numbers["error"] else "",
        count(numbers["warning"], "warning") if numbers["warning"] else "",
        f"{numbers['advice']} advice" if numbers["advice"] else "",
    ]
    return ", ".join(part for part in parts if part) or "no findings"


def _keyed(findings: Sequence[Finding]) -> dict[str, Finding]:
    """Findings by a name that stays the same when lines are put in above them."""
    keyed: dict[str, Finding] = {}
    times: Counter[str] = Counter()
    for finding in findings:
        name = f"{finding.rule} {finding.scene} {finding.reply}"
        times[name] += 1
        keyed[f"{name} {times[name]}"] = finding
    return keyed


def _entry(finding: Finding, width: int) -> Content:
    where = f"line {finding.line}" if finding.line else "the file"
    head = joined(
        (finding.severity, f"bold {STYLES[finding.severity]}"), f"  {where}  ", (finding.rule, "$text-muted")
    )
    lines = shortened(content(one_line(finding.message)), width, MESSAGE_LINES)
    return Content("\n").join([head.truncate(width, ellipsis=True), *lines])


def _place(finding: Finding, edition: Edition, width: int) -> Content:
    """The whole message, what was probably meant, what enter does, and the lines of the file."""
    parts = [content(finding.message)]
    if finding.suggestion is not None:
        parts.append(joined("Did you mean ", (f"'{finding.suggestion}'", "bold"), "?"))
    if finding.witness is not None:
        way = ", ".join(finding.witness) or "it is so at the very beginning"
        parts.append(joined(("↵ plays up to it: ", "$text-muted"), (way, "$accent")))
    if finding.line is not None:
        parts += [Content(), *_excerpt(finding, edition, width)]
    return content("\n").join(parts)


def _excerpt(finding: Finding, edition: Edition, width: int) -> list[Content]:
    number, column = finding.line or 1, (finding.column or 1) - 1
    lines = edition.around(number, BEFORE, AFTER)
    gutter = len(str(lines[-1][0])) + 2 if lines else 2
    source = finding.source or ""
    start = len(visible(source[:column]))
    end = max(start + 1, len(visible(source[: column + finding.length])))
    room = max(8, width - gutter)
    shift = max(0, min(start - 2, end + 2 - room))
    shown = []
    for at, text in lines:
        line = content(visible(text)[shift : shift + room], "" if at == number else "$text-muted")
        mark = ("▸", f"bold {STYLES[finding.severity]}") if at == number else " "
        shown.append(joined((f"{at:>{gutter - 2}}", "$text-muted"), mark, " ", line))
        if at == number:
            under = " " * (gutter + start - shift) + "^" * min(end - start, room)
            shown.append(content(under, f"bold {STYLES[finding.severity]}"))
    return shown
