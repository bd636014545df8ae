"""Finding stories: by id and by path, in the library and in folders beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.errors import StoryAmbiguous, StoryInvalid, StoryNotFound
from servicesim.story.library import Library, library_folder, load, story_files
from tests.making import source

ONE = "one: {says: Well?, replies: {go: {say: Bye., then: well}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "small.yaml").write_text(source(ONE), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a story", encoding="utf-8")
    return tmp_path


def test_the_packages_stories_are_always_there() -> None:
    assert {entry.path.parent for entry in Library().entries()} == {library_folder()}


def test_folders_are_searched_to_the_bottom(folder: Path) -> None:
    assert [path.name for path in story_files(folder)] == ["small.yaml"]
    assert Library([folder]).find("small").title == "Small"


def test_a_path_needs_no_folder(folder: Path) -> None:
    assert Library().find(str(folder / "deeper" / "small.yaml")).id == "small"


def test_files_of_the_same_id_and_text_count_as_one(folder: Path) -> None:
    (folder / "again.yaml").write_text("# the same\n" + source(ONE), encoding="utf-8")
    found = [entry for entry in Library([folder]).entries() if entry.id == "small"]
    assert [entry.ambiguous for entry in found] == [False]


def test_one_id_with_two_texts_is_ambiguous_and_names_both_files(folder: Path) -> None:
    other = folder / "other.yaml"
    other.write_text(source(ONE.replace("Bye", "Farewell")), encoding="utf-8")
    library = Library([folder])
    assert [entry.ambiguous for entry in library.entries() if entry.id == "small"] == [True, True]
    with pytest.raises(StoryAmbiguous) as raised:
        library.find("small")
    assert set(raised.value.paths) == {other, folder / "deeper" / "small.yaml"}


def test_a_story_with_errors_is_listed_and_not_given_out(folder: Path) -> None:
    broken = folder / "broken.yaml"
    broken.write_text(source(ONE.replace("well", "wel")).replace("id: small", "id: broken"), encoding="utf-8")
    library = Library([folder])
    (entry,) = [entry for entry in library.entries() if entry.id == "broken"]
    assert (entry.story, entry.title) == (None, "Small")
    with pytest.raises(StoryInvalid) as raised:
        library.find("broken")
    assert [finding.rule for finding in raised.value.findings] == ["unknown-target"]


@pytest.mark.parametrize("name", ["smal", "nowhere/small.yaml", "x" * 5000])
def test_what_is_not_there(folder: Path, name: str) -> None:
    with pytest.raises(StoryNotFound) as raised:
        Library([folder]).find(name)
    assert ("small" in raised.value.nearest) == (len(name) < 100)


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    entry = load(tmp_path / "gone.yaml")
    assert (entry.story, [finding.rule for finding in entry.findings]) == (None, ["unreadable-file"])


def test_a_name_that_the_library_does_not_have_is_looked_for_in_ones_own_stories(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "deeper").rename(folder / "stories")
    (folder / "stories" / "small.yaml").rename(folder / "stories" / "mine.yaml")
    assert Library().find("small").title == "Small"
    assert Library().entry("mine").path == Path("stories/mine.yaml"), "by the name of its file"
    assert "small" not in [entry.id for entry in Library().entries()]
    with pytest.raises(StoryNotFound, match="the-second-miss"):
        Library().find("the-secnd-miss")
