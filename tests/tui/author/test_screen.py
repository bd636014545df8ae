"""The list of the stories one writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.story.library import Library
from servicesim.tui.app import ServicesimApp
from servicesim.tui.author.screen import AuthorScreen
from servicesim.tui.preview.screen import PreviewScreen
from tests.making import source
from tests.tui.preview.test_screen import STORY, VENTING, until
from tests.tui.talking import press, screen_text, settled

BROKEN = source("only: {says: Hm., replies: {go: {say: Yes., then: nowhere}}}", persona=VENTING)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a story that plays and one that does not in its ./stories."""
    folder = tmp_path / "work" / "stories"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(STORY, encoding="utf-8")
    (folder / "b.yaml").write_text(BROKEN, encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    return folder


class TestTheList:
    async def test_verdict_and_findings_of_each(self, app: ServicesimApp, own: Path) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "a")
            text = screen_text(app).replace("▌ ", "").replace("▌", "")
            assert "Small proved, 6 states 1 warning, 1 advice stories/a.yaml" in text
            assert "Small cannot be played 1 error" in text

    @pytest.mark.slow
    async def test_a_file_that_was_saved_since(self, app: ServicesimApp, own: Path) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "a")
            (own / "b.yaml").write_text(STORY.replace("title: Small", "title: Mended"), encoding="utf-8")
            await press(pilot, "r")
            assert "Mended proved, 6 states" in screen_text(app)

    @pytest.mark.slow
    async def test_folders_that_are_named_stand_beside_it(
        self, make_app: Callable[..., ServicesimApp], own: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "others"
        other.mkdir()
        (other / "c.yaml").write_text(STORY.replace("title: Small", "title: Other"), encoding="utf-8")
        app = make_app(open_library=lambda: Library([other]))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "a")
            assert "3 stories" in screen_text(app)
            assert "Other proved, 6 states" in screen_text(app)


class TestThePreview:
    async def test_enter_opens_it(self, app: ServicesimApp, own: Path) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "a")
            await pilot.press("enter")
            await until(pilot, lambda: "Tell me from the beginning." in screen_text(app))
            assert isinstance(app.screen, PreviewScreen)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, AuthorScreen))

    async def test_the_command_opens_it_at_once(
        self, make_app: Callable[..., ServicesimApp], own: Path
    ) -> None:
        app = make_app(preview=own / "a.yaml")
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Tell me from the beginning." in screen_text(app))
