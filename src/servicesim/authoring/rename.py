"""`rename`: one name of a story, everywhere in its file, and not a byte beside it."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servicesim.authoring.symbols import Kind, Mention, Symbols
from servicesim.errors import NameNotFound, StoryInvalid, UsageError
from servicesim.persona.conditions import KEYWORDS
from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.nearest import nearest
from servicesim.story.reader import read, read_text
from servicesim.story.validate import Draft, validate

RENAMED: Final[Sequence[Kind]] = ("scene", "ending", "reply", "fact")
"""The kinds of names that can be renamed; each is a form of its own: `scene:opening`."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_FACT: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was renamed, and in how many places of the file."""

    kind: Kind
    old: str
    new: str
    places: int


def rename_in_file(path: Path, old: str, new: str) -> Renamed:
    """Rename in a file, which is replaced as a whole or not at all.

    Raises StoryInvalid for a file that does not read, NameNotFound, UsageError for a name that is ambiguous,
    ill formed or taken, and OSError.
    """
    path = path.resolve()  # of a link, the file that it leads to is replaced
    content = _bytes_of(path)
    written = read_text(content, str(path))
    symbols = Symbols(written)
    draft = validate(written)
    refuse_unread(draft, link(draft).findings)
    kind, name = meant(symbols, old)
    new = new.removeprefix(f"{kind}:").removeprefix(f"{name.rpartition('/')[0]}/")
    mentions = to_rename(symbols, kind, name, new)
    text = replaced(written.source, mentions, new).encode()
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    _write(path, mark + text)
    return Renamed(kind, name, new, len(mentions))


def meant(symbols: Symbols, old: str) -> tuple[Kind, str]:
    """What a name stands for: `scene:…`, `ending:…`, `reply:…` and `fact:…` say so themselves.

    Raises UsageError where it can be several things, NameNotFound where it is none.
    """
    form, colon, bare = old.partition(":")
    kinds = [kind for kind in RENAMED if kind == form] if colon else list(RENAMED)
    if not kinds:
        raise UsageError(f"'{form}:' is no kind of name; there are scene:, ending:, reply: and fact:.")
    name = bare if colon else old
    found = [kind for kind in kinds if symbols.definition(kind, name) is not None]
    if len(found) > 1:
        forms = " or ".join(f"{kind}:{name}" for kind in found)
        raise UsageError(f"'{name}' is {_and([_a(kind) for kind in found])} here: write {forms}.")
    if not found:
        known = [one for kind in kinds for one in symbols.defined(kind)]
        homes = [one for one in symbols.defined("reply") if one.endswith(f"/{name}") and "reply" in kinds]
        raise NameNotFound(name, homes[:3] or nearest(name, known, 3))
    return found[0], name


def to_rename(symbols: Symbols, kind: Kind, name: str, new: str) -> list[Mention]:
    """Every place where a thing is named. `new` is the last part of its new name: of a reply, its id.

    Raises UsageError where the new name is ill formed or taken.
    """
    refusal = _refusal(symbols, kind, name, new)
    if refusal is not None:
        raise UsageError(refusal)
    return symbols.of(kind, name)


def replaced(source: str, mentions: Sequence[Mention], new: str) -> str:
    """The text with another name in all these places."""
    parts, at = [], 0
    for mention in mentions:
        parts += [source[at : mention.start], new]
        at = mention.end
    return "".join([*parts, source[at:]])


def _refusal(symbols: Symbols, kind: Kind, name: str, new: str) -> str | None:
    """Why a thing cannot be called so."""
    pattern, joint = (_FACT, "_") if kind == "fact" else (_NAME, "-")
    if not pattern.fullmatch(new):
        return f"'{new}' is not a name: small letters a-z, digits and '{joint}', a letter first."
    if new == name.rpartition("/")[2]:
        return f"'{name}' is called so already."
    if kind == "fact":
        if new in KEYWORDS:
            return f"'{new}' is a word of the conditions; call the fact something else."
        return f"There is a fact '{new}' already." if new in symbols.defined("fact") else None
    if kind == "reply":
        taken = next((scene for scene in _offering(symbols, name) if new in _ids(symbols, scene)), None)
        if taken is not None:
            return f"'{taken}' offers a reply '{new}' already."
        shared = "/" not in name and new in symbols.defined("reply")
        return f"There is a shared reply '{new}' already." if shared else None
    for other in ("scene", "ending"):
        if symbols.definition(other, new) is not None:
            return f"There is {_a(other)} '{new}' already; scenes and endings share one set of names."
    return None


def _offering(symbols: Symbols, reply: str) -> list[str]:
    """The scenes that offer a reply."""
    scene, slash, _ = reply.partition("/")
    if slash:
        return [scene]
    return [str(one.path[1]) for one in symbols.of("reply", reply) if "also" in one.path[2:3]]


def _ids(symbols: Symbols, scene: str) -> set[str]:
    """The ids of the replies that a scene offers."""
    own = {one.partition("/")[2] for one in symbols.defined("reply") if one.startswith(f"{scene}/")}
    return own | {
        one.name
        for one in symbols.mentions
        if one.kind == "reply" and one.path[:3] == ("scenes", scene, "also")
    }


def refuse_unread(draft: Draft, found: Sequence[Finding]) -> None:
    """Raise StoryInvalid for a file of which something was not read: it may name the thing there too.

    `found` is all that reading and linking found in it.
    """
    written = draft.written
    broken = any(one.severity == "error" for one in written.findings)
    if draft.part is None or not draft.complete or broken or any(one.rule == "condition" for one in found):
        raise StoryInvalid(written.path, found)


def _bytes_of(path: Path) -> bytes:
    written = read(path)
    if written.data is None and written.findings:  # too large, or not to be opened: said as a finding
        raise StoryInvalid(str(path), written.findings)
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """Put a new content in the place of a file: whoever reads it sees the old one or the new one."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            shutil.copymode(path, written)
            file.close()
            os.replace(written, path)
        except BaseException:
            with suppress(OSError):
                written.unlink()
            raise


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind == "ending" else f"a {kind}"


def _and(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
