"""The command that makes something to try a review on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from servicesim.cli.common import Places, places_options, say

FILE = "servicesim-demo.db"


@click.command("demo-data")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), default=Path(FILE), show_default=True,
    help="The store to make; there must be no such file yet.",
)  # fmt: skip
@places_options
@click.pass_obj
def demo_data(places: Places, output: Path) -> None:
    """Make a store with a year of invented sessions, to try the review on.

    Forty invented people in three cohorts have real conversations in it. Nobody's own store is touched.
    """
    from servicesim.saves.demo.year import make
    from servicesim.saves.records import utc_now

    found = [entry for entry in places.library().entries() if entry.story is not None and not entry.ambiguous]
    stories = [entry.story for entry in found if entry.story is not None]
    with click.progressbar(length=1, label="A year passes", file=sys.stderr) as bar:

        def progress(done: int, whole: int) -> None:
            bar.length = whole
            bar.update(1)

        made = make(output, stories, now=utc_now(), progress=progress)
    say(f"{output}: {made.sessions} sessions of {made.people} people, every one of them invented.")
    say(f"Look at it with: servicesim review --saves {output}")
