"""Where the store lies: a file, perhaps on a network drive, or a server."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from servicesim.errors import StoreUnusable

FILE_NAME = "servicesim.db"

_SERVER_SCHEMES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})

# File locks and shared memory cannot be relied on here; virtiofs and 9p are folders of a host seen from a
# guest.
_NETWORK_TYPES = frozenset(
    (
        *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fhgfs", "glusterfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs"),
        *("fuse.ceph", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs"),
        *("fuse.sshfs", "fuse.vmhgfs-fuse"),
    )
)


def checkout_folder(start: Path) -> Path | None:
    """The nearest folder from `start` upward that holds `stories/` and `saves/`, or None."""
    for folder in (start, *start.parents):
        if (folder / "stories").is_dir() and (folder / "saves").is_dir():
            return folder
    return None


def default_location() -> Path:
    """The store where none was named: that of the checkout one stands in, else the user's own."""
    try:
        checkout = checkout_folder(Path.cwd())
    except FileNotFoundError:  # the folder that one stands in has been deleted
        checkout = None
    if checkout is not None:
        return checkout / "saves" / FILE_NAME

    from platformdirs import user_data_path

    return user_data_path("servicesim", appauthor=False) / FILE_NAME


def network_filesystem(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Whether `path` lies on a network drive, as far as one can know.

    Linux tells in `mounts`. Elsewhere this is not known and the answer is False: shares of Windows and
    macOS are not recognised.
    """
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    target = path.resolve()
    nearest, kind = -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        depth = len(point.parts)
        # Of two mounts on one folder the later line is the one on top.
        if depth >= nearest and target.is_relative_to(point):
            nearest, kind = depth, fields[2]
    return kind in _NETWORK_TYPES


def _unescaped(field: str) -> str:
    """A field of the table of mounts, where a space is written as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), field)


def is_server(location: str | Path) -> bool:
    """Whether `location` is the URL of a PostgreSQL server."""
    return isinstance(location, str) and location.partition("://")[0] in _SERVER_SCHEMES and "://" in location


def shown_place(location: str | Path | None) -> str:
    """Where the store is or will be, as `Store.location`; None is the default. Cheap; no password is in it.

    Raises StoreUnusable for a URL that is neither of a file nor of a server.
    """
    if location is None:
        return str(default_location())
    if is_server(location):
        return shown_url(str(location))
    return str(path_of(location))


def shown_url(url: str) -> str:
    """The URL of a server as it may be shown: who, where and which database. Whatever else, passwords too,
    is left out."""
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    if "@" in url.removeprefix(f"{parts.scheme}://{parts.netloc}"):
        # A password with a stroke or a question mark that nobody quoted: what follows it may be part of it.
        return "postgresql://…"
    # A server on this machine is named by the folder of its socket.
    host = [value for name, value in parse_qsl(parts.query) if name == "host"]
    hosts = hosts or (quote(host[-1], safe="/,") if host else "")
    return f"postgresql://{user.partition(':')[0]}{at}{hosts}{parts.path}"


def path_of(location: str | Path) -> Path:
    """The file that `location` names. Raises StoreUnusable for a URL that is not one of a file."""
    shown = str(location)
    scheme, mark, rest = shown.partition("://")
    if not mark:
        return _absolute(shown)
    # A URL of a server may hold a password: messages show no more than its beginning.
    if scheme != "sqlite":
        raise StoreUnusable(
            f"{scheme}://…", "name a file, sqlite:///PATH or postgresql://USER@HOST/DATABASE."
        )
    if not rest.startswith("/") or len(rest) == 1:
        raise StoreUnusable(shown, "it names no file; write sqlite:///PATH.")
    return _absolute(rest[1:])


def _absolute(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise StoreUnusable(text, f"it cannot be told which file that is: {error}.") from error
