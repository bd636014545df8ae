"""How long the map takes: laying out and drawing a story, and one key on the screen.

    python bench/map.py [SCENES]

A key is timed from its press until nothing is left to do for it, the whole screen drawn, in processor
milliseconds: of the same run as the yardstick, one key in the map of a story of a hundred scenes.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from servicesim.authoring.storymap.drawings import DRAWINGS
from servicesim.authoring.storymap.story_map import StoryMap, map_of
from servicesim.preferences import Preferences
from servicesim.solver.prove import prove
from servicesim.tui import places
from servicesim.tui.app import ServicesimApp
from servicesim.tui.launch import Launch
from synthetic import linked, looping

SMALL = 100
SIZES = ((80, 24), (160, 50))
KEYS = [
    *["down"] * 30,
    *["pagedown"] * 10,
    *["right", "left", "up", "1"] * 10,
    "slash",
    *"scene-9",
    "enter",
    *"nnnn",
]
BOUND = 10_000
"""States after which the proof stops: what is drawn of a large story does not hang on its proof."""


async def keys(drawn: StoryMap, size: tuple[int, int], folder: Path) -> list[float]:
    """Processor milliseconds of each key."""
    saves = str(folder / "bench.db")
    preferences = Preferences(folder / "settings.json", trainee="Bench", motion=False, told=[saves])
    app = ServicesimApp(Launch(saves=saves), preferences)
    taken = []
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        app.forward(places.story_map(drawn.story.title, lambda: drawn))
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        for key in KEYS:
            begin = time.process_time()
            await pilot.press(key.replace("-", "minus"))
            taken.append(1000 * (time.process_time() - begin))
    return taken


def main() -> None:
    """Measure a story of so many scenes, 1,000 where none is named."""
    scenes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    gc.set_threshold(100_000)  # as the command line does
    maps = {}
    for count in (SMALL, scenes):
        story = linked(looping(count))
        proof = prove(story, bound=BOUND)
        begin = time.process_time()
        maps[count] = map_of(story, proof)
        print(f"{count} scenes laid out in {1000 * (time.process_time() - begin):.0f} ms")
        for form, draw in DRAWINGS.items():
            begin = time.process_time()
            text = draw(maps[count])
            print(f"  {form:<8} {1000 * (time.process_time() - begin):>6.0f} ms, {len(text):,} characters")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            for count, drawn in maps.items():
                taken = asyncio.run(keys(drawn, size, Path(folder)))
                print(
                    f"{size[0]}x{size[1]}, {count} scenes: a key takes {median(taken):.0f} ms in the median, "
                    f"{max(taken):.0f} ms at most"
                )


if __name__ == "__main__":
    main()
