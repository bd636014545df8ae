"""Writes what is exported to a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from servicesim.errors import UsageError


def write_new(path: Path, lines: Iterable[str], *, mark: bool = False) -> None:
    """Writes lines in UTF-8 to a file that is not there yet; where the writing fails, none is left.

    `mark` begins it with a byte order mark, without which Excel takes it for another encoding. Raises
    UsageError where there is such a file, OSError.
    """
    try:
        file = path.open("x", encoding="utf-8-sig" if mark else "utf-8", newline="\n")
    except FileExistsError as error:
        raise UsageError(f"{path} is there already, and is not written over.") from error
    try:
        with file:
            file.writelines(f"{line}\n" for line in lines)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
