"""Follows docs/for-trainers.md as a trainer would: commands, ten scenes, mistakes in the preview."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.tui.app import ServicesimApp
from servicesim.tui.launch import Launch
from servicesim.tui.preview.screen import PreviewScreen
from tests.tui.preview.test_screen import rules, save, settled, shown, until
from tests.tui.talking import WIDE, screen_text

PAGE = (Path(__file__).parent.parent / "docs" / "for-trainers.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [(match[1], match[2] or "", match[3]) for match in FENCE.finditer(PAGE)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a folder `stories` in it, and a store and a cache of its own."""
    (tmp_path / "stories").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVICESIM_SAVES", str(tmp_path / "servicesim.db"))
    monkeypatch.setenv("SERVICESIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SERVICESIM_CONFIG", str(tmp_path / "settings.json"))
    for name in ("SERVICESIM_STORIES", "SERVICESIM_TRAINEE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def run(example: str) -> None:
    """Runs each command of a console example; what stands under it is part of what it says."""
    for part in re.split(r"^\$ ", example, flags=re.MULTILINE)[1:]:
        command, *expected = part.strip().splitlines()
        done = subprocess.run(
            command, shell=True, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
        )
        said = " ".join((done.stdout + done.stderr).split())
        for line in expected:
            assert " ".join(line.split()) in said, f"{command}: {said}"


def changed(text: str, diff: str) -> str:
    """A text after a change; the parts of it stand apart by @@, and each fits in one place."""
    for part in diff.split("@@\n"):
        lines = part.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if not line.startswith("+"))
        new = "".join(line[1:] for line in lines if not line.startswith("-"))
        assert text.count(old) == 1, f"{text.count(old)} times in the story: {old}"
        text = text.replace(old, new)
    return text


def scenes_of(app: ServicesimApp) -> list[str]:
    """The scenes of the story that the preview plays."""
    rehearsal = shown(app).rehearsal
    return list(rehearsal.story.scenes) if rehearsal else []


@pytest.mark.slow
async def test_from_new_to_items(folder: Path) -> None:
    file = folder / "stories" / "wet-floor.yaml"
    mistakes = 0
    commands = [example for kind, _, example in EXAMPLES if kind == "console"]
    for example in commands[:2]:
        run(example)
    (scenes,) = (example for kind, what, example in EXAMPLES if (kind, what) == ("yaml", "scenes"))
    (change,) = (example for kind, what, example in EXAMPLES if (kind, what) == ("diff", "change"))
    before = file.read_text(encoding="utf-8")
    ten = changed(before, change).replace("# How it can end:", f"{scenes}# How it can end:")
    app = ServicesimApp(
        Launch(saves=os.environ["SERVICESIM_SAVES"], preview=Path("stories/wet-floor.yaml")),
        Preferences(folder / "settings.json", trainee="Jo", motion=False),
    )
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen) and settled(app))
        save(file, ten)
        await until(pilot, lambda: len(scenes_of(app)) == 10 and settled(app))
        assert "no findings · proved" in screen_text(app)
        for kind, what, example in EXAMPLES:
            if kind == "diff" and what.startswith("finds "):
                mistakes += 1
                rule = what.removeprefix("finds ")
                save(file, changed(ten, example))
                await until(pilot, lambda rule=rule: rule in rules(app))  # type: ignore[misc]
                (found,) = [finding for finding in shown(app).findings if finding.rule == rule]
                assert found.line is not None
                if found.suggestion is not None:
                    assert f"Did you mean '{found.suggestion}'?" in PAGE
                    assert f"Did you mean '{found.suggestion}'?" in screen_text(app)
                else:
                    assert found.witness, "the proof shows the way"
                save(file, ten)
                await until(pilot, lambda: "no findings · proved" in screen_text(app))
    assert mistakes == 3
    for example in commands[2:]:
        run(example)
