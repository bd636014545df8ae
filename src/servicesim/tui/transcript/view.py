"""The transcript as a widget: the persona on the left, the trainee further to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from servicesim.tui.text import content, joined
from servicesim.tui.transcript.said import Said
from servicesim.tui.widgets.page import Page

MORE_ABOVE, MORE_BELOW = "▲ PgUp", "▼ PgDn"


class Speech(Static):
    """One thing said or done."""

    DEFAULT_CSS = """
    Speech { padding: 0 2 0 1; }
    Speech.-headed { margin-top: 1; }
    Speech.-headed.-first { margin-top: 0; }
    Speech.-yours { padding-left: 20; }
    Speech.-pending { color: $text-muted; }
    """

    def __init__(self, said: Said, *, headed: bool = True, pending: bool = False) -> None:
        head = []
        if headed:
            head.append(joined((said.who, "bold $primary" if said.yours else "bold $accent")))
        if pending:
            # On the line of the name, so that nothing jumps when it is saved.
            head.append(joined(("saving…", "italic")))
        if said.does:
            head.append(joined((f"({said.does})", "italic $text-muted")))
        parts = [content("  ").join(head)] if head else []
        if said.text:
            parts.append(content(said.text))
        super().__init__(content("\n").join(parts), markup=False)
        self.said = said
        self.set_class(said.yours, "-yours")
        self.set_class(headed, "-headed")
        self.set_class(pending, "-pending")


class TranscriptView(Page):
    """What was said, the newest at the bottom. Its frame says where there is more to read."""

    DEFAULT_CSS = """
    TranscriptView {
        border-top: solid $rule; border-bottom: solid $rule;
        border-title-align: right; border-subtitle-align: right;
        border-title-color: $text-muted; border-subtitle-color: $text-muted;
        scrollbar-size-vertical: 0;
    }
    """

    def __init__(self, said: Iterable[Said]) -> None:
        super().__init__()
        self._before = _speeches(list(said), None)
        self._follows = True
        """Whether the newest is kept in view; not after scrolling away, until something new is said."""
        self._newest: Speech | None = None
        """Where the newest answer begins."""

    def compose(self) -> ComposeResult:
        yield from self._before

    def on_mount(self) -> None:
        self.watch(self, "scroll_y", self._mark_more, init=False)

    def go(self, lines: int) -> None:
        """Scrolls by lines, and stays there."""
        self._follows = False
        super().go(lines)

    def pend(self, said: Said) -> None:
        """Shows a reply that is on its way to the disk."""
        self._newest = None
        self.mount(Speech(said, pending=True))
        self._follow()

    def drop_pending(self) -> None:
        """Takes such a reply away again."""
        self.query(".-pending").remove()

    def drop_last(self, count: int) -> None:
        """Takes back the last `count` things that were said."""
        for speech in self._spoken()[-count:]:
            speech.remove()
        self._newest = None
        self._follow()

    def add(self, said: Iterable[Said]) -> None:
        """Shows what was said next, from the first word of the answer where it does not all fit."""
        self.drop_pending()
        last = next(
            (child.said for child in reversed(self._spoken()) if not child.has_class("-pending")), None
        )
        new = _speeches(list(said), last)
        self.mount_all(new)
        self._newest = next((speech for speech in new if not speech.said.yours), None)
        self._follow()

    def _spoken(self) -> list[Speech]:
        return list(self.query(Speech))

    def _laid_out(self) -> None:
        super()._laid_out()
        self.call_after_refresh(self._settle)

    def _follow(self) -> None:
        self._follows = True
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """To the end; where the newest answer does not fit, to its beginning.

        Textual's own anchor is of no use: where there is less than fits, it scrolls to before the beginning.
        """
        if self._follows:
            begins = self._newest.virtual_region if self._newest is not None else None
            end = self.max_scroll_y
            self.scroll_to(y=min(begins.y, end) if begins else end, animate=False, immediate=True)
        self._mark_more()

    def _mark_more(self) -> None:
        self.border_title = MORE_ABOVE if self.scroll_y > 0 else ""
        self.border_subtitle = MORE_BELOW if self.scroll_y < self.max_scroll_y else ""


def _speeches(said: Sequence[Said], before: Said | None) -> list[Speech]:
    """Widgets for what was said after `before`; who goes on speaking is not named again."""
    new: list[Speech] = []
    for one in said:
        headed = one.yours or before is None or before.yours or before.who != one.who
        new.append(Speech(one, headed=headed))
        if before is None:
            new[-1].add_class("-first")
        before = one
    return new
