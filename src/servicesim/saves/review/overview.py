"""How the people of a selection stand, and how whole cohorts do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from servicesim.results.standing import (
    NOTHING_PLAYED,
    OTHERS,
    Attempt,
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
from servicesim.saves.review.few import few, rough, rough_figures, rough_outcomes, rough_part, rough_time
from servicesim.saves.review.selected import (
    attempts,
    left_out,
    played,
    refuse_a_name,
    registered,
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
    cohorts against each other). `left_out` counts sessions that the numbers leave out, by why (see
    `selected.REASONS`); empty where the policy hides how practice went. `time_to` is None where no threshold
    is set, or with `too_many`, where the policy hides the scores or the whole, and where a filter leaves out
    how somebody began. `people` counts those of the cohort, or of the store, and all who have sessions in the
    selection; `sessions` the sessions that ended.

    Where the policy shows cohorts alone, `whole` is None if fewer than FEWEST people are behind it, or it is
    one cohort that the list of cohorts hides; and what is told is told as `few` tells it, all but how many
    people a list has.
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

    `people` belong to it; `played` of them have sessions in the selection, None where the policy shows no
    single people and it, or who has none, are fewer than FEWEST. `sessions` counts those that
    ended, `fair` the fair attempts that ended and were scored. `scores` are means of fair attempts; `against`
    is each score less the mean of the people who are not in the cohort, at the same text of a story. `last`
    is when the newest session began or ended. `hidden` says that fewer than FEWEST people are behind the
    numbers and the policy shows no single people: then all but `name` and `people` is empty. What such a
    policy does not hide is told as `few` tells it.
    """

    name: str | None
    people: int
    played: int | None
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
        out = _left_out(connection, selection, policy, now)
        if too_many or policy.people == "cohorts":
            found = _of_many(connection, store.location, selection, policy, now, out, too_many=too_many)
            if too_many or found.whole is None or policy.threshold is None:
                return found
            tries = attempts(connection, store.location, selection, policy, now, fair_only=True)
            took = _time_to(selection, policy, tries)
            return replace(found, time_to=None if took is None else rough_time(took, found.people))
        tries = attempts(connection, store.location, selection, policy, now, fair_only=True)
        whom = played(connection, store.location, selection, policy)
    whole = together(selection.cohort or "", tries, whom.values())
    return Overview(
        policy=policy,
        standings=tuple(standings(tries, dict.fromkeys(names, NOTHING_PLAYED) | whom)),
        whole=whole,
        left_out=out,
        time_to=_time_to(selection, policy, tries),
        people=len(names | whom.keys()),
        sessions=whole.sessions,
        too_many=False,
    )


def _left_out(connection: Connection, selection: Selection, policy: Policy, now: datetime) -> dict[str, int]:
    if policy.hides_results(selection.mode):
        return {}
    return left_out(connection, selection, now, roughly=policy.people == "cohorts")


def _time_to(selection: Selection, policy: Policy, tries: Sequence[Attempt]) -> TimeToProficiency | None:
    """How long it took is counted from the beginning: of what is left of it the time would be too short."""
    cut = (selection.story, selection.source, selection.since) != (None,) * 3
    if cut or policy.threshold is None or policy.hides_results(selection.mode):
        return None
    return time_to_proficiency(tries, policy.threshold)


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
    rows = [_row(name, own, {}) for name, own in found.items()]  # no number in them that could tell
    return _of_sums(found, selection, policy, {}, too_many=too_many), rows


def counted_out(store: Store, selection: Selection, now: datetime) -> dict[str, int]:
    """`Overview.left_out` by itself, of more people than FEWEST. Raises StoreUnusable."""
    policy = policy_of(store)
    with store.reading() as connection:
        return _left_out(connection, selection, policy, now)


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
    hidden, behind = policy.hides_results(selection.mode), policy.people == "cohorts"
    return sums(connection, location, of, now, hidden=hidden, apart=apart, behind=behind)


def _rows(by_cohort: Mapping[str | None, Sums], selection: Selection, policy: Policy) -> list[CohortRow]:
    everybody = merged(by_cohort.values()).by_text
    if policy.people == "shown":
        rows = [_row(name, own, everybody) for name, own in by_cohort.items()]
    else:
        hidden = _few_hidden(by_cohort)
        rows = [_rough_row(name, own, everybody, hidden=name in hidden) for name, own in by_cohort.items()]
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
    *,
    too_many: bool,
) -> Overview:
    """An overview of more people than can, or may, be told of one by one: the whole alone."""
    # Who is behind a number is known cohort by cohort.
    apart = selection.cohort is not None or policy.people == "cohorts"
    by_cohort = _sums(connection, location, selection, policy, now, apart=apart)
    return _of_sums(by_cohort, selection, policy, out, too_many=too_many)


def _of_sums(
    by_cohort: Mapping[str | None, Sums],
    selection: Selection,
    policy: Policy,
    out: Mapping[str, int],
    *,
    too_many: bool,
) -> Overview:
    whole = merged(own for name, own in by_cohort.items() if _is_of(name, selection))
    if policy.people == "shown":
        one, shown = _row(None, whole, whole.by_text), True
    else:
        closed = selection.cohort is not None and any(
            row.hidden for row in _rows(by_cohort, selection, policy)
        )
        shown = whole.played > 0 and not few(*whole.sources) and not closed
        one = _rough_row(None, whole, whole.by_text, hidden=not shown)
    standing = Standing(
        name=selection.cohort or "",
        people=one.played or 0,
        sessions=one.sessions,
        scores=one.scores,
        against=NO_FIGURES,
        outcomes=one.outcomes,
        trend=(),
        last=one.last,
    )
    return Overview(
        policy=policy,
        standings=(),
        whole=standing if shown else None,
        left_out=out if shown else {},
        time_to=None,
        people=one.people,
        sessions=one.sessions,
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


def _rough_row(
    name: str | None, own: Sums, everybody: Mapping[tuple[str, str], Total], *, hidden: bool
) -> CohortRow:
    """A cohort where the policy shows no single people: also the others whom it is held against are no fewer
    than FEWEST then."""
    people = _listed(own)
    if hidden:
        return CohortRow(name, people, 0, 0, 0, Outcomes(), NO_FIGURES, NO_FIGURES, None, hidden=True)
    least = max(OTHERS, FEWEST)
    against = own.against(everybody, least), own.less_others(everybody, least)
    return CohortRow(
        name=name,
        people=people,
        played=None if few(own.people - own.played) else rough_part(own.played, people),
        sessions=rough(own.sessions),
        fair=rough(own.fair),
        outcomes=rough_outcomes(own.outcomes, own.behind, own.not_won),
        scores=rough_figures(own.figures(), own.by_text, own.fair, own.scored_people),
        against=rough_figures(*against, own.fair, own.scored_people),
        last=own.last,
        hidden=False,
    )


def _listed(own: Sums) -> int:
    """How many people to tell of where the policy shows none: who is in no list counts only by sessions."""
    return own.people - own.unlisted + (0 if few(own.unlisted) else rough(own.unlisted))


def _few_hidden(by_cohort: Mapping[str | None, Sums]) -> set[str | None]:
    """The cohorts that a number comes from fewer than FEWEST people of. Where these are too few together too,
    the next smallest that mends it as well: else the whole less the others would tell what was hidden."""
    hidden = {name for name, own in by_cohort.items() if few(*own.sources)}
    while True:
        left = merged(by_cohort[name] for name in hidden).sources
        others = [
            (own.played, name or "", name)
            for name, own in by_cohort.items()
            if name not in hidden
            and any(few(one) and more for one, more in zip(left, own.sources, strict=True))
        ]
        if not others:
            return hidden
        hidden.add(min(others)[-1])


def _too_many(connection: Connection, selection: Selection, names: Collection[str], most: int) -> bool:
    """Whether a selection is of more than `most` people, `names` being those who are registered; looks at no
    more of them than that."""
    if len(names) > most:
        return True
    if selection.cohort not in (None, NO_COHORT):  # nobody plays for a cohort who is not in it
        return False
    some = select(_s.trainee).where(wanted(connection, selection)).distinct().limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) > most
