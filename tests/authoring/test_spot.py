"""Where a cursor is, told from text that need not read: `‸` marks it."""

from __future__ import annotations

import pytest

from servicesim.authoring.lsp.spot import Spot, spot_at
from servicesim.story.places import Path


def spot(text: str) -> Spot | None:
    before, _, after = text.partition("‸")
    lines = (before + after).split("\n")
    return spot_at(lines, before.count("\n"), len(before.rpartition("\n")[2]))


SCENE: Path = ("scenes", "one")
REPLY: Path = (*SCENE, "replies", "ask")
HEAD = "scenes:\n  one:\n    replies:\n      ask:\n"


@pytest.mark.parametrize(
    ("text", "path", "key", "before"),
    [
        ("sta‸", (), None, "sta"),
        ("start: ‸", (), "start", ""),
        ("scenes:\n  one:\n    sa‸", SCENE, None, "sa"),
        (f"{HEAD}        say: |\n          Well: no\n        th‸", REPLY, None, "th"),
        (f"{HEAD}        then: tw‸", REPLY, "then", "tw"),
        (f"{HEAD}        then:\n          - to: tw‸", (*REPLY, "then", 0), "to", "tw"),
        (f"{HEAD}        then:\n        - to: tw‸", (*REPLY, "then", 0), "to", "tw"),
        (f"{HEAD}        then:\n          - to: two\n            wh‸", (*REPLY, "then", 0), None, "wh"),
        (f"{HEAD}        then:\n          - to: two\n          - ‸", (*REPLY, "then", 0), None, ""),
        (f"{HEAD}        then: [{{when: told, to: ‸", (*REPLY, "then", 0), "to", ""),
        (f"{HEAD}        then: [{{to: a}}, {{to: ‸", (*REPLY, "then", 0), "to", ""),
        (f"{HEAD}        tactics: [a, b‸", REPLY, "tactics", "b"),
        (f"{HEAD}        tactics:\n          - a\n          - b‸", (*REPLY, "tactics", 0), None, "b"),
        (f"{HEAD}        tactics: {{a: ‸", (*REPLY, "tactics"), "a", ""),
        ("scenes:\n  one:\n    replies:\n      ask: {say: No., then: ‸", REPLY, "then", ""),
        ("scenes: {one: {replies: {ask: {then: ‸", REPLY, "then", ""),
        (f"{HEAD}        when: trust >= ‸", REPLY, "when", "trust >= "),
        (f"{HEAD}        when: |\n          told and\n          vis‸", REPLY, "when", "told and\nvis"),
        (
            'scenes:\n  "one":\n    says:\n\n    # a comment: here\n      - wh‸',
            (*SCENE, "says", 0),
            None,
            "wh",
        ),
    ],
)
def test_the_path_and_the_key_are_told(text: str, path: Path, key: str | None, before: str) -> None:
    assert spot(text) == Spot(path, key, before)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}        say: |\n          She says: no‸",
        f"{HEAD}        # then: ‸",
    ],
)
def test_texts_and_comments_are_no_place_for_names(text: str) -> None:
    assert spot(text) is None
