"""A list to choose from, by arrows and enter or by mouse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from servicesim.tui.messages import Chosen, Pointed

MARK = "▌"
_MOVE = Binding.Group("move")
_PAGE = Binding.Group("page")


class Menu(OptionList, inherit_bindings=False):
    """A list of (id, content). Tells its screen `Chosen` and `Pointed`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "up", id="up", group=_MOVE, tooltip="To the one before"),
        Binding("down", "cursor_down", "down", id="down", group=_MOVE, tooltip="To the next one"),
        Binding("enter", "select", "open", id="open", tooltip="Takes the one at the cursor"),
    ]
    # OptionList cannot lay itself out in fewer than five columns.
    DEFAULT_CSS = """
    Menu {
        min-width: 10; height: auto;
        scrollbar-size-vertical: 1; background: transparent; border: none; padding: 0;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--separator { color: $rule; }
    }
    """

    def __init__(self, items: Iterable[tuple[str, Content]] = (), *, id: str | None = None) -> None:
        super().__init__(*(Option(shown, id=name) for name, shown in items), id=id, markup=False)

    def show(self, items: Iterable[tuple[str, Content]], *, ruled: bool = False) -> None:
        """Shows other items; the cursor stays on its item where that is still there, else it is the first.

        `ruled` draws a line between two items.
        """
        before = self.pointed
        options: list[Option | None] = []
        for name, shown in items:
            options += [None, Option(shown, id=name)] if ruled and options else [Option(shown, id=name)]
        self.set_options(options)
        self._keys_changed()
        names = [option.id for option in self.options]
        if names:
            self.highlighted = names.index(before) if before in names else 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty list there is nowhere to move to and nothing to open."""
        return bool(self.options)

    def _keys_changed(self) -> None:
        """Has the screen ask again which keys do something, once the list has been laid out."""
        self.call_after_refresh(self.screen.refresh_bindings)

    def rewrite(self, name: str, shown: Content) -> None:
        """Shows one item differently, if it is in the list."""
        if any(option.id == name for option in self.options):
            self.replace_option_prompt(name, shown)

    def point(self, name: str) -> None:
        """Puts the cursor on an item."""
        self.highlighted = self.get_option_index(name)

    @property
    def pointed(self) -> str | None:
        """The id of the item that the cursor stands on."""
        option = self.highlighted_option
        return None if option is None else option.id

    def render_line(self, y: int) -> Strip:
        """A line, with a mark in front where the cursor stands: colour alone says nothing without colours."""
        strip = super().render_line(y)
        style = next((segment.style for segment in strip if segment.style is not None), None)
        if style is None or self.highlighted is None or style.meta.get("option") != self.highlighted:
            return strip
        accent = Style.parse("$accent").rich_style
        return Strip.join([Strip([Segment(MARK, style + accent)], 1), strip.crop(1)])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(Chosen(event.option_id))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(Pointed(event.option_id))


class LongMenu(Menu):
    """A list that may be longer than the window: it also moves by pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "pgup", id="page-up", group=_PAGE, tooltip="A page up"),
        Binding(
            "pagedown",
            "page_down",
            "pgdn",
            id="page-down",
            group=_PAGE,
            tooltip="A page down",
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are for a list that does not fit."""
        if action.startswith("page_"):
            return self.max_scroll_y > 0
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        self._keys_changed()

    @property
    def room(self) -> int:
        """The cells that one line of an item can fill."""
        return max(1, self.scrollable_content_region.width - 2)
