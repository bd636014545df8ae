"""Findings for CI: GitHub's workflow commands, SARIF, and the JSON of the contract."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from servicesim.authoring.check import all_findings, as_json, check_file
from servicesim.authoring.github import as_github
from servicesim.authoring.rules import DESCRIPTIONS, PLAY, severity_of
from servicesim.authoring.sarif import as_sarif
from servicesim.solver.proof import TROUBLE_RULES
from servicesim.solver.report import RULES_OF_REPORT
from servicesim.story.findings import Finding
from tests.making import source

DEAD_END = """
one:
  says: Well?
  replies:
    kind: {say: I see., effects: {trust: 2}, marks: {empathy: 1, clarity: 1}, then: well}
    curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -1, clarity: -1}, then: two}
two:
  says: And now?
  replies:
    sorry: {say: Sorry., when: trust >= 8, then: well}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def findings(folder: Path) -> list[Finding]:
    (folder / "a story, 100%.yaml").write_text(source(DEAD_END), encoding="utf-8")
    return list(all_findings([check_file(Path("a story, 100%.yaml"))]))


class TestGitHub:
    def test_one_command_for_each_finding_with_what_would_end_it_escaped(
        self, findings: list[Finding]
    ) -> None:
        lines = list(as_github(findings))
        assert len(lines) == len(findings)
        dead_end = next(line for line in lines if "title=dead-end" in line)
        command, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", dead_end).groups()  # type: ignore[union-attr]
        assert command == "error"
        named = dict(part.split("=", 1) for part in properties.split(","))
        assert named["file"] == "a story%2C 100%25.yaml"
        place = next(finding for finding in findings if finding.rule == "dead-end")
        assert (named["line"], named["col"]) == (str(place.line), str(place.column))
        assert "%0AReplies that lead there: curt" in message

    def test_severities_have_commands_of_their_own(self) -> None:
        lines = [
            next(as_github([Finding(rule, severity_of(rule), "So.", "a.yaml")]))
            for rule in ("dead-end", "unfair", "one-note")
        ]
        assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]

    def test_a_finding_without_a_place_names_the_file_alone(self) -> None:
        found = Finding("too-large", "error", "Two\r\nlines: 5%", "a.yaml")
        assert list(as_github([found])) == ["::error file=a.yaml,title=too-large::Two%0D%0Alines: 5%25"]


class TestSarif:
    def test_the_log_has_the_structure_of_the_standard(self, findings: list[Finding]) -> None:
        log = json.loads(as_sarif(findings))
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("sarif-2.1.0.json")
        (run,) = log["runs"]
        driver = run["tool"]["driver"]
        assert driver["name"] == "servicesim"
        assert driver["version"]
        ids = [rule["id"] for rule in driver["rules"]]
        assert len(ids) == len(set(ids))
        for rule in driver["rules"]:
            assert rule["shortDescription"]["text"].endswith(".")
            assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert len(run["results"]) == len(findings)
        for result, finding in zip(run["results"], findings, strict=True):
            assert ids[result["ruleIndex"]] == result["ruleId"] == finding.rule
            assert (
                result["level"]
                == {"error": "error", "warning": "warning", "advice": "note"}[finding.severity]
            )
            assert result["message"]["text"] == finding.message
            (location,) = result["locations"]
            region = location["physicalLocation"]["region"]
            assert region["startLine"] == finding.line
            assert region["endColumn"] - region["startColumn"] == finding.length
        assert run["columnKind"] == "unicodeCodePoints"

    def test_paths_are_uris_and_moments_are_named(self, findings: list[Finding]) -> None:
        log = json.loads(as_sarif(findings))
        result = next(one for one in log["runs"][0]["results"] if one["ruleId"] == "unreachable-reply")
        location = result["locations"][0]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert " " not in uri
        assert unquote(uri) == "a story, 100%.yaml"
        assert location["logicalLocations"] == [{"fullyQualifiedName": "two/sorry"}]
        dead_end = next(one for one in log["runs"][0]["results"] if one["ruleId"] == "dead-end")
        assert dead_end["properties"]["witness"] == ["curt"]

    def test_an_absolute_path_is_a_file_uri(self, folder: Path) -> None:
        path = folder / "there.yaml"
        log = json.loads(as_sarif([Finding("syntax", "error", "So.", str(path))]))
        (location,) = log["runs"][0]["results"][0]["locations"]
        assert location["physicalLocation"] == {"artifactLocation": {"uri": path.as_uri()}}


class TestJson:
    def test_a_proved_story_has_its_figures(self, folder: Path) -> None:
        (folder / "one.yaml").write_text(source(DEAD_END), encoding="utf-8")
        (story,) = json.loads(as_json([check_file(Path("one.yaml"))]))["stories"]
        assert story["verdict"] == "proved"
        assert [one["name"] for one in story["ending_figures"]] == ["well"]
        names = [one["name"] for one in story["players"]]
        assert names == ["random", "impatient", "over-apologising"]  # one ending, one score: nothing to value
        dead_end = next(one for one in story["findings"] if one["rule"] == "dead-end")
        assert (dead_end["severity"], dead_end["scene"], dead_end["witness"]) == ("error", "two", ["curt"])
        assert "the scene's only state" in dead_end["message"]

    def test_an_unreadable_story_has_none(self, folder: Path) -> None:
        (folder / "one.yaml").write_text("servicesim: 2\n", encoding="utf-8")
        (story,) = json.loads(as_json([check_file(Path("one.yaml"))]))["stories"]
        assert story["verdict"] is story["players"] is story["ending_figures"] is None


class TestRules:
    def test_every_rule_of_the_solver_is_described(self) -> None:
        assert {*TROUBLE_RULES, *RULES_OF_REPORT} == PLAY.keys()

    def test_every_rule_of_reading_is_described(self) -> None:
        folder = Path(__file__).parents[2] / "src" / "servicesim" / "story"
        code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
        named = set(re.findall(r'(?:Trouble|Wrong|finding|warn)\(\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"', code))
        assert len(named) > 20
        assert named - DESCRIPTIONS.keys() == set()
