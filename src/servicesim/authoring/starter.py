"""`new`: a small story that checks clean, with comments that teach the format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from servicesim.authoring.schema import FILE_NAME, TITLE, as_json
from servicesim.errors import UsageError
from servicesim.persona.archetype import archetype_ids
from servicesim.story.library import HERE
from servicesim.story.nearest import nearest

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")

COMMENTS: Final = (
    ("servicesim:", "The version of the format. What stands behind a '#' is for you alone."),
    ("id:", "Saved sessions refer to this name, so it stays. Everything else may change."),
    ("source:", "Where the resistance sits: customer, employee or organisation."),
    ("channel:", "counter, phone, chat or email. It decides what the trainee can see or hear."),
    ("max_turns:", "How many replies fit into this person's patience."),
    ("you:", "Whom the trainee plays, and what that person may do and may not."),
    ("persona:", "Who the other person is: somebody with a name, a trade and a reason."),
    ("archetype:", "How this person moves. 'servicesim personas' lists the kinds there are."),
    ("root:", "What lies beneath (concern, dissatisfaction, misunderstanding): never what is said first."),
    ("known_by:", "The fact that says it has come out. Before that, hardly anybody wants a solution."),
    ("facts:", "Everything that the story remembers, declared once."),
    ("start:", "The scene that comes first."),
    ("scenes:", "The moments. A scene has the other person's words, and replies to choose from."),
    ("does:", "A stage direction. Texts go under '|', further in: then no mark in them matters."),
    ("replies:", "Each reply has an id, unique in its scene. The order is the one on the screen."),
    ("tactics:", "What it does well. 'servicesim tactics' lists the words, and what each does."),
    ("missteps:", "What it does wrong. The best wrong replies are kind, and come at the wrong moment."),
    ("effects:", "What comes on top of the person's own reaction; 'plain' has none of its own."),
    ("note:", "The coach's word in the debrief: what it did to this person at this moment."),
    ("answer:", "What the other person says to just this reply, before the next scene's words."),
    ("then:", "Where it leads: a scene or an ending."),
    ("- when:", "The first entry whose 'when' holds is said; let the last one have none."),
    ("sets:", "Once this is said, the fact holds."),
    ("once:", "Not offered again once given."),
    ("when:", "Offered only while this holds. Compare levels, ask for facts, join with and, or, not."),
    ("endings:", "How it can end: resolved, partly, handed_over or lost."),
    ("aftermath:", "What the person says of it later. It stands at the top of the debrief."),
    ("on: left", "Nobody chooses this one: it comes when the person walks out."),
    ("on: out_of_time", "And this one when max_turns replies were given."),
)  # fmt: skip
"""What stands above the first line that begins so."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What `new` wrote: the story, and whether the schema beside it was written as well."""

    path: Path
    schema: Path
    schema_written: bool


def begin(story_id: str, kind: str, output: Path | None = None) -> Begun:
    """Write a starting story: to `output`, else to `stories/ID.yaml` where there is such a folder, else here.

    The schema is put beside it, so that an editor finds it without a network; one of ours that says
    something else is written anew, any other file is left alone. Raises UsageError for an id that is no
    name, an archetype that is not there, and a file that exists; OSError where nothing can be written.
    """
    if not _NAME.fullmatch(story_id):
        raise UsageError(f"'{story_id}' is not an id: small letters, digits and hyphens, a letter first.")
    if kind not in archetype_ids():
        close = nearest(kind, archetype_ids())
        hint = f" Did you mean {close[0]}?" if close else ""
        known = ", ".join(archetype_ids())
        raise UsageError(f"There is no archetype '{kind}'; there are {known}.{hint}")
    folder = HERE if HERE.is_dir() else Path()
    path = output or folder / f"{story_id}.yaml"
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder '{path.parent}'.")
    schema = path.parent / FILE_NAME
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text(story_id, kind))
    except FileExistsError as error:
        raise UsageError(
            f"{path} is there already, and stays as it is; choose another id or --output."
        ) from error
    written = _is_ours_or_missing(schema)
    if written:
        schema.write_text(as_json(), encoding="utf-8", newline="\n")
    return Begun(path, schema, written)


def text(story_id: str, kind: str) -> str:
    """The story that `new` begins with, for one archetype."""
    starter = resources.files("servicesim.authoring").joinpath("starters").joinpath(f"{kind}.yaml")
    lines = [
        f"# yaml-language-server: $schema={FILE_NAME}",
        "# The line above lets an editor complete and check this file. 'servicesim check' finds the rest.",
    ]
    waiting = dict(COMMENTS)
    named = {"id:": f"id: {story_id}", "title:": f"title: {_title(story_id)}"}
    for line in starter.read_text(encoding="utf-8").splitlines():
        first = next((begin for begin in waiting if line.lstrip(" ").startswith(begin)), None)
        if first is not None:
            indent = " " * (len(line) - len(line.lstrip(" ")))
            lines.append(f"{indent}# {waiting.pop(first)}")
        lines.append(named.get(line.partition(" ")[0], line))
    return "\n".join(lines) + "\n"


def _title(story_id: str) -> str:
    return story_id.replace("-", " ").strip().capitalize()


def _is_ours_or_missing(path: Path) -> bool:
    try:
        present = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return True
    if present == as_json():
        return False
    try:
        data = json.loads(present)
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("title") == TITLE
