"""Commands for sessions on their way to other tools and other stores."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicesim.cli.common import Places, day, places_options, print_text, say
from servicesim.errors import ImportRefused, UsageError

if TYPE_CHECKING:
    from servicesim.exchange.lrs import Sent
    from servicesim.exchange.outlet import Outlet
    from servicesim.exchange.xapi import LeftOut
    from servicesim.saves.records import Mode


def _csv(outlet: Outlet) -> Iterator[str]:
    from servicesim.exchange.csv import csv_lines

    return csv_lines(outlet)


def _sessions(outlet: Outlet) -> Iterator[str]:
    from servicesim.exchange.portable import Left, portable_lines

    if outlet.pseudonyms:
        raise UsageError(
            "A portable file has no pseudonyms: each session's hash chain covers its trainee's name, "
            "and another name would look like a change."
        )
    left = Left()
    yield from portable_lines(outlet, left)
    if left.closed:
        say(f"Left out: {left.closed} of practice, which this store keeps from managers.")
    if left.broken:
        say(f"Left out: {len(left.broken)} whose chain does not hold; 'servicesim verify' says where.")


def _xapi(outlet: Outlet) -> Iterator[str]:
    from servicesim.exchange.xapi import LeftOut, xapi_lines

    left = LeftOut()
    yield from xapi_lines(outlet, left)
    _say_unfinished(left)


def _html(outlet: Outlet) -> Iterator[str]:
    from servicesim.exchange.html.report import html_lines

    return html_lines(outlet)


def _say_unfinished(left: LeftOut) -> None:
    if left.in_progress:
        say(f"Left out: {left.in_progress} that {'has' if left.in_progress == 1 else 'have'} not ended.")


FORMATS: dict[str, Callable[[Outlet], Iterator[str]]] = {
    "csv": _csv,
    "html": _html,
    "xapi": _xapi,
    "sessions": _sessions,
}
"""What writes each format, line by line; each imports its work when it is asked for."""


@click.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("--trainee", metavar="NAME")
@click.option("--cohort", metavar="NAME", help="With '' for a name: who is in none.")
@click.option("--story", metavar="STORY")
@click.option("--mode", type=click.Choice(["practice", "assessment"]))
@click.option("--since", metavar="DATE", help="Begun on or after this day, such as 2026-06-01.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="A new file; else stdout.")
@click.option("--pseudonyms", is_flag=True, help="Other names for people, the same ones every time.")
@click.option("--to", "endpoint", metavar="URL", help="Send xAPI to a learning record store.")
@click.option(
    "--home-page", metavar="URL", help="Whose accounts the names of xAPI are, such as your company's."
)
@places_options
@click.pass_obj
def export(
    places: Places, form: str, trainee: str | None, cohort: str | None, story: str | None, mode: Mode | None,
    since: str | None, output: Path | None, pseudonyms: bool, endpoint: str | None, home_page: str | None,
) -> None:  # fmt: skip
    """Write sessions for other tools.

    The store's policy says how much of practice managers may take out. Everybody may take out their own
    sessions whole: name yourself with --trainee.

    html is a report of everybody, or with --trainee the page of one for a conversation between two people;
    of assessment where there is any, unless --mode says otherwise.

    --to sends ended sessions that were not sent there before; SERVICESIM_LRS_USER and SERVICESIM_LRS_PASSWORD
    hold the credentials.
    """
    from servicesim.exchange.asked import checked
    from servicesim.exchange.files import write_new
    from servicesim.exchange.outlet import NOBODYS, Outlet, checked_home_page
    from servicesim.preferences import trainee_name
    from servicesim.saves.outgoing import Wanted

    wanted = Wanted(
        trainee=trainee, cohort=cohort, story=story, mode=mode, since=day(since) if since else None
    )
    if form != "xapi" and (endpoint or home_page):
        raise UsageError("--to and --home-page are for --format xapi.")
    if endpoint and output:
        raise UsageError("--to sends, and --output writes a file: one of the two.")
    page = checked_home_page(home_page) if home_page else NOBODYS
    store = places.kept()
    if store is None:
        say("There are no sessions yet.")
        sys.exit(1)
    with store:
        own = trainee is not None and trainee == trainee_name(None)
        wanted = checked(store, wanted, places.library, own=own)
        outlet = Outlet(store, wanted, own=own, pseudonyms=pseudonyms, home_page=page)
        if endpoint is not None:
            _send(outlet, endpoint)
        elif output is not None:
            write_new(output, FORMATS[form](outlet), mark=form == "csv")
        else:
            for line in FORMATS[form](outlet):
                click.echo(line)


def _send(outlet: Outlet, url: str) -> None:
    from servicesim.exchange.lrs import Sent, endpoint_at, send
    from servicesim.exchange.xapi import LeftOut

    endpoint = endpoint_at(url)
    if endpoint.in_the_open:
        say(f"Warning: {endpoint.url} is not encrypted: whoever is on the way can read this, names and all.")
    left, sent = LeftOut(), Sent()
    try:
        send(outlet, endpoint, left, sent)
    finally:
        say(_sent_text(sent, endpoint.url))
    _say_unfinished(left)


def _sent_text(sent: Sent, url: str) -> str:
    parts = [f"{sent.sessions} {'session' if sent.sessions == 1 else 'sessions'} sent to {url}"]
    parts += [f"{sent.before} sent there before"] if sent.before else []
    parts += [f"{sent.there} statements were there already"] if sent.there else []
    parts += [f"{sent.differing} were there with other content, and stay so"] if sent.differing else []
    return "; ".join(parts) + "."


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@places_options
@click.pass_obj
def import_files(places: Places, files: tuple[Path, ...]) -> None:
    """Take in the sessions of files of 'export --format sessions'; twice is once.

    Of each file either everything is taken in, or nothing.
    """
    from servicesim.exchange.arriving import merge
    from servicesim.solver.cache import proof_of

    refused = False
    with places.store() as store:
        for path in files:
            try:
                merged = merge(store, path, proof_of)
            except ImportRefused as error:
                refused = True
                say(str(error))
                continue
            deleted = f", {merged.deleted} deleted here before and left out" if merged.deleted else ""
            print_text(
                f"{path}: {merged.new} new, {merged.grown} gone on with, {merged.same} here already{deleted}."
            )
    if refused:
        sys.exit(1)
