"""`{trainee}` and `{persona}` in texts; `{{` and `}}` are literal braces, any other single brace is wrong."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from servicesim.story.nearest import nearest

NAMES: Final = ("trainee", "persona")

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|\{|\}")


class Trouble(NamedTuple):
    """What is wrong with one brace of a text, at offsets `start` to `end` of it, in code points."""

    message: str
    start: int
    end: int
    suggestion: str | None


def check(text: str) -> list[tuple[str, int, int]]:
    """What is wrong with the braces of a text: (message, first offset, offset behind), in code points."""
    return [(trouble.message, trouble.start, trouble.end) for trouble in troubles(text)]


def troubles(text: str) -> list[Trouble]:
    """As `check`, each with the placeholder that was probably meant."""
    if "{" not in text and "}" not in text:
        return []
    return [
        Trouble(_message(brace), brace.start(), brace.end(), _meant(brace.group(1)))
        for brace in _BRACES.finditer(text)
        if brace.group() not in ("{{", "}}") and brace.group(1) not in NAMES
    ]


def _message(brace: re.Match[str]) -> str:
    written = brace.group()
    if brace.group(1) is None:
        return f"A single '{written}' is half a placeholder; for the mark itself write '{written * 2}'."
    return (
        f"'{written}' is no placeholder: there are {{trainee}} and {{persona}}. "
        "For the braces themselves write '{{' and '}}'."
    )


def _meant(name: str | None) -> str | None:
    bare = (name or "").strip()
    close = [bare] if bare in NAMES else nearest(bare, NAMES)
    return f"{{{close[0]}}}" if close else None


def fill(text: str, *, trainee: str, persona: str) -> str:
    """The text with names in place of the placeholders; they are plain text and never read again.

    Braces that `check` finds fault with stay as they are.
    """
    if "{" not in text and "}" not in text:
        return text
    values = {"trainee": trainee, "persona": persona}

    def replaced(brace: re.Match[str]) -> str:
        written = brace.group()
        if written in ("{{", "}}"):
            return written[0]
        return values.get(brace.group(1) or "", written)

    return _BRACES.sub(replaced, text)
