"""The report of everybody selected: how they stand, who is clearly above or below the others and in what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup

from servicesim.exchange.html import plots, words
from servicesim.exchange.html.pages import page
from servicesim.exchange.outlet import Outlet
from servicesim.results.standing import OTHERS, SCORES, Outcomes, Standing
from servicesim.results.statistics import FLOOR, Figure, clearly
from servicesim.results.words import by_chance_text, mark, time_to_text
from servicesim.saves.people import cohorts as cohorts_of
from servicesim.saves.people import people
from servicesim.saves.policy import FEWEST
from servicesim.saves.records import NO_COHORT, Selection
from servicesim.saves.review.overview import CohortRow, Overview, cohorts, overview
from servicesim.saves.review.titles import titles_of
from servicesim.saves.review.words import (
    HIDDEN,
    IN_NO_COHORT,
    NOTHING_SHOWN,
    RESULTS_HIDDEN,
    ROUGHLY,
    left_out_text,
    never_text,
    selection_text,
)
from servicesim.words import ago, count, day

Last = Callable[[datetime | None], str]
"""How long ago something was, in words."""


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
    """One person or one cohort. `note` stands below the name; `hidden`: the policy hides the rest; `closed`
    stands in place of the numbers where it keeps how practice went from managers."""

    name: str
    note: str
    cells: tuple[Cell, ...]
    bar: Markup
    outcomes: str
    trend: Markup
    last: str
    hidden: bool = False
    closed: str = ""


RowOf = Callable[[str, str, Standing | CohortRow, Last], Row]
"""What makes a row of a name, a note and numbers."""


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
    """The report as one HTML page. Raises StoreUnusable."""
    store = outlet.store
    found = overview(store, selection, now)
    rows = cohorts(store, selection, now) if selection.cohort is None and cohorts_of(store) else []
    apart = list(_apart(found.standings, outlet))
    last = partial(ago, now=now, never=never_text(selection))
    closed = found.policy.hides_results(selection.mode)
    row_of = _closed_row if closed else _row
    compared = sum(any(figure.estimate for figure in one.against) for one in found.standings)
    return page(
        "cohort.html.j2",
        title=_title(selection.cohort),
        selected=selection_text(selection, titles_of(store).get(selection.story or "", ""), people=False),
        made=day(now),
        overview=found,
        people=count(found.people, "person", "people"),
        sessions=_sessions(found),
        closed=RESULTS_HIDDEN if closed else "",
        nothing="" if found.whole or rows or found.policy.people == "shown" else NOTHING_SHOWN,
        whole=None if found.whole is None else row_of("All of them", "", found.whole, last),
        cohorts=[_cohort_row(row, row_of, last) for row in rows],
        groups=list(_groups(found, outlet, row_of, last)),
        apart=apart,
        someone_apart=any(one.below or one.above for one in apart),
        compared=by_chance_text(compared),
        time_to="" if found.time_to is None else time_to_text(found.time_to, days=True),
        left_out=left_out_text(found.left_out),
        pseudonyms=outlet.pseudonyms,
        scores=list(words.SCORES.values()),
        key=plots.key(),
        floor=FLOOR,
        others=OTHERS if found.policy.people == "shown" else FEWEST,
        hidden=HIDDEN,
        roughly=ROUGHLY,
        reach=round(plots.REACH),
    )


def _sessions(found: Overview) -> str:
    """Of a selection that the policy hides nothing is counted."""
    return "" if found.whole is None else count(found.sessions, "session that ended", "sessions that ended")


def _title(cohort: str | None) -> str:
    if cohort is None:
        return "Everybody"
    return IN_NO_COHORT.capitalize() if cohort == NO_COHORT else cohort


def _groups(found: Overview, outlet: Outlet, row_of: RowOf, last: Last) -> Iterator[Group]:
    """People by cohort, as the list of cohorts has them; by the names that they go out under."""
    cohort_of: Mapping[str, str | None] = {one.name: one.cohort for one in people(outlet.store)}
    by_cohort: dict[str | None, list[Row]] = {}
    for standing in found.standings:
        row = row_of(outlet.name_of(standing.name), "", standing, last)
        by_cohort.setdefault(cohort_of.get(standing.name), []).append(row)
    for cohort in sorted(by_cohort, key=lambda name: (name is None, (name or "").casefold())):
        yield Group(
            cohort or IN_NO_COHORT, tuple(sorted(by_cohort[cohort], key=lambda row: row.name.casefold()))
        )


def _cohort_row(row: CohortRow, row_of: RowOf, last: Last) -> Row:
    name, note = row.name or IN_NO_COHORT, count(row.people, "person", "people")
    if row.hidden:
        return Row(name, note, (), Markup(), "", Markup(), "", hidden=True)
    return row_of(name, note, row, last)


def _closed_row(name: str, note: str, one: Standing | CohortRow, last: Last) -> Row:
    """Of somebody, or a cohort, of whom the policy shows only that sessions took place."""
    told = f"{count(one.sessions, 'session')}, results closed"
    return Row(name, note, (), Markup(), "", Markup(), last(one.last), closed=told)


def _row(name: str, note: str, one: Standing | CohortRow, last: Last) -> Row:
    outcomes = one.outcomes
    return Row(
        name=name,
        note=note,
        cells=tuple(_cell(*pair) for pair in zip(one.scores, one.against, strict=True)),
        bar=plots.outcomes(outcomes),
        outcomes=_won(outcomes),
        trend=plots.sparkline(one.trend) if isinstance(one, Standing) else Markup(),
        last=last(one.last),
    )


def _won(outcomes: Outcomes) -> str:
    if outcomes.hidden:
        return "hidden"
    return f"{outcomes.resolved} of {outcomes.all}" if outcomes.all else ""


def _cell(figure: Figure, against: Figure) -> Cell:
    return Cell(
        words.mean_text(figure),
        figure.n,
        plots.difference(against),
        words.difference_text(against),
        mark(against),
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
