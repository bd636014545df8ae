"""What was said, as lines: each speech under the name of whoever spoke."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.plain.lines import wrapped
from servicesim.saves.play import Play
from servicesim.story.linked import Line, Reply


def transcript(play: Play) -> Iterator[str]:
    """The whole conversation so far."""
    yield from said(play, play.opening)
    for given in play.exchanges:
        yield from you(play, given.reply)
        yield from said(play, given.answer)
        yield from said(play, given.line)


def you(play: Play, reply: Reply) -> Iterator[str]:
    """What the trainee said or did."""
    yield from _speech(play, "You", reply.say, reply.does)


def said(play: Play, line: Line | None) -> Iterator[str]:
    """What the persona, or whoever else the line names, said or did; nothing for no line."""
    if line is not None:
        yield from _speech(play, line.speaker or play.story.character.name, line.text, line.does)


def _speech(play: Play, who: str, text: str | None, does: str | None) -> Iterator[str]:
    direction = f" ({play.words(does)})" if does else ""
    yield from wrapped(play.words(who) + direction + (":" if text else ""))
    if text:
        yield from wrapped(play.words(text), "  ")
    yield ""
