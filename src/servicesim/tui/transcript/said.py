"""What was said in a conversation, as plain data in the order it was said, and as lines of a text file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicesim.tui.text import visible

if TYPE_CHECKING:
    from servicesim.conversation import Exchange
    from servicesim.saves.play import Play
    from servicesim.story.linked import Line, Reply
    from servicesim.tui.talk import Talk


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said or done. `text` is None for a silence, `does` is a stage direction."""

    who: str
    text: str | None
    does: str | None
    yours: bool
    """Whether the trainee said it."""


def reflowed(text: str) -> str:
    """A prose text without the line breaks of the file that it was written in; its paragraphs stay.

    Writers break lines where their editor ends, and a window is rarely as wide as that.
    """
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def reply_text(play: Talk, reply: Reply) -> tuple[str | None, str | None]:
    """What is said and what is done in a reply, names filled in; None where there is nothing of it."""
    return _filled(play, reply.say), _filled(play, reply.does)


def of_reply(play: Talk, reply: Reply) -> Said:
    """A reply of the trainee's."""
    say, does = reply_text(play, reply)
    return Said("You", say, does, yours=True)


def of_line(play: Talk, line: Line | None) -> list[Said]:
    """A line of the persona's or somebody else's; nothing where nothing is said."""
    if line is None:
        return []
    who = play.words(line.speaker) if line.speaker else play.story.character.name
    return [Said(reflowed(who), _filled(play, line.text), _filled(play, line.does), yours=False)]


def of_exchange(play: Talk, exchange: Exchange) -> list[Said]:
    """A reply, what was said to it, and what was said on arriving."""
    return [of_reply(play, exchange.reply), *of_line(play, exchange.answer), *of_line(play, exchange.line)]


def of_conversation(play: Talk) -> list[Said]:
    """All that was said so far."""
    said = of_line(play, play.opening)
    for exchange in play.exchanges:
        said += of_exchange(play, exchange)
    return said


def as_lines(play: Play) -> Iterator[str]:
    """The conversation so far as lines of a text file, each at most 78 columns wide."""
    from servicesim.plain.lines import wrapped

    session = play.session
    yield from wrapped(visible(play.story.title))
    yield f"{session.mode} · begun {session.started:%Y-%m-%d %H:%M} UTC · session {session.id[:8]}"
    yield from wrapped(
        visible(f"You: {play.trainee}. With: {play.story.character.name}, {play.story.character.role}.")
    )
    for said in of_conversation(play):
        yield ""
        direction = f" ({said.does})" if said.does else ""
        yield from wrapped(visible(said.who + direction + (":" if said.text else "")))
        if said.text:
            yield from wrapped(visible(said.text), "  ")
    ending = play.story.endings.get(play.state.scene)
    yield ""
    yield "Not ended yet." if ending is None else f"Ended: {ending.name.replace('-', ' ')}."


def _filled(play: Talk, text: str | None) -> str | None:
    return reflowed(play.words(text)) if text else None
