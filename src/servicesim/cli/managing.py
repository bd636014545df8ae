"""Commands for those who look after people: who is in which cohort, what is to do, what is forgotten."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicesim.cli.common import Places, places_options, print_text, say
from servicesim.errors import NotSaved, PersonNotFound, UsageError

if TYPE_CHECKING:
    from servicesim.saves.forget import Forgotten
    from servicesim.saves.policy import People, Practice
    from servicesim.saves.records import Mode
    from servicesim.saves.store import Store

CENTURY = 36_500
"""Days; retention beyond it is a slip of the finger."""


@click.group()
def people() -> None:
    """Say who is in which cohort."""


@people.command("import")
@click.argument("file", metavar="CSV", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@places_options
@click.pass_obj
def import_list(places: Places, file: Path) -> None:
    """Take a list of people: a CSV file whose first line is name,cohort.

    Who is not in it stays as before; an empty cohort takes somebody out of theirs.
    """
    from servicesim.plain.people import imported_text
    from servicesim.saves.people import import_people, read_people

    listed = read_people(file)
    with places.store() as store:
        say(imported_text(import_people(store, listed)))


@people.command("list")
@click.option("--cohort", metavar="NAME", help="With '' for a name: who is in none.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@places_options
@click.pass_obj
def list_people(places: Places, cohort: str | None, form: str) -> None:
    """List the people who were imported, by cohort."""
    from servicesim.plain.people import as_json, as_table
    from servicesim.saves.people import check_cohort
    from servicesim.saves.people import people as listed

    with places.kept() or nullcontext() as store:
        if store is not None and cohort is not None:
            check_cohort(store, cohort)
        found = [] if store is None else listed(store, cohort)
    print_text(as_json(found) if form == "json" else "\n".join(as_table(found)))


@click.command()
@click.argument("story")
@click.option("--to", "to", metavar="COHORT|NAME", required=True, help="cohort:… or person:… where both are.")
@click.option("--mode", type=click.Choice(["practice", "assessment"]), help="Either where left out.")
@click.option("--due", metavar="DATE", help="The last day that is in time, such as 2026-06-30.")
@click.option("--withdraw", is_flag=True, help="Take such assignments back.")
@places_options
@click.pass_obj
def assign(
    places: Places, story: str, to: str, mode: Mode | None, due: str | None, withdraw: bool
) -> None:  # fmt: skip
    """Give a story to a cohort, or to one person, to play; home shows them what is to do.

    Whoever comes into the cohort later has it too. It is done by a session that is begun after this.
    """
    from servicesim.plain.people import assigned_text
    from servicesim.preferences import trainee_name
    from servicesim.saves import assignments
    from servicesim.saves.people import cohorts, resolve

    if withdraw and (mode or due):
        raise UsageError("--withdraw takes back every assignment of the story to them: leave out the rest.")
    day = _day_to_come(due) if due else None
    name = story if withdraw else _playable(places, story, mode)
    with places.kept() or nullcontext() as store:
        if store is None:
            raise PersonNotFound(to)
        target = resolve(store, to)
        if withdraw:
            count = assignments.withdraw(store, name, cohort=target.cohort, person=target.person)
            say(f"{count} {'assignment' if count == 1 else 'assignments'} taken back.")
            return
        made = assignments.assign(
            store, name, author=trainee_name(None), mode=mode, due=day,
            cohort=target.cohort, person=target.person,
        )  # fmt: skip
        say(assigned_text(made, cohorts(store).get(target.cohort or "", 0)))


@click.command()
@click.argument("trainee", required=False)
@click.option(
    "--older-than", "days", metavar="DAYS", type=click.IntRange(1, CENTURY),
    help="What last went on so many days ago, or more, of everybody.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask.")
@places_options
@click.pass_obj
def forget(places: Places, trainee: str | None, days: int | None, yes: bool) -> None:
    """Delete people's sessions, after asking: all that there is of one person, or what is older.

    It cannot be undone. What is left of a session says that it was there, and nothing of whom.
    """
    if (trainee is None) == (days is None):
        raise UsageError("Say either whom to forget, or --older-than DAYS.")
    if not yes and not can_ask():
        raise UsageError("There is nobody to ask: --yes deletes without asking.")
    with places.kept() or nullcontext() as store:
        if trainee is not None:
            done = _forget_trainee(store, trainee, yes)
        else:
            done = _forget_older(store, days or 0, yes)
    if done is not None and done.traces is not None:
        raise NotSaved(
            "what was deleted is gone from the store, but the file was not written anew, and bytes of it may "
            f"still lie there: {done.traces}"
        )


def _forget_trainee(store: Store | None, trainee: str, yes: bool) -> Forgotten | None:
    from servicesim.saves.forget import forget_trainee, would_forget_trainee
    from servicesim.saves.people import names
    from servicesim.story.nearest import nearest

    if store is None:
        raise PersonNotFound(trainee, what="trainee")
    what = would_forget_trainee(store, trainee)
    if what.nothing:
        raise PersonNotFound(trainee, nearest(trainee, names(store)), what="trainee")
    return forget_trainee(store, trainee) if _agreed(f"Of {trainee}", what, yes) else None


def _forget_older(store: Store | None, days: int, yes: bool) -> Forgotten | None:
    from servicesim.saves.forget import forget_older, would_forget_older
    from servicesim.saves.records import utc_now

    before = utc_now() - timedelta(days=days)
    what = would_forget_older(store, before) if store is not None else None
    if store is None or what is None or what.nothing:
        say("There is nothing that old.")
        return None
    agreed = _agreed(f"Of all that last went on before {before:%Y-%m-%d}", what, yes)
    return forget_older(store, before) if agreed else None


def _agreed(whose: str, what: Forgotten, yes: bool) -> bool:
    from servicesim.plain.people import forgotten_text

    say(f"{whose}: {forgotten_text(what)}.")
    if yes or click.confirm("Delete this for good?", err=True):
        return True
    say("Nothing was deleted.")
    return False


def can_ask() -> bool:
    """Whether somebody can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


@click.command()
@click.option(
    "--practice", type=click.Choice(["whole", "scores", "happened"]),
    help="What managers see of practice: all, how it went, or that it took place.",
)  # fmt: skip
@click.option(
    "--people", "shown", type=click.Choice(["shown", "cohorts"]),
    help="Whether people appear, or only cohorts.",
)  # fmt: skip
@click.option("--threshold", metavar="N|none", help="The mean score, 0 to 100, that counts as proficient.")
@places_options
@click.pass_obj
def policy(
    places: Places, practice: Practice | None, shown: People | None, threshold: str | None
) -> None:  # fmt: skip
    """Print what managers may see, or set it. At the first start trainees are told."""
    from dataclasses import replace

    from servicesim.plain.people import policy_lines
    from servicesim.saves.policy import Policy, policy_of, set_policy

    points = _points(threshold)
    asked = practice is None and shown is None and threshold is None
    with (places.kept() or nullcontext()) if asked else places.store() as store:
        now = Policy() if store is None else policy_of(store)
        if store is not None and not asked:
            wanted = replace(now, practice=practice or now.practice, people=shown or now.people)
            now = wanted if threshold is None else replace(wanted, threshold=points)
            set_policy(store, now)
    print_text("\n".join(policy_lines(now)))


def _points(threshold: str | None) -> float | None:
    if threshold is None or threshold == "none":
        return None
    try:
        points = float(threshold)
    except ValueError:
        points = -1
    if not 0 <= points <= 100:
        raise UsageError(f"A threshold is a number from 0 to 100, or none; not '{threshold}'.")
    return points


def _playable(places: Places, story: str, mode: Mode | None) -> str:
    """The id of a story that can be played in that mode. Raises StoryError, UsageError."""
    from servicesim.saves.play import mode_for

    found = places.library().find(story)
    mode_for(found, mode)
    return found.id


def _day_to_come(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is not a day: write it like 2026-06-30.") from error
    if day < date.today():
        raise UsageError(f"{text} is over.")
    return day
