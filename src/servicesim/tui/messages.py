"""What widgets tell the screen that they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Chosen(Message):
    """Something in a list was chosen, by key or by mouse."""

    name: str
    """What was chosen: the id that the list was given for it."""


@dataclass
class Pointed(Message):
    """The cursor of a list came to stand on something else."""

    name: str
    """The id of what it stands on."""


@dataclass
class ReplyChosen(Message):
    """The trainee says one of the replies on offer."""

    reply: str
    """The id of the reply."""


@dataclass
class TurnMarked(Message):
    """In the debrief another reply is looked at."""

    turn: int | None
    """Its number, counted from 1; None where none is."""


@dataclass
class ToDebrief(Message):
    """The trainee has read the closing words of a conversation."""
