"""What the lines of a portable file may hold, each value of its kind and within its bounds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from servicesim.preferences import LONGEST_NAME
from servicesim.saves.records import Mode, Outcome, ReplyKind, Status, utc_moment


def _moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("a time is written as a text")
    return utc_moment(value)


def _seen(text: str) -> str:
    if not text.isprintable():
        raise ValueError("there are characters in it that cannot be seen")
    return text


_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_seen)]
_Text = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_seen)]
_Moment = Annotated[datetime, BeforeValidator(_moment)]
_Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
_Level = Annotated[int, Field(ge=0, le=10)]
_Points = Annotated[float, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PortableStory(_Part):
    """The text of a story; as `StoredStory`."""

    digest: _Hash
    story: _Text
    title: _Text
    source: Literal["", "customer", "employee", "organisation"]
    document: str


class PortableReply(_Part):
    """A row of a session; as `ReplyRow`, which says what each is."""

    seq: _Count
    kind: ReplyKind
    turn: _Count
    scene: _Text
    reply: _Text
    attitude: _Text
    resistance: _Level
    trust: _Level
    grievances: _Level
    at: _Moment
    decided_ms: _Count | None
    hash: _Hash


class PortableSession(_Part):
    """A session with its rows; as `SessionRecord`, which says what each is. `debriefed` is when its debrief
    was shown last, `scored` says whether its scores come from a replay."""

    id: _Id
    trainee: _Name
    story: _Text
    story_digest: _Hash
    mode: Mode
    status: Status
    ending: _Text | None
    outcome: Outcome | None
    turns: _Count
    started: _Moment
    touched: _Moment
    ended: _Moment | None
    empathy: _Points | None
    clarity: _Points | None
    trust: _Points | None
    assisted: bool
    seen: bool
    parent: _Id | None
    rules: _Count
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    assisted_at_start: bool
    hash: _Hash
    tip: _Hash
    first: bool
    debriefed: _Moment | None
    scored: bool
    replies: list[PortableReply]


class PortableEnd(_Part):
    """How many stories and sessions the file had when it was written."""

    stories: _Count
    sessions: _Count
