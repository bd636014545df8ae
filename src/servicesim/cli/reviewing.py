"""The command for managers' eyes."""

from __future__ import annotations

import click

from servicesim.cli.common import Places, open_app, places_options


@click.command()
@places_options
@click.pass_obj
def review(places: Places) -> None:
    """Look at how people stand, who needs what help, and what stories teach."""
    open_app(places, review=True)
