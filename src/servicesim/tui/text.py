"""The one way by which text reaches a widget: as content, never as markup, with nothing hidden in it.

Textual sends escape sequences inside a text straight to the terminal, in every widget: a story, a name or a
path could set the window's title or write to the clipboard. What a terminal would act upon is therefore shown
as a visible stand-in. Nothing is dropped silently.
"""

from __future__ import annotations

import re

from textual.content import Content
from textual.style import Style

TAB_STOP = 4

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what terminals obey
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # what turns text round or breaks lines unseen
    "\ud800-\udfff]"  # what cannot be written to a terminal at all
)


def visible(text: str) -> str:
    """`text` with everything that a terminal would act upon shown: ESC as ␛, others as ‹U+202E›.

    Newlines stay, tabs become spaces up to the next stop.
    """
    text = text.replace("\r\n", "\n")
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(_stand_in, text)
    return text.expandtabs(TAB_STOP)


def content(text: str, style: str | Style = "") -> Content:
    """`text` as content for a widget, in one style ("bold $accent"). Brackets in it are brackets."""
    return Content.styled(visible(text), style)


def joined(*parts: str | tuple[str, str | Style] | Content) -> Content:
    """Several texts as one content; a part is a text, a (text, style), or content made by this module."""
    return Content("").join(
        part if isinstance(part, Content) else content(*((part,) if isinstance(part, str) else part))
        for part in parts
    )


def one_line(text: str) -> str:
    """`text` on a single line, its runs of white space as one space each."""
    return " ".join(text.split())


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"
