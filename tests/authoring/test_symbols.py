"""Names and where they stand: exact to the letter, in files as people write them and in broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.authoring.symbols import Kind, Mention, Symbols
from servicesim.story.reader import Written, read, read_text

STORIES = sorted((Path(__file__).parents[2] / "stories").glob("*.yaml"))

STORY = """\
facts: [told, 'paid']
persona:
  archetype: venting
  attitude: "complaining"
  root: {kind: concern, text: Why., known_by: told}
  reactions:
    quote_policy:
      - when: attitude in (guarded, open)
        trust: -1
documents:
  letter: {title: A letter, text: Dear all.}
start: one
scenes:
  one:
    says:
      - when: |
          not visited(one)
          and given( one / ask )
        text: 😀 Well?
        sets: [told]
    replies:
      ask:
        tactics: [stay_silent]
        missteps: {quote_policy: weak}
        clears: [paid]
        then:
          - {when: "told and given(leave)", to: "two"}
          - to: well
    also: [leave]
  "two":
    replies: {go: {then: one}}
replies:
  leave: {when: given(two/go) and given(two/leave), then: well}
endings:
  well: {outcome: resolved, on: left, when: paid or trust >= 4}
"""


def mentioned(text: str, kind: Kind, name: str) -> list[tuple[int, str, bool]]:
    """Line, what stands there, and whether it is the definition, of each mention of a thing."""
    written = read_text(text, "small.yaml")
    return [shown(written, one) for one in Symbols(written).of(kind, name)]


def shown(written: Written, one: Mention) -> tuple[int, str, bool]:
    line = written.source[: one.start].count("\n") + 1
    return line, written.source[one.start : one.end], one.defines


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("scene", "one", [(12, False), (14, True), (17, False), (18, False), (31, False)]),
        ("scene", "two", [(27, False), (30, True), (33, False), (33, False)]),
        ("ending", "well", [(28, False), (33, False), (35, True)]),
        ("reply", "one/ask", [(18, False), (22, True)]),
        ("reply", "two/go", [(31, True), (33, False)]),
        ("reply", "leave", [(27, False), (29, False), (33, True), (33, False)]),
        ("fact", "told", [(1, True), (5, False), (20, False), (27, False)]),
        ("fact", "paid", [(1, True), (25, False), (35, False)]),
        ("tag", "quote_policy", [(7, False), (24, False)]),
        ("tag", "stay_silent", [(23, False)]),
        ("attitude", "complaining", [(4, False)]),
        ("attitude", "open", [(8, False)]),
        ("archetype", "venting", [(3, False)]),
        ("document", "letter", [(11, True)]),
    ],
)
def test_every_mention_of_a_thing_is_found(kind: Kind, name: str, expected: list[tuple[int, bool]]) -> None:
    found = mentioned(STORY, kind, name)
    assert [(line, defines) for line, _, defines in found] == expected
    assert {text for _, text, _ in found} == {name.rpartition("/")[2]}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_in_shipped_stories_every_span_holds_just_the_name(path: Path) -> None:
    written = read(path)
    for one in Symbols(written).mentions:
        assert written.source[one.start : one.end] == one.name.rpartition("/")[2]


def test_a_thing_is_found_at_its_offsets_and_just_behind_it() -> None:
    symbols = Symbols(read_text(STORY, "small.yaml"))
    start = STORY.index("known_by: told") + len("known_by: ")
    for offset in (start, start + 2, start + 4):
        found = symbols.at(offset)
        assert found is not None
        assert (found.kind, found.name) == ("fact", "told")
    assert symbols.at(start - 2) is None


def test_a_broken_file_has_the_names_that_were_read() -> None:
    text = STORY[: STORY.index("  leave: {when")] + "  leave: [not: closed\n"
    assert (14, "one", True) in mentioned(text, "scene", "one")


def test_a_broken_condition_has_the_names_that_its_words_tell() -> None:
    text = STORY.replace("told and given(leave)", "told and and given(leave) attitude == open visited(one")
    assert (27, "told", False) in mentioned(text, "fact", "told")
    assert (27, "leave", False) in mentioned(text, "reply", "leave")
    assert (27, "one", False) in mentioned(text, "scene", "one")
    assert (27, "open", False) in mentioned(text, "attitude", "open")
