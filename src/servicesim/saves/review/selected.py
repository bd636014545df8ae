"""Which sessions a review reads: a selection as SQL that SQLite and PostgreSQL both understand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, not_, or_, select

from servicesim.errors import StoreUnusable, UsageError
from servicesim.results.scores import NOT_MEASURED, Scores
from servicesim.results.standing import Attempt, Played
from servicesim.saves import tables
from servicesim.saves.people import NAMED, listed_in, played_by
from servicesim.saves.policy import FEWEST, Policy
from servicesim.saves.records import ABANDONED_AFTER, Selection, utc_text
from servicesim.saves.review.few import rough
from servicesim.saves.review.words import PEOPLE_HIDDEN

_s, _p = tables.sessions.c, tables.people.c

FAIR = and_(_s.first, not_(_s.assisted), not_(_s.seen))
"""A first attempt without help, its debrief not seen before. Written as in the index of such attempts, so
that the database finds that it can use it."""

COUNTED = and_(FAIR, _s.scored)
"""One whose scores count: they come from a replay. Only what has ended has scores."""

REASONS = ("other_rules", "assisted", "seen", "later", "in_progress", "not_checked")
"""Why a session is left out of the numbers; the first that holds is the one it is counted under."""


def wanted(
    connection: Connection, selection: Selection, *, any_rules: bool = False, any_mode: bool = False
) -> ColumnElement[bool]:
    """What holds for the sessions of a selection. Raises ValueError for a time without a time zone."""
    found: list[ColumnElement[bool]] = []
    if not any_mode:
        found.append(_s.mode == selection.mode)
    if not any_rules:
        found.append(_s.rules == selection.rules)
    if selection.trainee is not None:
        found.append(_s.trainee == selection.trainee)
    if selection.cohort is not None:
        found.append(played_by(connection, selection.cohort))
    if selection.story is not None or selection.source is not None:
        found.append(_s.story_digest.in_(_texts(connection, selection)))
    if selection.since is not None:
        found.append(_s.started >= utc_text(selection.since))
    if selection.until is not None:
        found.append(_s.started < utc_text(selection.until))
    return and_(*found) if found else _s.id == _s.id


def _texts(connection: Connection, selection: Selection) -> Sequence[str] | Select[tuple[str]]:
    """The digests of the texts that a selection is of, looked up where they are not too many: a server does
    not look them up in the index of what a manager may see. A session names its story as its text does."""
    kept = tables.stories.c
    query = select(kept.digest)
    if selection.story is not None:
        query = query.where(kept.story == selection.story)
    if selection.source is not None:
        query = query.where(kept.source == selection.source)
    digests = connection.execute(query.limit(NAMED + 1)).scalars().all()
    return query if len(digests) > NAMED else digests


def left_lying(now: datetime) -> ColumnElement[bool]:
    """In progress and not touched for so long that it counts as abandoned at `now`."""
    return and_(_s.status == "in_progress", not_(_s.scored), _s.touched <= utc_text(now - ABANDONED_AFTER))


def refuse_a_name(policy: Policy, selection: Selection) -> None:
    """Raises UsageError where one person is asked for and the policy shows none."""
    if policy.people == "cohorts" and selection.trainee is not None:
        raise UsageError(PEOPLE_HIDDEN)


_ATTEMPT = (
    _s.id,
    _s.trainee,
    _s.story,
    _s.story_digest,
    _s.started,
    _s.touched,
    _s.ended,
    _s.outcome,
    _s.empathy,
    _s.clarity,
    _s.trust,
    FAIR.label("fair"),
    _s.assisted,
    _s.scored,
)


def attempts(
    connection: Connection,
    location: str,
    selection: Selection,
    policy: Policy,
    now: datetime,
    *,
    fair_only: bool = False,
) -> list[Attempt]:
    """The sessions of a selection as statistics see them, in no order. An ended one whose scores nobody has
    checked is no fair attempt, and has none. Where the policy hides results, all are such, and ended
    when they began. `fair_only` reads fair attempts alone, which are the fewest."""
    abandoned_before = now - ABANDONED_AFTER
    hidden = policy.hides_results(selection.mode)
    if hidden and fair_only:
        return []
    moment = datetime.fromisoformat
    query = select(*_ATTEMPT).where(wanted(connection, selection))
    if fair_only:
        query = query.where(FAIR, or_(_s.ended.is_(None), _s.scored))
    found = []
    for row in connection.execute(query).all():
        (
            session,
            trainee,
            story,
            digest,
            started,
            touched,
            ended,
            outcome,
            *scores,
            fair,
            assisted,
            scored,
        ) = row
        known = not hidden and (ended is None or scored)
        try:
            found.append(
                Attempt(
                    session=session,
                    trainee=trainee,
                    story=story,
                    story_digest=digest,
                    started=moment(started),
                    ended=None if ended is None else moment(started if hidden else ended),
                    outcome=outcome if known else None,
                    scores=_scores(scores) if known and ended is not None else NOT_MEASURED,
                    fair=bool(known and fair),
                    abandoned=ended is None and moment(touched) <= abandoned_before,
                    assisted=bool(assisted),
                )
            )
        except (TypeError, ValueError) as error:
            raise StoreUnusable(location, f"the session {session} is damaged ({error}).") from error
    return found


def went_on(*, hidden: bool) -> ColumnElement[str]:
    """When a session went on: when it ended, but where the policy hides that, when it began."""
    return _s.started if hidden else func.coalesce(_s.ended, _s.started)


def played(connection: Connection, location: str, selection: Selection, policy: Policy) -> dict[str, Played]:
    """What each person who has a session in a selection played there, by name. Raises StoreUnusable."""
    query = (
        select(
            _s.trainee,
            func.count(_s.ended),
            func.max(went_on(hidden=policy.hides_results(selection.mode))),
        )
        .where(wanted(connection, selection))
        .group_by(_s.trainee)
    )
    found = {}
    for name, ended, went in connection.execute(query).all():
        try:
            found[name] = Played(ended, datetime.fromisoformat(went))
        except (TypeError, ValueError) as error:
            raise StoreUnusable(location, f"a session of {name} is damaged ({error}).") from error
    return found


def _scores(values: Sequence[Any]) -> Scores:
    for value in values:
        if type(value) is not float and value is not None:
            raise TypeError(f"a score is {value!r}")
    return Scores(*values)


def left_out(
    connection: Connection, selection: Selection, now: datetime, *, roughly: bool = False
) -> dict[str, int]:
    """How many sessions of a selection the numbers leave out, by why; what is 0 is not named. Counted in the
    database. Those of other rules are of the same mode and filters. With `roughly` as they are told where no
    single people are shown; what is hidden then is not named either."""
    kinds = case(
        (_s.rules != selection.rules, "other_rules"),
        (_s.assisted, "assisted"),
        (_s.seen, "seen"),
        (not_(_s.first), "later"),
        (_s.status == "in_progress", "in_progress"),
        (not_(_s.scored), "not_checked"),
        else_="",
    ).label("kind")
    these = (
        wanted(connection, selection, any_rules=True),
        or_(_s.rules != selection.rules, not_(COUNTED)),
    )
    each = select(kinds, func.count().label("sessions")).where(*these).group_by(kinds)
    if roughly:
        by_person = each.group_by(_s.trainee).subquery().c
        each = select(by_person.kind, func.sum(by_person.sessions), func.count()).group_by(by_person.kind)
    counts, people = {}, {}
    for kind, count, *behind in connection.execute(each):
        counts[str(kind)] = int(count)
        people[str(kind)] = sum(behind)
    # Those that were left lying stand among the outcomes.
    lying = select(func.count(), func.count(_s.trainee.distinct()))
    lying = lying.where(wanted(connection, selection), FAIR, left_lying(now))
    if "in_progress" in counts:
        left, by = connection.execute(lying).one()
        counts["in_progress"] -= left
        people["in_progress"] -= by
    if roughly:
        counts = {kind: rough(count) for kind, count in counts.items() if people[kind] >= FEWEST}
    return {kind: counts[kind] for kind in REASONS if counts.get(kind)}


def registered(connection: Connection, selection: Selection) -> Iterator[str]:
    """The people to tell of although they may have no session: those of the cohort, or all who were
    imported."""
    if selection.trainee is not None:
        return iter((selection.trainee,))
    query = select(_p.name)
    if selection.cohort is not None:
        query = query.where(listed_in(selection.cohort))
    return iter(connection.execute(query).scalars().all())
