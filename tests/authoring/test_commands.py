"""`rename`, `lsp` and `check --against-saves` as a trainer meets them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.test_cli import STORY, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "small.yaml").write_text(STORY, encoding="utf-8")
    return Place(tmp_path)


class TestRename:
    def test_it_says_what_was_done_and_the_story_checks_as_before(self, place: Place) -> None:
        done = place.run("rename", "small.yaml", "two", "second")
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "The scene 'two' is 'second' now, in 3 places of small.yaml.\n"
        assert place.run("check", "small.yaml").returncode == 0

    def test_a_name_that_is_not_there_is_exit_1_and_one_that_does_not_fit_exit_2(self, place: Place) -> None:
        missing = place.run("rename", "small.yaml", "twoo", "second")
        assert missing.returncode == 1
        assert "Did you mean two" in missing.stderr
        assert place.run("rename", "small.yaml", "two", "one").returncode == 2

    def test_a_file_that_does_not_read_is_exit_1_with_its_findings(self, place: Place) -> None:
        (place.folder / "small.yaml").write_text("scenes: [")
        refused = place.run("rename", "small.yaml", "two", "second")
        assert refused.returncode == 1
        assert "[syntax]" in refused.stderr


class TestAgainstSaves:
    @pytest.fixture
    def played(self, place: Place) -> Place:
        """Somebody has played the story to its end, and then a reply was renamed."""
        assert place.run("play", "small.yaml", "--plain", "--trainee", "Jo", answers="1\n1\n").returncode == 0
        assert place.run("rename", "small.yaml", "one/hear", "listen").returncode == 0
        return place

    def test_what_is_gone_is_told_and_is_no_error(self, played: Place) -> None:
        told = played.run("check", "small.yaml", "--against-saves")
        assert told.returncode == 0
        assert "one/hear is gone" in told.stdout
        assert "Jo" in told.stdout

    def test_strict_makes_it_exit_1(self, played: Place) -> None:
        plain, strict = (
            played.run("check", "small.yaml", *more).returncode
            for more in (["--strict"], ["--against-saves", "--strict"])
        )
        assert (plain, strict) == (0, 1)

    def test_json_has_it_under_saves(self, played: Place) -> None:
        told = played.run("check", "small.yaml", "--against-saves", "--format", "json")
        saves = json.loads(told.stdout)["stories"][0]["saves"]
        assert (saves["sessions"], saves["texts"]) == (1, 1)
        assert [(one["trainee"], one["how"]) for one in saves["parted"]] == [("Jo", "gone")]

    def test_without_it_json_says_null(self, place: Place) -> None:
        told = place.run("check", "small.yaml", "--format", "json")
        assert json.loads(told.stdout)["stories"][0]["saves"] is None

    def test_without_sessions_it_makes_no_store(self, place: Place) -> None:
        told = place.run("check", "small.yaml", "--against-saves")
        assert "saved sessions: 0" in told.stdout
        assert not list(place.folder.rglob("*.db"))

    def test_it_does_not_go_with_the_forms_for_findings(self, place: Place) -> None:
        assert place.run("check", "small.yaml", "--against-saves", "--format", "sarif").returncode == 2


def test_without_its_packages_the_language_server_says_what_to_install(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.startswith(("pygls", "servicesim.authoring.lsp")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    told = place.run("lsp")
    assert told.returncode == 1
    assert told.stderr == "The language server needs more packages: pip install 'servicesim[lsp]'.\n"
