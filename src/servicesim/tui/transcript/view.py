"""The transcript as a widget: the persona on the left, the trainee further to the right."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
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

    def on_mount(self) -> None:
        for attribute in ("scroll_y", "virtual_size"):
            self.watch(self, attribute, self._look_for_more, init=False)

    def on_resize(self) -> None:
        self._look_for_more()

    def replace(self, said: Iterable[Said]) -> None:
        """Shows a whole conversation, from its end."""
        self.remove_children()
        self._mount(list(said), None)
        self.call_after_refresh(self.scroll_end, animate=False)

    def pend(self, said: Said) -> None:
        """Shows a reply that is on its way to the disk."""
        self.mount(Speech(said, pending=True))
        self.call_after_refresh(self.scroll_end, animate=False)

    def drop_pending(self) -> None:
        """Takes such a reply away again."""
        self.query(".-pending").remove()

    def drop_last(self, count: int) -> None:
        """Takes back the last `count` things that were said."""
        for speech in self._spoken()[-count:]:
            speech.remove()
        self.call_after_refresh(self.scroll_end, animate=False)

    def add(self, said: Iterable[Said]) -> None:
        """Shows what was said next, from the first word of the answer where it does not all fit."""
        self.drop_pending()
        last = next(
            (child.said for child in reversed(self._spoken()) if not child.has_class("-pending")), None
        )
        new = self._mount(list(said), last)
        answers = [speech for speech in new if not speech.said.yours]
        self.call_after_refresh(self._to_newest, answers[0] if answers else None)

    def _spoken(self) -> list[Speech]:
        return list(self.query(Speech))

    def _mount(self, said: list[Said], before: Said | None) -> list[Speech]:
        new: list[Speech] = []
        for one in said:
            new.append(
                Speech(one, headed=before is None or before.who != one.who or before.yours != one.yours)
            )
            if before is None:
                new[-1].add_class("-first")
            before = one
        self.mount_all(new)
        return new

    def _to_newest(self, answer: Widget | None) -> None:
        self.scroll_end(animate=False, immediate=True)
        if answer is not None and answer.is_attached and answer.virtual_region.y < self.max_scroll_y:
            self.scroll_to(y=answer.virtual_region.y, animate=False, immediate=True)

    def _look_for_more(self) -> None:
        # Sizes are set one after the other: what there is to scroll is known after the layout.
        self.call_after_refresh(self._mark_more)

    def _mark_more(self) -> None:
        self.border_title = MORE_ABOVE if self.scroll_y > 0 else ""
        self.border_subtitle = MORE_BELOW if self.scroll_y < self.max_scroll_y else ""
