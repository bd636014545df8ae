"""`export` and `import`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from servicesim.cli.exchanging import FORMATS
from tests.test_cli import STORY, Place, sessions


@pytest.fixture
def place(tmp_path: Path) -> Place:
    there = Place(tmp_path)
    there.write("small.yaml", STORY)
    there.run("play", "small.yaml", "--plain", answers="1\n1\n")
    there.run("play", "small.yaml", "--plain", "--trainee", "Zoë", answers="2\n")
    return there


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    (tmp_path / "elsewhere").mkdir()
    return Place(tmp_path / "elsewhere")


class TestExport:
    def test_csv_to_stdout_and_to_a_file_that_excel_reads(self, place: Place) -> None:
        shown = place.run("export", "--format", "csv")
        assert (shown.returncode, shown.stderr) == (0, "")
        assert [line.split(",")[1] for line in shown.stdout.splitlines()] == ["trainee", "Zoë", "Jo"]
        assert place.run("export", "--format", "csv", "--output", "all.csv").stdout == ""
        assert (place.folder / "all.csv").read_text(encoding="utf-8-sig") == shown.stdout
        assert (place.folder / "all.csv").read_bytes().startswith(b"\xef\xbb\xbf")

    def test_never_over_a_file_that_is_there(self, place: Place) -> None:
        result = place.run("export", "--format", "csv", "--output", "small.yaml")
        assert result.returncode == 2
        assert "small.yaml is there already" in result.stderr
        assert (place.folder / "small.yaml").read_text() == STORY

    def test_where_it_cannot_be_written_the_file_is_named(self, place: Place) -> None:
        result = place.run("export", "--format", "csv", "--output", "nowhere/all.csv")
        assert result.returncode == 1
        assert "nowhere/all.csv: No such file or directory" in result.stderr

    def test_xapi_a_statement_a_line_and_what_was_left_out(self, place: Place) -> None:
        result = place.run("export", "--format", "xapi", "--home-page", "https://example.com")
        assert result.stderr == "Left out: 1 that has not ended.\n"
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert {one["actor"]["account"]["name"] for one in told} == {"Jo"}
        assert {one["actor"]["account"]["homePage"] for one in told} == {"https://example.com"}

    def test_ones_own_sessions_are_whole_and_those_of_others_as_the_policy_says(self, place: Place) -> None:
        def answered(*words: str) -> int:
            return place.run("export", "--format", "xapi", *words).stdout.count("verbs/answered")

        assert answered() == 0
        assert answered("--trainee", "Jo") == 2
        place.run("store", "policy", "--practice", "whole")
        assert answered() == 2

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (["--cohort", "Sprin"], "There is no cohort 'Sprin'. Did you mean Spring?"),
            (["--cohort", "Night shift"], "There is no cohort 'Night shift'. There are Autumn, Spring."),
            (["--trainee", "Zoe"], "There is no trainee 'Zoe'. Did you mean Zoë?"),
            (["--story", "smal"], "There is no story 'smal'. Did you mean small?"),
        ],
    )
    def test_a_name_that_there_is_not_is_refused_alike_by_all_formats(
        self, place: Place, words: list[str], why: str
    ) -> None:
        place.write("people.csv", "name,cohort\nJo,Spring\nKim,Autumn\n")
        place.run("people", "import", "people.csv")
        for form in FORMATS:
            result = place.run("export", "--format", form, *words, "--output", "new")
            assert (result.returncode, result.stdout) == (1, "")
            assert why in result.stderr
            assert not (place.folder / "new").exists()

    @pytest.mark.parametrize(
        "words", [["--cohort", "Autumn"], ["--trainee", "Kim"], ["--story", "the-second-miss"]]
    )
    def test_what_is_there_and_has_no_session_gives_an_empty_file(
        self, place: Place, words: list[str]
    ) -> None:
        place.write("people.csv", "name,cohort\nJo,Spring\nKim,Autumn\n")
        place.run("people", "import", "people.csv")
        found = {form: place.run("export", "--format", form, *words) for form in FORMATS}
        assert {(one.returncode, one.stderr) for one in found.values()} == {(0, "")}
        assert len(found["csv"].stdout.splitlines()) == 1
        assert found["xapi"].stdout == ""
        assert '"end":{"stories":0,"sessions":0}' in found["sessions"].stdout.replace(" ", "")
        assert found["html"].stdout.endswith("</html>\n")

    def test_an_empty_name_for_a_cohort_stands_for_those_in_none(self, place: Place) -> None:
        place.write("people.csv", "name,cohort\nJo,Spring\nKim,\n")
        place.run("people", "import", "people.csv")
        shown = place.run("export", "--format", "csv", "--cohort", "")
        assert [line.split(",")[1] for line in shown.stdout.splitlines()] == ["trainee", "Zoë"]
        assert place.run("people", "list", "--cohort", "").stdout.split() == ["cohort", "name", "–", "Kim"]

    def test_a_story_can_be_named_by_its_path(self, place: Place) -> None:
        by_path = place.run("export", "--format", "csv", "--story", "small.yaml")
        assert by_path.stdout == place.run("export", "--format", "csv", "--story", "small").stdout
        assert len(by_path.stdout.splitlines()) == 3

    def test_where_people_do_not_appear_nothing_is_said_of_who_there_is(self, place: Place) -> None:
        place.run("store", "policy", "--people", "cohorts")
        for form in FORMATS:
            result = place.run("export", "--format", form, "--trainee", "Zoe")
            assert result.returncode == 2
            assert "Zoë" not in result.stderr

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (["--format", "sessions", "--pseudonyms"], "hash chain covers its trainee's name"),
            (["--format", "csv", "--to", "https://a.example"], "--to and --home-page are for --format xapi"),
            (["--format", "xapi", "--to", "https://a.example", "--output", "x"], "one of the two"),
            (["--format", "xapi", "--to", "nowhere"], "--to names the endpoint"),
            (["--format", "xapi", "--home-page", "nowhere"], "not the address of a home page"),
            (["--format", "csv", "--since", "yesterday"], "is not a day"),
            ([], "--format"),
        ],
    )
    def test_wrong_usage(self, place: Place, words: list[str], why: str) -> None:
        result = place.run("export", *words)
        assert (result.returncode, result.stdout) == (2, "")
        assert why in result.stderr
        assert not (place.folder / "x").exists()

    def test_a_store_that_does_not_answer_is_named_without_the_password(self, place: Place) -> None:
        url = "http://jo:geheim@127.0.0.1:1/xAPI"
        result = place.run("export", "--format", "xapi", "--to", url)
        assert result.returncode == 1
        assert "0 sessions sent to http://127.0.0.1:1/xAPI/statements." in result.stderr
        assert "geheim" not in result.stderr

    def test_no_store_and_none_is_made(self, elsewhere: Place) -> None:
        assert elsewhere.run("export", "--format", "csv").returncode == 1
        assert list(elsewhere.folder.iterdir()) == []


class TestImport:
    @pytest.mark.slow
    def test_a_trainees_file_comes_into_another_store(self, place: Place, elsewhere: Place) -> None:
        file = str(elsewhere.folder / "jo.jsonl")
        exported = place.start("export", "--format", "sessions", "--trainee", "Jo", "--output", file)
        assert (exported.returncode, exported.stderr) == (0, "")
        result = elsewhere.start("import", file)
        assert (result.returncode, result.stdout) == (
            0,
            f"{file}: 1 new, 0 gone on with, 0 here already.\n",
        )
        assert sessions(elsewhere) == sessions(place, "--trainee", "Jo")
        assert elsewhere.run("verify").returncode == 0

    def test_practice_of_others_is_left_out_and_counted(self, place: Place) -> None:
        result = place.run("export", "--format", "sessions")
        assert json.loads(result.stdout.splitlines()[-1]) == {"end": {"stories": 0, "sessions": 0}}
        assert result.stderr == "Left out: 2 of practice, which this store keeps from managers.\n"

    def test_a_bad_file_does_not_keep_the_others_out(self, place: Place, elsewhere: Place) -> None:
        place.run("export", "--format", "sessions", "--trainee", "Jo", "--output", "good.jsonl")
        good, bad = str(place.folder / "good.jsonl"), elsewhere.write("bad.jsonl", "{}\n")
        result = elsewhere.run("import", bad, good)
        assert result.returncode == 1
        assert result.stderr.endswith(
            "bad.jsonl:1: this is not a file of 'servicesim export --format sessions'. "
            "Nothing of this file was taken in.\n"
        )
        assert len(sessions(elsewhere)) == 1

    def test_a_file_that_is_not_there(self, elsewhere: Place) -> None:
        assert elsewhere.run("import", "gone.jsonl").returncode == 2
        assert elsewhere.run("import").returncode == 2
