"""The stories there are: the library of the package, and the folders a user names beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from servicesim.errors import StoryAmbiguous, StoryInvalid, StoryNotFound
from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.linked import Story
from servicesim.story.nearest import nearest
from servicesim.story.reader import read
from servicesim.story.validate import validate

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One story file. `story` is None where it has errors; `id` and `title` are then as far as they read.

    `ambiguous` says that another file holds a different story of the same id.
    """

    id: str
    title: str
    path: Path
    story: Story | None
    findings: tuple[Finding, ...]
    ambiguous: bool = False


HERE = Path("stories")
"""The folder of one's own stories. Names are looked for in it; the picker does not list it, for there may be
anything in it."""


def library_folder() -> Path:
    """The stories that ship with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "library"
    return installed if installed.is_dir() else package.parent.parent / "stories"


def story_files(path: Path) -> list[Path]:
    """The story files of a folder and the folders in it, in order; a file that is named is taken as it is."""
    if not path.is_dir():
        return [path]
    return sorted(found for found in path.rglob("*") if found.suffix in SUFFIXES and found.is_file())


def load(path: Path) -> Entry:
    """Read, validate and link one file. Whatever is wrong is in `findings`."""
    written = read(path)
    linked = link(validate(written))
    data = written.data or {}
    story = linked.story
    known = story.id if story else _text(data.get("id")) or path.stem
    title = story.title if story else _text(data.get("title")) or path.name
    return Entry(known, title, path, story, linked.findings)


class Library:
    """The package's stories and those of `folders`, read when they are first asked for."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self.folders = (library_folder(), *folders)
        self._entries: list[Entry] | None = None

    def entries(self) -> list[Entry]:
        """Every story, in the order of the folders and the names of files.

        Files of the same id and text count as one. Of one id in two different files both are there, marked
        as ambiguous.
        """
        if self._entries is None:
            self._entries = list(_marked(self._read()))
        return self._entries

    def find(self, name: str) -> Story:
        """The story of that id or path. Raises StoryNotFound, StoryAmbiguous or StoryInvalid."""
        if name.endswith(SUFFIXES) or _is_file(Path(name)):
            return self._of_path(Path(name))
        return _playable(self.entry(name))

    def entry(self, name: str) -> Entry:
        """The entry of that id, here or else in ./stories, whatever is wrong with it.

        Raises StoryNotFound or StoryAmbiguous.
        """
        found = [entry for entry in self.entries() if entry.id == name] or _own(name)
        if not found:
            raise StoryNotFound(name, nearest(name, [entry.id for entry in self.entries()], 3))
        if len(found) > 1:
            raise StoryAmbiguous(name, [entry.path for entry in found])
        return found[0]

    def _of_path(self, path: Path) -> Story:
        if not _is_file(path):
            ids = [entry.id for entry in self.entries()]
            raise StoryNotFound(str(path), [path.stem] if path.stem in ids else nearest(path.stem, ids, 3))
        return _playable(load(path))

    def _read(self) -> Iterator[Entry]:
        seen: set[Path] = set()
        for folder in self.folders:
            for path in story_files(folder) if folder.exists() else ():
                if path.resolve() not in seen:
                    seen.add(path.resolve())
                    yield load(path)


def _own(name: str) -> list[Entry]:
    """Of the stories that somebody writes: the one of that id, or of that name of a file."""
    for file in story_files(HERE) if HERE.is_dir() else ():
        entry = load(file)
        if name in (entry.id, file.stem):
            return [entry]
    return []


def _marked(entries: Iterator[Entry]) -> Iterator[Entry]:
    by_id: dict[str, list[Entry]] = {}
    for entry in entries:
        same = by_id.setdefault(entry.id, [])
        texts = [other.story.digest for other in same if other.story]
        if entry.story is None or entry.story.digest not in texts:
            same.append(entry)
    for same in by_id.values():
        for entry in same:
            ambiguous = len(same) > 1
            yield Entry(entry.id, entry.title, entry.path, entry.story, entry.findings, ambiguous)


def _playable(entry: Entry) -> Story:
    if entry.story is None:
        raise StoryInvalid(str(entry.path), entry.findings)
    return entry.story


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have, because it is too long, names none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None
