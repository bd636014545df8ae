"""Errors as lines: the message, and for a story that is not right all of its findings."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.errors import ServicesimError, StoryInvalid
from servicesim.story.render import as_text, printable


def error_lines(error: ServicesimError) -> Iterator[str]:
    """What to print for an error, on stderr."""
    if isinstance(error, StoryInvalid):
        for finding in error.findings:
            yield from as_text(finding)
    yield printable(str(error))
