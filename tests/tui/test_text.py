"""No text reaches a widget as markup, and nothing that a terminal would obey reaches the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.tui.text import content, joined, one_line, visible


class TestVisible:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("\x1b]0;title\x07", "␛]0;title␇"),
            ("\x9b31m", "‹U+009B›31m"),
            ("a\x7fb", "a␡b"),
            ("left\u202eright", "left‹U+202E›right"),
            ("one\u2028two", "one‹U+2028›two"),
            ("half \ud83d of a pair", "half ‹U+D83D› of a pair"),
            ("a\rb", "a␍b"),
        ],
    )
    def test_what_a_terminal_would_act_upon_is_shown(self, text: str, shown: str) -> None:
        assert visible(text) == shown

    def test_lines_stay_lines(self) -> None:
        assert visible("one\r\ntwo\nthree") == "one\ntwo\nthree"

    def test_tabs_become_spaces_up_to_the_next_stop(self) -> None:
        assert visible("a\tb") == "a   b"

    def test_ordinary_letters_stay(self) -> None:
        assert visible("Grüße, 你好, naïve café ☂") == "Grüße, 你好, naïve café ☂"

    @given(st.text(st.characters(codec=None)))
    def test_nothing_dangerous_is_left_and_nothing_is_lost(self, text: str) -> None:
        shown = visible(text)
        assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cs") for char in shown)
        assert not set(shown) & set("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
        assert len(shown) >= len(text.replace("\r\n", "\n"))
        shown.encode("utf-8")


class TestContent:
    def test_brackets_are_brackets(self) -> None:
        assert content("[b]No note[/b] [@click=app.quit]x[/]").plain == "[b]No note[/b] [@click=app.quit]x[/]"

    def test_a_style_covers_the_whole_text(self) -> None:
        [span] = content("loud", "bold").spans
        assert (span.start, span.end, span.style) == (0, 4, "bold")

    def test_parts_keep_their_styles(self) -> None:
        shown = joined("a ", ("b", "bold"), content(" [c]", "italic"))
        assert shown.plain == "a b [c]"
        assert [(span.start, span.end, span.style) for span in shown.spans] == [
            (2, 3, "bold"),
            (3, 7, "italic"),
        ]


def test_one_line_has_no_line_breaks() -> None:
    assert one_line(" a\n  b\tc ") == "a b c"
