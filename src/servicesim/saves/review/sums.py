"""Sessions added up by the database, cohort by cohort, so that a million of them need not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, literal, null, select

from servicesim.errors import StoreUnusable
from servicesim.results.standing import NOTHING, OTHERS, SCORES, STEPS, ByScore, Outcomes, Total
from servicesim.results.statistics import Figure, clustered_mean_of_sums
from servicesim.saves import tables
from servicesim.saves.people import listed_in
from servicesim.saves.policy import FEWEST
from servicesim.saves.records import Selection
from servicesim.saves.review.selected import COUNTED, FAIR, left_lying, wanted, went_on

_s, _p = tables.sessions.c, tables.people.c
_OUTCOMES = ("resolved", "partly", "handed_over", "lost")
_ENDED = _s.status == "ended"

NO_FIGURES = ByScore(Figure(0, 0, None), Figure(0, 0, None), Figure(0, 0, None))


@dataclass(slots=True)
class Sums:
    """What many sessions come to. `people` there are, `unlisted` of them in no list, `played` have sessions,
    `finished` some that ended, `scored_people` fair attempts that were scored, counted where it is
    asked who is behind a number. `by_text` are the totals of fair attempts, `story_of` the stories of texts.
    So many people at least as `behind` has are behind each of the outcomes, and `not_won` behind all but the
    resolved."""

    people: int = 0
    unlisted: int = 0
    played: int = 0
    finished: int = 0
    scored_people: int = 0
    sessions: int = 0
    fair: int = 0
    last: datetime | None = None
    outcomes: Outcomes = field(default_factory=Outcomes)
    behind: Outcomes = field(default_factory=Outcomes)
    not_won: int = 0
    by_text: dict[tuple[str, str], Total] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[int, int, int]:
        """The numbers of people that numbers of these come from: who played, finished, was scored."""
        return self.played, self.finished, self.scored_people

    def figures(self) -> ByScore:
        """The means of the three scores, as `clustered_mean` gives them."""
        return _figures(self.by_text, self.story_of)

    def against(self, everybody: Mapping[tuple[str, str], Total], least: int = OTHERS) -> ByScore:
        """The means of each score less the mean at the same text of `everybody` but these, where those are
        `least` or more."""
        return _figures(self.less_others(everybody, least), self.story_of)

    def less_others(
        self, everybody: Mapping[tuple[str, str], Total], least: int
    ) -> dict[tuple[str, str], Total]:
        """The totals that `against` is made of."""
        less = {}
        for key, own in self.by_text.items():
            others = everybody[key].n - own.n
            if others >= least:
                mean = (everybody[key].points - own.points) / others
                less[key] = Total(own.n, own.points - own.n * mean)
        return less


def merged(many: Iterable[Sums]) -> Sums:
    """All of them as one."""
    whole = Sums()
    for one in many:
        whole.people += one.people
        whole.unlisted += one.unlisted
        whole.played += one.played
        whole.finished += one.finished
        whole.scored_people += one.scored_people
        whole.sessions += one.sessions
        whole.fair += one.fair
        whole.last = max(filter(None, (whole.last, one.last)), default=None)
        whole.outcomes = _added(whole.outcomes, one.outcomes)
        whole.behind = _added(whole.behind, one.behind)
        whole.not_won += one.not_won
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
    behind: bool = False,
) -> dict[str | None, Sums]:
    """The sums of each cohort of a selection, also of those without sessions; under None those of the people
    who are in none. `hidden` leaves out how sessions went. Where cohorts are not told `apart`, how all the
    sessions went stands under None, which takes half as long. With `behind` the people behind the outcomes
    are counted one by one where that decides whether they are few. Raises StoreUnusable."""
    found: dict[str | None, Sums] = {}
    _count_people(connection, location, selection, found, hidden=hidden, behind=behind)
    if not hidden:
        _add_scores(connection, selection, found, apart=apart)
        _add_abandoned(connection, selection, now, found, apart=apart)
        if behind and any(_in_doubt(one) for one in found.values()):
            _count_behind(connection, selection, found)
    return found


def _count_people(
    connection: Connection,
    location: str,
    selection: Selection,
    found: dict[str | None, Sums],
    *,
    hidden: bool,
    behind: bool,
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
            func.count(_s.ended).label("ended"),
            (func.max(case((and_(COUNTED, _ENDED), 1), else_=0)) if behind else literal(0)).label("scored"),
            func.max(went_on(hidden=hidden)).label("went"),
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
            func.sum(case((each.c.ended > 0, 1), else_=0)),
            func.sum(each.c.scored),
            func.max(each.c.went),
        )
        .select_from(each.outerjoin(tables.people, _p.name == each.c.trainee))
        .group_by(_p.cohort)
    )
    for cohort, played, unlisted, ended, finished, scored, went in connection.execute(query).all():
        one = found.setdefault(cohort, Sums())
        one.people += int(unlisted)
        one.unlisted, one.played, one.sessions = int(unlisted), played, int(ended)
        one.finished, one.scored_people = int(finished), int(scored)
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
    for text, count, *numbers, cohort in connection.execute(_by_cohort(query, apart=apart)).all():
        one = found.setdefault(cohort, Sums())
        one.fair += count
        one.story_of[text] = stories[text]
        went = _ended_as(numbers[:4])
        one.outcomes = _added(one.outcomes, went)
        # Nobody has two fair attempts at one text: so many sessions are so many people.
        one.behind = _ended_as([max(pair) for pair in zip(_ended(one.behind), _ended(went), strict=True)])
        one.not_won = max(one.not_won, count - went.resolved)
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
    counts = select(func.count(), func.count(_s.trainee.distinct()))
    query = counts.where(wanted(connection, selection), FAIR, left_lying(now))
    for count, people, cohort in connection.execute(_by_cohort(query, apart=apart)):
        one = found.setdefault(cohort, Sums())
        one.outcomes = _added(one.outcomes, Outcomes(abandoned=count))
        one.behind = _added(one.behind, Outcomes(abandoned=people))
        one.not_won = max(one.not_won, people)


def _in_doubt(one: Sums) -> bool:
    """Whether it takes counting to know if few people are behind an outcome: there are enough sessions, but
    not at one text."""
    pairs = [*zip(_ended(one.behind), _ended(one.outcomes), strict=True)]
    pairs.append((one.not_won, one.outcomes.all - one.outcomes.resolved))
    return any(people < FEWEST <= sessions for people, sessions in pairs)


def _count_behind(connection: Connection, selection: Selection, found: dict[str | None, Sums]) -> None:
    """Counts each person once at each outcome, and once where it was any but resolved. Who left one lying may
    be somebody else or not; so of the two numbers the larger one is kept."""
    went = {outcome: _s.outcome == outcome for outcome in _OUTCOMES} | {"not_won": _s.outcome != "resolved"}
    each = (
        select(_s.trainee, *(func.max(case((that, 1), else_=0)).label(name) for name, that in went.items()))
        .where(wanted(connection, selection), COUNTED, _ENDED)
        .group_by(_s.trainee)
        .subquery()
    )
    query = (
        select(_p.cohort, *(func.sum(each.c[name]) for name in went))
        .select_from(each.outerjoin(tables.people, _p.name == each.c.trainee))
        .group_by(_p.cohort)
    )
    for cohort, *people, not_won in connection.execute(query):
        one = found.setdefault(cohort, Sums())
        one.behind = _ended_as(people)._replace(abandoned=one.behind.abandoned)
        one.not_won = max(one.not_won, int(not_won))


def _by_cohort(query: Select[*tuple[Any, ...]], *, apart: bool) -> Select[*tuple[Any, ...]]:
    """What a query of sessions adds up, for each cohort `apart` or for all; the cohort as its last column."""
    if not apart:
        return query.add_columns(null()).select_from(tables.sessions)
    of = tables.sessions.outerjoin(tables.people, _p.name == _s.trainee)
    return query.add_columns(_p.cohort).select_from(of).group_by(_p.cohort)


def _ended(outcomes: Outcomes) -> tuple[int, int, int, int]:
    """The numbers of those that ended, in the order of `_OUTCOMES`."""
    return outcomes.resolved, outcomes.partly, outcomes.handed_over, outcomes.lost


def _ended_as(numbers: Sequence[Any]) -> Outcomes:
    """Numbers in the order of `_OUTCOMES`."""
    resolved, partly, handed_over, lost = map(int, numbers)
    return Outcomes(resolved, partly, handed_over, lost)


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
