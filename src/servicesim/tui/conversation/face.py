"""The persona's face: eight attitudes drawn with characters that every terminal has."""

from __future__ import annotations

from typing import NamedTuple

WIDTH = 9
"""Cells of a drawn face, its frame included; it is five lines high."""


class Face(NamedTuple):
    """Three lines of seven cells."""

    brows: str
    eyes: str
    mouth: str


FACES = {
    "complaining": Face(r" \   / ", " o   o ", "  ╭─╮  "),
    "pushing_back": Face(r" ─\ /─ ", " •   • ", "  ───  "),
    "withdrawn": Face(r" ╱   ╲ ", " .   . ", "   ─   "),
    "unresponsive": Face("       ", " ─   ─ ", "  ───  "),
    "guarded": Face(" ─   ╱ ", " •   • ", "  ──╴  "),
    "open": Face(" ╭   ╮ ", " •   • ", "  ╰─╯  "),
    "committed": Face(" ╭╮ ╭╮ ", " ^   ^ ", " ╰───╯ "),
    "neutral": Face("       ", " •   • ", "  ───  "),
}

_GONE = ("╭╌╌╌╌╌╌╌╮", "╎       ╎", "╎       ╎", "╎       ╎", "╰╌╌╌╌╌╌╌╯")


def face(attitude: str) -> str:
    """The face of an attitude, five lines of `WIDTH` cells.

    An empty frame for one who has left, the neutral face for an attitude that has none of its own.
    """
    if attitude == "left":
        return "\n".join(_GONE)
    drawn = FACES.get(attitude, FACES["neutral"])
    return "\n".join(("╭───────╮", *(f"│{line}│" for line in drawn), "╰───────╯"))
