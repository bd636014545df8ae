"""People, the policy, and what was forgotten, as lines of text."""

from __future__ import annotations

import json
from collections.abc import Sequence

from servicesim.plain.lines import table
from servicesim.saves.assignments import Assignment
from servicesim.saves.forget import Forgotten
from servicesim.saves.people import Imported, Person
from servicesim.saves.policy import Policy


def as_table(people: Sequence[Person]) -> list[str]:
    """One line a person; a plain sentence where there is none."""
    if not people:
        return ["No people."]
    return table(("cohort", "name"), [(person.cohort or "–", person.name) for person in people])


def as_json(people: Sequence[Person]) -> str:
    """A JSON list of people."""
    listed = [{"name": person.name, "cohort": person.cohort} for person in people]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def imported_text(done: Imported) -> str:
    """What taking a list did, in a sentence."""
    return f"{done.new} new, {done.moved} moved to another cohort or out of theirs, {done.same} as before."


def assigned_text(made: Assignment, people: int) -> str:
    """An assignment in a sentence; `people` is how many are in its cohort now."""
    to = (
        made.person
        if made.cohort is None
        else f"the cohort {made.cohort} ({_count(people, 'person', 'people')} now)"
    )
    mode = f", as {made.mode}" if made.mode else ""
    due = f", due {made.due.isoformat()}" if made.due else ""
    return f"'{made.story}' is assigned to {to}{mode}{due}."


def forgotten_text(what: Forgotten) -> str:
    """What is deleted, or would be, as a list in words: "2 sessions with 12 replies, 1 comment"."""
    parts = [f"{_count(what.sessions, 'session')} with {_count(what.replies, 'reply', 'replies')}"]
    if what.comments:
        parts.append(f"{_count(what.comments, 'comment')} on them")
    if what.assignments:
        parts.append(_count(what.assignments, "assignment"))
    if what.listed:
        parts.append("a place in the list of people")
    return ", ".join(parts)


def policy_lines(policy: Policy) -> list[str]:
    """A policy as `store policy` prints it: each part by its option, with what it means."""
    threshold = "none" if policy.threshold is None else f"{policy.threshold:g}"
    rows = [
        ("practice", policy.practice, PRACTICE[policy.practice]),
        ("people", policy.people, PEOPLE[policy.people]),
        (
            "threshold",
            threshold,
            "the mean score, 0 to 100, that counts as proficient when held twice running",
        ),
    ]
    return [f"{name:<11}{value:<10}{meaning}" for name, value, meaning in rows]


PRACTICE = {
    "whole": "managers read practice sessions whole",
    "scores": "managers see the scores of practice, and no transcript",
    "happened": "managers see that practice took place, and neither scores nor transcripts",
}
PEOPLE = {
    "shown": "managers see people by name",
    "cohorts": "managers see cohorts, and nothing of fewer than five people",
}


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
