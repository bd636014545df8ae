"""Every benchmark, one after the other, each in a process of its own.

make bench
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = (
    "startup.py",
    "step.py",
    "saves.py",
    "reading.py",
    "solver.py",
    "review.py",
    "review_scale.py",
    "verify_scale.py",
    "company_store.py",
    "planted.py",
    "preview.py",
    "lsp.py",
)


def main() -> None:
    """Run all; a benchmark that fails ends the run with its status."""
    here = Path(__file__).parent
    for name in BENCHES:
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, here / name], check=True)


if __name__ == "__main__":
    main()
