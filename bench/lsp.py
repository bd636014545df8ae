"""How long the language server takes to answer, on a story of N scenes.

    python bench/lsp.py [SCENES]           100 where left out

The server runs as an editor starts it, in a process of its own, and is asked over stdin and stdout. Each
question is asked again and again, in a text that was changed just before, so that all of it has to be read
anew, and in one that stays. The numbers are milliseconds of waiting and so depend on what else the machine
does; they hold what the client, which is written in Python too, takes to read the answer. Findings are those
of reading and linking, with the tenth of a second that the server waits for the next letter.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from lsprotocol import types

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.authoring.lsp_client import Editor, editor

from reading import FULL, story

TIMES = 15


async def measure(scenes: int) -> None:
    """Print a line for each question."""
    source = story(scenes, FULL)
    with tempfile.TemporaryDirectory() as folder:
        async with editor(Path(folder)) as one:
            one.open(marked(source, 0))
            await one.findings()
            for name, question in questions(one).items():
                changed, same = [], []
                for turn in range(TIMES):
                    text = marked(source, turn + 1)
                    changed.append(await waited(question, lambda text=text: one.change(text)))
                    if name != "findings":
                        same.append(await waited(question, lambda: None))
                stays = f"; of the same text {median(same):6.1f}" if same else ""
                print(f"  {name:<12} {median(changed):6.1f} ms, at worst {max(changed):6.1f}{stays}")


async def waited(question: Callable[[], Awaitable[object]], before: Callable[[], None]) -> float:
    """Milliseconds until a question is answered, what comes before it included."""
    begin = perf_counter()
    before()
    await question()
    return 1000 * (perf_counter() - begin)


def questions(one: Editor) -> dict[str, Callable[[], Awaitable[object]]]:
    """What is asked at a target of the middle of the story."""
    context = types.ReferenceContext(include_declaration=True)
    return {
        "findings": one.findings,
        "definition": lambda: one.ask("text_document_definition_async", types.DefinitionParams),
        "references": lambda: one.ask(
            "text_document_references_async", types.ReferenceParams, context=context
        ),
        "completion": lambda: one.ask("text_document_completion_async", types.CompletionParams),
        "hover": lambda: one.ask("text_document_hover_async", types.HoverParams),
        "rename": lambda: one.ask("text_document_rename_async", types.RenameParams, new_name="renamed"),
        "actions": one.actions,
        "outline": one.outline,
    }


def marked(source: str, turn: int) -> str:
    """The story with another title, and the cursor behind a target in its middle."""
    at = source.index("then: scene-", len(source) // 2) + len("then: scene-")
    text = f"{source[:at]}‸{source[at:]}"
    return text.replace("title: A story", f"title: Turn {turn} of a story", 1)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(f"language server, {count} scenes, {TIMES} times each")
    asyncio.run(measure(count))
