"""What the program remembers about its user: a small file in the user's configuration folder.

`SERVICESIM_CONFIG` names another file. It is JSON that one may edit::

    {"trainee": "Jo", "theme": "dark", "motion": true, "told": ["…/servicesim.db"], "keys": {"play": "a"}}
"""

from __future__ import annotations

import getpass
import json
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from servicesim.errors import NotSaved, UsageError

FILE_NAME = "settings.json"
LONGEST_NAME = 100


@dataclass(slots=True)
class Preferences:
    """The settings of one user, and the file they came from."""

    path: Path
    """Where they are kept; the file may not exist yet."""
    trainee: str | None = None
    """The name that sessions are saved under."""
    theme: str = "dark"
    """Name of a theme."""
    motion: bool = True
    """Whether things may move on screen."""
    told: list[str] = field(default_factory=list)
    """The stores of which the user has read what is kept, and who can read it."""
    policies: dict[str, str] = field(default_factory=dict)
    """What managers saw of each of those stores when the user read it."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys of the user's own: id of a binding to key, or keys with commas between."""
    problem: str | None = None
    """Why the file could not be read; it is then left as it is."""

    @classmethod
    def load(cls, path: Path | None = None) -> Preferences:
        """The settings in `path`, by default the user's own. What is wrong with the file is in `problem`."""
        path = path or default_path()
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, RecursionError) as error:
            return cls(path, problem=f"The settings in {path} could not be read: {error}")
        read = cls(path)
        read._take(data)
        return read

    def save(self) -> None:
        """Writes them. Raises NotSaved; a file that could not be read is not written over."""
        if self.problem is not None:
            raise NotSaved(f"{self.problem}. Mend that file, or delete it.")
        data = {
            "trainee": self.trainee,
            "theme": self.theme,
            "motion": self.motion,
            "told": self.told,
            "policies": self.policies,
            "keys": self.keys,
        }
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            fresh.replace(self.path)
        except (OSError, ValueError) as error:
            raise NotSaved(f"the settings could not be written to {self.path}: {error}") from error

    def _take(self, data: object) -> None:
        wrong: list[str] = []
        if not isinstance(data, dict):
            wrong, data = ["it is not a JSON object"], {}
        for key, value in data.items():
            if not _fits(key, value):
                wrong.append(f"'{key}' cannot be {json.dumps(value, ensure_ascii=False)}")
            else:
                setattr(self, key, value)
        if wrong:
            self.problem = f"The settings in {self.path} are not understood: {'; '.join(wrong)}"


def _fits(key: str, value: object) -> bool:
    """Whether a setting of that name may have that value."""
    if key == "trainee":
        return value is None or (isinstance(value, str) and bool(value.strip()))
    if key == "theme":
        return isinstance(value, str)
    if key == "motion":
        return isinstance(value, bool)
    if key == "told":
        return isinstance(value, list) and all(isinstance(place, str) for place in value)
    if key == "policies":
        return isinstance(value, dict) and all(isinstance(seen, str) for seen in value.values())
    if key == "keys":
        return isinstance(value, dict) and all(isinstance(keys, str) and keys for keys in value.values())
    return False


def default_path() -> Path:
    """The user's settings file: `SERVICESIM_CONFIG`, else one in the folder that the system has for this."""
    named = os.environ.get("SERVICESIM_CONFIG")
    if named:
        return Path(named)

    from platformdirs import user_config_path

    return user_config_path("servicesim", appauthor=False) / FILE_NAME


def trainee_name(named: str | None, preferences: Preferences | None = None) -> str:
    """Under whose name to save: the one named, else `SERVICESIM_TRAINEE`, the settings, the login name.

    Raises UsageError for a name that cannot be kept.
    """
    if preferences is None:
        preferences = Preferences.load()
    chosen = named or os.environ.get("SERVICESIM_TRAINEE") or preferences.trainee or _login_name()
    name = clean_name(chosen)
    if name is None:
        raise UsageError(f"A trainee's name has 1 to {LONGEST_NAME} characters, all of which can be seen.")
    return name


def clean_name(text: str) -> str | None:
    """The name of a person or a cohort as it is kept, its runs of white space as one space each; None for one
    that cannot be kept: names have 1 to 100 characters, all of which can be seen.

    An accent is one character with its letter (Unicode's NFC), however it was typed: files of macOS hold it
    apart, and a name from a list would not be that of the sessions.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    return name if 0 < len(name) <= LONGEST_NAME and name.isprintable() else None


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # an account without a name, as in some containers
        raise UsageError("Say who plays: --trainee NAME.") from error
