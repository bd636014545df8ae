"""Errors as lines: the message, and before it all that is wrong with a story or with a list of people."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.errors import PeopleInvalid, ServicesimError, StoryInvalid
from servicesim.story.render import as_text, printable


def error_lines(error: ServicesimError) -> Iterator[str]:
    """What to print for an error, on stderr."""
    if isinstance(error, StoryInvalid):
        for finding in error.findings:
            yield from as_text(finding)
    if isinstance(error, PeopleInvalid):
        for line, what in error.mistakes:
            yield printable(f"{error.path}:{line}: {what}")
    yield printable(str(error))
