"""Commands for sessions on their way to other tools and other stores."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicesim.cli.common import Places, day, places_options, print_text, say
from servicesim.errors import UsageError

if TYPE_CHECKING:
    from servicesim.exchange.outlet import Outlet
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


FORMATS: dict[str, Callable[[Outlet], Iterator[str]]] = {"csv": _csv, "sessions": _sessions}
"""What writes each format, line by line; each imports its work when it is asked for."""


@click.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("--trainee", metavar="NAME")
@click.option("--cohort", metavar="NAME")
@click.option("--story", metavar="ID")
@click.option("--mode", type=click.Choice(["practice", "assessment"]))
@click.option("--since", metavar="DATE", help="Begun on or after this day, such as 2026-06-01.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="A new file; else stdout.")
@click.option("--pseudonyms", is_flag=True, help="Other names for people, the same ones every time.")
@places_options
@click.pass_obj
def export(
    places: Places, form: str, trainee: str | None, cohort: str | None, story: str | None, mode: Mode | None,
    since: str | None, output: Path | None, pseudonyms: bool,
) -> None:  # fmt: skip
    """Write sessions for other tools.

    The store's policy says how much of practice managers may take out. Everybody may take out their own
    sessions whole: name yourself with --trainee.
    """
    from servicesim.exchange.files import write_new
    from servicesim.exchange.outlet import Outlet
    from servicesim.preferences import trainee_name
    from servicesim.saves.outgoing import Wanted

    wanted = Wanted(
        trainee=trainee, cohort=cohort, story=story, mode=mode, since=day(since) if since else None
    )
    store = places.kept()
    if store is None:
        say("There are no sessions yet.")
        sys.exit(1)
    with store:
        own = trainee is not None and trainee == trainee_name(None)
        lines = FORMATS[form](Outlet(store, wanted, own=own, pseudonyms=pseudonyms))
        if output is not None:
            write_new(output, lines, mark=form == "csv")
        else:
            for line in lines:
                click.echo(line)


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
    from servicesim.exchange.arriving import Refused, merge
    from servicesim.solver.cache import proof_of

    refused = False
    with places.store() as store:
        for path in files:
            try:
                merged = merge(store, path, proof_of)
            except Refused as error:
                refused = True
                say(str(error))
                continue
            deleted = f", {merged.deleted} deleted here before and left out" if merged.deleted else ""
            print_text(
                f"{path}: {merged.new} new, {merged.grown} gone on with, {merged.same} here already{deleted}."
            )
    if refused:
        sys.exit(1)
