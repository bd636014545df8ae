"""The replies to choose from, by digit, by arrows and enter, or by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from servicesim.tui.messages import ReplyChosen
from servicesim.tui.text import content, joined

DIGITS = 9
"""Replies beyond this are chosen with the arrows."""

_SAY = Binding.Group("say")


class Choice(NamedTuple):
    """A reply as it is offered: its id, what is said and what is done."""

    reply: str
    say: str | None
    does: str | None


class _Cell(Static):
    """A part of a choice. A drag across it must not choose, so there is nothing to select."""

    ALLOW_SELECT = False


class ReplyChoice(Horizontal):
    """One reply of the list."""

    def __init__(self, number: int, choice: Choice) -> None:
        super().__init__()
        self.number = number
        self.choice = choice

    def compose(self) -> ComposeResult:
        yield _Cell(classes="number", markup=False)
        yield _Cell(self._words(), classes="words", markup=False)

    def on_mount(self) -> None:
        self.point(pointed=False)

    def point(self, *, pointed: bool) -> None:
        """Marks it as the one that enter takes, or takes the mark away."""
        self.set_class(pointed, "-pointed")
        self.query_one(".number", Static).update(content(f"{'▸' if pointed else ' '}{self.number:>2}  "))

    def hint(self) -> None:
        """Marks it as what a hint speaks of, by a word and not by its colour."""
        self.query_one(".words", Static).update(joined(("hint ▸ ", "bold"), self._words()))

    def _words(self) -> Content:
        does = (f"({self.choice.does})", "italic") if self.choice.does else ""
        gap = " " if self.choice.does and self.choice.say else ""
        return joined(does, gap, self.choice.say or "")

    def on_click(self) -> None:
        self.post_message(ReplyChosen(self.choice.reply))


class ReplyList(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Tells its screen `ReplyChosen`. While `waiting` it takes no choice: one reply at a time is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(digit),
                f"say({digit})",
                "say",
                id=f"say-{digit}",
                group=_SAY,
                tooltip="Says the reply of this number",
            )
            for digit in range(1, DIGITS + 1)
        ),
        Binding("up", "move(-1)", "up", id="up", group=_SAY, tooltip="To the reply above"),
        Binding("down", "move(1)", "down", id="down", group=_SAY, tooltip="To the reply below"),
        Binding(
            "enter",
            "say_pointed",
            "say it",
            id="say-pointed",
            group=_SAY,
            tooltip="Says the reply that is marked",
        ),
    ]
    DEFAULT_CSS = """
    ReplyList { height: auto; }
    ReplyChoice {
        height: auto; padding: 0 2 0 0;
        .number { width: 5; color: $accent; text-style: bold; }
        .words { width: 1fr; }
        &:hover { background: $block-hover-background; }
    }
    ReplyList:focus ReplyChoice.-pointed {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
        .number { color: $block-cursor-foreground; }
    }
    ReplyList.-waiting ReplyChoice { color: $text-disabled; .number { color: $text-disabled; } }
    """

    pointer: reactive[int] = reactive(0)
    """Index of the reply that enter takes."""
    waiting: reactive[bool] = reactive(False, toggle_class="-waiting")
    """Whether a reply is being saved."""

    def __init__(self) -> None:
        super().__init__(id="replies")
        self._choices: list[ReplyChoice] = []

    async def offer(self, choices: Sequence[Choice]) -> None:
        """Offers other replies. The first is marked."""
        # Nothing can be chosen or pointed at while the old ones go and the new ones come.
        self._choices = []
        await self.remove_children()
        coming = [ReplyChoice(number, choice) for number, choice in enumerate(choices, 1)]
        await self.mount_all(coming)
        self._choices = coming
        self.set_reactive(ReplyList.pointer, 0)
        self._point()
        self.refresh_bindings()

    def hint(self, reply: str) -> int:
        """Marks the reply of that id as what a hint speaks of, and gives its number."""
        index = [choice.choice.reply for choice in self._choices].index(reply)
        self._choices[index].hint()
        self.pointer = index
        return index + 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "say":
            return isinstance(parameters[0], int) and parameters[0] <= len(self._choices)
        return True

    def action_say(self, number: int) -> None:
        """Says the reply of that number, counted from 1."""
        self._say(number - 1)

    def action_say_pointed(self) -> None:
        """Says the reply that is marked."""
        self._say(self.pointer)

    def action_move(self, by: int) -> None:
        """Moves the mark."""
        if self._choices:
            self.pointer = max(0, min(len(self._choices) - 1, self.pointer + by))

    def watch_pointer(self) -> None:
        self._point()

    def _say(self, index: int) -> None:
        if not self.waiting and index < len(self._choices):
            self.pointer = index
            self.post_message(ReplyChosen(self._choices[index].choice.reply))

    def _point(self) -> None:
        for index, choice in enumerate(self._choices):
            choice.point(pointed=index == self.pointer)
            if index == self.pointer:
                self.scroll_to_widget(choice, animate=False)

    def on_reply_chosen(self, event: ReplyChosen) -> None:
        if self.waiting:
            event.stop()

    def on_click(self, event: events.Click) -> None:
        self.focus()
