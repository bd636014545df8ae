"""What the solver proved of one story, as plain data that can be kept and read back.

Nothing here is computed, and nothing heavy is imported: the story picker reads proofs at the start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Verdict = Literal["proved", "bounded"]
Rule = Literal["dead-end", "no-line", "no-target", "no-ending-for-left", "no-ending-for-time"]

VERDICTS: tuple[Verdict, ...] = ("proved", "bounded")
TROUBLE_RULES: tuple[Rule, ...] = (
    "dead-end",
    "no-line",
    "no-target",
    "no-ending-for-left",
    "no-ending-for-time",
)

SOLVER_VERSION = 2
"""The version of what a proof holds. A kept proof of another version is worked out anew."""

BOUND = 3_000_000
"""The number of states past which a story is not proved to the end."""


MOST_VALUED = 400_000
"""The most states that values (reviews, hints) are worked out for: about 4 bytes a state, turn and length."""


@dataclass(frozen=True, slots=True)
class Range:
    """The worst and the best that one score can earn on any complete path of a story.

    Empathy and clarity are earned as the sum of marks over max(replies, par), -3..+3; trust as its level
    at the ending, 0..10.
    """

    worst: float
    best: float

    @property
    def measured(self) -> bool:
        """Whether a story tells one trainee from another on this score at all."""
        return self.best - self.worst > 1e-9

    def score(self, earned: float) -> float | None:
        """What was earned as a score of 0..100; None where the story does not measure it."""
        if not self.measured:
            return None
        return 100 * (earned - self.worst) / (self.best - self.worst)


@dataclass(frozen=True, slots=True)
class RandomPlay:
    """What comes of giving each offered reply the same chance at every step.

    `endings` holds the probability of each ending that can be reached, `ended` that of reaching any; the
    scores, 0..100, are averaged over the paths that end, None where the story does not measure them or
    none ends.
    """

    empathy: float | None
    clarity: float | None
    trust: float | None
    endings: Mapping[str, float]
    ended: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong in play, with the shortest list of reply ids that leads to it.

    `scene` is the scene or ending it happens in; `reply` the reply that was given there, None where it
    is no reply's doing (a dead end, a scene or ending none of whose lines applies). The witness includes
    that reply. `states` is how often it happens: for a dead end the states of the scene in which nothing
    is offered, otherwise the steps (a state and a reply given in it, the last turn apart from others).
    `among` counts all states of the scene that were visited, for a dead end.
    """

    rule: Rule
    scene: str
    reply: str | None
    witness: tuple[str, ...]
    states: int
    among: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of the story of `digest` under the rules of `rules` (`conversation.RULES`).

    `verdict` is "proved" where every state that can be reached within the story's turns was visited, and
    "bounded" where there are more than `bound`: then scores, par, random play and `longest` are None, and
    scenes, endings and troubles are those found by then. `states` counts states by what can still matter
    in them. `par` is the number of replies in the shortest complete path that ends with the best
    reachable trust; `shortest` and `longest` are the numbers of replies in complete paths. All of these
    are None where no path ends. `scenes` and `endings` are those that can be reached, in the order of
    the story.
    """

    digest: str
    rules: int
    verdict: Verdict
    states: int
    bound: int
    par: int | None
    empathy: Range | None
    clarity: Range | None
    trust: Range | None
    random: RandomPlay | None
    shortest: int | None
    longest: int | None
    scenes: tuple[str, ...]
    endings: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    def to_json(self) -> str:
        """The proof as JSON text; `from_json` reads it back to an equal proof."""
        return json.dumps(
            {"solver": SOLVER_VERSION, **asdict(self)}, ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Proof:
        """Read a kept proof. Raises ValueError for anything but a whole proof of this solver's version."""
        try:
            data = json.loads(text)
            if data.pop("solver") != SOLVER_VERSION:
                raise ValueError("a proof of another version of the solver")
            proof = cls(**_revived(data))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a proof: {error!r}") from error
        if proof.verdict not in VERDICTS or any(t.rule not in TROUBLE_RULES for t in proof.troubles):
            raise ValueError("not a proof: a word that no proof has")
        counts = (proof.rules, proof.states, proof.bound)
        if not all(isinstance(count, int) for count in counts):
            raise ValueError("not a proof: a count that is no whole number")
        return proof


def _revived(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a proof from its JSON, with their own types."""
    for score in ("empathy", "clarity", "trust"):
        if data[score] is not None:
            data[score] = Range(**_numbers(data[score]))
    if data["random"] is not None:
        play = data["random"]
        data["random"] = RandomPlay(**{**play, "endings": _numbers(play["endings"])})
    data["scenes"] = tuple(data["scenes"])
    data["endings"] = tuple(data["endings"])
    data["troubles"] = tuple(
        Trouble(**{**trouble, "witness": tuple(trouble["witness"])}) for trouble in data["troubles"]
    )
    return data


def _numbers(data: dict[str, Any]) -> dict[str, float]:
    return {str(name): float(number) for name, number in data.items()}


def can_be_valued(proof: Proof) -> bool:
    """Whether the value of each state can be worked out: proved, and not too large for it."""
    return proof.verdict == "proved" and proof.states <= MOST_VALUED
