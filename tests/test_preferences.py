"""The settings file: read with care, written whole, and never over something that was not understood."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from servicesim import preferences as module
from servicesim.errors import NotSaved, UsageError
from servicesim.preferences import Preferences, default_path, trainee_name


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICESIM_CONFIG", str(tmp_path / "settings.json"))
    monkeypatch.delenv("SERVICESIM_TRAINEE", raising=False)


class TestReading:
    def test_without_a_file_there_are_defaults(self, tmp_path: Path) -> None:
        read = Preferences.load()
        assert read == Preferences(tmp_path / "settings.json")
        assert (read.trainee, read.theme, read.motion, read.problem) == (None, "dark", True, None)

    def test_what_is_written_is_read_again(self, tmp_path: Path) -> None:
        kept = Preferences(
            tmp_path / "deep" / "settings.json", "Zoë", "light", False, ["a.db"], {"play": "j"}
        )
        kept.save()
        assert Preferences.load(kept.path) == kept

    def test_what_is_left_out_has_its_default(self, tmp_path: Path) -> None:
        (tmp_path / "settings.json").write_text('{"trainee": "Jo"}', encoding="utf-8")
        read = Preferences.load()
        assert (read.trainee, read.theme, read.problem) == ("Jo", "dark", None)

    @pytest.mark.parametrize("text", ["{", "", "\x00", '{"trainee": NaN'])
    def test_a_file_that_is_no_json_is_told(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "settings.json").write_text(text, encoding="utf-8")
        assert "could not be read" in (Preferences.load().problem or "")

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("[]", "it is not a JSON object"),
            ('{"theme": 3}', "'theme' cannot be 3"),
            ('{"trainee": " "}', "'trainee' cannot be"),
            ('{"motion": "no"}', "'motion' cannot be"),
            ('{"told": "a.db"}', "'told' cannot be"),
            ('{"keys": {"play": ""}}', "'keys' cannot be"),
            ('{"colour": "red"}', "'colour' cannot be"),
        ],
    )
    def test_what_does_not_fit_is_told_and_the_rest_is_used(
        self, tmp_path: Path, text: str, wrong: str
    ) -> None:
        if text != "[]":
            text = text[:-1] + ', "trainee": "Jo"}' if "trainee" not in text else text
        (tmp_path / "settings.json").write_text(text, encoding="utf-8")
        read = Preferences.load()
        assert wrong in (read.problem or "")
        assert read.trainee == ("Jo" if "Jo" in text else None)


class TestWriting:
    def test_a_file_that_was_not_understood_is_not_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "settings.json"
        path.write_text("{trainee: Jo}", encoding="utf-8")
        read = Preferences.load()
        read.theme = "light"
        with pytest.raises(NotSaved, match="Mend that file, or delete it"):
            read.save()
        assert path.read_text(encoding="utf-8") == "{trainee: Jo}"

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(NotSaved, match="could not be written"):
            Preferences(tmp_path / "file" / "settings.json").save()

    def test_it_can_be_read_by_people(self, tmp_path: Path) -> None:
        Preferences(tmp_path / "settings.json", "Zoë").save()
        text = (tmp_path / "settings.json").read_text(encoding="utf-8")
        assert '  "trainee": "Zoë",\n' in text
        assert json.loads(text)["keys"] == {}


class TestWhere:
    def test_the_environment_names_it(self, tmp_path: Path) -> None:
        assert default_path() == tmp_path / "settings.json"

    def test_else_it_is_where_the_system_keeps_such_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SERVICESIM_CONFIG")
        assert default_path().parts[-2:] == ("servicesim", "settings.json")


class TestTheTraineesName:
    def test_the_one_given_comes_first_then_the_environment_then_the_settings(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "_login_name", lambda: "login")
        assert trainee_name(None) == "login"
        Preferences(tmp_path / "settings.json", "Settings").save()
        assert trainee_name(None) == "Settings"
        monkeypatch.setitem(os.environ, "SERVICESIM_TRAINEE", "Environment")
        assert trainee_name(None) == "Environment"
        assert trainee_name("Given") == "Given"

    def test_white_space_is_tidied(self) -> None:
        assert trainee_name("  Li \t Na ") == "Li Na"

    @pytest.mark.parametrize("name", ["Jo\x1b[31m", "Jo\u202e", "\u200b", "x" * 101, "   "])
    def test_one_that_cannot_be_kept_is_refused(self, name: str) -> None:
        with pytest.raises(UsageError, match="1 to 100 characters"):
            trainee_name(name)
