"""Waits for a file to be saved, whichever way an editor does that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

LOOK = 1000
"""Milliseconds after which the file is looked at whether or not a change was told: network drives tell
nothing, and a folder that was deleted tells nothing any more."""

QUIET = 30
"""Milliseconds without a change that end a save: editors write, rename and set rights one by one."""


async def looks(path: Path, stop: asyncio.Event) -> AsyncIterator[None]:
    """Comes each time the file may have changed: at once when it is told, else about once a second.

    The folders are watched, not the file: most editors write another file and put it in place of the old
    one. Ends when `stop` is set, or is cancelled.
    """
    from watchfiles import awatch  # 65 ms

    while not stop.is_set():
        folders = {path.absolute().parent, path.resolve().parent}
        there = [folder for folder in folders if folder.is_dir()]
        if not there:
            yield None
            await _pause(stop)
            continue
        watch = awatch(
            *there,
            watch_filter=lambda _, changed: Path(changed).name in (path.name, path.resolve().name),
            step=QUIET,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            stop_event=stop,
            recursive=False,
        )
        async for _ in watch:
            yield None
            if not all(folder.is_dir() for folder in there):
                break


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), LOOK / 1000)
    except TimeoutError:
        return
