"""Characters that no text of a story may hold, because nobody sees them and terminals obey them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters but line break and tab, marks of the direction of writing, and what is no character."""

ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
"""One escape of a double-quoted text."""

_NAMED: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "L": "\u2028",
    "n": "\n",
    "N": "\x85",
    "P": "\u2029",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "_": "\xa0",
    "\r\n": "\n",
}


def unseen(character: str) -> str:
    """What is wrong with one of those characters, in words."""
    name = unicodedata.name(character, "").lower()
    what = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
    return f"The invisible character {what} stands here; delete it."


def escaped(escape: str) -> str:
    """The character that an escape of a double-quoted text stands for."""
    if len(escape) > 2 and escape[1] in "xuU":
        return chr(int(escape[2:], 16))
    return _NAMED.get(escape[1:], escape[1:])


def printable(text: str) -> str:
    """The text with every character that would not show written as <U+XXXX>."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(mark if _shows(mark) else f"<U+{ord(mark):04X}>" for mark in text)


def _shows(mark: str) -> bool:
    return mark.isprintable() or unicodedata.category(mark) == "Zs"
