"""What the YAML parser complains of, in the words of somebody who writes stories.

The parser says where it gave up, and in terms of its grammar. What a writer did is seen better in the
lines around that place, so the lines decide, and the parser's words only point to them. Both parsers,
the one in C and the one in Python, are understood.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from servicesim.story.built import UNDER
from servicesim.story.places import BREAK

_KEYED = re.compile(
    r"""(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[\w-]+|"[^"]*"|'[^']*')[ ]*:[ \t]+(?P<value>[^\s#].*)"""
)
_KEY_ALONE = re.compile(
    r"""[ ]*(?:-[ ]+)*(?:[\w-]+|"[^"]*"|'[^']*')[ ]*:[ \t]*(?:[|>][0-9+-]*)?[ \t]*(?:#.*)?"""
)
_ITEM = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)+)(?P<value>[^\s#].*)")
_GLUED = re.compile(r"[ ]*(?:-[ ]+)*([\w-]+):\S")
_STARTERS: Final = {
    "*": "A '*' at the beginning asks for a copy of something else",
    "&": "An '&' at the beginning marks something for copying",
    "!": "A '!' at the beginning names a type",
    "%": "No text begins with '%'",
    "@": "No text begins with '@'",
    "`": "No text begins with '`'",
    "?": "A '?' at the beginning asks for a key",
    "-": "A '-' at the beginning makes an item of a list",
    "]": "No text begins with ']'",
    "}": "No text begins with '}'",
    ",": "No text begins with ','",
}
_BRACKETS: Final = {"{": "a map", "[": "a list"}


class Complaint(NamedTuple):
    """What is wrong from offset `start` to `end`, and what could be done so that the rest can be read.

    `line` (from 0) is the one to blame; `mend` says whether to take out its value, to take it out whole,
    to take tabs for spaces, or to leave it at that. A line is `misplaced` when only its indentation is wrong.
    """

    message: str
    start: int
    end: int
    line: int
    mend: Literal["value", "line", "tabs", "nothing"] = "value"
    misplaced: bool = False


class Lines:
    """A text by its lines, counted from 0, without their breaks."""

    def __init__(self, source: str) -> None:
        self.texts = BREAK.split(source)
        self.starts = [0, *(found.end() for found in BREAK.finditer(source))]

    def number(self, offset: int) -> int:
        """The line that an offset lies in."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= offset else (low, middle)
        return low

    def has_tab(self, line: int) -> bool:
        """Whether a line is indented with a tab."""
        text = self.texts[line]
        return "\t" in text[: len(text) - len(text.lstrip())]

    def is_same_block(self, first: int, last: int) -> bool:
        """Whether two lines are indented alike, and no line between them stands further left."""
        own = indent(self.texts[first])
        between = (text for text in self.texts[first:last] if _says(text))
        return indent(self.texts[last]) == own and all(indent(text) >= own for text in between)

    def above(self, line: int) -> int | None:
        """The nearest line above that says something, comments apart."""
        return next((at for at in range(line - 1, -1, -1) if _says(self.texts[at])), None)


def indent(text: str) -> int:
    """How many spaces a line begins with."""
    return len(text) - len(text.lstrip(" "))


def keyed(text: str) -> tuple[str, int] | None:
    """The key of a line, or "" for an item of a list, and the column (from 0) where its value begins."""
    found = _KEYED.match(text)
    if found is not None:
        return found["key"], found.start("value")
    found = _ITEM.match(text)
    return None if found is None else ("", found.start("value"))


def holds_more(text: str) -> bool:
    """Whether a line is a key or an item of a list, so that lines further in belong to it."""
    return keyed(text) is not None or _KEY_ALONE.fullmatch(text) is not None


def explain(error: Exception, lines: Lines) -> Complaint:
    """The parser's complaint about a text, in plain words and at the place that is to blame."""
    return _Explanation(error, lines).complaint()


def _says(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


class _Explanation:
    """One complaint and the lines around it."""

    def __init__(self, error: Exception, lines: Lines) -> None:
        self.lines = lines
        self.problem = str(getattr(error, "problem", None) or error)
        self.context = str(getattr(error, "context", None) or "")
        last = lines.starts[-1] + len(lines.texts[-1])
        problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        self.at = min(problem.index, last) if problem is not None else last
        self.from_ = min(context.index, last) if context is not None else self.at
        self.line = lines.number(self.at)
        self.text = lines.texts[self.line]
        self.column = self.at - lines.starts[self.line]

    def complaint(self) -> Complaint:
        for explained in (
            self._tab(),
            self._after_the_end(),
            self._quotes(),
            self._block_header(),
            self._directive(),
            self._beginning(),
            self._open_bracket(),
            self._goes_on(),
            self._closed_late(),
            self._colon(),
            self._no_key(),
            self._neighbours(),
        ):
            if explained is not None:
                return explained
        message = f"This cannot be read ({self.problem}). Is it prose? Then {UNDER}."
        return self._here(message)

    def _here(self, message: str, length: int = 1) -> Complaint:
        return Complaint(message, self.at, self.at + length, self.line)

    def _on(self, line: int, message: str, column: int | None = None, length: int | None = None) -> Complaint:
        text = self.lines.texts[line]
        begin = indent(text) if column is None else column
        end = len(text.rstrip()) if length is None else begin + length
        start = self.lines.starts[line]
        return Complaint(message, start + begin, start + max(end, begin + 1), line)

    def _tab(self) -> Complaint | None:
        if self.text[self.column : self.column + 1] != "\t":
            return None
        return self._here("A tab stands here; lines are indented with spaces.")._replace(mend="tabs")

    def _after_the_end(self) -> Complaint | None:
        if "document start" not in self.problem:
            return None
        return self._here("'...' above ends the story, and this stands after it.")._replace(mend="nothing")

    def _quotes(self) -> Complaint | None:
        if "quoted scalar" not in self.context:
            return None
        if "escape" in self.problem or "hexadecimal" in self.problem:
            message = f"In double quotes '\\' begins an escape, and this is none; {UNDER}."
            return self._here(message, 2)
        line = self.lines.number(self.from_)
        column = self.from_ - self.lines.starts[line]
        message = f"The quotation mark that opens here is never closed; close it, or {UNDER}."
        return self._on(line, message, column, 1)

    def _block_header(self) -> Complaint | None:
        if "block scalar" not in self.context:
            return None
        line = self.lines.number(self.from_)
        column = self.from_ - self.lines.starts[line]
        mark = self.lines.texts[line][column : column + 1]
        if self.line != line:
            return self._here("This line is not indented like the text that it belongs to.")
        message = f"Nothing stands after '{mark}' on its line; the text begins on the next one, further in."
        return self._on(line, message, column)

    def _directive(self) -> Complaint | None:
        if not self.text.startswith("%"):
            return None
        return self._on(self.line, "A line that begins with '%' speaks to the parser; leave it out.")

    def _beginning(self) -> Complaint | None:
        """A value that begins with a mark of YAML's own."""
        found = keyed(self.text)
        if found is None:
            return None
        mark = self.text[found[1]]
        if mark not in _STARTERS or (mark in "-?" and self.column != found[1]):
            return None
        return self._on(self.line, f"{_STARTERS[mark]}; {UNDER}.", found[1])

    def _open_bracket(self) -> Complaint | None:
        """Inside braces or brackets that were opened, and not closed as they should be."""
        if "flow" not in self.context:
            return None
        line = self.lines.number(self.from_)
        column = self.from_ - self.lines.starts[line]
        mark = self.lines.texts[line][column : column + 1]
        if mark not in _BRACKETS:
            return None
        if line != self.line:
            message = f"The '{mark}' that opens here is never closed; close it, or {UNDER}."
            return self._on(line, message, column, 1)
        message = f"Between '{mark}' and its end this cannot stand; write each key on a line of its own."
        if self.text[self.column : self.column + 1] == ":":
            message = (
                f"A ':' cannot stand in a text between braces; write each key on its own line, and {UNDER}."
            )
        return self._here(message)

    def _goes_on(self) -> Complaint | None:
        """Something follows a value that was closed: a quotation, a map or a list."""
        found = keyed(self.text)
        if found is None or self.column <= found[1] or "mapping values" in self.problem:
            return None
        mark = self.text[found[1]]
        if mark in "\"'":
            return self._here(f"The text goes on after its closing quotation mark; {UNDER}.", self._rest())
        if mark in _BRACKETS:
            message = (
                f"A '{mark}' at the beginning makes it {_BRACKETS[mark]}, and this follows behind; {UNDER}."
            )
            return self._on(self.line, message, found[1])
        return None

    def _closed_late(self) -> Complaint | None:
        """A quotation that was meant to end on its own line, and was ended by the next quotation mark."""
        mark = self.text[self.column - 1 : self.column]
        if mark not in ("'", '"'):
            return None
        for line in range(self.line - 1, -1, -1):
            found = keyed(self.lines.texts[line])
            if found is not None and self.lines.texts[line][found[1] :].count(mark) % 2:
                if self.lines.texts[line][found[1]] != mark:
                    return None
                message = (
                    f"The quotation mark that opens here is closed only in line {self.line + 1}; {UNDER}."
                )
                return self._on(line, message, found[1], 1)
        return None

    def _rest(self) -> int:
        return len(self.text.rstrip()) - self.column

    def _colon(self) -> Complaint | None:
        """A ':' where no key ends."""
        if "mapping values" not in self.problem:
            return None
        found = keyed(self.text)
        if found is not None and self.column > found[1]:
            return self._here(f"A ':' with a space after it cannot stand in a text on one line; {UNDER}.")
        above = self.lines.above(self.line)
        if above is None:
            return self._here("The key before this ':' cannot be read; a key is one word.")
        if indent(self.lines.texts[above]) < indent(self.text) and keyed(self.lines.texts[above]):
            message = (
                "This line stands further in than the one above, so it is read as more of that text. "
                f"If it is a key, move it left; if it is prose, {UNDER}."
            )
            return self._on(self.line, message)._replace(line=above)
        return self._not_a_key(above)

    def _not_a_key(self, line: int) -> Complaint:
        """A line that stands where a key should."""
        text = self.lines.texts[line]
        glued = _GLUED.match(text)
        if glued is not None:
            message = f"After '{glued.group(1)}:' a space is missing."
        elif text.lstrip().startswith("-") and not holds_more(text):
            message = "After '-' a space is missing."
        else:
            message = (
                f"This line has no key. If it is prose, {UNDER}; if it is a key, ':' is missing after it."
            )
        return self._on(line, message)._replace(mend="line")

    def _no_key(self) -> Complaint | None:
        if "could not find expected ':'" not in self.problem:
            return None
        return self._not_a_key(self.lines.number(self.from_))

    def _neighbours(self) -> Complaint | None:
        """A line that does not fit those above it."""
        if self.column != indent(self.text) or not self.text.strip():
            return None
        above = self.lines.above(self.line)
        if (
            above is not None
            and " #" in self.lines.texts[above]
            and indent(self.lines.texts[above]) < self.column
        ):
            at = self.lines.texts[above].index(" #") + 1
            message = f"A ' #' begins a comment, so the text stops before it; {UNDER}."
            return self._on(above, message, at)
        if "block" not in self.context:
            return None
        if self.text[self.column] == ":":
            return self._on(self.line, "A key is missing before this ':'.")
        if not holds_more(self.text):
            return self._not_a_key(self.line)
        return self._misplaced(above)

    def _misplaced(self, above: int | None) -> Complaint:
        """A key or an item that is indented like nothing above it, or of the other kind."""
        own, texts, next_to = self.column, self.lines.texts, None
        while above is not None and indent(texts[above]) > own:
            next_to = above
            above = self.lines.above(above)
        item, items = _is_item(self.text), above is not None and _is_item(texts[above])
        if above is not None and indent(texts[above]) == own and item != items:
            kinds = ("a key", "an item of a list")
            message = f"This is {kinds[item]}, and above it stands {kinds[items]}; they cannot be neighbours."
            return self._on(self.line, message)._replace(mend="line")
        message = (
            f"This line begins after {_spaces(own)}; nothing above it that it could belong to begins there."
        )
        if next_to is not None:
            other = _spaces(indent(texts[next_to]))
            message = f"This line begins after {_spaces(own)}, and line {next_to + 1} above it after {other}."
        elif above is not None and keyed(texts[above]):
            message = f"This line stands further in than line {above + 1}, which has its value already."
        return self._on(self.line, message)._replace(mend="line", misplaced=True)


def _is_item(text: str) -> bool:
    return text.lstrip().startswith("- ")


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"
