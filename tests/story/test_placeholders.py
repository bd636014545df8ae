"""`{trainee}` and `{persona}`, literal braces, and everything else that stands in braces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.story.placeholders import check, fill, troubles


def filled(text: str) -> str:
    return fill(text, trainee="Sam", persona="Maria")


class TestFill:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("I am {trainee}.", "I am Sam."),
            ("{persona}, {trainee}", "Maria, Sam"),
            ("no braces", "no braces"),
            ("{{trainee}}", "{trainee}"),
            ("{{{trainee}}}", "{Sam}"),
            ("a {{ b }} c", "a { b } c"),
            ("{unknown} stays", "{unknown} stays"),
        ],
    )
    def test_puts_names_in_place_of_placeholders(self, text: str, expected: str) -> None:
        assert filled(text) == expected

    def test_a_name_is_plain_text_and_never_read_again(self) -> None:
        assert fill("{trainee} {persona}", trainee="{persona}", persona="{{x}}") == "{persona} {{x}}"


class TestCheck:
    @pytest.mark.parametrize("text", ["{trainee} and {persona}", "{{literal}}", "{{{persona}}}", "nothing"])
    def test_a_sound_text_has_no_trouble(self, text: str) -> None:
        assert check(text) == []

    @pytest.mark.parametrize(
        ("text", "start", "end", "suggestion"),
        [
            ("Hi {name}!", 3, 9, None),
            ("Hi {Trainee}!", 3, 12, "{trainee}"),
            ("Hi {trainee }!", 3, 13, "{trainee}"),
            ("Hi {personna}!", 3, 13, "{persona}"),
            ("a { b", 2, 3, None),
            ("a } b", 2, 3, None),
            ("{}", 0, 2, None),
            ("{trainee\n}", 0, 1, None),
        ],
    )
    def test_any_other_single_brace_is_found(
        self, text: str, start: int, end: int, suggestion: str | None
    ) -> None:
        first = troubles(text)[0]
        assert (first.start, first.end, first.suggestion) == (start, end, suggestion)
        assert check(text)[0] == (first.message, start, end)

    @settings(deadline=None)
    @given(st.text(st.sampled_from("{}trainepso \n"), max_size=40))
    def test_doubled_braces_are_always_sound_and_come_out_single(self, text: str) -> None:
        doubled = text.replace("{", "{{").replace("}", "}}")
        assert check(doubled) == []
        assert filled(doubled) == text
