"""Sessions added up by the database, cohort by cohort, so that a million of them need not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, null, select

from servicesim.errors import StoreUnusable
from servicesim.results.standing import NOTHING, OTHERS, SCORES, STEPS, ByScore, Outcomes, Total
from servicesim.results.statistics import Figure, clustered_mean_of_sums
from servicesim.saves import tables
from servicesim.saves.people import listed_in
from servicesim.saves.records import Selection
from servicesim.saves.review.selected import COUNTED, FAIR, left_lying, wanted

_s, _p = tables.sessions.c, tables.people.c
_OUTCOMES = ("resolved", "partly", "handed_over", "lost")
_ENDED = _s.status == "ended"

NO_FIGURES = ByScore(Figure(0, 0, None), Figure(0, 0, None), Figure(0, 0, None))


@dataclass(slots=True)
class Sums:
    """What many sessions come to. `people` there are, `played` of them have sessions, `scored_people` fair
    attempts that were scored. `by_text` are the totals of fair attempts, `story_of` the stories of texts."""

    people: int = 0
    played: int = 0
    scored_people: int = 0
    sessions: int = 0
    fair: int = 0
    last: datetime | None = None
    outcomes: Outcomes = field(default_factory=Outcomes)
    by_text: dict[tuple[str, str], Total] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)

    @property
    def fewest(self) -> int:
        """The least number of people that a number of these comes from, leaving out numbers from nobody."""
        return self.scored_people or self.played

    def figures(self) -> ByScore:
        """The means of the three scores, as `clustered_mean` gives them."""
        return _figures(self.by_text, self.story_of)

    def against(self, everybody: Mapping[tuple[str, str], Total]) -> ByScore:
        """The means of each score less the mean at the same text of `everybody` but these."""
        less = {}
        for key, own in self.by_text.items():
            others = everybody[key].n - own.n
            if others >= OTHERS:
                mean = (everybody[key].points - own.points) / others
                less[key] = Total(own.n, own.points - own.n * mean)
        return _figures(less, self.story_of)


def merged(many: Iterable[Sums]) -> Sums:
    """All of them as one."""
    whole = Sums()
    for one in many:
        whole.people += one.people
        whole.played += one.played
        whole.scored_people += one.scored_people
        whole.sessions += one.sessions
        whole.fair += one.fair
        whole.last = max(filter(None, (whole.last, one.last)), default=None)
        whole.outcomes = _added(whole.outcomes, one.outcomes)
        whole.story_of |= one.story_of
        for key, total in one.by_text.items():
            known = whole.by_text.get(key, NOTHING)
            whole.by_text[key] = Total(known.n + total.n, known.points + total.points)
    return whole


def sums(
    connection: Connection,
    location: str,
    selection: Selection,
    now: datetime,
    *,
    hidden: bool,
    apart: bool = True,
) -> dict[str | None, Sums]:
    """The sums of each cohort of a selection, also of those without sessions; under None those of the people
    who are in none. `hidden` leaves out how sessions went. Where cohorts are not told `apart`, how all the
    sessions went stands under None, which takes half as long. Raises StoreUnusable."""
    found: dict[str | None, Sums] = {}
    _count_people(connection, location, selection, found)
    if not hidden:
        _add_scores(connection, selection, found, apart=apart)
        _add_abandoned(connection, selection, now, found, apart=apart)
    return found


def _count_people(
    connection: Connection, location: str, selection: Selection, found: dict[str | None, Sums]
) -> None:
    registered = select(_p.cohort, func.count()).group_by(_p.cohort)
    if selection.cohort is not None:
        registered = registered.where(listed_in(selection.cohort))
    if selection.trainee is not None:
        registered = registered.where(_p.name == selection.trainee)
    for cohort, people in connection.execute(registered):
        found[cohort] = Sums(people=people)
    each = (
        select(
            _s.trainee,
            func.sum(case((_ENDED, 1), else_=0)).label("ended"),
            func.max(case((and_(COUNTED, _ENDED), 1), else_=0)).label("scored"),
            func.max(func.coalesce(_s.ended, _s.started)).label("went"),
        )
        .where(wanted(connection, selection))
        .group_by(_s.trainee)
        .subquery()
    )
    query = (
        select(
            _p.cohort,
            func.count(),
            func.sum(case((_p.name.is_(None), 1), else_=0)),
            func.sum(each.c.ended),
            func.sum(each.c.scored),
            func.max(each.c.went),
        )
        .select_from(each.outerjoin(tables.people, _p.name == each.c.trainee))
        .group_by(_p.cohort)
    )
    for cohort, played, unknown, ended, scored, went in connection.execute(query):
        one = found.setdefault(cohort, Sums())
        one.people += int(unknown)
        one.played, one.sessions, one.scored_people = played, int(ended), int(scored)
        try:
            one.last = datetime.fromisoformat(went)
        except (TypeError, ValueError) as error:
            raise StoreUnusable(location, f"a session is damaged ({error}).") from error


def _add_scores(
    connection: Connection, selection: Selection, found: dict[str | None, Sums], *, apart: bool
) -> None:
    scores = (_s.empathy, _s.clarity, _s.trust)
    query = (
        select(
            _s.story_digest,
            func.count(),
            *(func.sum(case((_s.outcome == outcome, 1), else_=0)) for outcome in _OUTCOMES),
            *(func.count(score) for score in scores),
            *(func.sum(score) for score in scores),
        )
        .where(wanted(connection, selection), COUNTED, _ENDED)
        .group_by(_s.story_digest)
    )
    kept = tables.stories.c
    stories = {row.digest: row.story for row in connection.execute(select(kept.digest, kept.story))}
    for text, count, *numbers, cohort in connection.execute(_by_cohort(query, apart=apart)):
        one = found.setdefault(cohort, Sums())
        one.fair += count
        one.story_of[text] = stories[text]
        outcomes = {name: int(many) for name, many in zip(_OUTCOMES, numbers[:4], strict=True)}
        one.outcomes = _added(one.outcomes, Outcomes(**outcomes))
        for name, n, points in zip(SCORES, numbers[4:7], numbers[7:], strict=True):
            if n:
                one.by_text[text, name] = Total(n, points)


def _add_abandoned(
    connection: Connection,
    selection: Selection,
    now: datetime,
    found: dict[str | None, Sums],
    *,
    apart: bool,
) -> None:
    query = select(func.count()).where(wanted(connection, selection), FAIR, left_lying(now))
    for count, cohort in connection.execute(_by_cohort(query, apart=apart)):
        one = found.setdefault(cohort, Sums())
        one.outcomes = _added(one.outcomes, Outcomes(abandoned=count))


def _by_cohort(query: Select[Any], *, apart: bool) -> Select[Any]:
    """What a query of sessions adds up, for each cohort `apart` or for all; the cohort as its last column."""
    if not apart:
        return query.add_columns(null()).select_from(tables.sessions)
    of = tables.sessions.outerjoin(tables.people, _p.name == _s.trainee)
    return query.add_columns(_p.cohort).select_from(of).group_by(_p.cohort)


def _added(one: Outcomes, other: Outcomes) -> Outcomes:
    return Outcomes(
        resolved=one.resolved + other.resolved,
        partly=one.partly + other.partly,
        handed_over=one.handed_over + other.handed_over,
        lost=one.lost + other.lost,
        abandoned=one.abandoned + other.abandoned,
    )


def _figures(by_text: Mapping[tuple[str, str], Total], story_of: Mapping[str, str]) -> ByScore:
    by_score: dict[str, dict[str, Total]] = {score: {} for score in SCORES}
    for (text, name), total in by_text.items():
        by_story, story = by_score[name], story_of[text]
        known = by_story.get(story)
        by_story[story] = total if known is None else Total(known.n + total.n, known.points + total.points)
    return ByScore(*(clustered_mean_of_sums(by_score[score].values(), STEPS[score]) for score in SCORES))
