"""Numbers for those who see cohorts and no single people: what leaves the review then.

A number that fewer than FEWEST people are behind is hidden. That alone would not do: a total less the numbers
beside it, on this screen or on the next, gives back what was hidden, and there are too many such sums to
hide one more number against each. So what is told is told to the nearest five, shares to the nearest five
per cent: of any two numbers the difference is 0 or at least five. (Rounding of frequency tables: Hundepool et
al. 2012, Statistical Disclosure Control, chapter 5; to a base of five as the statistical offices of British
universities do it, HESA rounding and suppression.) Means lose all but one decimal, as more of them would tell
of how many they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from servicesim.results.items import Estimate
from servicesim.results.standing import ByScore, Outcomes, TimeToProficiency, Total
from servicesim.results.statistics import Figure, Median
from servicesim.saves.policy import FEWEST

NO_FIGURE = Figure(0, 0, None)
_SHARES = 20


def few(*people: int) -> bool:
    """Whether one of these numbers of people is so small that it is hidden. Nobody at all is told."""
    return any(0 < one < FEWEST for one in people)


def rough(count: int) -> int:
    """A number of sessions or people that may be told, to the nearest multiple of FEWEST."""
    return FEWEST * ((count + FEWEST // 2) // FEWEST)


def rough_part(count: int, whole: int) -> int:
    """The same of `count` out of `whole` people whose number is told as it is: never more than there are, as
    13 of 13 to the nearest five would be."""
    return min(rough(count), whole // FEWEST * FEWEST)


def rough_share(share: float) -> float:
    """A share, 0..1, to the nearest five per cent."""
    return round(share * _SHARES) / _SHARES


def rough_mean(mean: float) -> float:
    """A mean with one decimal."""
    return round(mean, 1)


def rough_outcomes(outcomes: Outcomes, people: Outcomes, not_won: int) -> Outcomes:
    """How attempts went, where `people` are behind each kind and `not_won` behind all but those won back:
    by kind, else by won back or not, else nothing but that it is hidden."""
    kinds = (people.resolved, people.partly, people.handed_over, people.lost, people.abandoned)
    if not few(*kinds):
        return Outcomes(
            resolved=rough(outcomes.resolved),
            partly=rough(outcomes.partly),
            handed_over=rough(outcomes.handed_over),
            lost=rough(outcomes.lost),
            abandoned=rough(outcomes.abandoned),
        )
    if few(people.resolved, not_won):
        return Outcomes(hidden=True)
    won = rough(outcomes.resolved)
    return Outcomes(resolved=won, other=rough(outcomes.all) - won)


def rough_figures(
    figures: ByScore, by_text: Mapping[tuple[str, str], Total], fair: int, people: int
) -> ByScore:
    """Means of what is in `by_text`, of `fair` attempts by `people`; empty where too few may be behind one.
    In whole points: where all scored alike, decimals of the interval would tell how many they are.

    Where attempts are missing in a mean it is not known how many people are left. As many at least as at the
    text that most of them played, since nobody has a second fair attempt at it.
    """
    return ByScore(*(_rough_figure(one, name, by_text, fair, people) for name, one in _named(figures)))


def _rough_figure(
    figure: Figure, score: str, by_text: Mapping[tuple[str, str], Total], fair: int, people: int
) -> Figure:
    at_least = people
    if figure.n < fair:
        at_least = max((total.n for (_, name), total in by_text.items() if name == score), default=0)
    if at_least < FEWEST:
        return NO_FIGURE
    estimate = None if figure.estimate is None else Estimate(*(float(round(one)) for one in figure.estimate))
    return Figure(rough(figure.n), figure.stories, estimate)


def _named(figures: ByScore) -> list[tuple[str, Figure]]:
    return list(zip(ByScore._fields, figures, strict=True))


def rough_time(found: TimeToProficiency, whole: int) -> TimeToProficiency | None:
    """How many got to a threshold and how long it took, days as whole ones, beside the number of all who are
    in the list; None where those who did, or those who did not, are few."""
    if found.people < FEWEST or few(found.reached, found.people - found.reached):
        return None
    return TimeToProficiency(
        threshold=found.threshold,
        people=rough_part(found.people, whole),
        reached=rough_part(found.reached, whole),
        attempts=found.attempts,
        days=_whole(found.days),
    )


def _whole(median: Median) -> Median:
    bounds = (median.value, median.low, median.high)
    return Median(*(None if one is None else float(round(one)) for one in bounds))
