"""The question from which moment to play."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from servicesim.authoring.rehearsal import Moment
from servicesim.persona.levels import GRIEVANCES_MAX, LEFT, LEVEL_MAX
from servicesim.tui.messages import Chosen, Pointed
from servicesim.tui.text import content, joined
from servicesim.tui.widgets.key_bar import KeyBar
from servicesim.tui.widgets.menu import LongMenu

if TYPE_CHECKING:
    from servicesim.story.linked import Story

_CHANGE = Binding.Group("change")
LABEL = 14
LEVELS = {"resistance": LEVEL_MAX, "trust": LEVEL_MAX, "grievances": GRIEVANCES_MAX}


@dataclass(frozen=True, slots=True)
class _Choice:
    """One row: what it sets, and what it can be."""

    name: str
    values: tuple[str, ...]


class _Rows(LongMenu):
    """The rows; enter takes them as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "play from here", id="open", tooltip="Plays from this moment"),
    ]


class MomentDialog(ModalScreen[Moment | None]):
    """Asks for scene, attitude, levels and facts; None where nothing shall change.

    One list with a value in each row. Names are found by typing a part of them.
    """

    CSS_PATH = "moment_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "change(-1)", "less", id="left", group=_CHANGE, tooltip="The value before"),
        Binding("right", "change(1)", "more", id="right", group=_CHANGE, tooltip="The next value"),
        Binding("escape", "leave", "leave it", id="leave", tooltip="Goes on where you were"),
    ]

    def __init__(self, story: Story, moment: Moment) -> None:
        super().__init__()
        kind = story.character.archetype
        self._choices = {
            "scene": _Choice("scene", tuple(story.scenes)),
            "attitude": _Choice("attitude", tuple(name for name in kind.attitudes if name != LEFT)),
            **{name: _Choice(name, _numbers(most)) for name, most in LEVELS.items()},
            **{f"fact {key}": _Choice(key, ("no", "yes")) for key in story.fact_keys},
        }
        self._at = {
            "scene": moment.scene,
            "attitude": moment.attitude,
            **{name: str(getattr(moment, name)) for name in LEVELS},
            **{f"fact {key}": "yes" if key in moment.facts else "no" for key in story.fact_keys},
        }
        self._moment = moment
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content("Play from which moment?", "bold"), markup=False)
            yield _Rows((name, self._row(name)) for name in self._choices)
            yield Static(id="typed", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._say()

    def action_change(self, by: int) -> None:
        """Puts the row at the cursor to the next value."""
        name = self.query_one(LongMenu).pointed
        if name is not None:
            values = self._choices[name].values
            self._typed = ""
            self._set(name, values[(values.index(self._at[name]) + by) % len(values)])

    def on_key(self, event: events.Key) -> None:
        """A letter looks for a name that begins with, or else holds, what was typed."""
        name = self.query_one(LongMenu).pointed
        if name not in ("scene", "attitude") or not (event.is_printable or event.key == "backspace"):
            return
        event.stop()
        typed = self._typed[:-1] if event.key == "backspace" else self._typed + (event.character or "")
        values = self._choices[name].values
        fitting = [value for value in values if value.startswith(typed)] or [
            value for value in values if typed in value
        ]
        if fitting or not typed:
            self._typed = typed
        if fitting and typed:
            self._set(name, fitting[0])
        self._say()

    @on(Pointed)
    def _pointed(self, event: Pointed) -> None:
        self._typed = ""
        self._say()

    @on(Chosen)
    def _chosen(self, event: Chosen) -> None:
        facts = frozenset(
            name.removeprefix("fact ") for name, value in self._at.items() if value == "yes"
        )  # fmt: skip
        levels = {name: int(self._at[name]) for name in LEVELS}
        self.dismiss(
            replace(
                self._moment, scene=self._at["scene"], attitude=self._at["attitude"], facts=facts, turn=0,
                recent=(), **levels,
            )
        )  # fmt: skip

    def action_leave(self) -> None:
        """Answers that nothing changes."""
        self.dismiss(None)

    def _set(self, name: str, value: str) -> None:
        self._at[name] = value
        self.query_one(LongMenu).rewrite(name, self._row(name))
        self._say()

    def _row(self, name: str) -> Content:
        label, value = name, self._at[name]
        if name.startswith("fact "):
            style = "bold $accent" if value == "yes" else "$text-muted"
            return joined((f"{'fact':<{LABEL}}", "$text-muted"), (f"◂ {value:<3} ▸ ", style), name[5:])
        return joined(
            (f"{label:<{LABEL}}", "$text-muted"), ("◂ ", "$accent"), (value, "bold"), (" ▸", "$accent")
        )

    def _say(self) -> None:
        name = self.query_one(LongMenu).pointed
        if self._typed:
            text = f"found by '{self._typed}'"
        elif name in ("scene", "attitude"):
            many = len(self._choices[name].values)
            text = f"one of {many}: type a part of its name, or ← →"
        else:
            text = "← → changes it"
        self.query_one("#typed", Static).update(joined((text, "$text-muted")))


def _numbers(most: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(most + 1))
