"""What check prints for people."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from servicesim.authoring.check import check_file
from servicesim.plain.check import as_text
from servicesim.plain.progress import counter
from tests.checking import framed
from tests.solver.rule_stories import STORIES


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("my story.yaml").write_text(framed(STORIES["detour-pays"][0]), encoding="utf-8")
    return "\n".join(as_text([check_file(Path("my story.yaml"))]))


class TestText:
    def test_a_witness_can_be_pasted_into_a_shell(self, printed: str) -> None:
        assert "  servicesim play 'my story.yaml' --replies kind,sell\n" in printed

    def test_endings_stand_with_their_scores_and_what_guessing_comes_to(self, printed: str) -> None:
        lines = printed.splitlines()
        (well,) = [line for line in lines if line.startswith("  well ")]
        (badly,) = [line for line in lines if line.startswith("  badly ")]
        # Of three replies in `next` two lead on to `well`, whatever came before.
        assert well.split()[-1] == "66.7%"
        assert badly.split()[-1] == "33.3%"
        assert "resolved" in well

    def test_five_players_stand_in_a_table(self, printed: str) -> None:
        lines = printed[printed.index("  player ") :].splitlines()
        names = [line.split()[0] for line in lines[1:6]]
        assert names == ["best", "worst", "random", "impatient", "over-apologising"]
        best, worst, impatient = lines[1].split(), lines[2].split(), lines[4]
        assert best[-1] == "well"
        assert int(best[1]) > int(worst[1])
        assert "well 100.0%" in impatient or impatient.endswith(" well")  # it sells, and gets there


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class TestCounter:
    def test_short_work_shows_nothing(self) -> None:
        terminal = Terminal()
        with counter(terminal, clock=lambda: 0.0) as progress:
            assert progress is not None
            progress(1000)
        assert terminal.getvalue() == ""

    def test_long_work_counts_and_is_wiped_away(self) -> None:
        terminal, now = Terminal(), iter([0.0, 1.0, 1.0, 1.01, 2.0, 2.0])
        with counter(terminal, clock=lambda: next(now)) as progress:
            assert progress is not None
            progress(1000)
            progress(1001)  # too soon after the last
            progress(2_000_000)
        shown = terminal.getvalue()
        assert "1,000 states visited" in shown
        assert "1,001" not in shown
        assert "2,000,000 states visited" in shown
        assert shown.endswith("\r\x1b[K")

    def test_nothing_where_nobody_looks(self) -> None:
        with counter(io.StringIO()) as progress:
            assert progress is None
