"""One version of a text that is open in an editor, read once for all that is asked about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from lsprotocol import types

from servicesim.authoring.symbols import Mention, Symbols
from servicesim.persona.archetype import Archetype, archetype, archetype_ids
from servicesim.story.findings import Finding
from servicesim.story.link import Linked, link
from servicesim.story.linked import Story
from servicesim.story.reader import read_text
from servicesim.story.validate import Draft, validate

Units = Callable[[str], int]
"""How many units of the editor's position encoding (UTF-16, as a rule) a text takes."""


_STORY = re.compile(r"^\ufeff?[\"']?servicesim[\"']?[ \t]*:", re.MULTILINE)


class Text:
    """A version of an open text.

    `path` is what findings call it; `before` the version that it replaces: where this one is broken, names
    and the story are those of the last one that was not.
    """

    def __init__(self, source: str, path: str, units: Units, before: Text | None = None) -> None:
        self.path = path
        self.written = read_text(source, path)
        self._units = units
        self._ascii = self.written.source.isascii()
        self._mark = 1 if source.startswith("\ufeff") else 0  # it is on the editor's first line, not on ours
        self._whole = () not in self.written.held
        self._last_whole = None if self._whole or before is None else before._newest_whole
        self._last_story = None if before is None else before._newest_story

    @cached_property
    def symbols(self) -> Symbols:
        """The names in this very version, and where they stand."""
        return Symbols(self.written)

    @cached_property
    def is_story(self) -> bool:
        """Whether it is one: editors send whatever YAML they have. A story says `servicesim: 1`."""
        return _STORY.search(self.written.source) is not None

    @cached_property
    def draft(self) -> Draft:
        """What of it validated."""
        return validate(self.written)

    @cached_property
    def linked(self) -> Linked:
        """What reading and linking make of it."""
        return link(self.draft)

    @property
    def known(self) -> Symbols:
        """The names that a writer may mean: of the last version that was read whole."""
        return self.symbols if self._last_whole is None else self._last_whole.symbols

    @property
    def story(self) -> Story | None:
        """The last version that could be linked, of those that were; None where none could."""
        return self.linked.story or self._last_story

    @property
    def archetype(self) -> Archetype | None:
        """That of the persona, also where no version could be linked; None where it is not known."""
        if self.story is not None:
            return self.story.character.archetype
        persona = (self.written.data or {}).get("persona")
        name = persona.get("archetype") if isinstance(persona, dict) else None
        return archetype(name) if isinstance(name, str) and name in archetype_ids() else None

    @property
    def _newest_whole(self) -> Text | None:
        return self if self._whole else self._last_whole

    @property
    def _newest_story(self) -> Story | None:
        """As `story`, but nothing is linked for it: most versions are replaced before anybody asks."""
        linked = self.__dict__.get("linked")
        return self._last_story if linked is None or linked.story is None else linked.story

    def offset(self, position: types.Position) -> int:
        """The offset of a place in the editor."""
        line = self.written.places.line(position.line + 1)
        left = position.character - (self._mark if position.line == 0 else 0)
        return self.written.places.offset(position.line + 1, self.column(line, left) + 1)

    def column(self, line: str, character: int) -> int:
        """The code points of a line before a place in it that the editor counts in its own units."""
        column = 0
        while column < len(line) and character > 0:
            character -= self._units(line[column])
            column += 1
        return column

    def position(self, offset: int) -> types.Position:
        """The place in the editor of an offset."""
        line, start = self.written.places.line_at(offset)
        units = offset - start if self._ascii else self._units(self.written.source[start:offset])
        return types.Position(line - 1, units + (self._mark if line == 1 else 0))

    def range(self, start: int, end: int) -> types.Range:
        """The range in the editor of two offsets."""
        return types.Range(self.position(start), self.position(end))

    def range_of(self, mention: Mention) -> types.Range:
        """Where a name stands."""
        return self.range(mention.start, mention.end)

    def range_of_finding(self, finding: Finding) -> types.Range:
        """The place that a finding speaks of; the beginning, where it speaks of none."""
        if finding.line is None or finding.column is None:
            return types.Range(types.Position(0, 0), types.Position(0, 0))
        start = self.written.places.offset(finding.line, finding.column)
        return self.range(start, start + finding.length)
