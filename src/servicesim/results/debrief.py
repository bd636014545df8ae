"""The debrief of a conversation as data: how it ended, the scores, and every reply looked at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from servicesim.conversation import Exchange, offered, start
from servicesim.persona.levels import Persona
from servicesim.results.judgement import Judgement, judge
from servicesim.results.reasons import movements, reason
from servicesim.results.scores import NOT_MEASURED, Scores, guessing, score
from servicesim.solver.proof import Proof
from servicesim.story.linked import Line, Outcome, State, Story

if TYPE_CHECKING:  # it brings numpy with it
    from servicesim.solver.values import Values


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tactic, technique or misstep, and how often."""

    tag: str
    title: str
    times: int


@dataclass(frozen=True, slots=True)
class TurnReview:
    """One reply looked at again. Levels (0..10) and the attitude are those after it.

    `called_for` are the tactics on offer at that moment that this persona would have taken best;
    `empathy` and `clarity` are the reply's marks, -3..+3. `judgement` says what it gave away, None where a
    story is too large for that; `better` is the reply that would have been better, None where this one was
    best or where the story keeps its better replies closed.
    """

    turn: int
    scene: str
    reply: str
    say: str | None
    does: str | None
    note: str | None
    attitude: str
    resistance: int
    trust: int
    d_resistance: int
    d_trust: int
    empathy: int
    clarity: int
    tactics: tuple[str, ...]
    missteps: tuple[str, ...]
    reason: str
    called_for: tuple[str, ...]
    judgement: Judgement | None
    better: Exchange | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The attempt that this one tries again. They part at the reply numbered `parts_at`, from 1."""

    outcome: Outcome | None
    ending: str | None
    scores: Scores
    turns: tuple[TurnReview, ...]
    parts_at: int


@dataclass(frozen=True, slots=True)
class Debrief:
    """All that a trainee learns of a finished conversation.

    `guess` is what random play scores on average; `used` and `missed` are tactics, `missed` those that
    some moment called for and that were never used; `endings_found` counts this trainee's endings of the
    story, None where nobody counted. `landed`, `turning_point` and `next_time` are the numbers of replies,
    from 1: one that landed, the one from which it went up or down to the end, and the one that cost most.
    """

    title: str
    persona: str
    outcome: Outcome
    ending: str
    closing: Line | None
    aftermath: str | None
    scores: Scores
    guess: Scores
    verdict: str
    start: Persona
    turns: tuple[TurnReview, ...]
    used: tuple[TagUse, ...]
    slips: tuple[TagUse, ...]
    missed: tuple[TagUse, ...]
    endings_found: int | None
    endings_total: int
    mode: str
    assisted: bool
    seen: bool
    landed: int | None
    turning_point: int | None
    next_time: int | None
    earlier: Earlier | None


def called_for(story: Story, state: State) -> tuple[str, ...]:
    """The tactics that this moment calls for: those on offer that this persona would take best right now.

    A tactic is taken well where it lowers resistance or raises trust, after every rule of the persona
    has had its say; of those, the ones with the greatest sum of both. Empty where none on offer helps.
    """
    gains: dict[str, int] = {}
    for reply in offered(story, state):
        for movement in movements(story, state, reply):
            if story.character.temperament.tag(movement.tag).kind != "misstep":
                gain = movement.trust - movement.resistance
                gains[movement.tag] = max(gain, gains.get(movement.tag, gain))
    best = max(gains.values(), default=0)
    return tuple(tag for tag, gain in gains.items() if gain == best) if best > 0 else ()


def review(
    story: Story, exchanges: Sequence[Exchange], proof: Proof | None = None, values: Values | None = None
) -> tuple[TurnReview, ...]:
    """Every reply looked at again, whether or not the conversation has ended.

    Judged only where there are `proof` and `values`. A story for assessment keeps its notes and its better
    replies closed.
    """
    judged: Sequence[Judgement | None] = [None] * len(exchanges)
    if proof is not None and values is not None:
        judged = judge(story, exchanges, proof, values)
    return tuple(_turn(story, exchange, one) for exchange, one in zip(exchanges, judged, strict=True))


def debrief(
    story: Story,
    exchanges: Sequence[Exchange],
    proof: Proof,
    *,
    mode: str,
    assisted: bool,
    seen: bool,
    endings_found: int | None = None,
    values: Values | None = None,
    earlier: Sequence[Exchange] | None = None,
) -> Debrief:
    """The debrief of a conversation that reached an ending. Raises ValueError for one that did not.

    `values` lets it say what each reply gave away; `earlier` are the exchanges of the attempt that this one
    tries again.
    """
    last = exchanges[-1].after if exchanges else start(story)
    ending = story.endings.get(last.scene)
    if ending is None:
        raise ValueError("a conversation is debriefed when it has ended")
    turns = review(story, exchanges, proof, values)
    used = Counter(tag for turn in turns for tag in turn.tactics)
    slips = Counter(tag for turn in turns for tag in turn.missteps)
    wanted = Counter(tag for turn in turns for tag in turn.called_for)
    missed = Counter({tag: times for tag, times in wanted.items() if tag not in used})
    return Debrief(
        title=story.title,
        persona=story.character.name,
        outcome=ending.outcome,
        ending=ending.name,
        closing=exchanges[-1].line if exchanges else None,
        aftermath=ending.aftermath,
        scores=score(exchanges, proof),
        guess=guessing(proof),
        verdict=proof.verdict,
        start=story.opening,
        turns=turns,
        used=_uses(story, used),
        slips=_uses(story, slips),
        missed=_uses(story, missed),
        endings_found=endings_found,
        endings_total=len(story.endings),
        mode=mode,
        assisted=assisted,
        seen=seen,
        landed=_landed(turns),
        turning_point=turning_point(story.opening, turns),
        next_time=_next_time(turns),
        earlier=None if earlier is None else _earlier(story, exchanges, earlier, proof, values),
    )


def turning_point(start: Persona, turns: Sequence[TurnReview]) -> int | None:
    """The reply from which it went up, or down, to the end; None where it did so from the first.

    How things stand is trust less resistance. Where they ended better than they began it is the reply after
    the lowest point, else the one after the highest; of several such points the last.
    """
    stands = [start.trust - start.resistance, *(turn.trust - turn.resistance for turn in turns)]
    extreme = min(stands) if stands[-1] > stands[0] else max(stands)
    last = max(at for at, stood in enumerate(stands) if stood == extreme)
    return last + 1 if 0 < last < len(turns) else None


def _landed(turns: Sequence[TurnReview]) -> int | None:
    """Of the replies without a misstep that cost under 2 points, the one that did most."""
    gains = {
        number: turn.d_trust - turn.d_resistance
        for number, turn in enumerate(turns, 1)
        if not turn.missteps and (turn.judgement is None or turn.judgement.label in ("best", "good"))
    }
    best = max(gains, key=lambda number: gains[number], default=None)
    return best if best is not None and gains[best] > 0 else None


def _next_time(turns: Sequence[TurnReview]) -> int | None:
    """The reply that gave away most, from 2 points on."""
    costs = {
        number: turn.judgement.gave_away for number, turn in enumerate(turns, 1) if turn.judgement is not None
    }
    worst = max(costs, key=lambda number: costs[number], default=None)
    return worst if worst is not None and costs[worst] >= 2 else None


def _earlier(
    story: Story,
    exchanges: Sequence[Exchange],
    earlier: Sequence[Exchange],
    proof: Proof,
    values: Values | None,
) -> Earlier:
    same = 0
    for mine, other in zip(exchanges, earlier, strict=False):
        if mine.reply.id != other.reply.id:
            break
        same += 1
    ending = story.endings.get(earlier[-1].after.scene) if earlier else None
    return Earlier(
        outcome=None if ending is None else ending.outcome,
        ending=None if ending is None else ending.name,
        scores=NOT_MEASURED if ending is None else score(earlier, proof),
        turns=review(story, earlier, proof, values),
        parts_at=same + 1,
    )


def _turn(story: Story, exchange: Exchange, judgement: Judgement | None) -> TurnReview:
    before, after = exchange.before.persona, exchange.after.persona
    reply, temperament = exchange.reply, story.character.temperament
    missteps = tuple(tag for tag in reply.tags if temperament.tag(tag).kind == "misstep")
    closed = story.use == "assessment"
    best = None if judgement is None or closed or not judgement.line else judgement.line[0]
    if judgement is not None and closed:
        judgement = replace(judgement, line=())
    return TurnReview(
        turn=exchange.after.turn,
        scene=reply.scene,
        reply=reply.id,
        say=reply.say,
        does=reply.does,
        note=None if closed else reply.note,
        attitude=after.attitude,
        resistance=after.resistance,
        trust=after.trust,
        d_resistance=after.resistance - before.resistance,
        d_trust=after.trust - before.trust,
        empathy=exchange.empathy,
        clarity=exchange.clarity,
        tactics=tuple(tag for tag in reply.tags if tag not in missteps),
        missteps=missteps,
        reason=reason(story, exchange),
        called_for=() if closed else called_for(story, exchange.before),
        judgement=judgement,
        better=None if best is None or judgement is None or judgement.label == "best" else best,
    )


def _uses(story: Story, counts: Counter[str]) -> tuple[TagUse, ...]:
    temperament = story.character.temperament
    return tuple(TagUse(tag, temperament.tag(tag).title, times) for tag, times in counts.most_common())
