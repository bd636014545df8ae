"""The debrief of a conversation as data: how it ended, the scores, and every reply looked at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from servicesim.conversation import Exchange, offered, start
from servicesim.persona.levels import Persona
from servicesim.results.reasons import movements, reason
from servicesim.results.scores import Scores, guessing, score
from servicesim.solver.proof import Proof
from servicesim.story.linked import Line, Outcome, State, Story


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
    `empathy` and `clarity` are the reply's marks, -3..+3.
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


@dataclass(frozen=True, slots=True)
class Debrief:
    """All that a trainee learns of a finished conversation.

    `guess` is what random play scores on average; `used` and `missed` are tactics, `missed` those that
    some moment called for and that were never used; `endings_found` counts this trainee's endings of the
    story, None where nobody counted.
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


def review(story: Story, exchanges: Sequence[Exchange]) -> tuple[TurnReview, ...]:
    """Every reply looked at again, whether or not the conversation has ended."""
    return tuple(_turn(story, exchange) for exchange in exchanges)


def debrief(
    story: Story,
    exchanges: Sequence[Exchange],
    proof: Proof,
    *,
    mode: str,
    assisted: bool,
    seen: bool,
    endings_found: int | None = None,
) -> Debrief:
    """The debrief of a conversation that reached an ending. Raises ValueError for one that did not."""
    last = exchanges[-1].after if exchanges else start(story)
    ending = story.endings.get(last.scene)
    if ending is None:
        raise ValueError("a conversation is debriefed when it has ended")
    turns = review(story, exchanges)
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
    )


def _turn(story: Story, exchange: Exchange) -> TurnReview:
    before, after = exchange.before.persona, exchange.after.persona
    reply, temperament = exchange.reply, story.character.temperament
    missteps = tuple(tag for tag in reply.tags if temperament.tag(tag).kind == "misstep")
    return TurnReview(
        turn=exchange.after.turn,
        scene=reply.scene,
        reply=reply.id,
        say=reply.say,
        does=reply.does,
        note=reply.note,
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
        called_for=called_for(story, exchange.before),
    )


def _uses(story: Story, counts: Counter[str]) -> tuple[TagUse, ...]:
    temperament = story.character.temperament
    return tuple(TagUse(tag, temperament.tag(tag).title, times) for tag, times in counts.most_common())
