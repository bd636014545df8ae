"""What a review looks at, and what it leaves out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from servicesim.saves.policy import FEWEST
from servicesim.saves.records import NO_COHORT
from servicesim.words import SOURCES, day

if TYPE_CHECKING:
    from servicesim.saves.policy import Policy
    from servicesim.saves.records import Selection

IN_NO_COHORT = "in no cohort"
"""The people who are in none, as a group."""

RESULTS_HIDDEN = (
    "The policy of this store keeps how practice went from managers: they see that it took place."
)

PEOPLE_HIDDEN = "The policy of this store shows cohorts, and no single people."

HIDDEN = f"hidden: fewer than {FEWEST} people, or they would tell of a cohort that has fewer"
"""Instead of a cohort's numbers."""

NOTHING_SHOWN = (
    f"Nothing of these sessions can be told: nobody played, or fewer than {FEWEST} people did, or their "
    "numbers would tell of a cohort that has fewer."
)
"""Instead of a report where the policy shows no single people, and there is nothing that it does show."""

SUMS_ALONE = (
    "Decisions are kept as sums without cohorts and dates here: take these off the filter to see them."
)
"""Instead of decisions where a server keeps from managers who gave which reply."""

ROUGHLY = f"Numbers are told to the nearest {FEWEST}; those of fewer people are hidden."
"""What goes for every number where the policy shows no single people."""

LEFT_OUT = {
    "other_rules": "under other rules",
    "assisted": "with help",
    "seen": "after the debrief was read",
    "later": "at a story begun before",
    "in_progress": "in progress",
    "not_checked": "whose scores were not checked",
}
"""Why the numbers leave sessions out, by the reasons of `selected.REASONS`."""


def cohort_text(cohort: str) -> str:
    """ "cohort Spring", or "in no cohort" for NO_COHORT."""
    return IN_NO_COHORT if cohort == NO_COHORT else f"cohort {cohort}"


def nobody_to_read_text(policy: Policy) -> str:
    """Why a server shows a manager nobody; whether there are cohorts of few people is not said."""
    few = policy.people == "cohorts"
    none = f"no cohort of {FEWEST} people or more, and shows nothing of smaller ones" if few else "nobody"
    return f"This store gives you {none}. Its owner says which cohorts you read: 'servicesim store grant'."


def left_out_text(counts: Mapping[str, int]) -> str:
    """What the numbers leave out, and why; "" where nothing is."""
    parts = [f"{counts[why]:,} {words}" for why, words in LEFT_OUT.items() if counts.get(why)]
    return f"Not in these numbers: {', '.join(parts)}." if parts else ""


def never_text(selection: Selection) -> str:
    """What is said of somebody without a session: who has none between two days may have some before."""
    return "never" if selection.since is None and selection.until is None else "not then"


def selection_text(selection: Selection, title: str = "", *, people: bool = True) -> str:
    """The filters in words: "cohort Spring · assessment · since 1 Jun 2026". `title` is that of the story.
    Without `people` it leaves out whose sessions they are, which then has to stand elsewhere."""
    parts = []
    if people and selection.cohort is not None:
        parts.append(cohort_text(selection.cohort))
    if people and selection.trainee is not None:
        parts.append(f"trainee {selection.trainee}")
    parts.append(selection.mode)
    if selection.story is not None:
        parts.append(title or selection.story)
    if selection.source is not None:
        parts.append(f"{SOURCES.get(selection.source, selection.source)} stories")
    if selection.since is not None:
        parts.append(f"since {day(selection.since)}")
    if selection.until is not None:
        # The last moment that is part of it: a day before would miss the day where clocks are put forward.
        parts.append(f"to {day(selection.until - timedelta(microseconds=1))}")
    return " · ".join(parts)
