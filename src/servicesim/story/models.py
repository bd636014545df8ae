"""The story format as pydantic models: what each key may hold, before names are resolved.

Scalars arrive as the exact text that was written, so `no`, `on` and `12:30` stay words; fields that mean
a number or a truth value read that text themselves. Shorthands (one text for a list of lines, one target
for a list of targets) are brought into their long form here, so that everything after knows one form.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from servicesim.persona.archetype import Form
from servicesim.story.linked import Channel, Outcome, Use

FORMAT_VERSION = 1
DEFAULT_MAX_TURNS = 40
DEFAULT_TELL_AT = 4
MOST_ATTITUDES = 24
MOST_TRANSITIONS = 200

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def _whole(value: object) -> object:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return value


def _truth(value: object) -> object:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _as_lines(value: object) -> object:
    return [{"text": value}] if isinstance(value, str) else value


def _as_targets(value: object) -> object:
    return [{"to": value}] if isinstance(value, str) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _as_names(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_weights(value: object) -> object:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value, "full")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[float, BeforeValidator(_number)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=100_000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ConditionText = Annotated[str, StringConstraints(min_length=1)]
Names = Annotated[list[Text], BeforeValidator(_as_names)]
TagWeights = Annotated[dict[str, Literal["full", "weak"]], BeforeValidator(_as_weights)]


class Part(BaseModel):
    """Base of every part of a story: unknown keys are findings, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def __eq__(self, other: object) -> bool:
        """As pydantic's own, far quicker: writing a story holds every part of it against the default."""
        return self is other or (type(self) is type(other) and self.__dict__ == other.__dict__)


class LinePart(Part):
    """One entry of `says` or `answer`."""

    when: ConditionText | None = None
    text: Text | None = None
    does: Text | None = None
    speaker: Text | None = None
    sets: list[FactName] = Field(default_factory=list)


class TargetPart(Part):
    """One entry of `then`."""

    when: ConditionText | None = None
    to: Name


class EffectsPart(Part):
    """`effects` of a reply: what comes on top of the persona's reaction."""

    resistance: Whole = Field(default=0, ge=-10, le=10)
    trust: Whole = Field(default=0, ge=-10, le=10)


class MarksPart(Part):
    """`marks` of a reply: they replace the tags' marks for the scores that are named."""

    empathy: Whole | None = Field(default=None, ge=-3, le=3)
    clarity: Whole | None = Field(default=None, ge=-3, le=3)


Lines = Annotated[list[LinePart], BeforeValidator(_as_lines)]
Targets = Annotated[list[TargetPart], BeforeValidator(_as_targets)]


class ReplyPart(Part):
    """A reply, in a scene or shared."""

    when: ConditionText | None = None
    say: Text | None = None
    does: Text | None = None
    tactics: TagWeights = Field(default_factory=dict)
    missteps: TagWeights = Field(default_factory=dict)
    effects: EffectsPart = EffectsPart()
    marks: MarksPart = MarksPart()
    sets: list[FactName] = Field(default_factory=list)
    clears: list[FactName] = Field(default_factory=list)
    once: Truth = False
    note: Text | None = None
    answer: Lines = Field(default_factory=list)
    then: Targets = Field(min_length=1)


class ScenePart(Part):
    """A scene. `does` is the stage direction of whichever line is said, unless that line has its own."""

    does: Text | None = None
    says: Lines = Field(default_factory=list)
    replies: dict[Name, ReplyPart] = Field(default_factory=dict)
    also: list[Name] = Field(default_factory=list)


class EndingPart(Part):
    """An ending."""

    outcome: Outcome
    on: Literal["left", "out_of_time"] | None = None
    when: ConditionText | None = None
    does: Text | None = None
    says: Lines = Field(default_factory=list)
    aftermath: Text | None = None


class RootPart(Part):
    """What lies beneath the resistance."""

    kind: Literal["concern", "dissatisfaction", "misunderstanding"]
    text: Text
    known_by: FactName | None = None
    tell_at: Whole | None = Field(default=None, ge=0, le=10)


class ReactionPart(Part):
    """One entry of a story's own reaction to a tag."""

    when: ConditionText | None = None
    resistance: Whole | None = Field(default=None, ge=-10, le=10)
    trust: Whole | None = Field(default=None, ge=-10, le=10)
    grievances: Whole | None = Field(default=None, ge=-3, le=3)


Reactions = Annotated[list[ReactionPart], BeforeValidator(_as_list)]


class LevelsPart(Part):
    """What something does to the levels, in an archetype of a story's own: `ReactionPart` without `when`."""

    resistance: Whole | None = Field(default=None, ge=-10, le=10)
    trust: Whole | None = Field(default=None, ge=-10, le=10)
    grievances: Whole | None = Field(default=None, ge=-3, le=3)


class StartPart(Part):
    """Where a persona of a story's own archetype begins."""

    attitude: Text
    resistance: Whole = Field(ge=0, le=10)
    trust: Whole = Field(ge=0, le=10)
    grievances: Whole = Field(default=0, ge=0, le=3)


class AttitudePart(Part):
    """One attitude of a story's own archetype."""

    title: Text
    form: Form | None = None
    cues: list[Text] = Field(min_length=1)
    in_writing: Text | None = None


class TransitionPart(Part):
    """The way from some attitudes to another."""

    source: Names = Field(alias="from", min_length=1)
    to: Text
    when: ConditionText


class MannerPart(Part):
    """How strongly the rules of a believable persona hold for a story's own archetype."""

    loss_ratio: Number = Field(default=1.0, ge=1, le=3)
    open_grievance: Whole = Field(default=0, ge=0, le=3)
    repeated_misstep: Whole = Field(default=0, ge=0, le=3)
    early_solution: LevelsPart | None = None
    worn_soother: LevelsPart | None = None


class ArchetypePart(Part):
    """An archetype that a story brings along."""

    id: FactName | None = None
    title: Text
    summary: Text | None = None
    start: StartPart
    tell_at: Whole = Field(default=DEFAULT_TELL_AT, ge=0, le=10)
    manner: MannerPart = MannerPart()
    attitudes: dict[FactName, AttitudePart] = Field(min_length=1, max_length=MOST_ATTITUDES)
    transitions: list[TransitionPart] = Field(default_factory=list, max_length=MOST_TRANSITIONS)
    reactions: dict[str, dict[str, LevelsPart]] = Field(default_factory=dict)
    own_reactions_only: Truth = False


NAMED, OWN = "named", "own"
"""An archetype is named, or a story's own; pydantic puts the word into the place of an error inside it."""


def _which_archetype(value: object) -> str:
    return OWN if isinstance(value, dict | ArchetypePart) else NAMED


class PersonaPart(Part):
    """The persona of the story."""

    name: Text
    role: Text
    archetype: Annotated[
        Annotated[Text, Tag(NAMED)] | Annotated[ArchetypePart, Tag(OWN)], Discriminator(_which_archetype)
    ]
    attitude: Text | None = None
    resistance: Whole | None = Field(default=None, ge=0, le=10)
    trust: Whole | None = Field(default=None, ge=0, le=10)
    grievances: Whole | None = Field(default=None, ge=0, le=3)
    root: Annotated[list[RootPart], BeforeValidator(_as_list)] = Field(default_factory=list)
    reactions: dict[str, Reactions] = Field(default_factory=dict)


class YouPart(Part):
    """Whom the trainee plays."""

    role: Text | None = None
    briefing: Text | None = None


class DocumentPart(Part):
    """A paper that can be read during the conversation."""

    title: Text
    text: Text


class StoryPart(Part):
    """A whole story as written."""

    servicesim: Whole = Field(ge=FORMAT_VERSION, le=FORMAT_VERSION)
    id: Name
    title: Text
    summary: Text | None = None
    source: Literal["customer", "employee", "organisation"]
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")] = "en"
    channel: Channel = "counter"
    use: Use = "both"
    max_turns: Whole = Field(default=DEFAULT_MAX_TURNS, ge=1, le=1000)
    you: YouPart = YouPart()
    persona: PersonaPart
    documents: dict[Name, DocumentPart] = Field(default_factory=dict)
    facts: list[FactName] = Field(default_factory=list)
    start: Name
    scenes: dict[Name, ScenePart] = Field(min_length=1)
    replies: dict[Name, ReplyPart] = Field(default_factory=dict)
    endings: dict[Name, EndingPart] = Field(min_length=1)

    def canonical(self) -> str:
        """The story as JSON without spaces, the shortest form that reads back to the same story."""
        return self.model_dump_json(exclude_defaults=True, by_alias=True)
