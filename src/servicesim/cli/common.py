"""What the commands share: where stories and sessions are, the app, and the two ways out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from servicesim.errors import UsageError

if TYPE_CHECKING:
    from servicesim.saves.store import Store
    from servicesim.story.library import Library


class Places:
    """Where stories and sessions are, as the options say. Given to the group or to a command alike."""

    def __init__(self) -> None:
        self.saves: str | None = None
        self.stories: list[str] = []

    def library(self) -> Library:
        """The package's stories and the folders named."""
        from servicesim.story.library import Library

        named = os.environ.get("SERVICESIM_STORIES", "").split(os.pathsep)
        folders = [Path(folder) for folder in (*named, *self.stories) if folder]
        for folder in folders:
            if not folder.is_dir():
                raise UsageError(f"There is no folder '{folder}'.")
        return Library(folders)

    def location(self) -> str | None:
        """The store's path or URL, None for the default."""
        return self.saves or os.environ.get("SERVICESIM_SAVES") or None

    def kept(self) -> Store | None:
        """The store, opened for reading; None where there is no file yet, and none is made."""
        from servicesim.saves.location import default_location, is_server, path_of

        location = self.location()
        if location is not None and is_server(location):
            return self.store()
        path = default_location() if location is None else path_of(location)
        return self.store() if path.exists() else None

    def store(self) -> Store:
        """The store, opened; a file is made where there is none."""
        from servicesim.saves.store import Store

        return Store.open(self.location())


def _keep_saves(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.ensure_object(Places).saves = value


def _keep_stories(context: click.Context, _: click.Parameter, value: tuple[str, ...]) -> None:
    context.ensure_object(Places).stories.extend(value)


def places_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--saves` and `--stories`, which work with every command."""
    saves = click.option(
        "--saves", metavar="PATH-OR-URL", expose_value=False, callback=_keep_saves,
        help="Where sessions are kept.",
    )  # fmt: skip
    stories = click.option(
        "--stories", metavar="DIR", multiple=True, expose_value=False, callback=_keep_stories,
        help="A folder of stories beside the library; again and again.",
    )  # fmt: skip
    return saves(stories(command))


def open_app(places: Places, **wanted: Any) -> None:
    """The app, which ends the process. Its modules are imported only here."""
    from servicesim.tui.launch import run

    sys.exit(run(places.library, places.location(), **wanted))


def has_terminal() -> bool:
    """Whether somebody sits at a terminal that can show an app."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return (
        all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
    )


def print_text(text: str) -> None:
    """Data, to stdout."""
    if text:
        click.echo(text)


def say(message: str) -> None:
    """A message, to stderr."""
    click.echo(message, err=True)


def day(text: str) -> datetime:
    """A day as people write it, or a moment; without a time zone it is that of this machine. Raises
    UsageError."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone() if moment.tzinfo is None else moment
    except (ValueError, OverflowError) as error:
        raise UsageError(f"'{text}' is not a day: write it like 2026-06-01.") from error
