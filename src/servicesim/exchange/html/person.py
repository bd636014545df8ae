"""The page of one trainee, for a conversation between two people: on one sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from markupsafe import Markup

from servicesim.exchange.html import plots, words
from servicesim.exchange.html.moments import Strength, closer_look
from servicesim.exchange.html.pages import page
from servicesim.exchange.outlet import Outlet
from servicesim.results.debrief import TagUse
from servicesim.results.standing import SCORES, Again
from servicesim.results.statistics import FLOOR, clearly
from servicesim.results.words import mark, outcomes_text, proficiency_text
from servicesim.saves.assignments import Task, tasks_for
from servicesim.saves.people import people
from servicesim.saves.policy import Policy
from servicesim.saves.records import Selection
from servicesim.saves.review.titles import titles_of
from servicesim.saves.review.trainee import TraineeReview, trainee_review
from servicesim.saves.review.words import RESULTS_HIDDEN, selection_text
from servicesim.saves.store import Store
from servicesim.words import count, day

_MOST_TAGS = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """One score over time: its mean in words, n, the difference from others, its mark, and the plot."""

    score: str
    mean: str
    n: int
    difference: str
    side: str
    mark: str
    plot: Markup


def person_page(outlet: Outlet, name: str, selection: Selection, now: datetime) -> str:
    """The page as HTML; one's own is whole, whatever managers may see.

    Raises UsageError where the policy shows no single people; StoreUnusable.
    """
    store = outlet.store
    whole = Policy("whole", "shown", outlet.policy.threshold) if outlet.own else None
    review = trainee_review(store, name, selection, now, whole)
    shown = outlet.name_of(name)
    look = closer_look(store, review, shown)
    return page(
        "person.html.j2",
        name=shown,
        cohort=next((one.cohort for one in people(store) if one.name == name), None) or "",
        selected=selection_text(selection, titles_of(store).get(selection.story or "", ""), people=False),
        made=day(now),
        went=outcomes_text(review.standing.outcomes),
        bar=plots.outcomes(review.standing.outcomes, 150, 11),
        hidden=RESULTS_HIDDEN if review.policy.hides_results(selection.mode) else "",
        panels=list(_panels(review)),
        strengths=_filled(look.strengths),
        moment=look.moment,
        closed=look.closed,
        facts=list(_facts(review, store, name, now)),
        used=_tags(review.used),
        slips=_tags(review.slips),
        missed=_tags(review.missed),
        read=count(review.read, "first attempt"),
        floor=FLOOR,
        pseudonyms=outlet.pseudonyms,
    )


def _panels(review: TraineeReview) -> Iterator[Panel]:
    for score in SCORES:
        figure, against = getattr(review.standing.scores, score), getattr(review.standing.against, score)
        points = [
            (attempt.started, value)
            for attempt in review.fair
            if (value := getattr(attempt.scores, score)) is not None
        ]
        side = clearly(against)
        yield Panel(
            score=words.SCORES[score],
            mean=words.mean_text(figure),
            n=figure.n,
            difference=words.difference_text(against),
            side=side or "",
            mark=mark(against),
            plot=plots.over_time(points, None if figure.estimate is None else figure.estimate.value),
        )


def _filled(strengths: Sequence[Strength]) -> list[Strength | None]:
    """Two places for strengths; one that nothing could be said for is room to write."""
    return [*strengths[:2], *[None] * (2 - len(strengths))]


def _facts(review: TraineeReview, store: Store, name: str, now: datetime) -> Iterator[str]:
    """Single sentences, each only where there is something to tell."""
    if review.proficiency is not None and review.policy.threshold is not None:
        yield (
            f"A mean score of {review.policy.threshold:g} twice running: "
            f"{proficiency_text(review.proficiency)}."
        )
    changes = [change for one in review.again if (change := _change(one)) is not None]
    if changes:
        higher, stories = sum(change > 0 for change in changes), count(len(changes), "story", "stories")
        yield (
            f"First against latest attempt: of {stories} played more than once, the latest scored higher in "
            f"{higher}; the median change is {words.signed(median(changes))} points, by who knows the story."
        )
    todo = [task for task in tasks_for(store, name, now) if task.state != "done"]
    if todo:
        titles = titles_of(store)
        listed = ", ".join(_task(task, titles.get(task.story, task.story)) for task in todo[:3])
        more = f" and {len(todo) - 3} more" if len(todo) > 3 else ""
        yield f"To do: {listed}{more}."


def _change(one: Again) -> float | None:
    first, latest = one.first.scores.mean, one.latest.scores.mean
    return None if first is None or latest is None else latest - first


def _task(task: Task, title: str) -> str:
    due = (
        "" if task.due is None else f", {'was due' if task.state == 'overdue' else 'due'} {task.due:%d %b %Y}"
    )
    return f"{title}{due}"


def _tags(uses: Sequence[TagUse]) -> str:
    return ", ".join(f"{use.title} ×{use.times}" for use in uses[:_MOST_TAGS])
