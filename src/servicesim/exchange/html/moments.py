"""What is worth talking over: two strengths, and one moment with an excerpt of what was said.

Both come from fair attempts alone, and from those of them whose transcripts the store's policy opens. The
moment is the reply that cost most in the newest few: on the score that is clearly below that of others where
one is, else on the mean of all three.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from servicesim.conversation import Exchange
from servicesim.errors import ReplyNotOffered
from servicesim.exchange.html import words
from servicesim.persona.catalogue import catalogue
from servicesim.results.debrief import Debrief, TagUse, TurnReview
from servicesim.results.standing import SCORES, Standing
from servicesim.results.statistics import clearly
from servicesim.saves.play import Play, story_of
from servicesim.saves.review.session import may_read
from servicesim.saves.review.trainee import TraineeReview
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.linked import Line
from servicesim.story.placeholders import fill
from servicesim.words import count, day

NEWEST = 5
"""Fair attempts, the newest, among which moments are looked for: they should still be known."""

ENOUGH = 3
"""Attempts from which on tactics are called a strength: of one or two it may have been the story."""

LONGEST = 500
"""Characters of one speech that stand on the page, which is to stay one."""

_PARAGRAPH = re.compile(r"\n\s*\n")

LEAST = 2.0
"""Points that a reply has to have cost to be talked over: below that it landed."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody said or did; `own` says that it is the trainee's reply in question."""

    who: str
    does: str
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One reply with what was said before and after it; `better` is empty where none may be shown."""

    title: str
    when: str
    turn: int
    speeches: tuple[Speech, ...]
    why: str
    cost: str
    better: str
    persona: str


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength and what it is seen by. `said` is a reply that shows it, of the story `title`; empty where
    none is at hand."""

    name: str
    evidence: str
    said: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class CloserLook:
    """`closed` says that the policy keeps what was said from managers."""

    strengths: tuple[Strength, ...]
    moment: Moment | None
    closed: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """One attempt that may be read, with its debrief and when it began."""

    play: Play
    review: Debrief
    began: datetime


def closer_look(store: Store, review: TraineeReview, name: str) -> CloserLook:
    """The strengths and the moment of a trainee, who is shown as `name`. Raises StoreUnusable."""
    seen = list(_seen(store, review))
    closed = not seen and bool(review.fair)
    return CloserLook(
        strengths=tuple(_strengths(review, seen, name)),
        moment=_moment(review.standing, seen, name),
        closed=closed,
    )


def _seen(store: Store, review: TraineeReview) -> Iterator[_Seen]:
    for attempt in review.fair[-NEWEST:]:
        session = store.session(attempt.session)
        if may_read(review.policy, session):
            story = story_of(store, session)
            try:
                play = Play.resume(store, session, story, proof_of(story))
            except ReplyNotOffered:  # the rows were changed by hand; `verify` says so
                continue
            yield _Seen(play, play.review(), session.started)


def _strengths(review: TraineeReview, seen: Sequence[_Seen], name: str) -> Iterator[Strength]:
    """Scores clearly above those of others first, one at the most where tactics can be told of as well; then
    the tactics that are used most, over and above the times that a moment called for them in vain."""
    against = review.standing.against
    above = [score for score in SCORES if clearly(getattr(against, score)) == "above"]
    above.sort(key=lambda score: -getattr(against, score).estimate.low)
    tactics = _tactics(review)
    for score in above[: 1 if tactics else 2]:
        figure = getattr(against, score)
        yield Strength(
            words.SCORES[score],
            f"{words.difference_text(figure)} points against others at the same stories "
            f"({count(figure.n, 'first attempt')}).",
        )
    quoted: set[str] = set()
    for use in tactics:
        said, title = _shown(use.tag, seen, name, quoted)
        quoted.add(said)
        meaning = catalogue().tags[use.tag].meaning if use.tag in catalogue().tags else ""
        times = f"{count(use.times, 'time')} in {count(review.read, 'first attempt')}."
        yield Strength(use.title, f"{meaning} {times}".strip(), said, title)


def _tactics(review: TraineeReview) -> list[TagUse]:
    if review.read < ENOUGH:
        return []
    missed = {use.tag: use.times for use in review.missed}
    good = [use for use in review.used if use.times > missed.get(use.tag, 0) and use.times > 1]
    return sorted(good, key=lambda use: missed.get(use.tag, 0) - use.times)


def _shown(tag: str, seen: Sequence[_Seen], name: str, quoted: Collection[str]) -> tuple[str, str]:
    """The reply with this tactic, and no misstep, that did most, and the title of its story; not one that is
    quoted already. Empty where none lowered resistance or raised trust."""
    best = 0, "", ""
    for one in reversed(seen):
        for turn in one.review.turns:
            gain = turn.d_trust - turn.d_resistance
            if tag in turn.tactics and not turn.missteps and turn.say and gain > best[0]:
                said = _filled(one.play, turn.say, name)
                best = best if said in quoted else (gain, said, one.play.story.title)
    return best[1:]


def _moment(standing: Standing, seen: Sequence[_Seen], name: str) -> Moment | None:
    weak = [score for score in SCORES if clearly(getattr(standing.against, score)) == "below"]
    weak.sort(key=lambda score: getattr(standing.against, score).estimate.high)
    costly = [
        (_cost(turn, weak[0] if weak else None), one.began, one, turn)
        for one in seen
        for turn in one.review.turns
        if turn.judgement is not None and turn.judgement.gave_away >= LEAST
    ]
    if not costly:
        return None
    _, _, one, turn = max(costly, key=lambda found: found[:2])
    return _told(one, turn, name)


def _cost(turn: TurnReview, score: str | None) -> float:
    if turn.judgement is None:
        return 0.0
    return turn.judgement.gave_away if score is None else getattr(turn.judgement.on, score) or 0.0


def _told(one: _Seen, turn: TurnReview, name: str) -> Moment:
    play, number = one.play, turn.turn
    given: Exchange = play.exchanges[number - 1]
    before = play.exchanges[number - 2] if number > 1 else None
    lines = (play.opening,) if before is None else (before.answer, before.line)
    speeches = [
        *(_speech(play, line, name) for line in lines if line is not None),
        Speech(name, _filled(play, turn.does, name), _filled(play, turn.say, name), own=True),
        *(_speech(play, line, name) for line in (given.answer, given.line) if line is not None),
    ]
    better = "" if turn.better is None else turn.better.reply.say or f"({turn.better.reply.does})"
    return Moment(
        title=play.story.title,
        when=day(one.began),
        turn=number,
        speeches=tuple(speeches),
        why=turn.reason,
        cost="" if turn.judgement is None else count(round(turn.judgement.gave_away), "point"),
        better=_filled(play, better, name),
        persona=play.story.character.name,
    )


def _speech(play: Play, line: Line, name: str) -> Speech:
    who = line.speaker or play.story.character.name
    return Speech(_filled(play, who, name), _filled(play, line.does, name), _filled(play, line.text, name))


def _filled(play: Play, text: str | None, name: str) -> str:
    filled = _PARAGRAPH.sub("\n", fill(text or "", trainee=name, persona=play.story.character.name))
    return filled if len(filled) <= LONGEST else f"{filled[:LONGEST].rsplit(maxsplit=1)[0]} …"
