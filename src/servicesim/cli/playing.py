"""Commands for those who play, and for what was played."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from servicesim.cli.common import Places, day, has_terminal, open_app, places_options, print_text, say
from servicesim.errors import SessionNotFound, UsageError

if TYPE_CHECKING:
    from servicesim.saves.records import Mode


@click.command()
@click.argument("story", required=False)
@click.option("--trainee", metavar="NAME", help="Who plays; SERVICESIM_TRAINEE where left out.")
@click.option("--mode", type=click.Choice(["practice", "assessment"]))
@click.option("--plain", is_flag=True, help="Lines of text; taken by itself where there is no terminal.")
@click.option("--resume", is_flag=True, help="Go on with the newest conversation in progress.")
@click.option(
    "--replies", metavar="ID,ID…", help="Begin with these replies given (practice; marks it assisted)."
)
@places_options
@click.pass_obj
def play(
    places: Places, story: str | None, trainee: str | None, mode: Mode | None, plain: bool, resume: bool,
    replies: str | None,
) -> None:  # fmt: skip
    """Have a conversation."""
    given = [reply.strip() for reply in replies.split(",") if reply.strip()] if replies else []
    if resume and (given or mode):
        raise UsageError("--resume goes on as the conversation began: leave out --mode and --replies.")
    if plain or not has_terminal():
        from servicesim.plain.play import play_plain

        play_plain(places, story, trainee, mode, resume, given)
        return
    open_app(places, story=story, trainee=trainee, mode=mode, resume=resume, replies=given)


@click.command()
@click.option("--trainee", metavar="NAME")
@click.option("--story", metavar="ID")
@click.option("--mode", type=click.Choice(["practice", "assessment"]))
@click.option("--since", metavar="DATE", help="Begun on or after this day, such as 2026-06-01.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@places_options
@click.pass_obj
def sessions(
    places: Places, trainee: str | None, story: str | None, mode: Mode | None, since: str | None, form: str
) -> None:
    """List saved sessions, newest first."""
    from servicesim.exchange.csv import as_csv
    from servicesim.plain.sessions import as_json, as_table
    from servicesim.saves.records import Filter

    where = Filter(trainee=trainee, story=story, mode=mode, since=day(since) if since else None)
    store = places.kept()
    found = []
    if store is not None:
        with store:
            found = store.sessions(where)
    print_text(
        {
            "table": lambda: "\n".join(as_table(found)),
            "json": lambda: as_json(found),
            "csv": lambda: as_csv(found),
        }[form]()
    )


@click.command()
@click.argument("session")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@places_options
@click.pass_obj
def show(places: Places, session: str, form: str) -> None:
    """Show the transcript and the debrief of one session; its id may be cut short."""
    from servicesim.plain.show import show_json, show_text

    store = places.kept()
    if store is None:
        raise SessionNotFound(session)
    with store:
        found = store.session(session)
        if store.role == "manager":
            from servicesim.saves.review.session import refuse_if_closed

            refuse_if_closed(store, found)
        print_text((show_json if form == "json" else show_text)(store, found))


@click.command()
@places_options
@click.pass_obj
def verify(places: Places) -> None:
    """Replay every saved session, and hold hash chains and scores against the replay."""
    from servicesim.saves.verify import verify as verified
    from servicesim.solver.cache import proof_of

    count = wrong = older = 0
    with places.kept() or nullcontext() as store:
        if store is not None and store.role == "manager":
            raise UsageError("Managers read sessions in part, which fits no hash: their owner verifies them.")
        for result in verified(store, proof_of, os.cpu_count() or 1) if store is not None else ():
            count += 1
            older += not result.replayed
            wrong += bool(result.problems)
            who = "" if result.trainee is None else f" {result.trainee}, {result.story}"
            for problem in result.problems:
                print_text(f"{result.id[:8]}{who}: {problem}")
    note = f", {older} of older rules by their chain alone" if older else ""
    say(f"{count} {'session' if count == 1 else 'sessions'} verified{note}, {wrong} with problems.")
    if wrong:
        sys.exit(1)
