"""One trainee: every session in time, how they stand, what they did well and missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from servicesim.conversation import RULES, replay
from servicesim.errors import ReplyNotOffered, StoreUnusable, UsageError
from servicesim.results.debrief import TagUse, review
from servicesim.results.standing import (
    NOTHING,
    SCORES,
    Again,
    Attempt,
    Proficiency,
    Standing,
    Total,
    again,
    proficiency,
    standing,
    totals,
)
from servicesim.saves import tables
from servicesim.saves.play import story_kept
from servicesim.saves.policy import Policy, policy_of
from servicesim.saves.records import Selection, SessionRecord
from servicesim.saves.review.selected import COUNTED, attempts, wanted
from servicesim.saves.review.words import PEOPLE_HIDDEN
from servicesim.saves.rows import SESSION_COLUMNS, SESSION_NAMES, session_record
from servicesim.saves.store import Store
from servicesim.story.linked import Story

NEWEST = 30
"""Fair attempts, the newest, from which tactics are counted."""

_s = tables.sessions.c


@dataclass(frozen=True, slots=True)
class TraineeReview:
    """One trainee among those selected.

    `sessions` are all of this trainee's in time, the oldest first, of every mode and all rules, as far as the
    filters for stories and dates hold; where the policy hides how practice went, such a session has no
    ending, outcome and scores, no mark of help, of a debrief known or of being the first, no
    replies and no end; one whose scores nobody has checked has no scores. Everything else is of the
    selection's mode and rules: `fair` are the fair attempts that ended, `repeats` the other sessions that
    ended, both in time. `proficiency` is None where no threshold is set, or nothing was scored; it and the
    first of `again` are looked for beyond the filters for stories and the first day. `used`, `slips` and
    `missed` are tactics of the newest fair attempts, `read` of them; where the policy keeps what was said
    closed they are empty, and `read` is 0.
    """

    policy: Policy
    standing: Standing
    sessions: tuple[SessionRecord, ...]
    fair: tuple[Attempt, ...]
    repeats: tuple[Attempt, ...]
    again: tuple[Again, ...]
    proficiency: Proficiency | None
    used: tuple[TagUse, ...]
    slips: tuple[TagUse, ...]
    missed: tuple[TagUse, ...]
    read: int


def trainee_review(
    store: Store, name: str, selection: Selection, now: datetime, policy: Policy | None = None
) -> TraineeReview:
    """What there is to know of one trainee, held against everybody else whom the selection compares.

    `selection.trainee` does not matter. `policy` is what whoever asks may see; None stands for the store's
    own, which is about managers: trainees see all of their own. Raises StoreUnusable; UsageError where the
    policy shows no single people.
    """
    policy = policy_of(store) if policy is None else policy
    if policy.people == "cohorts":
        raise UsageError(PEOPLE_HIDDEN)
    theirs = replace(selection, trainee=name, cohort=None)
    with store.reading() as connection:
        found = attempts(connection, store.location, theirs, policy, now)
        # What came before the filters is a part of how long something took, and of what came first.
        ever = replace(theirs, story=None, source=None, since=None)
        all_found = found if ever == theirs else attempts(connection, store.location, ever, policy, now)
        everybody = _everybody(connection, selection, name, found)
    found.sort(key=lambda attempt: (attempt.started, attempt.session))
    ended = [attempt for attempt in found if attempt.ended is not None]
    fair = tuple(attempt for attempt in ended if attempt.fair)
    stories = {attempt.story for attempt in ended}
    hidden = policy.hides_results(selection.mode)
    opened = selection.mode == "assessment" or policy.practice == "whole"
    tactics = _tactics(store, fair[-NEWEST:] if opened and selection.rules == RULES else ())
    return TraineeReview(
        policy=policy,
        standing=standing(name, found, everybody),
        sessions=tuple(history(store, name, selection, policy)),
        fair=fair,
        repeats=tuple(attempt for attempt in ended if not attempt.fair),
        again=() if hidden else tuple(one for one in again(all_found) if one.story in stories),
        proficiency=None if policy.threshold is None else proficiency(all_found, policy.threshold),
        used=tactics.used,
        slips=tactics.slips,
        missed=tactics.missed,
        read=tactics.read,
    )


def history(store: Store, name: str, selection: Selection, policy: Policy) -> list[SessionRecord]:
    """Every session of a trainee in time, as `TraineeReview.sessions`. Raises StoreUnusable."""
    theirs = replace(selection, trainee=name, cohort=None)
    found = []
    with store.reading() as connection:
        query = (
            select(*SESSION_COLUMNS, _s.scored)
            .where(wanted(connection, theirs, any_mode=True, any_rules=True))
            .order_by(_s.started, _s.id)
        )
        for *values, scored in connection.execute(query).all():
            session = session_record(dict(zip(SESSION_NAMES, values, strict=True)), store.location)
            if policy.hides_results(session.mode):
                session = _took_place(session)
                scored = False
            if not scored:
                session = replace(session, empathy=None, clarity=None, trust=None)
            found.append(session)
    return found


def _took_place(session: SessionRecord) -> SessionRecord:
    """The session with nothing in it of how it went."""
    return replace(
        session,
        ending=None,
        outcome=None,
        turns=0,
        touched=session.started,
        ended=None,
        assisted=False,
        assisted_at_start=False,
        seen=False,
        first=False,
        parent=None,
    )


def _everybody(
    connection: Connection, selection: Selection, name: str, own: Sequence[Attempt]
) -> dict[tuple[str, str], Total]:
    """The totals of this trainee and everybody else whom the selection compares, at the texts that the
    trainee has fair attempts at."""
    found = totals(own)
    if not found:
        return found
    scores = (_s.empathy, _s.clarity, _s.trust)
    sums = (*(func.count(score) for score in scores), *(func.sum(score) for score in scores))
    others = (
        wanted(connection, replace(selection, trainee=None)),
        _s.trainee != name,
        _s.story_digest.in_({text for text, _ in found}),
        COUNTED,
        _s.status == "ended",
    )
    query = select(_s.story_digest, *sums).where(*others).group_by(_s.story_digest)
    for text, *numbers in connection.execute(query):
        for score, n, points in zip(SCORES, numbers[:3], numbers[3:], strict=True):
            if n:
                known = found.get((text, score), NOTHING)
                found[text, score] = Total(known.n + n, known.points + points)
    return found


@dataclass(frozen=True, slots=True)
class _Tactics:
    used: tuple[TagUse, ...]
    slips: tuple[TagUse, ...]
    missed: tuple[TagUse, ...]
    read: int


def _tactics(store: Store, fair: Sequence[Attempt]) -> _Tactics:
    """The tactics of these attempts, counted. Missed is what some moment of a conversation called for and
    what was not used in all of it."""
    used: Counter[str] = Counter()
    slips: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    titles: dict[str, str] = {}
    stories: dict[str, Story] = {}
    read = 0
    for attempt in fair:
        try:
            story = stories.get(attempt.story_digest)
            if story is None:
                story = stories[attempt.story_digest] = story_kept(store, attempt.story_digest)
            # A fair attempt has no take-backs: every reply stands.
            turns = review(story, replay(story, [row.reply for row in store.replies(attempt.session)]))
        except (
            ReplyNotOffered,
            StoreUnusable,
        ):  # changed by hand: `verify` says what, `read` how many are left
            continue
        read += 1
        here = {tag for turn in turns for tag in turn.tactics}
        used.update(tag for turn in turns for tag in turn.tactics)
        slips.update(tag for turn in turns for tag in turn.missteps)
        missed.update(tag for turn in turns for tag in turn.called_for if tag not in here)
        for turn in turns:
            for tag in (*turn.tactics, *turn.missteps, *turn.called_for):
                titles[tag] = story.character.temperament.tag(tag).title
    return _Tactics(_uses(used, titles), _uses(slips, titles), _uses(missed, titles), read)


def _uses(counts: Counter[str], titles: dict[str, str]) -> tuple[TagUse, ...]:
    return tuple(TagUse(tag, titles[tag], times) for tag, times in counts.most_common())
