"""The question which sessions to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from servicesim.saves.records import NO_COHORT, Selection
from servicesim.saves.review.words import IN_NO_COHORT
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu
from servicesim.words import SOURCES

if TYPE_CHECKING:
    from servicesim.saves.records import Mode
    from servicesim.tui.review.services import Choices

_CHANGE = Binding.Group("change")
LABEL = 10
ROOM = 42
ALL = None
"""No filter; "" is a value, and stands for those in no cohort."""
MONTHS = 24
"""Months back from today whose first days the dates offer; any other day can be typed."""
DAYS = ("from", "to")


class _Rows(LongMenu):
    """The rows; enter takes them as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "show these", id="open", tooltip="Shows what fits"),
    ]


class FilterDialog(ModalScreen[Selection | None]):
    """Asks for cohort, trainee, story, source, mode and dates; None where nothing shall change."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "change(-1)", "before", id="left", group=_CHANGE, tooltip="The value before"),
        Binding("right", "change(1)", "next", id="right", group=_CHANGE, tooltip="The next value"),
        Binding("delete", "clear", "no filter", key_display="del", id="filter-all", tooltip="No filter here"),
        Binding("escape", "leave", "leave it", id="leave", tooltip="Everything stays as it is"),
    ]

    def __init__(self, selection: Selection, choices: Choices, today: date) -> None:
        super().__init__()
        self._selection = selection
        self._titles = choices.stories
        months = _months(today)
        nobodys = (NO_COHORT,) if choices.cohorts else ()
        self._values: dict[str, tuple[str | None, ...]] = {
            "mode": ("assessment", "practice"),
            "cohort": (ALL, *choices.cohorts, *nobodys),
            "trainee": (ALL, *choices.people),
            "story": (ALL, *choices.stories),
            "source": (ALL, *SOURCES),
            "from": (ALL, *months),
            "to": (ALL, *months),
        }
        if not choices.people:
            del self._values["trainee"]
        self._at: dict[str, str | None] = {
            "mode": selection.mode,
            "cohort": selection.cohort,
            "trainee": selection.trainee,
            "story": selection.story,
            "source": selection.source,
            "from": _day_of(selection.since),
            "to": _day_of(selection.until, timedelta(microseconds=1)),
        }
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content("Look at which sessions?", "bold"), markup=False)
            yield _Rows((name, self._row(name)) for name in self._values)
            yield Static(id="typed", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._say()

    def action_change(self, by: int) -> None:
        """Puts the row at the cursor to the next value."""
        name = self.query_one(LongMenu).pointed
        if name is not None:
            values = self._values[name]
            at = values.index(self._at[name]) if self._at[name] in values else 0
            self._typed = ""
            self._set(name, values[(at + by) % len(values)])

    def action_clear(self) -> None:
        """Takes the filter at the cursor away."""
        name = self.query_one(LongMenu).pointed
        if name is not None:
            self._typed = ""
            self._set(name, self._values[name][0])

    def on_key(self, event: events.Key) -> None:
        """What is typed looks for a name, or is a day."""
        name = self.query_one(LongMenu).pointed
        if name is None or name == "mode" or not (event.is_printable or event.key == "backspace"):
            return
        event.stop()
        typed = self._typed[:-1] if event.key == "backspace" else self._typed + (event.character or "")
        missed = ""
        if name in DAYS:
            self._type_day(name, typed)
        elif not self._type_name(name, typed):
            missed = typed
        self._say(missed)

    def _type_day(self, name: str, typed: str) -> None:
        if len(typed) <= 10 and all(character in "0123456789-" for character in typed):
            self._typed = typed
            day = _day(typed)
            if day is not None:
                self._set(name, day.isoformat())

    def _type_name(self, name: str, typed: str) -> bool:
        """Takes the first value that has what was typed in its name; whether there is one."""
        wanted = typed.casefold()
        shown = [value for value in self._values[name] if value is not ALL]
        fitting = [value for value in shown if self._shown(name, value).casefold().startswith(wanted)] or [
            value for value in shown if wanted in self._shown(name, value).casefold()
        ]
        if fitting or not typed:
            self._typed = typed
        if fitting and typed:
            self._set(name, fitting[0])
        return bool(fitting)

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._typed = ""
        self._say()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        at = self._at
        if event.name in DAYS and self._typed and _day(self._typed) is None:
            self._refuse(f"'{self._typed}' is not a day: write it like 2026-06-01.")
            return
        since, until = (_midnight(_day(at[name])) for name in DAYS)
        if since is not None and until is not None and until < since:
            self._refuse("It ends before it begins.")
            return
        self.dismiss(
            replace(
                self._selection,
                mode=cast("Mode", at["mode"]),
                cohort=at["cohort"],
                trainee=at.get("trainee"),
                story=at["story"],
                source=at["source"],
                since=since,
                until=None if until is None else _midnight(until.date() + timedelta(days=1)),
            )
        )

    def _refuse(self, why: str) -> None:
        self.query_one("#typed", Static).update(joined(("! ", "bold $error"), why))

    def action_leave(self) -> None:
        """Answers that nothing changes."""
        self.dismiss(None)

    def _set(self, name: str, value: str | None) -> None:
        self._at[name] = value
        self.query_one(LongMenu).rewrite(name, self._row(name))
        self._say()

    def _shown(self, name: str, value: str | None) -> str:
        if value is ALL:
            return "any day" if name in DAYS else "all"
        if name == "story":
            return self._titles.get(value, value)
        if name == "cohort" and value == NO_COHORT:
            return IN_NO_COHORT
        return SOURCES.get(value, value) if name == "source" else value

    def _row(self, name: str) -> Content:
        value = content(one_line(self._shown(name, self._at[name])), "bold").truncate(ROOM, ellipsis=True)
        return joined((f"{name:<{LABEL}}", "$text-muted"), ("◂ ", "$accent"), value, (" ▸", "$accent"))

    def _say(self, missed: str = "") -> None:
        name = self.query_one(LongMenu).pointed
        if name in DAYS:
            text = "← → goes by months; or type a day, such as 2026-06-01"
        elif name in ("cohort", "trainee", "story"):
            text = f"one of {len(self._values[name]) - 1}: type a part of its name, or ← →"
            if missed:
                text = f"none that can be shown has '{missed}' in its name"
        else:
            text = "← → changes it"
        found = f"typed: {self._typed}   " if self._typed else ""
        self.query_one("#typed", Static).update(joined(found, (text, "$text-muted")))


def _months(today: date) -> tuple[str, ...]:
    """The first days of this month and those before it, the newest first."""
    found, day = [], today.replace(day=1)
    for _ in range(MONTHS):
        found.append(day.isoformat())
        day = (day - timedelta(days=1)).replace(day=1)
    return tuple(found)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None and len(text) == 10 else None
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    """The beginning of a day where the program runs."""
    return None if day is None else datetime.combine(day, time()).astimezone()


def _day_of(moment: datetime | None, less: timedelta = timedelta()) -> str | None:
    return ALL if moment is None else (moment - less).astimezone().date().isoformat()
