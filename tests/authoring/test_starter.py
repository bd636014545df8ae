"""`new`: the story that a trainer begins with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from servicesim.authoring.check import check_file
from servicesim.authoring.schema import FILE_NAME, as_json
from servicesim.authoring.starter import COMMENTS, begin, text
from servicesim.errors import UsageError
from servicesim.persona.archetype import archetype_ids
from servicesim.story.library import library_folder
from servicesim.story.link import link
from servicesim.story.reader import read_text
from servicesim.story.validate import validate
from tests.authoring.test_schema import complaints


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class TestText:
    @pytest.mark.parametrize("kind", archetype_ids())
    def test_it_checks_clean_for_every_archetype(self, kind: str) -> None:
        checked = check_file(begin("my-first", kind).path)
        assert checked.findings == ()
        assert checked.story is not None
        assert (checked.story.id, checked.story.title) == ("my-first", "My first")
        assert checked.story.character.archetype.id == kind

    @pytest.mark.parametrize("kind", archetype_ids())
    def test_its_best_line_wins_the_person_back_and_guessing_does_not(self, kind: str) -> None:
        checked = check_file(begin("my-first", kind).path)
        assert checked.report is not None
        assert checked.story is not None
        players = {player.name: player for player in checked.report.players}
        best, random = players["best"], players["random"]
        (ending,) = best.endings
        assert checked.story.endings[ending].outcome == "resolved"
        assert best.mean is not None
        assert random.mean is not None
        assert best.mean >= 80
        assert random.mean <= 50

    @pytest.mark.parametrize("kind", archetype_ids())
    def test_the_schema_takes_it(self, kind: str) -> None:
        assert complaints(text("my-first", kind)) == []

    @pytest.mark.parametrize("kind", archetype_ids())
    def test_texts_stand_in_blocks_and_conditions_on_lines_of_their_own(self, kind: str) -> None:
        lines = text("my-first", kind).splitlines()
        prose = re.compile(r"\s*(say|says|does|text|note|answer|aftermath|briefing|summary):")
        assert [line for line in lines if prose.match(line) and not line.endswith(("|", "says:"))] == []
        assert [line for line in lines if "{" in line and "when" in line] == []

    def test_each_comment_stands_once_and_all_are_used_by_some_archetype(self) -> None:
        texts = [text("my-first", kind) for kind in archetype_ids()]
        for _, comment in COMMENTS:
            counts = [whole.count(f"# {comment}\n") for whole in texts]
            assert set(counts) <= {0, 1}
            assert 1 in counts, comment

    def test_the_people_are_nobody_of_the_library(self) -> None:
        def names(whole: str) -> set[str]:
            return set(re.findall(r"^  name: (.+)$", whole, re.MULTILINE))

        own = set().union(*(names(text("a", kind)) for kind in archetype_ids()))
        assert len(own) == len(archetype_ids())
        shipped = (path.read_text(encoding="utf-8") for path in library_folder().glob("*.yaml"))
        assert not own & set().union(*map(names, shipped))

    @pytest.mark.parametrize("story_id", ["a", "no", "x-1", "true", "null"])
    def test_any_id_makes_a_story(self, story_id: str) -> None:
        assert link(validate(read_text(text(story_id, "plain"), "x.yaml"))).findings == ()


class TestFiles:
    def test_it_goes_into_the_folder_of_stories_where_there_is_one(self, tmp_path: Path) -> None:
        assert begin("one", "plain").path == Path("one.yaml")
        (tmp_path / "stories").mkdir()
        assert begin("two", "plain").path == Path("stories/two.yaml")
        assert begin("three", "plain", Path("else.yaml")).path == Path("else.yaml")

    def test_the_first_line_names_the_schema_that_is_put_beside_it(self, tmp_path: Path) -> None:
        begun = begin("one", "venting")
        first = begun.path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={begun.schema.name}"
        assert begun.schema.parent == begun.path.parent
        assert json.loads(begun.schema.read_text(encoding="utf-8"))["required"][0] == "servicesim"

    def test_a_file_that_is_there_is_never_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "one.yaml").write_text("mine", encoding="utf-8")
        with pytest.raises(UsageError, match=r"one\.yaml is there already"):
            begin("one", "venting")
        assert (tmp_path / "one.yaml").read_text(encoding="utf-8") == "mine"
        assert not (tmp_path / FILE_NAME).exists()

    def test_an_older_schema_of_ours_is_renewed_and_anybody_elses_is_left(self, tmp_path: Path) -> None:
        schema = tmp_path / FILE_NAME
        schema.write_text(as_json().replace("2020-12", "2019-09"), encoding="utf-8")
        assert begin("one", "plain").schema_written
        assert schema.read_text(encoding="utf-8") == as_json()
        assert not begin("two", "plain").schema_written
        for others in ('{"title": "Else"}', "no JSON", "[]"):
            schema.write_text(others, encoding="utf-8")
            assert not begin(f"x{len(others)}", "plain").schema_written
            assert schema.read_text(encoding="utf-8") == others

    @pytest.mark.parametrize("story_id", ["", "One", "1st", "a b", "../up", "a/b", "-a", "a_b", "ä"])
    def test_an_id_that_is_none_is_refused_in_words(self, story_id: str) -> None:
        with pytest.raises(UsageError, match="small letters"):
            begin(story_id, "venting")

    def test_an_archetype_that_is_not_there_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UsageError, match="Did you mean venting"):
            begin("one", "ventin")

    def test_a_folder_that_is_not_there_is_said(self) -> None:
        with pytest.raises(UsageError, match="no folder 'nowhere'"):
            begin("one", "plain", Path("nowhere/one.yaml"))
