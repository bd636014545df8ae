"""The stories that somebody writes: where they are, and where one of them is."""

from __future__ import annotations

from pathlib import Path

from servicesim.authoring.check import place_of
from servicesim.errors import StoryNotFound
from servicesim.story.library import Library, load, story_files

HERE = Path("stories")
"""The folder of one's own stories."""


def folders(library: Library) -> list[Path]:
    """./stories where there is one and the folders named beside the library; without either the library."""
    own = [folder for folder in (HERE, *library.folders[1:]) if folder.is_dir()]
    return own or [library.folders[0]]


def files(library: Library) -> list[Path]:
    """The story files in those folders, each once, in order."""
    found = {file.resolve(): file for folder in folders(library) for file in story_files(folder)}
    return list(found.values())


def file_of(name: str, library: Library) -> Path:
    """The file of a story by path or id, those in ./stories among them, whatever is wrong with it.

    Raises StoryNotFound, StoryAmbiguous.
    """
    try:
        return place_of(name, library)
    except StoryNotFound:
        for file in files(library):
            if file.stem == name or load(file).id == name:
                return file
        raise
