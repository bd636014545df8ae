"""Commands for trainers."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servicesim.cli.common import Places, open_app, places_options, print_text, say
from servicesim.errors import UsageError

if TYPE_CHECKING:
    from servicesim.authoring.against_saves import AgainstSaves
    from servicesim.saves.attempts import Attempt
    from servicesim.saves.records import Mode


@click.command()
@click.argument("story_id", metavar="ID")
@click.option("--archetype", metavar="NAME", default="venting", help="As 'personas' lists them.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path))
@places_options
def new(story_id: str, archetype: str, output: Path | None) -> None:
    """Begin a story: a small one that checks clean, with comments that teach the format."""
    from servicesim.authoring.starter import begin

    begun = begin(story_id, archetype, output)
    say(f"{begun.path} is written: check it, play it, and change it line by line.")
    if begun.schema_written:
        say(f"{begun.schema} beside it lets an editor complete and check it.")


@click.command()
@click.argument("story")
@places_options
@click.pass_obj
def preview(places: Places, story: str) -> None:
    """Play a story while it is being written: follows every save of its file."""
    from servicesim.authoring.check import place_of

    open_app(places, preview=place_of(story, places.library()))


@click.command()
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
    print_text(
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


@click.command("map")
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
    print_text(("\n".join(as_text(drawn)) if form == "text" else drawing(drawn, form)).rstrip())


@click.command()
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
    say(f"The {done.kind} '{done.old}' is '{done.new}' now, in {count} of {path}.")


@click.command()
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
    print_text(
        {
            "table": lambda: "\n".join(as_table(found)),
            "json": lambda: as_json(found),
            "csv": lambda: as_csv(found),
        }[form]()
    )


@click.command()
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
    print_text("\n".join(as_text(catalogue(), stories)).rstrip())


@click.command()
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
        print_text("\n".join(list_text()).rstrip())
        return
    kind = persona_named(name, places.library())
    print_text(
        {
            "text": lambda: "\n".join(persona_text(kind)),
            "mermaid": lambda: as_mermaid(kind),
            "svg": lambda: as_svg(kind),
        }[form]()
    )


@click.command()
@places_options
def schema() -> None:
    """Print the JSON Schema of the story format, for editors."""
    from servicesim.authoring.schema import as_json

    print_text(as_json().rstrip())


@click.command()
def lsp() -> None:
    """Serve an editor over stdin and stdout: findings, names, completion (needs the extra 'lsp')."""
    from servicesim.authoring.lsp import serve

    serve()
