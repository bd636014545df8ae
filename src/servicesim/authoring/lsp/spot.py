"""Where in a story a cursor is, told from the lines above it: while somebody types, a file seldom reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from servicesim.story.places import Path

_HEAD = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<key>[\w-]+|\"[^\"]*\"|'[^']*') *:(?: +|$))?(?P<rest>.*)"
)
_IN_BRACES = re.compile(r" *(?:(?P<key>[\w-]+) *:(?: +|$))?(?P<rest>.*)", re.DOTALL)
_BLOCK = re.compile(r"[|>][0-9+-]*\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is being written.

    `path` leads to the map or list that it is in, with 0 for every item of a list. `key` is the key whose
    value is written; None where a key is. `before` is what stands of it before the cursor.
    """

    path: Path
    key: str | None
    before: str


def spot_at(lines: list[str], line: int, column: int) -> Spot | None:
    """The spot at a line and a column, both from 0; None inside a text that only people read."""
    before = lines[line][:column] if line < len(lines) else ""
    # The dashes of a list may stand in the same column as the key that it belongs to.
    dashed = before.lstrip().startswith("- ")
    path, block = _above(lines, line, _indent(before) + dashed)
    if block is not None:
        words = "\n".join([*(one.strip() for one in lines[block + 1 : line]), before.strip()])
        return Spot(path[:-1], "when", words) if path[-1:] == ("when",) else None
    head = _HEAD.fullmatch(before)
    if head is None or before.lstrip().startswith("#"):
        return None
    here = (*path, *(0 for _ in range(head["dashes"].count("-"))))
    if head["key"] is None:
        return _inside(here, None, head["rest"])
    return _inside(here, head["key"].strip("\"'"), head["rest"])


def _inside(path: Path, key: str | None, rest: str) -> Spot:
    """Go into braces and brackets that are open at the cursor."""
    at = _open_bracket(rest)
    if at is None:
        return Spot(path, key, rest)
    inner = (*path, key) if key is not None else path
    last = _after_comma(rest[at + 1 :])
    if rest[at] == "[":
        return Spot((*inner, 0) if last.lstrip().startswith("{") else path, key, last.lstrip())
    if rest[:at].rstrip()[-1:] in ("[", ","):
        inner = (*inner, 0)
    found = _IN_BRACES.fullmatch(last)
    if found is None or found["key"] is None:
        return Spot(inner, None, last.lstrip())
    return _inside(inner, found["key"], found["rest"])


def _open_bracket(text: str) -> int | None:
    """The outermost brace or bracket that is open at the end, or the brace in an open bracket."""
    stack: list[int] = []
    for at, mark in enumerate(text):
        if mark in "[{":
            stack.append(at)
        elif mark in "]}" and stack:
            stack.pop()
    if len(stack) > 1 and text[stack[0]] == "[" and text[stack[1]] == "{":
        return stack[1]
    return stack[0] if stack else None


def _after_comma(text: str) -> str:
    """What follows the last comma that is not inside brackets of its own."""
    depth, last = 0, 0
    for at, mark in enumerate(text):
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        elif mark == "," and depth <= 0:
            last = at + 1
    return text[last:]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _above(lines: list[str], line: int, indent: int) -> tuple[Path, int | None]:
    """The keys that a line stands under, and the line in which a `|` text around it begins."""
    steps: list[str | int] = []
    block = None
    for number in range(line - 1, -1, -1):
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        head = _HEAD.fullmatch(text.rstrip())
        if head is None:
            continue
        dashes, own, key = head["dashes"], len(head["indent"]), head["key"]
        if key is not None and own + len(dashes) < indent:
            if not steps and _BLOCK.match(head["rest"]):
                block = number
            steps.append(key.strip("\"'"))
        if dashes and own + len(dashes) <= indent:
            steps += [0] * dashes.count("-")
            indent = own + 1  # so that a key in the column of the dash is found
        elif key is not None and own < indent:
            indent = own
        if indent == 0:
            break
    return tuple(reversed(steps)), block
