"""Archetypes: the kinds of person that a story's persona can be, as data of the package."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, Field

from servicesim.persona.catalogue import Reaction, Strict
from servicesim.persona.conditions import AttitudeIn, Compare, ConditionError, leaves, parse

Form = Literal["pushing_back", "unresponsive", "withdrawn", "complaining"]


WRITTEN = ("chat", "email")
"""The channels on which nothing is seen or heard."""


def _levels_only(text: str) -> str:
    """A transition's condition speaks of levels alone: its answer is remembered per level."""
    try:
        tests = list(leaves(parse(text)))
    except ConditionError as error:
        raise ValueError(error.message) from error
    for test in tests:
        if isinstance(test, AttitudeIn) or not isinstance(test, Compare) or test.level == "turn":
            raise ValueError("a transition may ask about resistance, trust and grievances only")
    return text


LevelCondition = Annotated[str, AfterValidator(_levels_only)]


class Attitude(Strict):
    """One attitude: the form of resistance it shows, if any, and what a trainee can see of it.

    `cues` are what is visible or audible, the first of them also on the telephone ("voice raised, speaking
    fast"); `in_writing` is what shows in messages, where that is something else.
    """

    title: str
    form: Form | None = None
    cues: list[str] = Field(min_length=1)
    in_writing: str | None = None

    def cue(self, channel: str, lasted: int = 0) -> str:
        """What a trainee notices on a channel; face to face another thing the longer the attitude has
        lasted, counted in replies."""
        if channel in WRITTEN and self.in_writing is not None:
            return self.in_writing
        return self.cues[lasted % len(self.cues)] if channel == "counter" else self.cues[0]


class Transition(Strict):
    """The way from some attitudes to another, taken where `when` holds; the first that holds is taken."""

    source: list[str] = Field(alias="from", min_length=1)
    to: str
    when: LevelCondition


class Start(Strict):
    """Where a persona of this archetype begins, unless the story says otherwise."""

    attitude: str
    resistance: int = Field(ge=0, le=10)
    trust: int = Field(ge=0, le=10)
    grievances: int = Field(default=0, ge=0, le=3)


class Manner(Strict):
    """How strongly the rules of a believable persona hold for this archetype.

    The strengths are the project's own and unvalidated; the rules come from the research named in the
    documentation.
    """

    loss_ratio: float = Field(default=1.0, ge=1.0, le=3.0)
    """What a loss of trust is multiplied by (rounded half away from zero)."""
    open_grievance: int = Field(default=0, ge=0, le=3)
    """What an open grievance adds to the harm of a misstep, on each level that it harms."""
    repeated_misstep: int = Field(default=0, ge=0, le=3)
    """What the same misstep twice running adds to its harm, beside an open grievance."""
    early_solution: Reaction | None = None
    """The reaction to anything that *solves* before the root is known, where its own is not worse."""
    worn_soother: Reaction | None = None
    """The reaction to the same soother a third time running, where its own is not worse.

    The second time it helps half as much."""


class Archetype(Strict):
    """A kind of person: attitudes, the ways between them, and what moves them.

    `reactions` maps `any` or an attitude to tags to what they do there; what it does not name comes from
    the catalogue, unless `own_reactions_only`.
    """

    id: str
    title: str
    summary: str
    start: Start
    tell_at: int = Field(ge=0, le=10)
    attitudes: dict[str, Attitude]
    transitions: list[Transition] = Field(default_factory=list)
    reactions: dict[str, dict[str, Reaction]] = Field(default_factory=dict)
    own_reactions_only: bool = False
    manner: Manner = Manner()


def _folder() -> resources.abc.Traversable:
    return resources.files("servicesim.persona").joinpath("archetypes")


@cache
def archetype_ids() -> tuple[str, ...]:
    """The ids of the package's archetypes, in alphabetical order."""
    return tuple(sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".yaml")))


@cache
def archetype(name: str) -> Archetype:
    """One archetype of the package. Raises KeyError for a name that is not in `archetype_ids()`."""
    if name not in archetype_ids():
        raise KeyError(name)
    text = _folder().joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Archetype.model_validate({"id": name, **data})
