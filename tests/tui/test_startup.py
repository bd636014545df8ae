"""What the first paint of home does not need is not imported before it: proved in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from servicesim.preferences import Preferences

PROGRAM = """
import os, sys
from servicesim.tui.app import ServicesimApp
from servicesim.tui.launch import Launch
from servicesim.tui.widgets.menu import Menu

class Watched(ServicesimApp):
    def post_display_hook(self):
        menus = self.screen.query(Menu)
        if menus and menus.first().region.height:
            print(*sys.modules, sep="\\n", flush=True)
            os._exit(0)

Watched(Launch(saves=sys.argv[1])).run(headless=True, size=(80, 24))
"""
HEAVY = ("numpy", "sqlalchemy", "alembic", "pydantic", "yaml", "transitions", "click")
ENGINE = ("persona", "story", "conversation", "solver", "results", "saves", "plain", "authoring")


def test_home_is_painted_without_the_engine(tmp_path: Path, saves: Path, preferences: Preferences) -> None:
    preferences.save()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(saves)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    loaded = set(done.stdout.split())
    assert "servicesim.tui.home.screen" in loaded
    assert not loaded & set(HEAVY)
    assert not {name for name in loaded if name.split(".")[:2] in (["servicesim", part] for part in ENGINE)}
    screens = {name for name in loaded if name.startswith("servicesim.tui.") and name.endswith(".screen")}
    assert screens == {"servicesim.tui.home.screen"}, "other screens are imported when they are opened"
