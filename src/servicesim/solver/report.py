"""What check says of a story beyond its proof, as plain data that can be kept and read back.

Nothing here is computed, and nothing heavy is imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

REPORT_VERSION = 5
"""The version of what a report holds. A kept report of another version is worked out anew."""

ERRORS = ("unreachable-scene", "unreachable-ending", "unreachable-reply", "trapped")
WARNINGS = (
    "unfair",
    "detour-pays",
    "rude-success",
    "no-recovery",
    "root-skipped",
    "told-too-soon",
    "dimension-not-measured",
    "unheard-line",
)
ADVICE = ("longest-is-best", "first-is-best", "no-decision", "straw-man", "one-note")
RULES_OF_REPORT = (*ERRORS, *WARNINGS, *ADVICE)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the explored states show of a story.

    `scene` is a scene or an ending and `reply` a reply in it; a shared reply stands alone, and both are
    None for what is true of the whole story. `witness` is the shortest list of reply ids that shows it,
    None where it speaks of no play. `data` holds the figures and names that the message needs, as JSON
    knows them.
    """

    rule: str
    scene: str | None = None
    reply: str | None = None
    witness: tuple[str, ...] | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EndingFigures:
    """How one ending can be scored: the worst and the best mean of the measured scores (0..100) of all
    paths to it, None where nothing is measured; and the probability that guessing ends in it."""

    name: str
    worst: float | None
    best: float | None
    guessed: float


@dataclass(frozen=True, slots=True)
class Player:
    """How one way of playing scores: 0..100 each, None where the story does not measure it.

    `endings` holds the probability of each ending it comes to.
    """

    name: str
    empathy: float | None
    clarity: float | None
    trust: float | None
    mean: float | None
    endings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a story teaches: `taught` are the tactics and techniques of replies that are the best of several
    in some state, `tempting` the missteps of replies that are offered beside a better one."""

    taught: tuple[str, ...]
    tempting: tuple[str, ...]


class Standing(NamedTuple):
    """How the persona can stand in one scene: in how many states, with which attitudes, and the lowest and
    the highest of each level (0..10, grievances 0..3). A tuple, because a story may have thousands."""

    scene: str
    states: int
    attitudes: tuple[str, ...]
    resistance: tuple[int, int]
    trust: tuple[int, int]
    grievances: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the story of `digest` under the rules of `rules` (`conversation.RULES`).

    `bound` is the number of states it was held to. `lessons` is None where the values of replies could not be
    worked out: then the findings and players that rest on values are missing too, although the story was
    proved. Figures and players are empty where the story was not proved or no path ends.
    """

    digest: str
    rules: int
    bound: int
    problems: tuple[Problem, ...]
    endings: tuple[EndingFigures, ...]
    players: tuple[Player, ...]
    lessons: Lessons | None
    standings: tuple[Standing, ...] | None

    @property
    def valued(self) -> bool:
        """Whether each reply's value could be worked out."""
        return self.lessons is not None

    def to_json(self) -> str:
        """The report as JSON text; `from_json` reads it back to an equal report."""
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps(
            {"report": REPORT_VERSION, **held}, ensure_ascii=False, separators=(",", ":"), default=asdict
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """Read a kept report. Raises ValueError for anything but a whole report of this version."""
        try:
            data = json.loads(text)
            if data.pop("report") != REPORT_VERSION:
                raise ValueError("a report of another version")
            data["problems"] = tuple(_problem(one) for one in data["problems"])
            data["endings"] = tuple(EndingFigures(**one) for one in data["endings"])
            data["players"] = tuple(Player(**one) for one in data["players"])
            taught = data["lessons"]
            data["lessons"] = taught and Lessons(tuple(taught["taught"]), tuple(taught["tempting"]))
            stood = data["standings"]
            data["standings"] = None if stood is None else tuple(_standing(one) for one in stood)
            report = cls(**data)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a report: {error!r}") from error
        if any(problem.rule not in RULES_OF_REPORT for problem in report.problems):
            raise ValueError("not a report: a rule that no report has")
        if not all(isinstance(count, int) for count in (report.rules, report.bound)):
            raise ValueError("not a report: a count that is no whole number")
        return report


def _problem(data: dict[str, Any]) -> Problem:
    witness = data["witness"]
    return Problem(**{**data, "witness": None if witness is None else tuple(witness)})


def _standing(data: list[Any]) -> Standing:
    scene, states, attitudes, resistance, trust, grievances = data
    return Standing(scene, states, tuple(attitudes), tuple(resistance), tuple(trust), tuple(grievances))
