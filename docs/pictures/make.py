"""Makes the pictures of the documents from the real app: `python docs/pictures/make.py`.

It plays the beginning of a shipped story with a store of its own, which is thrown away.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}", re.DOTALL)


async def pictures(folder: Path) -> None:
    """Write conversation.svg."""
    os.environ["SERVICESIM_CONFIG"] = str(folder / "settings.json")

    from servicesim.saves.play import Play
    from servicesim.saves.store import Store
    from servicesim.solver.cache import proof_of
    from servicesim.story.library import Library
    from servicesim.tui.app import ServicesimApp
    from servicesim.tui.launch import Launch

    story = Library().find("the-second-miss")
    saves = folder / "sessions.db"
    app = ServicesimApp(Launch(saves=str(saves), trainee="Amina"))
    async with app.run_test(size=(96, 30)) as pilot:
        await pilot.pause()
        with Store.open(saves) as store:
            play = Play.begin(store, story, proof_of(story), trainee="Amina", mode="practice")
            play.give("hear-her-out")
            app.open_conversation(play)
            await app.workers.wait_for_complete()
            await pilot.pause()
            drawn = FONT_FROM_ELSEWHERE.sub("", app.export_screenshot(title="servicesim"))
            (HERE / "conversation.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(pictures(Path(made)))
