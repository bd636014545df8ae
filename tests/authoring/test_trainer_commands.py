"""`new`, `schema` and `personas` as a trainer meets them, and a story with its own archetype."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from servicesim.persona.archetype import archetype_ids
from tests.making import source
from tests.story.test_archetypes import DREAMER, SCENES
from tests.test_cli import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    there = Place(tmp_path)
    there.write("dreamer.yaml", source(SCENES, persona=DREAMER))
    return there


class TestNew:
    def test_what_it_writes_checks_clean_and_can_be_played(self, place: Place) -> None:
        done = place.run("new", "the-cold-soup", "--archetype", "sceptic")
        assert (done.returncode, done.stdout) == (0, "")
        assert "the-cold-soup.yaml is written" in done.stderr
        assert place.run("check", "--strict", "the-cold-soup.yaml").returncode == 0
        played = place.run("play", "the-cold-soup.yaml", "--plain", answers="1\n")
        assert played.returncode == 0
        assert "The cold soup" in played.stdout

    def test_an_existing_file_a_bad_id_and_an_unknown_archetype_are_wrong_usage(self, place: Place) -> None:
        for words, hint in (
            (("dreamer",), "there already"),
            (("The Soup",), "small letters"),
            (("soup", "--archetype", "saint"), "no archetype 'saint'"),
        ):
            done = place.run("new", *words)
            assert (done.returncode, done.stdout) == (2, "")
            assert hint in done.stderr
        assert not (place.folder / "soup.yaml").exists()


class TestSchema:
    def test_it_is_data_on_stdout(self, place: Place) -> None:
        done = place.run("schema")
        assert (done.returncode, done.stderr) == (0, "")
        Draft202012Validator.check_schema(json.loads(done.stdout))


class TestPersonas:
    def test_without_a_name_it_lists_them_all(self, place: Place) -> None:
        done = place.run("personas")
        assert done.returncode == 0
        assert [line.split(":")[0] for line in done.stdout.splitlines() if line[:1].strip()] == [
            *archetype_ids()
        ]

    def test_one_is_shown_whole(self, place: Place) -> None:
        shown = place.run("personas", "withdrawn").stdout
        for words in (
            "Begins withdrawn, resistance 6, trust 3.",
            "from a trust of 5",
            "a coat that stays on",
            "withdrawn → guarded when resistance <= 4 and trust >= 5",
            "offer_choice (-2,+1)",
            "A loss of trust counts 1.75 times.",
        ):
            assert words in shown
        assert max(map(len, shown.splitlines())) <= 78

    def test_plain_says_that_nothing_moves_it(self, place: Place) -> None:
        shown = place.run("personas", "plain").stdout
        assert "It stays in one attitude" in shown
        assert "what a reply's 'effects' say counts alone" in shown
        assert "None of them holds." in shown

    def test_the_chart_comes_as_mermaid_and_svg(self, place: Place) -> None:
        assert place.run("personas", "venting", "--format", "mermaid").stdout.startswith("stateDiagram-v2\n")
        assert place.run("personas", "venting", "--format", "svg").stdout.startswith("<svg ")

    def test_a_story_shows_the_one_it_brings(self, place: Place) -> None:
        shown = place.run("personas", "dreamer.yaml").stdout
        assert shown.startswith("dreamer: The dreamer\n")
        assert "elsewhere → awake when resistance <= 4 and trust >= 5" in shown
        assert "paraphrase (-2,+1)" in shown

    def test_one_that_is_not_there_is_said_with_the_nearest(self, place: Place) -> None:
        done = place.run("personas", "ventin")
        assert (done.returncode, done.stdout) == (1, "")
        assert "Did you mean venting?" in done.stderr
        assert place.run("personas", "--format", "svg").returncode == 2


class TestOwnArchetype:
    def test_it_goes_through_check_play_and_show(self, place: Place) -> None:
        checked = json.loads(place.run("check", "dreamer.yaml", "--format", "json").stdout)
        (story,) = checked["stories"]
        assert story["verdict"] == "proved"
        assert not [found for found in story["findings"] if found["severity"] == "error"]
        played = place.run("play", "dreamer.yaml", "--plain", answers="1\n1\n")
        assert played.returncode == 0
        assert "You saw it too?" in played.stdout
        (session,) = json.loads(place.run("sessions", "--format", "json").stdout)
        assert session["outcome"] == "resolved"
        shown = json.loads(place.run("show", session["id"], "--format", "json").stdout)
        assert [reply["attitude"] for reply in shown["replies"]] == ["awake", "awake"]
        assert place.run("verify").returncode == 0

    def test_a_mistake_in_it_is_told_with_its_place(self, place: Place) -> None:
        place.write("dreamer.yaml", source(SCENES, persona=DREAMER.replace("to: awake", "to: awkae")))
        done = place.run("check", "dreamer.yaml")
        assert done.returncode == 1
        assert "dreamer.yaml:36:13: error: 'awkae' is not an attitude of this persona" in done.stdout
        assert "did you mean 'awake'?" in done.stdout
