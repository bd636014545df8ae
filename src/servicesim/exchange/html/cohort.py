"""The report of everybody selected: how they stand, who is clearly above or below the others and in what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from servicesim.errors import PersonNotFound
from servicesim.exchange.html import plots, words
from servicesim.exchange.html.pages import page
from servicesim.exchange.outlet import Outlet
from servicesim.results.standing import OTHERS, SCORES, Outcomes, Standing
from servicesim.results.statistics import FLOOR, Figure, clearly
from servicesim.saves.people import cohorts as cohorts_of
from servicesim.saves.people import people
from servicesim.saves.policy import FEWEST
from servicesim.saves.records import Selection
from servicesim.saves.review.overview import CohortRow, Overview, cohorts, overview
from servicesim.saves.review.titles import titles_of
from servicesim.story.nearest import nearest

NO_COHORT = "In no cohort"


@dataclass(frozen=True, slots=True)
class Cell:
    """One score: the mean in words, how many sessions it rests on, the difference from the others as a plot
    and in words, and its mark."""

    mean: str
    n: int
    plot: Markup
    difference: str
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person or one cohort. `note` stands below the name; `hidden`: the policy hides the rest."""

    name: str
    note: str
    cells: tuple[Cell, ...]
    bar: Markup
    outcomes: str
    trend: Markup
    last: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one cohort, by name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Who is clearly above or below the others at one score, by name, each with the difference."""

    score: str
    below: tuple[tuple[str, str], ...]
    above: tuple[tuple[str, str], ...]


def cohort_page(outlet: Outlet, selection: Selection, now: datetime) -> str:
    """The report as one HTML page. Raises PersonNotFound where there is no such cohort, StoreUnusable."""
    store = outlet.store
    known = cohorts_of(store)
    if selection.cohort is not None and selection.cohort not in known:
        raise PersonNotFound(selection.cohort, nearest(selection.cohort, list(known), 3), what="cohort")
    found = overview(store, selection, now)
    rows = cohorts(store, selection, now) if selection.cohort is None and known else []
    apart = list(_apart(found.standings, outlet))
    compared = sum(figure.estimate is not None for standing in found.standings for figure in standing.against)
    return page(
        "cohort.html.j2",
        title=selection.cohort or "Everybody",
        selected=words.selection_text(selection, titles_of(store)),
        made=words.day(now),
        overview=found,
        people=words.count(found.people, "person", "people"),
        sessions=words.count(found.sessions, "session that ended", "sessions that ended"),
        whole=None if found.whole is None else _whole(found.whole, now),
        cohorts=[_cohort_row(row, now) for row in rows],
        groups=list(_groups(found, outlet, now)),
        apart=apart,
        someone_apart=any(one.below or one.above for one in apart),
        compared=words.by_chance_text(compared) if compared else "",
        time_to="" if found.time_to is None else words.time_to_text(found.time_to),
        left_out=words.left_out_text(found.left_out),
        pseudonyms=outlet.pseudonyms,
        scores=list(words.SCORES.values()),
        key=plots.key(),
        floor=FLOOR,
        others=OTHERS,
        fewest=FEWEST,
        reach=round(plots.REACH),
    )


def _whole(standing: Standing, now: datetime) -> Row:
    return _row("All of them", "", standing.scores, standing.against, standing.outcomes, standing, now)


def _groups(found: Overview, outlet: Outlet, now: datetime) -> Iterator[Group]:
    """People by cohort, as the list of cohorts has them; by the names that they go out under."""
    cohort_of: Mapping[str, str | None] = {one.name: one.cohort for one in people(outlet.store)}
    by_cohort: dict[str | None, list[Row]] = {}
    for standing in found.standings:
        row = _person_row(standing, outlet, now)
        by_cohort.setdefault(cohort_of.get(standing.name), []).append(row)
    for cohort in sorted(by_cohort, key=lambda name: (name is None, (name or "").casefold())):
        yield Group(
            cohort or NO_COHORT, tuple(sorted(by_cohort[cohort], key=lambda row: row.name.casefold()))
        )


def _person_row(standing: Standing, outlet: Outlet, now: datetime) -> Row:
    name = outlet.name_of(standing.name)
    return _row(name, "", standing.scores, standing.against, standing.outcomes, standing, now)


def _row(
    name: str,
    note: str,
    scores: Sequence[Figure],
    against: Sequence[Figure],
    outcomes: Outcomes,
    standing: Standing | None,
    now: datetime,
    last: datetime | None = None,
) -> Row:
    when = last if standing is None else standing.last
    return Row(
        name=name,
        note=note,
        cells=tuple(_cell(*pair) for pair in zip(scores, against, strict=True)),
        bar=plots.outcomes(outcomes),
        outcomes=f"{outcomes.resolved} of {outcomes.all}" if outcomes.all else "",
        trend=Markup() if standing is None else plots.sparkline(standing.trend),
        last=words.ago(when, now),
    )


def _cohort_row(row: CohortRow, now: datetime) -> Row:
    name, note = row.name or NO_COHORT, words.count(row.people, "person", "people")
    if row.hidden:
        return Row(name, note, (), Markup(), "", Markup(), "", hidden=True)
    return _row(name, note, row.scores, row.against, row.outcomes, None, now, row.last)


def _cell(figure: Figure, against: Figure) -> Cell:
    return Cell(
        words.mean_text(figure),
        figure.n,
        plots.difference(against),
        words.difference_text(against),
        words.MARKS[clearly(against)],
    )


def _apart(standings: Sequence[Standing], outlet: Outlet) -> Iterator[Apart]:
    for score in SCORES:
        each = [(outlet.name_of(one.name), getattr(one.against, score)) for one in standings]
        sides = {
            side: tuple(
                sorted(
                    (
                        (name, words.difference_text(figure))
                        for name, figure in each
                        if clearly(figure) == side
                    ),
                    key=lambda one: one[0].casefold(),
                )
            )
            for side in ("below", "above")
        }
        yield Apart(words.SCORES[score], sides["below"], sides["above"])
