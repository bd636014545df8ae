"""How the people of a selection stand, and how whole cohorts do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from servicesim.results.standing import (
    NOTHING_PLAYED,
    ByScore,
    Outcomes,
    Standing,
    TimeToProficiency,
    Total,
    standings,
    time_to_proficiency,
    together,
)
from servicesim.saves import tables
from servicesim.saves.people import cohorts as sizes_of
from servicesim.saves.policy import FEWEST, Policy, policy_of
from servicesim.saves.records import NO_COHORT, Mode, Selection
from servicesim.saves.review.selected import (
    attempts,
    left_out,
    played,
    refuse_a_name,
    registered,
    results_hidden,
    wanted,
)
from servicesim.saves.review.sums import NO_FIGURES, Sums, merged, sums
from servicesim.saves.store import Store

MOST_PEOPLE = 1000
"""People up to whom each one's standing is worked out at once; of more there are cohorts to look at first."""

_s = tables.sessions.c


@dataclass(frozen=True, slots=True)
class Overview:
    """The people of a selection.

    `standings` are by name; empty where the policy shows cohorts alone, and where there are more than
    `MOST_PEOPLE`, which `too_many` says. `whole` is the selection as one, its `against` empty (`cohorts` has
    cohorts against each other); None where the policy shows cohorts alone and fewer than FEWEST people are
    behind it, or it is one cohort that the list of cohorts hides. `left_out` counts sessions that the numbers
    leave out, by why (see `selected.REASONS`); empty where the policy hides how practice went. `time_to` is
    None where no threshold is set, or with `too_many`, where the policy hides the scores or the whole, and
    where a filter leaves out how somebody began. `people` counts those of the cohort, or of the store, and
    all who have sessions in the selection; `sessions` the sessions that ended.
    """

    policy: Policy
    standings: tuple[Standing, ...]
    whole: Standing | None
    left_out: Mapping[str, int]
    time_to: TimeToProficiency | None
    people: int
    sessions: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in one line; `name` is None for the people who are in none.

    `people` belong to it; `played` of them have sessions in the selection. `sessions` counts those that
    ended, `fair` the fair attempts that ended and were scored. `scores` are means of fair attempts; `against`
    is each score less the mean of the people who are not in the cohort, at the same text of a story. `last`
    is when the newest session began or ended. `hidden` says that fewer than FEWEST people are behind the
    numbers and the policy shows no single people: then all but `name` and `people` is empty.
    """

    name: str | None
    people: int
    played: int
    sessions: int
    fair: int
    outcomes: Outcomes
    scores: ByScore
    against: ByScore
    last: datetime | None
    hidden: bool


def default_mode(store: Store) -> Mode:
    """The mode that a review opens with: assessment where any session of it ended, else practice."""
    ended = exists().where(_s.mode == "assessment", _s.status == "ended")
    with store.reading() as connection:
        return "assessment" if connection.execute(select(ended)).scalar() else "practice"


def overview(store: Store, selection: Selection, now: datetime) -> Overview:
    """How the people of a selection stand at `now`. Raises StoreUnusable; UsageError where the policy shows
    no single people and one is asked for."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    with store.reading() as connection:
        names = set(registered(connection, selection))
        too_many = _too_many(connection, selection, names, MOST_PEOPLE)
        out = {} if results_hidden(policy, selection) else left_out(connection, selection, now)
        if too_many:
            return _of_many(connection, store.location, selection, policy, now, out)
        found = attempts(connection, store.location, selection, policy, now, fair_only=True)
        whom = played(connection, store.location, selection)
        closed = _closed(connection, store.location, selection, policy, now)
    whole = together(selection.cohort or "", found, whom.values())
    shown = policy.people == "shown"
    scored = {attempt.trainee for attempt in found if attempt.ended is not None}
    told = shown or (not closed and (len(scored) or whole.people) >= FEWEST)
    # How long it took is counted from the beginning: of what is left of it the time would be too short.
    cut = (selection.story, selection.source, selection.since) != (None,) * 3
    threshold = None if cut or results_hidden(policy, selection) else policy.threshold
    time_to = None if threshold is None or not told else time_to_proficiency(found, threshold)
    return Overview(
        policy=policy,
        standings=tuple(standings(found, dict.fromkeys(names, NOTHING_PLAYED) | whom)) if shown else (),
        whole=whole if told else None,
        left_out=out if told else {},
        time_to=time_to if shown or time_to is None or time_to.people >= FEWEST else None,
        people=len(names | whom.keys()),
        sessions=whole.sessions if told else 0,
        too_many=False,
    )


def cohorts(store: Store, selection: Selection, now: datetime) -> list[CohortRow]:
    """Every cohort with its numbers, by name, the people in none last. The database adds up; what leaves it
    is a line for each cohort and text. Raises StoreUnusable; UsageError as `overview`."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    with store.reading() as connection:
        by_cohort = _sums(connection, store.location, selection, policy, now)
    return _rows(by_cohort, selection, policy)


def cohorts_first(store: Store, selection: Selection, now: datetime) -> tuple[Overview, list[CohortRow]]:
    """What a review of many people opens with, by adding up once: an overview that has nobody one by one,
    nothing of what is left out and no time to proficiency, and the cohorts. Raises as `cohorts`."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    with store.reading() as connection:
        by_cohort = _sums(connection, store.location, selection, policy, now)
    rows, too_many = _rows(by_cohort, selection, policy), more_than(store, selection, MOST_PEOPLE)
    return _of_sums(by_cohort, selection, policy, {}, too_many=too_many), rows


def cohorts_by_name(store: Store, selection: Selection) -> tuple[Overview, list[CohortRow]]:
    """The same with no number in it but of people, which takes hardly any time: something to choose from
    while the rest is added up. Who is in no cohort is not among them. Raises as `cohorts`."""
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    sizes = sizes_of(store)
    found: dict[str | None, Sums] = {name: Sums(people=people) for name, people in sizes.items()}
    too_many = more_than(store, selection, MOST_PEOPLE)
    rows = [_row(name, own, {}) for name, own in found.items()]
    return _of_sums(found, selection, policy, {}, too_many=too_many), rows


def counted_out(store: Store, selection: Selection, now: datetime) -> dict[str, int]:
    """`Overview.left_out` by itself, of more people than FEWEST. Raises StoreUnusable."""
    if results_hidden(policy_of(store), selection):
        return {}
    with store.reading() as connection:
        return left_out(connection, selection, now)


def more_than(store: Store, selection: Selection, most: int) -> bool:
    """Whether a selection is of more than so many people. Raises StoreUnusable."""
    with store.reading() as connection:
        return _too_many(connection, selection, set(registered(connection, selection)), most)


def _sums(
    connection: Connection,
    location: str,
    selection: Selection,
    policy: Policy,
    now: datetime,
    *,
    apart: bool = True,
) -> dict[str | None, Sums]:
    """The sums of the cohorts that a selection is of. Where the policy shows cohorts alone, those of all of
    them: what one has to hide depends on the others."""
    of = selection if policy.people == "shown" else replace(selection, cohort=None)
    return sums(connection, location, of, now, hidden=results_hidden(policy, selection), apart=apart)


def _closed(
    connection: Connection, location: str, selection: Selection, policy: Policy, now: datetime
) -> bool:
    """Whether the list of cohorts hides the one that is selected: shown by itself, it would tell what the
    list does not."""
    if policy.people == "shown" or selection.cohort is None:
        return False
    rows = _rows(_sums(connection, location, selection, policy, now), selection, policy)
    return any(row.hidden for row in rows)


def _rows(by_cohort: Mapping[str | None, Sums], selection: Selection, policy: Policy) -> list[CohortRow]:
    everybody = merged(by_cohort.values()).by_text
    rows = [_row(name, own, everybody) for name, own in by_cohort.items()]
    if policy.people == "cohorts":
        rows = _with_few_hidden(rows, {name: own.fewest for name, own in by_cohort.items()})
    rows = [row for row in rows if _is_of(row.name, selection)]
    return sorted(rows, key=lambda row: (row.name is None, (row.name or "").casefold(), row.name or ""))


def _is_of(cohort: str | None, selection: Selection) -> bool:
    """Whether a cohort, or None for the people in none, is part of a selection."""
    return selection.cohort is None or selection.cohort == (NO_COHORT if cohort is None else cohort)


def _of_many(
    connection: Connection,
    location: str,
    selection: Selection,
    policy: Policy,
    now: datetime,
    out: Mapping[str, int],
) -> Overview:
    """An overview of more people than can be told of one by one: the whole alone."""
    by_cohort = _sums(connection, location, selection, policy, now, apart=selection.cohort is not None)
    return _of_sums(by_cohort, selection, policy, out, too_many=True)


def _of_sums(
    by_cohort: Mapping[str | None, Sums],
    selection: Selection,
    policy: Policy,
    out: Mapping[str, int],
    *,
    too_many: bool,
) -> Overview:
    whole = merged(own for name, own in by_cohort.items() if _is_of(name, selection))
    closed = selection.cohort is not None and any(row.hidden for row in _rows(by_cohort, selection, policy))
    shown = policy.people == "shown" or (not closed and whole.fewest >= FEWEST)
    standing = Standing(
        name=selection.cohort or "",
        people=whole.played,
        sessions=whole.sessions,
        scores=whole.figures(),
        against=NO_FIGURES,
        outcomes=whole.outcomes,
        trend=(),
        last=whole.last,
    )
    return Overview(
        policy=policy,
        standings=(),
        whole=standing if shown else None,
        left_out=out if shown else {},
        time_to=None,
        people=whole.people,
        sessions=whole.sessions if shown else 0,
        too_many=too_many,
    )


def _row(name: str | None, own: Sums, everybody: Mapping[tuple[str, str], Total]) -> CohortRow:
    return CohortRow(
        name=name,
        people=own.people,
        played=own.played,
        sessions=own.sessions,
        fair=own.fair,
        outcomes=own.outcomes,
        scores=own.figures(),
        against=own.against(everybody),
        last=own.last,
        hidden=False,
    )


def _with_few_hidden(rows: Sequence[CohortRow], people: Mapping[str | None, int]) -> list[CohortRow]:
    """The rows of which fewer than FEWEST people are the source, `people` by cohort, emptied. Where just one
    is, or all of them together are still too few, the next smallest too: else the whole less the others would
    tell what was hidden."""
    few = [row for row in rows if 0 < people[row.name] < FEWEST]
    others = sorted((row for row in rows if people[row.name] >= FEWEST), key=lambda row: people[row.name])
    if few and (len(few) == 1 or sum(people[row.name] for row in few) < FEWEST):
        few += others[:1]
    names = {row.name for row in few}
    return [
        CohortRow(row.name, row.people, 0, 0, 0, Outcomes(), NO_FIGURES, NO_FIGURES, None, hidden=True)
        if row.name in names
        else row
        for row in rows
    ]


def _too_many(connection: Connection, selection: Selection, names: Collection[str], most: int) -> bool:
    """Whether a selection is of more than `most` people, `names` being those who are registered; looks at no
    more of them than that."""
    if len(names) > most:
        return True
    if selection.cohort not in (None, NO_COHORT):  # nobody plays for a cohort who is not in it
        return False
    some = select(_s.trainee).where(wanted(connection, selection)).distinct().limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) > most
