"""The conversation in line mode: numbers choose replies, words do the rest, text comes out as lines.

It reads from any stream and writes to any stream, so that it works in pipes, over slow lines and with
screen readers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TextIO

from servicesim.errors import UsageError
from servicesim.plain.debrief import best_line, debrief_lines, spoken
from servicesim.plain.lines import gauge, wrapped
from servicesim.plain.transcript import said, transcript, you
from servicesim.results.debrief import Debrief
from servicesim.saves.play import Play
from servicesim.story.linked import Reply

HELP = """\
A number says the reply of that number. Words do the rest:
  hint          what the moment calls for; once more, the reply (practice only)
  back          take the last reply back (practice only)
  documents     list the papers there are; 'read NAME' shows one
  transcript    show the conversation so far
  help          show this
  quit          leave; the conversation stays saved and can be resumed
After the debrief:
  line 4        the best line from reply 4
  again 4       try again from reply 4, in practice
"""

EDITED = "The story has been edited since this conversation began; it goes on with the text it began with."


def numbered(word: str) -> int | None:
    """The number that a word is, of at most four digits; None for anything else."""
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 4 else None


class Conversation:
    """One conversation between a `Play` and two streams."""

    def __init__(self, play: Play, answers: TextIO, out: TextIO) -> None:
        self.play = play
        self.answers = answers
        self.out = out
        self.hinted_at = -1
        self.words: dict[str, Callable[[str], Iterable[str]]] = {
            "hint": self._hint,
            "back": self._back,
            "documents": self._documents,
            "read": self._read,
            "transcript": lambda rest: transcript(self.play),
            "help": lambda rest: HELP.splitlines(),
        }

    def run(self) -> None:
        """Play to the end, and again where wanted, until the input ends or says quit. Raises NotSaved."""
        while self._played():
            review = self.play.debrief()
            self._print(["", "-" * 60, "", *debrief_lines(review, self.play.words)])
            again = self._after(review)
            if again is None:
                return
            self.play = again

    def _played(self) -> bool:
        """One conversation; whether it came to its end."""
        self._print(self._welcome())
        self._print(["", *transcript(self.play)])
        while not self.play.over:
            replies = self.play.offered()
            if not replies:
                self._print(["", "The story offers no reply here, so the conversation cannot go on."])
                return False
            self._print([*self._levels(), "", *self._choices(replies)])
            shown = time.monotonic()
            reply = self._answer(replies)
            if reply is None:
                self._print(["", "Saved so far. 'servicesim play --resume' goes on from here."])
                return False
            given = self.play.give(reply.id, round(1000 * (time.monotonic() - shown)))
            lines = (you(self.play, given.reply), said(self.play, given.answer), said(self.play, given.line))
            self._print(["", *chain.from_iterable(lines)])
        return True

    def _answer(self, replies: list[Reply]) -> Reply | None:
        """The reply that is chosen; None where the input ends. A word that changes nothing asks again."""
        while True:
            word, _, rest = self._asked()
            if word is None or word == "quit":
                return None
            number = None if rest else numbered(word)
            if number is not None and 1 <= number <= len(replies):
                return replies[number - 1]
            if word == "back" and self.play.can_take_back:
                self._print(self._back(rest))
                replies = self.play.offered()
                self._print([*self._levels(), "", *self._choices(replies)])
            elif word in self.words:
                self._print(self.words[word](rest))
            elif number is not None:
                self._print([f"There is no reply {number}: choose 1 to {len(replies)}."])
            elif word:
                choices = f"a number from 1 to {len(replies)}"
                self._print([f"'{word}' is neither {choices} nor a word known here; try 'help'."])

    def _asked(self) -> tuple[str | None, str, str]:
        self.out.write("> ")
        self.out.flush()
        line = self.answers.readline()
        if not line:
            self.out.write("\n")
            return None, "", ""
        word, space, rest = line.strip().partition(" ")
        return word.lower(), space, rest.strip()

    def _after(self, review: Debrief) -> Play | None:
        """After the debrief words still work and a bare number is ignored. The play to go on with, if any."""
        while True:
            word, _, rest = self._asked()
            if word is None or word == "quit":
                return None
            number = numbered(rest)
            if word in ("line", "again") and number is None:
                self._print([f"Name the reply by its number: '{word} 4'."])
            elif word == "line" and number is not None:
                self._print(best_line(review, number, self.play.words))
            elif word == "again" and number is not None:
                try:
                    return self.play.again(number)
                except UsageError as error:
                    self._print([str(error)])
            elif word in self.words:
                self._print(self.words[word](rest))
            elif word and not word.isdecimal():
                self._print(["The conversation is over: 'line 4', 'again 4', 'transcript', 'quit'."])

    # -- what is shown

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.write(f"{line}\n")
        self.out.flush()

    def _welcome(self) -> Iterator[str]:
        story, play = self.play.story, self.play
        yield story.title
        yield f"{play.mode} · {story.channel} · session {play.session.id[:8]}"
        if play.edited:
            yield from wrapped(EDITED)
        yield ""
        if story.role:
            yield from wrapped(f"You: {play.words(story.role)}")
        if story.briefing:
            yield from wrapped(play.words(story.briefing))
        if story.documents:
            yield f"Papers: {', '.join(document.name for document in story.documents)} ('read NAME')"
        yield from wrapped(f"With: {story.character.name}, {story.character.role}")

    def _levels(self) -> Iterator[str]:
        """What can be seen of the persona: cues always, levels in practice only."""
        persona, character = self.play.state.persona, self.play.story.character
        attitude = character.archetype.attitudes[persona.attitude]
        cue = attitude.cue(self.play.story.channel)
        if not self.play.practice:
            yield from wrapped(f"[{cue}]")
            return
        yield from wrapped(f"[{attitude.title}: {cue}]")
        moved = self.play.exchanges[-1] if self.play.exchanges else None
        for name in ("resistance", "trust"):
            value = getattr(persona, name)
            change = value - getattr(moved.before.persona, name) if moved else 0
            note = f"  {'up' if change > 0 else 'down'} {abs(change)}" if change else ""
            yield f"{name:<11}{gauge(value)} {value:>2}{note}"

    def _choices(self, replies: list[Reply]) -> Iterator[str]:
        for number, reply in enumerate(replies, 1):
            does = f"({self.play.words(reply.does)})" if reply.does else ""
            said = self.play.words(reply.say) if reply.say else ""
            yield from wrapped(f"{does} {said}".strip(), f"{number}  ", "   ")

    # -- words

    def _hint(self, rest: str) -> Iterator[str]:
        """First what the moment calls for; asked once more at the same moment, the reply."""
        try:
            hint = self.play.hint()
        except UsageError as error:
            yield str(error)
            return
        rows = self.play.rows
        if self.hinted_at == rows or not hint.tactics:
            yield from wrapped(f"Say: {spoken(hint.reply.say, hint.reply.does, self.play.words)}")
        else:
            yield from wrapped(f"The moment calls for: {', '.join(hint.tactics)}.")
        self.hinted_at = rows

    def _back(self, rest: str) -> Iterator[str]:
        if not self.play.can_take_back:
            yield "There is nothing to take back here."
            return
        taken = self.play.take_back()
        yield from wrapped(f"Taken back: {self.play.words(taken.reply.say or taken.reply.does or '')}")

    def _documents(self, rest: str) -> Iterator[str]:
        if not self.play.story.documents:
            yield "There are no papers in this story."
        for document in self.play.story.documents:
            yield f"  {document.name}: {self.play.words(document.title)}"

    def _read(self, rest: str) -> Iterator[str]:
        for document in self.play.story.documents:
            if document.name == rest:
                yield self.play.words(document.title)
                yield from (f"  {line}".rstrip() for line in self.play.words(document.text).splitlines())
                return
        yield f"There is no paper '{rest}'."
        yield from self._documents("")
