"""Runs ralph, a learning record store, over one file in the folder named; prints its port and then serves.

A program of its own: ralph reads its settings from the environment when it is imported.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

USER, PASSWORD = "trainer", "nobody-knows"
FILE = "statements.jsonl"


def main(folder: Path) -> None:
    import bcrypt

    secret = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    user = {
        "username": USER,
        "hash": secret,
        "scopes": ["all"],
        "agent": {"mbox": "mailto:trainer@example.com"},
    }
    (folder / "auth.json").write_text(json.dumps([user]), encoding="utf-8")
    (folder / FILE).touch()
    os.environ |= {
        "RALPH_APP_DIR": str(folder),
        "RALPH_AUTH_FILE": str(folder / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_RUNSERVER_AUTH_BACKENDS": "basic",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": FILE,
    }
    import uvicorn
    from ralph.backends.data.base import BaseOperationType
    from ralph.backends.lrs.fs import FSLRSBackend

    # By itself it makes a file once and then refuses to add to it.
    FSLRSBackend.default_operation_type = BaseOperationType.APPEND
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        server = uvicorn.Server(uvicorn.Config("ralph.api:app", log_level="critical"))
        server.run(sockets=[listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
