"""Means, intervals and medians that say how much they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import atan, cos, exp, fsum, log, pi, sin, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

from servicesim.results.items import Estimate

FLOOR = 5
"""Different stories from which on a mean is given. With few clusters an interval looks narrower than it is
(Cameron & Miller 2015, Journal of Human Resources 50(2), 317-372, section VI); five is the project's own
choice of a least number, and the t distribution with four degrees of freedom its price."""

_Z95 = NormalDist().inv_cdf(0.975)
_ROUNDING = 1e-12


class Figure(NamedTuple):
    """A mean with its 95 % interval, None where it rests on fewer stories than `FLOOR`.

    `n` counts the sessions that it rests on, `stories` the different stories among them.
    """

    n: int
    stories: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Median:
    """A Kaplan-Meier median with its 95 % interval; None for a bound that the data did not reach."""

    value: float | None
    low: float | None
    high: float | None


def clustered_mean(values: Sequence[float], stories: Sequence[Hashable], step: float) -> Figure:
    """The mean of `values`, `stories[i]` being the story that value i comes from, on a scale whose steps are
    `step` wide, in the unit of the values; 0 for one without steps.

    Sessions of one story are alike, so what varies freely is stories. With the residuals summed by story,
    e_g, the variance of the mean is G/(G-1) * sum(e_g²) / N², and the interval that of a t distribution with
    G-1 degrees of freedom (cluster-robust variance of a mean with the usual correction for few clusters:
    Cameron & Miller 2015, Journal of Human Resources 50(2), 317-372, sections II and VI). With one session a
    story it is the ordinary interval of a mean.

    Values that are all alike have no spread, and yet none is known better than to a step: what lies within
    half of one to either side looks the same. That alone is a standard uncertainty of step/√12 for each value
    (JCGM 100:2008, Guide to the expression of uncertainty in measurement, F.2.2.1), and of step/√(12 N) for
    the mean of N, since each conversation falls into its step by itself. The standard error is never taken
    to be less; where values spread over more than a step their spread has it in it already.
    """
    together: defaultdict[Hashable, list[float]] = defaultdict(list)
    for value, story in zip(values, stories, strict=True):
        together[story].append(value)
    return clustered_mean_of_sums([(len(one), fsum(one)) for one in together.values()], step)


def clustered_mean_of_sums(stories: Iterable[tuple[int, float]], step: float) -> Figure:
    """The same from how many values each story has and their sum, which is all that the formula reads."""
    held = [(count, total) for count, total in stories if count]
    n, clusters = sum([count for count, _ in held]), len(held)
    if clusters < FLOOR:
        return Figure(n, clusters, None)
    mean = fsum([total for _, total in held]) / n
    spread = fsum([(total - count * mean) ** 2 for count, total in held])
    error = max(sqrt(clusters / (clusters - 1) * spread) / n, step / sqrt(12 * n))
    half = t_quantile(clusters - 1) * error
    return Figure(n, clusters, Estimate(mean, mean - half, mean + half))


def clearly(figure: Figure) -> Literal["above", "below"] | None:
    """Whether a difference lies above or below nothing at all: its 95 % interval leaves 0 out."""
    if figure.estimate is None or figure.estimate.low <= 0 <= figure.estimate.high:
        return None
    return "above" if figure.estimate.low > 0 else "below"


def decimals(figure: Figure) -> int:
    """How many decimals a difference is told with: none, but one where it lies clearly above or below and
    whole points would put 0 inside its interval, such as -11 ±11."""
    if figure.estimate is None or clearly(figure) is None:
        return 0
    value, low, high = figure.estimate.value, figure.estimate.low, figure.estimate.high
    return int(round(value - low) >= abs(round(value)) or round(low) == 0 or round(high) == 0)


@cache
def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t distribution with that many degrees of freedom, 1 or more.

    By halving an interval on the closed form of the distribution for whole degrees of freedom (Abramowitz &
    Stegun 1964, 26.7.3 and 26.7.4).
    """
    if freedom < 1:
        raise ValueError(f"degrees of freedom are 1 or more, not {freedom}")
    low, high = 1.0, 13.0  # normal is 1.96; with one degree of freedom it is 12.7
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The chance that Student's t lies between -t and t."""
    angle = atan(t / sqrt(freedom))
    square = cos(angle) ** 2
    term = total = 1.0 if freedom % 2 == 0 else cos(angle)
    if freedom == 1:
        return 2 * angle / pi
    for step in range(2 + freedom % 2, freedom, 2):
        term *= square * (step - 1) / step
        total += term
    if freedom % 2 == 0:
        return sin(angle) * total
    return 2 / pi * (angle + sin(angle) * total)


def kaplan_meier_median(times: Sequence[float], happened: Sequence[bool]) -> Median:
    """The time by which half of the people had got there; who has not counts as not yet at `times[i]`.

    The product-limit estimate S(t) (Kaplan & Meier 1958, Journal of the American Statistical Association 53,
    457-481), the median its first time at or below one half. The interval holds the times at which S does
    not differ from one half by a test at 5 % (Brookmeyer & Crowley 1982, Biometrics 38, 29-41): its band is
    S ** exp(± z * sqrt(V) / log S), V being Greenwood's sum (Kalbfleisch & Prentice 1980, section 1.4). A
    bound is None where the band does not come to one half before there is nobody left.
    """
    alive, survival, greenwood = len(times), 1.0, 0.0
    value = low = high = None
    events = sorted(zip(times, happened, strict=True))
    for time, group in groupby(events, key=lambda event: event[0]):
        at_once = [did for _, did in group]
        deaths = sum(at_once)
        if deaths:
            survival *= 1 - deaths / alive
            if value is None and survival <= 0.5 + _ROUNDING:
                value = time
            if deaths < alive:  # where nobody is left there is no variance any more, and no band
                greenwood += deaths / (alive * (alive - deaths))
                wide = exp(_Z95 * sqrt(greenwood) / -log(survival))
                if low is None and survival**wide <= 0.5:
                    low = time
                if high is None and survival ** (1 / wide) < 0.5:
                    high = time
        alive -= len(at_once)
    return Median(value, low, high)
