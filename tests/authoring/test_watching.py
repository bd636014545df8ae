"""Waiting for a save, with real files and each way of saving."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.authoring.edition import edition, stamp_of
from servicesim.authoring.shelf import files
from servicesim.authoring.watching import looks
from servicesim.story.library import Library
from tests.making import source

TEXT = source("hello: {says: Well?, replies: {go: {say: Yes., then: well}}}")
SOON = 30.0
"""Seconds after which a test gives up."""


def put_in_place(file: Path) -> None:
    """As most editors save."""
    file.with_suffix(".tmp").write_text("new", encoding="utf-8")
    os.replace(file.with_suffix(".tmp"), file)


SAVES: dict[str, Callable[[Path], object]] = {
    "written over": lambda file: file.write_text("new", encoding="utf-8"),
    "put in place": put_in_place,
    "deleted": Path.unlink,
    "its folder deleted": lambda file: shutil.rmtree(file.parent),
}


@pytest.mark.parametrize("how", SAVES)
async def test_each_way_of_saving_is_seen(tmp_path: Path, how: str) -> None:
    file = tmp_path / "folder" / "story.yaml"
    file.parent.mkdir()
    file.write_text(TEXT, encoding="utf-8")
    before, stop, done = stamp_of(file), asyncio.Event(), False

    async def seen() -> None:
        nonlocal done
        async for _ in looks(file, stop):
            if not done:
                done = True
                SAVES[how](file)
            elif stamp_of(file) != before:
                stop.set()

    await asyncio.wait_for(seen(), SOON)
    assert stamp_of(file) != before


@pytest.mark.slow
async def test_a_folder_that_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "story.yaml"
    stop = asyncio.Event()

    async def seen() -> None:
        async for _ in looks(file, stop):
            if not file.parent.exists():
                file.parent.mkdir()
            elif not file.exists():
                file.write_text(TEXT, encoding="utf-8")
            else:
                stop.set()

    await asyncio.wait_for(seen(), SOON)
    assert edition(file).story is not None


class TestEdition:
    def test_of_a_story(self, tmp_path: Path) -> None:
        file = tmp_path / "story.yaml"
        file.write_text(TEXT, encoding="utf-8")
        found = edition(file)
        assert found.story is not None
        assert not found.gone
        assert found.around(2, 1, 1) == [(1, "servicesim: 1"), (2, "id: small"), (3, "title: Small")]

    def test_of_no_file(self, tmp_path: Path) -> None:
        found = edition(tmp_path / "story.yaml")
        assert found.gone
        assert [finding.rule for finding in found.findings] == ["unreadable-file"]


class TestShelf:
    """Which stories somebody writes."""

    def test_those_of_the_folder_stories(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "stories").mkdir()
        (tmp_path / "stories" / "mine.yaml").write_text(TEXT, encoding="utf-8")
        assert files(Library()) == [Path("stories/mine.yaml")]

    def test_without_one_those_of_the_library(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert "the-second-miss.yaml" in [file.name for file in files(Library())]
