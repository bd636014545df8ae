"""The command line. Every command imports its work only when it runs, so that `--help` answers at once.

Data goes to stdout, messages to stderr. Exit status: 0 fine; 1 findings of severity error, or the thing
asked for is not there; 2 wrong usage, or no terminal where one is needed; 3 a save could not be written;
130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from servicesim import __version__
from servicesim.errors import ServicesimError, SessionNotFound, UsageError

if TYPE_CHECKING:
    from servicesim.authoring.against_saves import AgainstSaves
    from servicesim.saves.attempts import Attempt
    from servicesim.saves.records import Mode
    from servicesim.saves.store import Store
    from servicesim.story.library import Library

INTERRUPTED = 130


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
        """The store, opened for reading; None where there is none yet, and none is made."""
        from servicesim.saves.location import default_location, path_of

        location = self.location()
        path = default_location() if location is None else path_of(location)
        return self.store() if path.exists() else None

    def store(self) -> Store:
        """The store, opened, and made where there is none."""
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


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="servicesim")
@places_options
@click.pass_context
def cli(context: click.Context) -> None:
    """Practise winning back resistant and disengaged customers.

    Without a command it opens the app.
    """
    if context.invoked_subcommand is None:
        places = context.ensure_object(Places)
        _app(places)


@cli.command()
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
    if plain or not _has_terminal():
        from servicesim.plain.play import play_plain

        play_plain(places, story, trainee, mode, resume, given)
        return
    _app(places, story=story, trainee=trainee, mode=mode, resume=resume, replies=given)


@cli.command()
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
    from servicesim.plain.sessions import as_csv, as_json, as_table
    from servicesim.saves.records import Filter

    where = Filter(trainee=trainee, story=story, mode=mode, since=_day(since) if since else None)
    store = places.kept()
    found = []
    if store is not None:
        with store:
            found = store.sessions(where)
    _print(
        {
            "table": lambda: "\n".join(as_table(found)),
            "json": lambda: as_json(found),
            "csv": lambda: as_csv(found),
        }[form]()
    )


@cli.command()
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
        _print((show_json if form == "json" else show_text)(store, store.session(session)))


@cli.command()
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--strict", is_flag=True, help="Fail on warnings and advice too.")
@click.option("--against-saves", is_flag=True, help="Hold stories against the sessions saved for their ids.")
@places_options
@click.pass_obj
def check(places: Places, paths: tuple[str, ...], form: str, strict: bool, against_saves: bool) -> None:
    """Read, link and prove stories: files, folders or ids; without any ./stories, else the library."""
    if against_saves and form not in ("text", "json"):
        raise UsageError("--against-saves goes with --format text and json.")
    from servicesim.authoring.check import all_findings, as_json, check_named, failed
    from servicesim.authoring.github import as_github
    from servicesim.authoring.sarif import as_sarif
    from servicesim.plain.check import as_text
    from servicesim.plain.progress import counter

    with counter(sys.stderr) as progress:
        checked = check_named(paths, places.library(), progress)
    saves: dict[Path, AgainstSaves | None] | None = None
    if against_saves:
        from servicesim.authoring.against_saves import all_against_saves

        with places.kept() or nullcontext() as store:
            saves = all_against_saves(checked, store)
    _print(
        {
            "text": lambda: "\n".join(as_text(checked, saves)),
            "json": lambda: as_json(checked, saves),
            "github": lambda: "\n".join(as_github(all_findings(checked))),
            "sarif": lambda: as_sarif(all_findings(checked)),
        }[form]()
    )
    parted = any(held is not None and held.parted for held in (saves or {}).values())
    if failed(checked, strict) or (strict and parted):
        sys.exit(1)


@cli.command()
@click.argument("story")
@click.argument("old")
@click.argument("new")
@places_options
@click.pass_obj
def rename(places: Places, story: str, old: str, new: str) -> None:
    """Rename a scene, an ending, a fact or a reply (SCENE/REPLY) everywhere in a story's file."""
    from servicesim.authoring.check import place_of
    from servicesim.authoring.rename import rename_in_file

    path = place_of(story, places.library())
    done = rename_in_file(path, old, new)
    count = "1 place" if done.places == 1 else f"{done.places} places"
    _say(f"The {done.kind} '{done.old}' is '{done.new}' now, in {count} of {path}.")


@cli.command()
@click.argument("story")
@places_options
@click.pass_obj
def preview(places: Places, story: str) -> None:
    """Play a story while it is being written: follows every save of its file."""
    from servicesim.authoring.shelf import file_of

    _app(places, preview=file_of(story, places.library()))


@cli.command("map")
@click.argument("story")
@click.option("--format", "form", type=click.Choice(["text", "mermaid", "dot", "svg"]), default="text")
@places_options
@click.pass_obj
def draw_map(places: Places, story: str, form: str) -> None:
    """Draw a story: scenes in layers, endings by outcome, the best line, what check finds."""
    from servicesim.authoring.storymap.drawings import drawing
    from servicesim.authoring.storymap.story_map import map_named
    from servicesim.plain.progress import counter
    from servicesim.plain.storymap import as_text

    with counter(sys.stderr) as progress:
        drawn = map_named(story, places.library(), progress)
    _print(("\n".join(as_text(drawn)) if form == "text" else drawing(drawn, form)).rstrip())


@cli.command()
def lsp() -> None:
    """Serve an editor over stdin and stdout: findings, names, completion (needs the extra 'lsp')."""
    from servicesim.authoring.lsp import serve

    serve()


@cli.command()
@places_options
@click.pass_obj
def verify(places: Places) -> None:
    """Replay every saved session, and hold hash chains and scores against the replay."""
    from servicesim.saves.verify import verify as verified
    from servicesim.solver.cache import proof_of

    count = wrong = older = 0
    with places.kept() or nullcontext() as store:
        for result in verified(store, proof_of) if store is not None else ():
            count += 1
            older += not result.replayed
            wrong += bool(result.problems)
            who = f" {result.session.trainee}, {result.session.story}" if result.session else ""
            for problem in result.problems:
                _print(f"{result.id[:8]}{who}: {problem}")
    note = f", {older} of older rules by their chain alone" if older else ""
    _say(f"{count} {'session' if count == 1 else 'sessions'} verified{note}, {wrong} with problems.")
    if wrong:
        sys.exit(1)


@cli.command()
@places_options
@click.pass_obj
def tactics(places: Places) -> None:
    """List tactics, techniques and missteps, and which stories practise them.

    A story practises a tactic where it is part of a best reply, and a misstep where it stands beside one.
    """
    from servicesim.persona.catalogue import catalogue
    from servicesim.plain.progress import counter
    from servicesim.plain.tactics import as_text, practised

    with counter(sys.stderr) as progress:
        stories = practised(places.library(), progress)
    _print("\n".join(as_text(catalogue(), stories)).rstrip())


@cli.command()
@click.argument("story")
@click.option("--mode", type=click.Choice(["practice", "assessment"]))
@click.option("--attempts", type=click.Choice(["first", "later", "seen", "assisted"]), default="first")
@click.option("--text", metavar="DIGEST", help="Another text of the story than the one played last.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@places_options
@click.pass_obj
def items(
    places: Places, story: str, mode: Mode | None, attempts: Attempt, text: str | None, form: str
) -> None:
    """Tell of each decision of a story what people did there, from saved sessions.

    First attempts without help, in one mode and of one text; --attempts, --mode and --text ask for others.
    """
    from servicesim.authoring.items import Wanted, item_statistics
    from servicesim.plain.items import as_csv, as_json, as_table
    from servicesim.plain.progress import counter

    wanted = Wanted(mode, attempts, text)
    with places.kept() or nullcontext() as store, counter(sys.stderr) as progress:
        found = item_statistics(store, places.library(), story, wanted, progress)
    _print(
        {
            "table": lambda: "\n".join(as_table(found)),
            "json": lambda: as_json(found),
            "csv": lambda: as_csv(found),
        }[form]()
    )


@cli.command()
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(["text", "mermaid", "svg"]), default="text")
@places_options
@click.pass_obj
def personas(places: Places, name: str | None, form: str) -> None:
    """List the archetypes, or show one: its attitudes, its chart, what moves it.

    NAME may also be the file of a story, which may bring its own.
    """
    from servicesim.authoring.chart import as_mermaid, as_svg
    from servicesim.plain.personas import list_text, persona_named, persona_text

    if name is None:
        if form != "text":
            raise UsageError(f"--format {form} draws one archetype: name it.")
        _print("\n".join(list_text()).rstrip())
        return
    kind = persona_named(name, places.library())
    _print(
        {
            "text": lambda: "\n".join(persona_text(kind)),
            "mermaid": lambda: as_mermaid(kind),
            "svg": lambda: as_svg(kind),
        }[form]()
    )


@cli.command()
@click.argument("story_id", metavar="ID")
@click.option("--archetype", metavar="NAME", default="venting", help="As 'personas' lists them.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path))
@places_options
def new(story_id: str, archetype: str, output: Path | None) -> None:
    """Begin a story: a small one that checks clean, with comments that teach the format."""
    from servicesim.authoring.starter import begin

    begun = begin(story_id, archetype, output)
    _say(f"{begun.path} is written: check it, play it, and change it line by line.")
    if begun.schema_written:
        _say(f"{begun.schema} beside it lets an editor complete and check it.")


@cli.command()
@places_options
def schema() -> None:
    """Print the JSON Schema of the story format, for editors."""
    from servicesim.authoring.schema import as_json

    _print(as_json().rstrip())


def _app(places: Places, **wanted: Any) -> None:
    from servicesim.tui.launch import run

    sys.exit(run(places.library, places.location(), **wanted))


def _has_terminal() -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return (
        all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"
    )


def _day(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone() if moment.tzinfo is None else moment
    except (ValueError, OverflowError) as error:
        raise UsageError(f"'{text}' is not a day: write it like 2026-06-01.") from error


def _print(text: str) -> None:
    if text:
        click.echo(text)


def _say(message: str) -> None:
    click.echo(message, err=True)


def _brief(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Instead of a traceback: what happened in one line, and how to see the rest."""
    if os.environ.get("SERVICESIM_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
        return
    _say(f"servicesim has a fault of its own: {kind.__name__}: {error}")
    _say("Every reply that was shown as given is saved. SERVICESIM_TRACEBACK=1 shows more; please report it.")


def main() -> None:
    """The command `servicesim`. Never returns."""
    sys.excepthook = _brief
    # Imports and large stories make many objects that stay; walking them often took a sixth of the time.
    gc.set_threshold(100_000)
    # Nothing here multiplies matrices, and no plugin of pydantic may see a story; both cost at every start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(standalone_mode=False, obj=Places())
    except click.exceptions.Abort:
        _say("Interrupted.")
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        _say("Interrupted.")
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(f"servicesim cannot go on: {error.strerror or error}.")
        sys.exit(1)
    except ServicesimError as error:
        from servicesim.plain.errors import error_lines

        for line in error_lines(error):
            _say(line)
        sys.exit(error.exit_status)
    sys.exit(0)
