"""A PostgreSQL server of the tests' own: no port, a socket in a folder of its own, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PORT = "5432"
SETTINGS = (
    "listen_addresses=",
    f"port={PORT}",
    # What the tests write need not outlive them.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_connections=30",
    "autovacuum=off",
)
REQUIRED = "SERVICESIM_REQUIRE_POSTGRES"
MISSING = "PostgreSQL's server is not installed: apt-get install postgresql"


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest there is; None where none is installed."""
    named = shutil.which("initdb")
    # Debian keeps several versions side by side, and none of them in the path.
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *([Path(named)] if named else [])]
    by_version = sorted(found, key=lambda path: path.parent.parent.name.zfill(8))
    return by_version[-1].resolve().parent if by_version else None


@contextmanager
def running_server(bin_folder: Path, more: Sequence[str] = (), kept: Path | None = None) -> Iterator[str]:
    """Starts a server, and stops it in the end. Gives the part of a URL that leads to it.

    Its data are in `kept`, those that lie there or new ones; without it they go with the server.
    """
    # The path of a socket has little room; the test's own folder would be too long.
    folder = Path(tempfile.mkdtemp(prefix="servicesim-pg-"))
    try:
        who = _not_root(folder)
        data, place = str(kept or folder / "data"), str(folder)
        if not (Path(data) / "PG_VERSION").exists():
            if kept is not None:
                kept.mkdir(parents=True, exist_ok=True)
                _not_root(kept)
            made = [*who, str(bin_folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust"]
            subprocess.run(
                [*made, "-E", "UTF8", "--no-locale", "--no-sync"], check=True, capture_output=True, cwd=folder
            )
        options = [word for setting in (*SETTINGS, *more) for word in ("-c", setting)]
        started = [*who, str(bin_folder / "postgres"), "-D", data, "-k", place, *options]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(started, stdout=log, stderr=log, cwd=folder)
        try:
            ready = [str(bin_folder / "pg_isready"), "-q", "-h", place, "-p", PORT]
            while subprocess.run(ready, check=False).returncode != 0:
                if server.poll() is not None:
                    raise RuntimeError((folder / "log").read_text(errors="replace"))
            yield f"host={folder}&port={PORT}"
        finally:
            with suppress(ProcessLookupError):
                server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _not_root(folder: Path) -> list[str]:
    """What a command begins with so that it does not run as root, as whom PostgreSQL refuses to."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
