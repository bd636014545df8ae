"""Item statistics as a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.authoring.items import Wanted
from servicesim.plain.items import FLOORS, LEGEND, left_out, other_texts, whom
from servicesim.results.items import ENOUGH, ENOUGH_TO_COMPARE
from servicesim.saves.attempts import ATTEMPTS
from servicesim.tui.house import AskingScreen
from servicesim.tui.items.row import head, in_full, item_row
from servicesim.tui.messages import Pointed
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.empty_state import EmptyState
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.made import Made
from servicesim.tui.widgets.menu import LongMenu
from servicesim.tui.widgets.page import Page
from servicesim.tui.widgets.title_bar import TitleBar
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.authoring.items import ItemStatistics
    from servicesim.saves.records import Mode

FLOOR = f"not enough data: under {ENOUGH} people; for discr. and rare replies under {ENOUGH_TO_COMPARE}"


class Decisions(LongMenu):
    """A list to look along: the decision at the cursor is shown already, there is nothing to open."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Moving alone."""
        return action != "select" and super().check_action(action, parameters)


class ItemsScreen(AskingScreen):
    """The decisions of a story in a list, and what people chose at the one at the cursor."""

    CSS_PATH = "items.tcss"
    HELP = (
        "What people did at each decision of a story, from saved conversations that came to an end; of each "
        "person one. Nobody is named, and the numbers speak of the story.\n\n"
        f"{LEGEND}\n\n{FLOORS[0].upper()}{FLOORS[1:]}\n\n"
        "Practice and assessment, the kinds of attempts, and the texts of a story are never added up; the "
        "keys go from one to the next."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mode", "other mode", id="items-mode", tooltip="Practice or assessment"),
        Binding("a", "attempts", "attempts", id="items-attempts", tooltip="First, later, seen, with help"),
        Binding("t", "text", "text", id="items-text", tooltip="The next older text of the story"),
        Binding("space", "more", "more", id="items-more", tooltip="On in what is said of the decision"),
    ]

    def __init__(self, title: str, gather: Callable[[Wanted], ItemStatistics]) -> None:
        super().__init__()
        self._title = title
        self._gather = gather
        """Gives the statistics; called in a thread, since a story may have to be proved for them."""
        self._wanted = Wanted()
        self.found: ItemStatistics | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Decisions: {self._title}")
        yield Static(id="whom", markup=False)
        yield EmptyState("One moment", "The conversations are being counted.")
        with Container(id="items"):
            with Vertical(id="list"):
                yield Static(id="head", markup=False)
                yield Decisions()
                yield Static(content(FLOOR), id="floor", markup=False)
            with Page(id="detail"):
                yield Made()
        yield KeyBar()

    def on_mount(self) -> None:
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fill)

    @work(exclusive=True, group="items")
    async def load(self) -> None:
        """Counts the conversations that are wanted."""
        wanted = self._wanted
        found = await self.ask(lambda: self._gather(wanted))
        if found is None:
            self.query_one(EmptyState).say("The decisions cannot be shown", "Below is the reason.")
            return
        self.found = found
        self._show(found)

    def _show(self, found: ItemStatistics) -> None:
        self.query_one(TitleBar).right = count(found.people, "person", "people")
        rest = " ".join(text for text in (left_out(found.left_out), other_texts(found)) if text)
        self.query_one("#whom", Static).update(joined(f"{whom(found)} ", (rest, "$text-muted")))
        empty, box = self.query_one(EmptyState), self.query_one("#items")
        box.display = bool(found.people)
        empty.display = not found.people
        if found.people:
            self.call_after_refresh(self._fill)
        else:
            empty.say("Nobody yet", "There is no such conversation that came to an end.")
        self.refresh_bindings()

    def _fill(self) -> None:
        """Once the list has its width."""
        if self.found is None or not self.found.people:
            return
        menu = self.query_one(Decisions)
        self.query_one("#head", Static).update(head(menu.room))
        menu.show((item.scene, item_row(item, menu.room)) for item in self.found.items)
        self._detail(menu.pointed)
        if self.focused is None:
            menu.focus()

    def _detail(self, scene: str | None) -> None:
        items = self.found.items if self.found is not None else ()
        item = next((one for one in items if one.scene == scene), None)
        brief = not self.has_class("-wide")
        self.query_one(Made).write(lambda width: in_full(item, width, brief=brief) if item else Content())
        self.query_one("#detail", Page).scroll_home(animate=False)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._detail(event.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There are keys for what there is more than one of."""
        if action == "text":
            return self.found is not None and len(self.found.texts) > 1
        if action == "more":
            return any(page.scrolls for page in self.query("#detail").results(Page))
        return self.found is not None if action in ("mode", "attempts") else True

    def action_mode(self) -> None:
        """The other mode, and in it the text begun last."""
        if self.found is not None:
            other: Mode = "practice" if self.found.mode == "assessment" else "assessment"
            self._wanted = replace(self._wanted, mode=other, text=None)
            self.load()

    def action_attempts(self) -> None:
        """The next kind of attempts, after the last the first again."""
        at = ATTEMPTS.index(self._wanted.attempt)
        self._wanted = replace(self._wanted, attempt=ATTEMPTS[(at + 1) % len(ATTEMPTS)])
        self.load()

    def action_text(self) -> None:
        """The next older text, after the oldest the newest again."""
        if self.found is not None:
            digests = [text.digest for text in self.found.texts]
            at = digests.index(self.found.digest) if self.found.digest in digests else -1
            self._wanted = replace(self._wanted, text=digests[(at + 1) % len(digests)])
            self.load()

    def action_more(self) -> None:
        """On in the detail; from its end to its beginning."""
        page = self.query_one("#detail", Page)
        if page.scroll_offset.y >= page.max_scroll_y:
            page.scroll_home(animate=False)
        else:
            page.turn(1)
