"""Commands for whoever keeps a company's store."""

from __future__ import annotations

import sys
from contextlib import nullcontext

import click

from servicesim.cli import managing
from servicesim.cli.common import Places, places_options, print_text, say
from servicesim.errors import UsageError


@click.group()
def store() -> None:
    """Keep a store for a whole company: on a PostgreSQL server, set up, granted and checked by its owner."""


@store.command("init")
@places_options
@click.pass_obj
def init(places: Places) -> None:
    """Make the store on a server, or bring it up to date; whoever does it owns it."""
    url = _server(places)
    if url is None:
        say("A file needs no init: it is made, and brought up to date, when it is opened.")
        return
    from servicesim.saves.location import shown_url
    from servicesim.saves.postgres import initialise

    made = initialise(url)
    say(f"The store {shown_url(url)} is {'made' if made else 'up to date'}.")
    if made:
        say(
            "Next: 'servicesim store policy' says what managers see, 'servicesim store grant' lets logins in."
        )


@store.command("grant")
@click.argument("login")
@click.option("--trainee", metavar="NAME", help="The login plays, under this name and no other.")
@click.option(
    "--manager", "cohorts", metavar="COHORT", multiple=True,
    help="The login reads this cohort; again and again.",
)  # fmt: skip
@places_options
@click.pass_obj
def grant(places: Places, login: str, trainee: str | None, cohorts: tuple[str, ...]) -> None:
    """Let a login of the server play, or read cohorts. What it was granted before is taken back."""
    if bool(trainee) == bool(cohorts):
        raise UsageError("Say either --trainee NAME or --manager COHORT.")
    if _server(places) is None:
        raise UsageError("A file knows no logins: whoever can open it can read and write all of it.")
    from servicesim.saves.logins import grant_manager, grant_trainee

    with places.store() as opened:
        if trainee:
            grant_trainee(opened, login, trainee)
            say(f"'{login}' plays as {trainee}.")
        else:
            unknown = grant_manager(opened, login, cohorts)
            say(f"'{login}' reads {', '.join(cohorts)}.")
            if unknown:
                say(f"Nobody is in {', '.join(unknown)} yet; see 'servicesim people import'.")


store.add_command(managing.policy)


@store.command("check")
@places_options
@click.pass_obj
def check(places: Places) -> None:
    """Work out the scores of what has ended since the last check, and tell what does not hold.

    On a server nobody's scores count before: each session is held against its hash chain and replayed.
    """
    from servicesim.saves.tallying import catch_up, rescore

    wrong = 0
    with places.kept() or nullcontext() as opened:
        if opened is None:
            say("There is nothing to check yet.")
            return
        if opened.role != "owner":
            raise UsageError("Only who owns the store can check it; your own sessions: servicesim verify.")
        rescored = rescore(opened)
        for session_id, why in rescored.refused:
            found = opened.session(session_id)
            print_text(f"{session_id[:8]} {found.trainee}, {found.story}: {why}")
        caught = catch_up(opened)
        for session_id in caught.refused:
            print_text(f"{session_id[:8]}: it is counted, and does not replay any more")
        wrong = len(rescored.refused) + len(caught.refused)
    sessions = "session" if rescored.scored == 1 else "sessions"
    say(f"{rescored.scored} {sessions} scored, {caught.tallied} added to the counts, {wrong} with problems.")
    if wrong:
        sys.exit(1)


def _server(places: Places) -> str | None:
    """The URL of the server, None where the store is a file."""
    from servicesim.saves.location import is_server

    location = places.location()
    return location if location is not None and is_server(location) else None
