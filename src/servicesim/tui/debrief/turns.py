"""Every reply looked at again: a line for each, and the whole story of the one that is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from servicesim.results.judgement import SPOKEN
from servicesim.tui.debrief.detail import LABEL_STYLES, detail, spoken
from servicesim.tui.messages import TurnMarked
from servicesim.tui.text import content, joined, one_line

if TYPE_CHECKING:
    from servicesim.results.debrief import TurnReview

LABEL_WIDTH, RESISTANCE_WIDTH, TRUST_WIDTH = 17, 12, 8
"""Cells of the columns on the right."""

_MOVE = Binding.Group("reply by reply")


def step(before: int, after: int) -> str:
    """A level that moved from one value to another: "8 → 6", or just "6" where it did not."""
    return str(after) if before == after else f"{before} → {after}"


class TurnLine(Widget):
    """A reply on one line: number, words, its label, and how it moved the levels."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TurnLine { height: 1; padding: 0 1; text-wrap: nowrap; }
    """

    pointed: reactive[bool] = reactive(False)

    def __init__(self, turn: TurnReview, said: str) -> None:
        super().__init__()
        self.turn = turn
        self.said = said

    @property
    def cuts(self) -> bool:
        """Whether the words do not fit."""
        return self._head().cell_length > self._room

    @property
    def _room(self) -> int:
        label = LABEL_WIDTH if self.turn.judgement else 0
        return max(0, self.content_size.width - label - RESISTANCE_WIDTH - TRUST_WIDTH - 1)

    def _head(self) -> Content:
        slip = ("!", "bold" if self.pointed else "bold $error") if self.turn.missteps else " "
        return joined(("▸" if self.pointed else " "), f"{self.turn.turn:>3} ", slip, " ", self.said)

    def render(self) -> Content:
        turn, room = self.turn, self._room
        left = self._head().truncate(room, ellipsis=True)
        return joined(
            left.pad_right(max(0, room + 1 - left.cell_length)),
            self._label(),
            self._level(turn.resistance, turn.d_resistance, RESISTANCE_WIDTH, good=False),
            self._level(turn.trust, turn.d_trust, TRUST_WIDTH, good=True),
        )

    # On the marked line only its own colours are sure to be read.

    def _label(self) -> Content:
        if self.turn.judgement is None:
            return content("")
        label = self.turn.judgement.label
        return joined((f"{SPOKEN[label]:<{LABEL_WIDTH}}", "" if self.pointed else LABEL_STYLES[label]))

    def _level(self, after: int, moved: int, width: int, *, good: bool) -> Content:
        style = "$text-muted" if moved == 0 else "$success" if (moved > 0) == good else "$error"
        return joined((f"{step(after - moved, after):<{width}}", "" if self.pointed else style))


class TurnItem(Vertical):
    """A reply, with its details below while it is marked."""

    DEFAULT_CSS = """
    TurnItem { height: auto; }
    TurnItem .full, TurnItem .detail { display: none; padding: 0 2 0 8; }
    TurnItem .detail { margin-bottom: 1; }
    TurnItem.-pointed .detail, TurnItem.-pointed.-cut .full { display: block; }
    TurnItem TurnLine:hover { background: $block-hover-background; }
    """

    def __init__(self, turn: TurnReview, said: str, detail: Content) -> None:
        super().__init__()
        self.turn = turn
        self._said = said
        self._line = TurnLine(turn, one_line(said))
        self._detail = detail

    def compose(self) -> ComposeResult:
        yield self._line
        yield Static(content(self._said), classes="full", markup=False)
        yield Static(self._detail, classes="detail", markup=False)

    def on_resize(self) -> None:
        # Words that stand on the line in full are not said twice.
        self.set_class(self._line.cuts, "-cut")

    def point(self, *, pointed: bool) -> None:
        """Opens or closes the details."""
        self.set_class(pointed, "-pointed")
        self._line.pointed = pointed

    def on_click(self) -> None:
        self.query_ancestor(TurnList).point_at(self)


class TurnList(Vertical, can_focus=True, inherit_bindings=False):
    """The replies of a conversation. Nothing is marked at first; before the first reply nothing is again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", id="up", group=_MOVE, tooltip="The reply before"),
        Binding("down", "move(1)", "down", id="down", group=_MOVE, tooltip="The next reply"),
    ]
    DEFAULT_CSS = """
    TurnList { height: auto; }
    TurnList .columns { color: $text-muted; height: 1; padding: 0 1; text-align: right; }
    TurnList:focus .-pointed TurnLine {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """

    pointer: reactive[int | None] = reactive(None)
    """Index of the reply that is marked."""

    def __init__(
        self,
        turns: Sequence[TurnReview],
        words: Callable[[str], str],
        titles: Mapping[str, str],
        *,
        closed: bool,
    ) -> None:
        super().__init__(id="turns")
        self._items = [
            TurnItem(turn, spoken(turn.say, turn.does, words), detail(turn, words, titles, closed=closed))
            for turn in turns
        ]

    def compose(self) -> ComposeResult:
        head = f"{'resistance':<{RESISTANCE_WIDTH}}{'trust':<{TRUST_WIDTH}}"
        yield Static(content(head), classes="columns", markup=False)
        yield from self._items

    def action_move(self, by: int) -> None:
        """Marks the reply before or the next one."""
        at = -1 if self.pointer is None else self.pointer
        at = max(-1, min(len(self._items) - 1, at + by))
        self.pointer = None if at < 0 else at

    def watch_pointer(self) -> None:
        for index, item in enumerate(self._items):
            item.point(pointed=index == self.pointer)
        turn = None if self.pointer is None else self._items[self.pointer].turn.turn
        self.post_message(TurnMarked(turn))

    @property
    def marked(self) -> TurnItem | None:
        """The item that is marked."""
        return None if self.pointer is None else self._items[self.pointer]

    def point_at(self, item: TurnItem) -> None:
        """Marks an item."""
        self.pointer = self._items.index(item)
