"""Findings as text, with the mark under the very cells that are meant, and as JSON."""

from __future__ import annotations

import json
from difflib import get_close_matches

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.story.findings import Finding
from servicesim.story.nearest import CUTOFF, nearest
from servicesim.story.render import as_json, as_text, cells


def finding(source: str, column: int, length: int = 1, suggestion: str | None = None) -> Finding:
    """A finding on line 12 of some file."""
    return Finding(
        "unknown-target",
        "error",
        "There is no scene 'wel'.",
        "s.yaml",
        12,
        column,
        length,
        source,
        "opening",
        "wait",
        suggestion,
    )


class TestText:
    def test_shows_message_line_mark_and_suggestion(self) -> None:
        assert as_text(finding("    then: wel", 11, 3, "well")) == [
            "s.yaml:12:11: error: There is no scene 'wel'. [unknown-target]",
            "  12 |     then: wel",
            "     |           ^^^",
            "  did you mean 'well'?",
        ]

    def test_without_a_place_there_is_only_the_message(self) -> None:
        bare = Finding("too-large", "error", "The file is too large.", "s.yaml")
        assert as_text(bare) == ["s.yaml: error: The file is too large. [too-large]"]

    @pytest.mark.parametrize(
        ("source", "column", "length", "marks"),
        [
            ("say: 你好 wel", 9, 3, "          ^^^"),
            ("say: 😀 wel", 8, 3, "        ^^^"),
            ("say: e\u0301 wel", 9, 3, "       ^^^"),
            ("\twel", 2, 3, "    ^^^"),
            ("你好", 1, 2, "^^^^"),
            ("wel", 4, 1, "   ^"),
            ("", 1, 1, "^"),
        ],
    )
    def test_the_mark_stands_under_what_is_meant(
        self, source: str, column: int, length: int, marks: str
    ) -> None:
        assert as_text(finding(source, column, length))[2] == "     | " + marks

    def test_of_a_long_line_the_part_around_the_mark_is_shown(self) -> None:
        line, mark = as_text(finding("a" * 300 + "HERE" + "b" * 300, 301, 4))[1:3]
        assert line.index("HERE") == mark.index("^^^^")
        assert len(line) < 120
        assert line.startswith("  12 | …")
        assert line.endswith("…")

    def test_nothing_that_steers_a_terminal_comes_through(self) -> None:
        nasty = Finding(
            "x", "error", "'\x1b[2J' \u202e", "a\x07.yaml", 1, 1, 3, "\x1b]0;title\x07", suggestion="\x9b"
        )
        assert as_text(nasty) == [
            "a<U+0007>.yaml:1:1: error: '<U+001B>[2J' <U+202E> [x]",
            "  1 | <U+001B>]0;title<U+0007>",
            "    | ^^^^^^^^^^",
            "  did you mean '<U+009B>'?",
        ]

    @settings(deadline=None)
    @given(st.text(max_size=150), st.integers(1, 160), st.integers(1, 60))
    def test_any_line_shows_on_one_line_and_the_mark_stays_near_it(
        self, source: str, column: int, length: int
    ) -> None:
        _, line, mark = as_text(finding(source, column, length))
        for shown in (line, mark):
            assert "\n" not in shown
            assert all(letter.isprintable() or letter.isspace() for letter in shown)
        assert set(mark[7:]) <= {" ", "^"}
        assert "^" in mark

    @pytest.mark.parametrize(
        ("mark", "wide"), [("a", 1), ("你", 2), ("😀", 2), ("\u0301", 0), ("\u200d", 0), ("é", 1)]
    )
    def test_cells(self, mark: str, wide: int) -> None:
        assert cells(mark) == wide


class TestJson:
    def test_has_the_keys_that_the_command_line_promises(self) -> None:
        data = as_json(finding("    then: wel", 11, 3, "well"))
        assert {
            "rule": "unknown-target",
            "severity": "error",
            "message": "There is no scene 'wel'.",
            "path": "s.yaml",
            "line": 12,
            "column": 11,
            "scene": "opening",
            "reply": "wait",
            "witness": None,
        }.items() <= data.items()
        assert json.loads(json.dumps(data)) == data

    def test_what_does_not_apply_is_null_and_a_witness_a_list(self) -> None:
        bare = as_json(Finding("dead-end", "error", "…", "s.yaml", witness=("a", "b")))
        assert [bare[key] for key in ("line", "column", "length", "scene", "reply")] == [None] * 5
        assert bare["witness"] == ["a", "b"]


class TestNearest:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("her-stroy", ["her-story"]),
            ("Her_Story", ["her-story"]),
            ("opening", []),
            ("completely-else", []),
            ("", []),
        ],
    )
    def test_finds_what_was_probably_meant(self, name: str, expected: list[str]) -> None:
        assert nearest(name, ["opening", "her-story", "hangs-up"]) == expected

    def test_gives_the_best_first_and_no_more_than_asked(self) -> None:
        names = ["wait", "wait-long", "waits", "weight"]
        assert nearest("wai", names, most=2) == ["wait", "waits"]

    @given(st.text("abe-", max_size=8), st.lists(st.text("abe-", max_size=8), unique=True), st.integers(1, 3))
    def test_leaves_nothing_out_that_comparing_all_would_find(
        self, name: str, names: list[str], most: int
    ) -> None:
        others = [other.replace("-", "_") for other in names if other != name]
        close = get_close_matches(name.replace("-", "_"), others, most, CUTOFF)
        assert nearest(name, names, most) == [other.replace("_", "-") for other in close]

    def test_names_of_any_length_take_little_time(self) -> None:
        assert nearest("a" * 100_000, ["a" * 99_999]) == ["a" * 99_999]
