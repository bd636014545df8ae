"""The three scores: what a trainee earned, held against what this story made reachable.

The weights behind them (marks, reactions) are the project's own and not validated. A score says how a
conversation went by this story's rules; it does not measure a person's empathy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from servicesim.solver.proof import Proof, Range
from servicesim.story.linked import State


class Given(Protocol):
    """A reply that was given, as far as scores go: its marks (-3..+3 each), and the state after it."""

    @property
    def empathy(self) -> int: ...
    @property
    def clarity(self) -> int: ...
    @property
    def after(self) -> State: ...


class Earned(NamedTuple):
    """Raw earned values. `empathy` and `clarity` are means of marks (-3..+3), `trust` a level (0..10)."""

    empathy: float
    clarity: float
    trust: float


class Scores(NamedTuple):
    """Path-fair scores, 0..100 each; None where this story does not measure one."""

    empathy: float | None
    clarity: float | None
    trust: float | None

    @property
    def mean(self) -> float | None:
        """The mean of the measured scores, None where none is."""
        measured = [value for value in self if value is not None]
        return sum(measured) / len(measured) if measured else None


NOT_MEASURED = Scores(None, None, None)


def earned(exchanges: Sequence[Given], par: int) -> Earned:
    """What a complete conversation earned.

    Empathy and clarity: the sum of marks divided by max(n, par), where n is the number of replies given
    and `par` the number of replies in the shortest complete path that ends with the best reachable trust.
    Trust: the level at the end.
    """
    over = max(len(exchanges), par, 1)
    return Earned(
        empathy=sum([exchange.empathy for exchange in exchanges]) / over,
        clarity=sum([exchange.clarity for exchange in exchanges]) / over,
        trust=exchanges[-1].after.persona.trust if exchanges else 0,
    )


def path_fair(earned_value: float, attainable: Range | None) -> float | None:
    """`100 * (earned - worst) / (best - worst)`, None where best equals worst or nothing was proved."""
    value = None if attainable is None else attainable.score(earned_value)
    if value is None:
        return None
    return min(100.0, max(0.0, value))  # held against rounding alone: the proof covers every path


def score(exchanges: Sequence[Given], proof: Proof) -> Scores:
    """The scores of a complete conversation; none is measured where the proof was bounded."""
    if proof.par is None:
        return NOT_MEASURED
    got = earned(exchanges, proof.par)
    return Scores(
        empathy=path_fair(got.empathy, proof.empathy),
        clarity=path_fair(got.clarity, proof.clarity),
        trust=path_fair(got.trust, proof.trust),
    )


def guessing(proof: Proof) -> Scores:
    """What uniformly random play scores on average in this story."""
    if proof.random is None:
        return NOT_MEASURED
    return Scores(proof.random.empathy, proof.random.clarity, proof.random.trust)


def score_text(value: float | None) -> str:
    """A score as people read it: a whole number from 0 to 100, or "not measured here"."""
    return "not measured here" if value is None else f"{value:.0f}"
