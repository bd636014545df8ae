"""One pass over the YAML parser's events: plain data, the offsets of every node, and the limits.

The events are asked for one by one, so that a text is left at once where it breaks a limit: the C parser
itself runs into trouble on deep nesting, and aliases would let a small file grow without bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from servicesim.story.built import MOST_FINDINGS, PROSE, UNDER, UNREAD, Built, Trouble, Unread
from servicesim.story.characters import ESCAPE, UNSEEN, escaped, unseen
from servicesim.story.places import Path

DEEPEST: Final = 40
"""How many maps and lists may stand in each other."""

LONGEST_TEXT: Final = 100_000
"""Code points of one text."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ITEM: Final[Any] = object()
"""What stands for the key in a list, which awaits none."""

_TOO_DEEP: Final = f"Maps and lists stand in each other more than {DEEPEST} deep; reading stops here."

_PERHAPS_TEXT: Final = " A text that begins so goes on a line of its own under '|'."

_CUT = re.compile(r"[ \t]+(#.*)")


@dataclass(slots=True)
class _Open:
    """A map or list that is still open.

    A map's `key` is None while one is awaited; a list's never is. `dropping` is the node from which on
    everything is forgotten once the value at hand ends, because its key was refused; `as_key` says that
    a map or list stands where a key should, so that the value is still to come.
    """

    data: Any
    node: int
    key: str | None
    dropping: int | None = None
    as_key: bool = False


def build(source: str, unread: Mapping[int, bool] = MappingProxyType({})) -> Built:
    """Build the data of a text.

    `unread` has the offsets at which a text stands in for what did not read, each with whether keys that
    belong beside it may be in there too.

    The text holds none of the characters that YAML forbids: the reader took them out.
    """
    return _Builder(source, unread).run()


class _Enough(Exception):
    """There is so much wrong that nobody wants to know more."""


class _Builder:
    """Follows the events of one text."""

    def __init__(self, source: str, unread: Mapping[int, bool]) -> None:
        self.source = source
        self.unread = unread
        self.built = Built()
        self.starts = self.built.starts
        self.ends = self.built.ends
        self.after = self.built.after
        self.stack: list[_Open] = []
        self.dropped = 0

    def run(self) -> Built:
        try:
            loader = _LOADER(self.source)
            try:
                self._follow(loader)
            except _Enough:
                self._hold_open()
            finally:
                loader.dispose()
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: escapes, in Python
            self.built.error = error
            self.built.open, self.built.last = self._path_of_rest()
            self._hold_open()
        return self.built

    def _follow(self, loader: Any) -> None:
        """The hot loop: what is usual is done here, without a call, and all else by the methods below.

        `top` is the map or list at hand, with its `data` and `key`; a method may change any of them.
        """
        source, careful, stack = self.source, bool(self.unread), self.stack
        starts, ends, next_event = self.starts, self.ends, loader.get_event
        add_start, add_end = starts.append, ends.append
        top: Any = None
        data: Any = None
        key: Any = None
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                end = event.end_mark.index
                add_start(event.start_mark.index)
                add_end(end)
                value, style = event.value, event.style
                if style == '"' or event.tag or event.anchor or careful or len(value) > LONGEST_TEXT:
                    self._scalar(event)
                elif key is _ITEM:
                    data.append(value)
                    continue
                elif key is None:
                    if data is not None and value not in data and value != "<<":
                        key = top.key = value
                        continue
                    self._scalar(event)
                elif top.dropping is None and (style or key not in PROSE or source[end : end + 1] in "\r\n"):
                    data[key] = value
                    key = top.key = None
                    continue
                else:
                    self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) == DEEPEST:
                    self._trouble("too-deep", _TOO_DEEP, event)
                    self._hold_open()
                    return
                self._begin(
                    event,
                    _Open({}, len(starts), None)
                    if kind is MappingStartEvent
                    else _Open([], len(starts), _ITEM),
                )
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._end(event)
            elif not self._outside(event, kind):
                return
            top = stack[-1] if stack else None
            data, key = (None, None) if top is None else (top.data, top.key)

    def _outside(self, event: Any, kind: type) -> bool:
        """An alias, or the bounds of the text; whether there is more to read."""
        if kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent and self.starts:
            message = "A file holds one story; a second one begins here, and is not read."
            self._trouble("second-document", message, event)
            return False
        return kind is not StreamEndEvent

    def _scalar(self, event: Any) -> None:
        """A text or a key whose node is there already, and that may be unusual."""
        value: str | Unread = event.value
        start, end = event.start_mark.index, event.end_mark.index
        if not self.stack:
            self.built.data = value
            return
        top = self.stack[-1]
        key = top.key
        if key is None:
            self._key(top, event, len(self.starts) - 1)
            return
        if event.tag is not None or event.anchor is not None or len(event.value) > LONGEST_TEXT:
            value = self._refused(event)
        elif event.style == '"':
            self._escapes(event)
        elif not event.style and key in PROSE:
            cut = _CUT.match(self.source, end)
            if cut is not None:
                self._cut(cut.start(1), cut.end(1))
                if not value:  # nothing is left of it, and that is said already
                    value = UNREAD
                    self._hold(self._path())
        if start in self.unread:
            value = UNREAD
            self._hold(self._path())
            if self.unread[start]:
                self._hold(self._path()[:-1])
        self._put(top, value)

    def _key(self, top: _Open, event: Any, node: int) -> None:
        key = top.key = event.value
        if event.tag is not None or event.anchor is not None:
            self._refused(event)
        if event.style == '"':
            self._escapes(event)
        if len(key) > LONGEST_TEXT:
            self._refused(event)
        elif key == "<<" and not event.style:
            self._trouble("merge-key", "'<<' copies from elsewhere; here every part is written out.", event)
        elif key in top.data:
            self._trouble("duplicate-key", f"'{key}' stands here twice; this one is not read.", event)
        else:
            return
        self._hold(self._path())
        self._drop(top, node)

    def _refused(self, event: Any) -> Unread:
        """A text that is not taken, and why."""
        if len(event.value) > LONGEST_TEXT:
            message = f"A text of {len(event.value):,} characters; the longest may have {LONGEST_TEXT:,}."
            self._trouble("too-long", message, event)
        if event.tag is not None or event.anchor is not None:
            self._marked(event, scalar=True)
        self._hold(self._path())
        return UNREAD

    def _marked(self, event: Any, scalar: bool) -> None:
        """A tag (`!name`) or an anchor (`&name`) before a value."""
        begin = event.start_mark.index
        word = self.source[begin : begin + 200].split(maxsplit=1)[0]
        as_text = _PERHAPS_TEXT if scalar else ""
        if word.startswith("&"):
            message = f"'{word}' is an anchor, a mark for copying; here every part is written out.{as_text}"
            self._trouble("alias", message, event, len(word))
        else:
            message = f"'{word}' is a tag, and tags are not read.{as_text}"
            self._trouble("yaml-tag", message, event, len(word))

    def _alias(self, event: Any) -> None:
        name = f"*{event.anchor}"
        message = f"'{name}' copies from elsewhere; here every part is written out.{_PERHAPS_TEXT}"
        self._trouble("alias", message, event)
        node = self._add(event)
        if not self.stack:
            return
        top = self.stack[-1]
        if top.key is None:
            top.key = name
            self._drop(top, node)
            return
        self._hold(self._path())
        self._put(top, UNREAD)

    def _begin(self, event: Any, opened: _Open) -> None:
        self.starts.append(event.start_mark.index)
        self.ends.append(0)
        if event.tag or event.anchor:
            self._marked(event, scalar=False)
        if not self.stack:
            self.built.data = opened.data
            self.stack.append(opened)
            return
        top = self.stack[-1]
        key = top.key
        if key is _ITEM:
            top.data.append(opened.data)
        elif key is None:
            message = "A key is one word; this is a map or a list. A text with braces goes under '|'."
            self._trouble("bad-key", message, event)
            top.key = ""
            top.as_key = True
            self._hold(self._path())
            self._drop(top, opened.node)
        elif top.dropping is None:
            top.data[key] = opened.data
        self.stack.append(opened)

    def _end(self, event: Any) -> None:
        stack = self.stack
        ended = stack.pop()
        self.ends[ended.node] = event.end_mark.index
        self.after[ended.node] = len(self.starts)
        if stack and stack[-1].key is not _ITEM:
            self._value_ends(stack[-1])

    def _put(self, top: _Open, value: str | Unread) -> None:
        if isinstance(top.data, list):
            top.data.append(value)
            return
        if top.dropping is None:
            top.data[top.key] = value
        self._value_ends(top)

    def _value_ends(self, top: _Open) -> None:
        """The value of a map's key is over: await the next key."""
        if top.as_key:
            top.as_key = False
            return
        top.key = None
        if top.dropping is not None:
            self._forget(top.dropping)
            top.dropping = None
            self.dropped -= 1

    def _drop(self, top: _Open, node: int) -> None:
        top.dropping = node
        self.dropped += 1

    def _forget(self, node: int) -> None:
        del self.starts[node:], self.ends[node:]

    def _add(self, event: Any) -> int:
        node = len(self.starts)
        self.starts.append(event.start_mark.index)
        self.ends.append(event.end_mark.index)
        return node

    def _hold(self, path: Path) -> None:
        if not self.dropped:
            self.built.held.add(path)

    def _hold_open(self) -> None:
        """Reading stops here: close what is open, and say that it is not whole."""
        self._hold(())
        for depth, opened in enumerate(self.stack):
            self.ends[opened.node] = len(self.source)
            self.built.held.add(self._path(depth))
            if opened.dropping is not None:
                self._forget(opened.dropping)
                break
            if isinstance(opened.key, str) and opened.key not in opened.data:
                self.built.held.add((*self._path(depth), opened.key))
                self._forget(len(self.starts) - 1)  # the key's own node: its value never came
        for opened in self.stack:
            if opened.node < len(self.starts):
                self.after[opened.node] = len(self.starts)

    def _path(self, depth: int | None = None) -> Path:
        """The path of the map or list at `depth`; of the value at hand where left out."""
        steps: list[str | int] = []
        for opened in self.stack[:depth]:
            if isinstance(opened.data, dict):
                steps.append(opened.key or "")
            else:
                steps.append(len(opened.data) - 1)
        if depth is None and self.stack and isinstance(self.stack[-1].data, list):
            steps[-1] = len(self.stack[-1].data)
        return tuple(steps)

    def _path_of_rest(self) -> tuple[Path, Path]:
        """The path of what was being read, the innermost open map or list or the value that is awaited,
        and of the last thing in there."""
        if not self.stack:
            return (), ()
        path, innermost = self._path(len(self.stack) - 1), self.stack[-1]
        if isinstance(innermost.key, str) and innermost.key not in innermost.data:
            return (*path, innermost.key), (*path, innermost.key)
        if not innermost.data:
            return path, path
        last = len(innermost.data) - 1 if innermost.key is _ITEM else next(reversed(innermost.data))
        return path, (*path, last)

    def _escapes(self, event: Any) -> None:
        """A quoted text can name characters that may not stand in it."""
        value: str = event.value
        if UNSEEN.search(value) is None and "\r" not in value:
            return
        begin = event.start_mark.index
        for escape in ESCAPE.finditer(self.source, begin, event.end_mark.index):
            character = escaped(escape.group())
            if character == "\r" or UNSEEN.match(character):
                self._trouble_at("control-character", unseen(character), escape.start(), escape.end())

    def _cut(self, start: int, end: int) -> None:
        message = f"A ' #' begins a comment, so the text stops before it; {UNDER}."
        self._trouble_at("text-cut-by-comment", message, start, end)

    def _trouble(self, rule: str, message: str, event: Any, length: int | None = None) -> None:
        start = event.start_mark.index
        end = event.end_mark.index if length is None else start + length
        self._trouble_at(rule, message, start, end)

    def _trouble_at(self, rule: str, message: str, start: int, end: int) -> None:
        self.built.troubles.append(Trouble(rule, message, start, end, self._path()))
        if len(self.built.troubles) > MOST_FINDINGS:
            raise _Enough
