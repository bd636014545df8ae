"""The command that opens the review."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_without_a_terminal_it_names_what_works_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "servicesim", "review"],
        capture_output=True, text=True, cwd=tmp_path, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "'servicesim sessions' and 'servicesim export'" in done.stderr
