"""Every error that servicesim raises on purpose, as one tree.

::

    ServicesimError
    ├── UsageError                 the command or the mode does not fit            exit 2
    ├── StoryError                 a story cannot be had                           exit 1
    │   ├── StoryNotFound          no story of that id or path
    │   ├── StoryAmbiguous         one id in two different files
    │   └── StoryInvalid           findings of severity error
    ├── NameNotFound               no such name in a story                         exit 1
    ├── ArchetypeNotFound          no archetype of that name                       exit 1
    ├── ExtraMissing               an optional part that is not installed          exit 1
    ├── ReplyNotOffered            a reply that the state does not offer           exit 1
    ├── SessionNotFound            no saved session of that id                     exit 1
    ├── NothingToResume            no conversation in progress                     exit 1
    ├── PeopleInvalid              a list of people with mistakes in it            exit 1
    ├── PersonNotFound             no cohort or person of that name                exit 1
    ├── ImportRefused              a file of sessions that is not taken in         exit 1
    ├── DeliveryFailed             a learning record store did not take sessions   exit 1
    └── SaveError                  something could not be written or read          exit 3
        ├── NotSaved               one reply or session was not written
        └── StoreUnusable          the store cannot be opened, or is not ours

Each carries what it speaks of as attributes, and `exit_status` for the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicesim.story.findings import Finding


class ServicesimError(Exception):
    """Root of the tree; its text is a whole message for the user."""

    exit_status = 1


class UsageError(ServicesimError):
    """Wrong usage: an option or a mode that does not fit."""

    exit_status = 2


class StoryError(ServicesimError):
    """A story cannot be had."""


class StoryNotFound(StoryError):
    """No story of that id or path. `nearest` holds ids that are nearly the same, best first."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(f"There is no story '{name}'.{hint}")


class StoryAmbiguous(StoryError):
    """One id stands in two different files, both named in `paths`."""

    def __init__(self, story_id: str, paths: Sequence[Path]) -> None:
        self.story_id = story_id
        self.paths = tuple(paths)
        files = " and ".join(str(path) for path in paths)
        super().__init__(f"The story id '{story_id}' stands in two different files: {files}. Rename one.")


class StoryInvalid(StoryError):
    """A story has findings of severity error, all of them in `findings`."""

    def __init__(self, path: str, findings: Sequence[Finding]) -> None:
        self.path = path
        self.findings = tuple(findings)
        count = sum(finding.severity == "error" for finding in findings)
        what = "1 error" if count == 1 else f"{count} errors"
        super().__init__(f"{path} has {what}.")


class NameNotFound(ServicesimError):
    """A story has nothing of that name. `nearest` holds names that are nearly the same, best first."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(f"There is no scene, ending, reply or fact '{name}' in this story.{hint}")


class ExtraMissing(ServicesimError):
    """Something needs an optional part of the package, `extra`, that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs more packages: pip install 'servicesim[{extra}]'.")


class ArchetypeNotFound(ServicesimError):
    """No archetype has that name. `known` are those there are, `nearest` those nearly the same."""

    def __init__(self, name: str, known: Sequence[str], nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.known = tuple(known)
        self.nearest = tuple(nearest)
        hint = f"Did you mean {' or '.join(nearest)}?" if nearest else f"There are {', '.join(known)}."
        super().__init__(f"There is no archetype '{name}'. {hint}")


class ReplyNotOffered(ServicesimError):
    """A reply that the conversation does not offer at this point."""

    def __init__(self, reply: str, offered: Sequence[str]) -> None:
        self.reply = reply
        self.offered = tuple(offered)
        choices = ", ".join(offered) or "none"
        super().__init__(f"The reply '{reply}' is not offered here. Offered: {choices}.")


class SessionNotFound(ServicesimError):
    """No saved session has that id, or several begin with it (then they are in `matches`)."""

    def __init__(self, session: str, matches: Sequence[str] = ()) -> None:
        self.session = session
        self.matches = tuple(matches)
        if matches:
            text = f"Several sessions begin with '{session}': {', '.join(matches)}."
        else:
            text = f"There is no session '{session}'."
        super().__init__(text)


class NothingToResume(ServicesimError):
    """The trainee has no conversation in progress, of that story or of any."""

    def __init__(self, trainee: str, story: str | None) -> None:
        self.trainee = trainee
        self.story = story
        where = f" in '{story}'" if story else ""
        super().__init__(f"{trainee} has no conversation in progress{where}.")


class PeopleInvalid(ServicesimError):
    """A list of people cannot be taken. `mistakes` are (line, what is wrong there), all that there are."""

    def __init__(self, path: str, mistakes: Sequence[tuple[int, str]]) -> None:
        self.path = path
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"{path} has {count}; nothing was taken from it.")


class PersonNotFound(ServicesimError):
    """Nobody has that name, and no cohort where those are asked for too. `nearest` holds names that are
    nearly the same, best first; `known` those there are, where they may be told.

    `or_else` are the other reasons for which who asks may not find it, in words that follow "or"; one message
    for all of them, which does not give away whether there is such a cohort.
    """

    MOST = 10
    """Names that are told where none is nearly the same."""

    def __init__(
        self,
        name: str,
        nearest: Sequence[str] = (),
        *,
        what: str = "cohort or person",
        known: Sequence[str] = (),
        or_else: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        self.known = tuple(known)
        self.or_else = tuple(or_else)
        hint = ""
        if nearest:
            hint = f" Did you mean {' or '.join(nearest)}?"
        elif known:
            more = f" and {len(known) - self.MOST} more" if len(known) > self.MOST else ""
            hint = f" {'Shown' if or_else else 'There'} are {', '.join(known[: self.MOST])}{more}."
        reasons = ", or ".join(("there is none of that name", *or_else))
        text = f"No {what} '{name}' can be shown: {reasons}." if or_else else f"There is no {what} '{name}'."
        super().__init__(f"{text}{hint}")


class ImportRefused(ServicesimError):
    """A file of sessions is not taken in, and nothing of it was: `path`, `line` (from 1) and `reason`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        # It may quote the file, which somebody may have made to harm a terminal.
        self.reason = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in reason)
        super().__init__(f"{path}:{line}: {self.reason} Nothing of this file was taken in.")


class DeliveryFailed(ServicesimError):
    """A learning record store did not take what was sent to it."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url} does not take the sessions: {reason}")


class SaveError(ServicesimError):
    """Something could not be written to the store, or read from it."""

    exit_status = 3


class NotSaved(SaveError):
    """A reply or a session was not written; the conversation stays where it was."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Not saved: {reason}")


class StoreUnusable(SaveError):
    """The store at `location` cannot be opened, or is not one of ours."""

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"The store {location} cannot be used: {reason}")
