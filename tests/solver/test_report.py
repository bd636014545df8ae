"""Reports as data that is kept: round trips, and what is not taken for a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from servicesim.solver.cache import cached_proof, cached_report, proof_of, report_of
from servicesim.solver.examine import examine
from servicesim.solver.report import Report
from servicesim.story.linked import Story
from tests.checking import framed
from tests.making import linked
from tests.solver.rule_stories import STORIES


@pytest.fixture
def story() -> Story:
    return linked(framed(STORIES["detour-pays"][0]))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SERVICESIM_CACHE", str(tmp_path))
    return tmp_path


KNOWN = [rule for rule in STORIES if rule != "unset-fact"]


@pytest.mark.parametrize(
    "rule", [*KNOWN[:6], *(pytest.param(rule, marks=pytest.mark.slow) for rule in KNOWN[6:])]
)
def test_a_report_reads_back_to_an_equal_one(rule: str) -> None:
    _, report = examine(linked(framed(STORIES[rule][0])))
    assert Report.from_json(report.to_json()) == report


@pytest.mark.parametrize(
    "change",
    [{"report": 0}, {"problems": None}, {"problems": [{"rule": "unheard-of"}]}, {"rules": "1"}, {"more": 1}],
)
def test_what_is_no_report_of_this_version_is_refused(story: Story, change: dict[str, object]) -> None:
    data = json.loads(examine(story)[1].to_json())
    if change.get("problems"):
        data["problems"][0]["rule"] = "unheard-of"
    else:
        data |= change
    with pytest.raises(ValueError, match="report"):
        Report.from_json(json.dumps(data))


class TestKeeping:
    def test_the_second_time_it_is_read(self, story: Story, folder: Path) -> None:
        first = report_of(story)
        asked: list[int] = []
        assert report_of(story, progress=asked.append) == first
        assert asked == []
        assert len(list(folder.iterdir())) == 2

    def test_a_report_keeps_the_proof_as_well_and_a_proof_makes_no_report(
        self, story: Story, folder: Path
    ) -> None:
        proof = proof_of(story)
        assert cached_report(story.digest) is None
        assert report_of(story)[0] == proof
        assert cached_proof(story.digest) == proof

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"report": 1}'])
    def test_a_broken_file_is_worked_out_anew_and_mended(self, story: Story, folder: Path, text: str) -> None:
        _, report = report_of(story)
        file = folder / f"{story.digest}.report.json"
        file.write_text(text, encoding="utf-8")
        assert report_of(story)[1] == report
        assert cached_report(story.digest) == report

    def test_a_folder_that_cannot_be_written_is_no_error(
        self, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        monkeypatch.setenv("SERVICESIM_CACHE", str(tmp_path / "file"))
        assert report_of(story)[1] == examine(story)[1]
