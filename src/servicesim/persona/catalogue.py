"""The catalogue: every tactic, technique and misstep that a reply can be tagged with.

It is product data (`catalogue.yaml` beside this module). Ids are stable, because saved sessions name
them; marks and reactions are the project's own and unvalidated.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["tactic", "technique", "misstep"]
Role = Literal["soothes", "explores", "informs", "solves"]
Source = Literal["customer", "employee", "organisation"]


class Strict(BaseModel):
    """Base of the persona's data: nothing unknown, nothing converted, nothing changed later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Reaction(Strict):
    """What one tag does to the levels; a level that is not named (None) is left to whoever is asked next."""

    resistance: int | None = Field(default=None, ge=-10, le=10)
    trust: int | None = Field(default=None, ge=-10, le=10)
    grievances: int | None = Field(default=None, ge=-3, le=3)

    def over(self, base: Reaction) -> Reaction:
        """This reaction where it names a level, else `base`."""
        return Reaction(
            resistance=base.resistance if self.resistance is None else self.resistance,
            trust=base.trust if self.trust is None else self.trust,
            grievances=base.grievances if self.grievances is None else self.grievances,
        )


class Marks(Strict):
    """What one tag is worth for two of the scores, -3..+3 each."""

    empathy: int = Field(default=0, ge=-3, le=3)
    clarity: int = Field(default=0, ge=-3, le=3)


class Strategy(Strict):
    """One of the eight families of tactics, with the source of resistance that it answers."""

    title: str
    source: Source


class Tag(Strict):
    """A tactic, a technique or a misstep.

    `meaning` says what the trainee does, `done` is the same as a clause for the debrief ("named the
    trouble she had"), without a subject and without a full stop.
    """

    kind: Kind
    title: str
    meaning: str
    done: str
    strategy: str | None = None
    role: Role | None = None
    marks: Marks = Marks()
    reaction: Reaction = Reaction()


class Catalogue(Strict):
    """All tags by id, and the strategies they belong to."""

    strategies: dict[str, Strategy]
    tags: dict[str, Tag]

    def of_kind(self, *kinds: Kind) -> dict[str, Tag]:
        """The tags of some kinds, in the order of the catalogue."""
        return {name: tag for name, tag in self.tags.items() if tag.kind in kinds}


@cache
def catalogue() -> Catalogue:
    """The catalogue of the package."""
    text = resources.files("servicesim.persona").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    return Catalogue.model_validate(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
