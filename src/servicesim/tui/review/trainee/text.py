"""What is said of one person beside the list and the plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.results.statistics import FLOOR, clearly, decimals
from servicesim.results.words import mark, proficiency_text, signed_text
from servicesim.saves.review.words import RESULTS_HIDDEN
from servicesim.tui.review.words import figure_text, went_text
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.made import row
from servicesim.tui.words import SCORES
from servicesim.words import count

if TYPE_CHECKING:
    from servicesim.results.debrief import TagUse
    from servicesim.results.standing import Again, Standing
    from servicesim.results.statistics import Figure
    from servicesim.saves.assignments import Task
    from servicesim.saves.review.trainee import TraineeReview

LABEL = 20
MOST_TAGS = 8
MOST_TITLE = 44
CLOSED = "The policy of this store keeps what was said in practice from managers."
AGAINST = {"above": "clearly above others: ", "below": "clearly below others: ", None: "against others: "}
STATES = {"open": "open", "overdue": "overdue", "done": "done"}


def standing_lines(person: Standing, width: int, *, hidden: bool = False) -> Content:
    """The three scores with their intervals, how they stand against the others, and how it went; `hidden`
    where the policy keeps all that closed."""
    if hidden:
        return content("\n").join(content(RESULTS_HIDDEN).wrap(width))
    lines = [
        _score(name, figure, against)
        for name, figure, against in zip(SCORES, person.scores, person.against, strict=True)
    ]
    lines = [line.truncate(width, ellipsis=True) for line in lines]
    went = went_text(person.outcomes)
    of = "   at stories never seen before" if person.outcomes.all else ""
    if LABEL + len(went) + len(of) > width:
        of = ""
    lines.append(row("first attempts", joined(went, (of, "$text-muted")), LABEL, width))
    return content("\n").join(lines)


def _score(name: str, figure: Figure, against: Figure) -> Content:
    label = (f"{name:<{LABEL}}", "$text-muted")
    if figure.estimate is None:
        floor = f"not enough data: {count(figure.stories, 'story', 'stories')} of the {FLOOR} it takes"
        return joined(label, floor)
    found = clearly(against)
    number = joined(label, (f"{figure_text(figure)} ", "bold"))
    if against.estimate is None:
        return joined(number, ("   too few others at these stories", "$text-muted"))
    estimate, places = against.estimate, decimals(against)
    low, value, high = (signed_text(one, places) for one in (estimate.low, estimate.value, estimate.high))
    style = {"above": "$success", "below": "$error", None: "$text-muted"}[found]
    return joined(number, (f"{mark(against):<1} {AGAINST[found]}{value} ({low} to {high})", style))


def more(review: TraineeReview, tasks: Sequence[Task], titles: Mapping[str, str], width: int) -> Content:
    """Tactics, first attempts against latest, time to the threshold, and work, one under the other."""
    parts = (
        _tactics(review, width),
        _again(review.again, titles, width),
        _proficiency(review, width),
        _tasks(tasks, titles, width),
    )
    lines: list[Content] = []
    for part in parts:
        found = list(part)
        lines += [content(""), *found] if lines and found else found
    return content("\n").join(lines)


def _head(title: str, note: str = "") -> Content:
    return joined((title, "bold"), (f"  {note}" if note else "", "$text-muted"))


def _tactics(review: TraineeReview, width: int) -> Iterator[Content]:
    if review.read == 0:
        closed = review.policy.practice != "whole" and not review.used
        yield _head("Tactics")
        why = CLOSED if closed and review.fair else "No first attempt to count them in."
        yield content(why, "$text-muted")
        return
    yield _head("Tactics", f"of the newest {count(review.read, 'first attempt')}")
    yield row("used", _named(review.used), LABEL, width)
    yield row("called for, missed", _named(review.missed), LABEL, width)
    yield row("missteps", _named(review.slips), LABEL, width)


def _named(uses: Sequence[TagUse]) -> str:
    shown = [use.title + (f" ×{use.times}" if use.times > 1 else "") for use in uses[:MOST_TAGS]]
    more = len(uses) - MOST_TAGS
    return (", ".join(shown) + (f" and {more} more" if more > 0 else "")) or "none"


def _again(again: Sequence[Again], titles: Mapping[str, str], width: int) -> Iterator[Content]:
    if not again:
        return
    yield _head("First attempt and latest", "without help, at one text, known by then")
    for one in again:
        first, latest = one.first.scores.mean, one.latest.scores.mean
        scores = "not scored"
        if first is not None and latest is not None:
            scores = f"{first:>3.0f} → {latest:<3.0f}"
        tries = f"  {scores}  {one.attempts} attempts"
        title = content(one_line(titles.get(one.story, one.story)))
        title = title.truncate(max(8, min(MOST_TITLE, width - len(tries))), ellipsis=True, pad=True)
        yield joined(title, (tries, "$text-muted"))


def _proficiency(review: TraineeReview, width: int) -> Iterator[Content]:
    threshold = review.policy.threshold
    if threshold is None:
        return
    yield _head("Time to proficiency", f"a mean of {threshold:g} at two stories running")
    found = review.proficiency
    told = "nothing was scored yet" if found is None else proficiency_text(found)
    yield content(f"{told[0].upper()}{told[1:]}.")


def _tasks(tasks: Sequence[Task], titles: Mapping[str, str], width: int) -> Iterator[Content]:
    if not tasks:
        return
    yield _head("Work")
    for task in tasks:
        due = "" if task.due is None else f", due {task.due.day} {task.due:%b %Y}"
        mode = "" if task.mode is None else f", {task.mode}"
        style = {"overdue": "bold $error", "open": "bold", "done": "$text-muted"}[task.state]
        text = joined((f"{STATES[task.state]:<9}", style), titles.get(task.story, task.story), f"{mode}{due}")
        yield text.truncate(width, ellipsis=True)
