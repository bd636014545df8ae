"""The parser's complaints in the words of somebody who writes stories, each at the place to blame."""

from __future__ import annotations

import pytest
import yaml

from servicesim.story import events
from servicesim.story.reader import read_text

MISTAKES = [
    ("colon in prose", "says: Listen: I am here\n", 1, 13, "':' with a space after it"),
    ("colon in a list's prose", "- text: Listen: I am\n", 1, 15, "':' with a space after it"),
    ("star", "says: *really* no\n", 1, 7, "'*' at the beginning"),
    ("ampersand", "says: & then\n", 1, 7, "'&' at the beginning"),
    ("exclamation mark", "says: !Wow, that\n", 1, 7, "'!' at the beginning"),
    ("percent", "says: %50 off\n", 1, 7, "begins with '%'"),
    ("at", "says: @home\n", 1, 7, "begins with '@'"),
    ("backtick", "says: `x` is\n", 1, 7, "begins with '`'"),
    ("question mark", "says: ? what\n", 1, 7, "'?' at the beginning"),
    ("dash", "says: - no\n", 1, 7, "'-' at the beginning"),
    ("stray bracket", "says: ] no\n", 1, 7, "begins with ']'"),
    ("text after a quotation", 'says: "Hi," she said\n', 1, 13, "after its closing quotation mark"),
    ("apostrophe closed late", "a: 'tis nothing\nb: it's\n", 1, 4, "closed only in line 2"),
    ("unclosed quotation", 'a:\n  says: "Hi there\n  b: 1\n', 2, 9, "never closed"),
    ("brace in prose", "says: {trainee}, listen\n", 1, 7, "makes it a map"),
    ("bracket in prose", "says: [sighs] All right\n", 1, 7, "makes it a list"),
    ("unclosed brace", "a:\n  says: {trainee\n  b: 1\n", 2, 9, "'{' that opens here is never closed"),
    ("colon between braces", "e: {outcome: lost, says: Fine: no}\n", 1, 30, "between braces"),
    ("tab", "a:\n\tb: 1\n", 2, 1, "A tab stands here"),
    ("tab in a block", "a:\n  t: |\n\tx\n", 3, 1, "A tab stands here"),
    ("missing bar", "a:\n  says:\n    First\n    second: two\n", 3, 5, "has no key"),
    ("missing bar, colon later", "a:\n  says: First\n    second: two\n", 3, 5, "stands further in"),
    ("text that left its block", "a:\n  says: |\n    one\n  two\n  b: c\n", 4, 3, "put the text on a line"),
    ("text after the bar", "a: | text here\n  more\n", 1, 4, "Nothing stands after '|'"),
    ("comment in prose", "says: one # two\n  three\n", 1, 11, "' #' begins a comment"),
    ("too far left", "a:\n    b: 1\n  c: 2\n", 3, 3, "begins after 2 spaces"),
    ("too far right", "a:\n  b:\n    x: 1\n   c: 2\n", 4, 4, "begins after 3 spaces"),
    ("key among items", "a:\n  - b: 1\n  c: 2\n", 3, 3, "is a key, and above it stands an item"),
    ("item among keys", "a:\n  c: 2\n  - b: 1\n", 3, 3, "is an item of a list, and above it stands a key"),
    ("no space after colon", "a:1\nb: 2\n", 1, 1, "After 'a:' a space is missing"),
    ("no space after dash", "a:\n  -b: 1\n  -c\n", 3, 3, "After '-' a space is missing"),
    ("no colon", "a:\n  b\n  c: 1\n", 2, 3, "has no key"),
    ("no key", ": a\nb: 1\n", 1, 1, "A key is missing"),
    ("escape that is none", 'a: "C:\\home"\n', 1, 7, "begins an escape"),
    ("directive", "%YAML 2.0\n---\na: 1\n", 1, 1, "begins with '%' speaks to the parser"),
    ("after the end", "a: 1\n...\nb: 2\n", 3, 1, "ends the story"),
    ("endless key", "k" * 1100 + ": 1\n", 1, 1101, "a key is one word"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "words"), [mistake[1:] for mistake in MISTAKES], ids=[m[0] for m in MISTAKES]
)
class TestComplaint:
    def test_is_told_in_plain_words_at_its_place(self, text: str, line: int, column: int, words: str) -> None:
        finding, *rest = sorted(read_text(text, "x").findings, key=lambda found: found.line or 0)
        assert (finding.rule, finding.line, finding.column) == ("syntax", line, column)
        assert words in finding.message
        assert all(other.rule == "syntax" for other in rest)


@pytest.mark.parametrize("text", [mistake[1] for mistake in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_no_parser_speaks_of_its_grammar(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Neither the parser in C nor the one in Python; the latter reads a few of these without complaint."""
    for loader in (events._LOADER, yaml.SafeLoader):
        monkeypatch.setattr(events, "_LOADER", loader)
        for finding in read_text(text, "x").findings:
            assert not any(word in finding.message for word in ("scalar", "mapping", "sequence", "token"))


def test_what_nobody_foresaw_still_has_a_place_and_advice() -> None:
    (finding,) = read_text("a: [b}\nc: d\n", "x").findings
    assert (finding.rule, finding.line) == ("syntax", 1)
    assert "write each key on a line of its own" in finding.message
