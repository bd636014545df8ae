"""The stories that somebody writes: where they are."""

from __future__ import annotations

from pathlib import Path

from servicesim.story.library import HERE, Library, story_files


def folders(library: Library) -> list[Path]:
    """./stories where there is one and the folders named beside the library; without either the library."""
    own = [folder for folder in (HERE, *library.folders[1:]) if folder.is_dir()]
    return own or [library.folders[0]]


def files(library: Library) -> list[Path]:
    """The story files in those folders, each once, in order."""
    found = {file.resolve(): file for folder in folders(library) for file in story_files(folder)}
    return list(found.values())
