"""How soon the home screen is painted, beside an empty Textual app; and how soon `--help` answers.

    python bench/startup.py [ROUNDS]

Each start is a fresh process on a pseudo-terminal of 80x24, timed from before it is spawned until its first
paint has been written; the two apps take turns, so that whatever else the machine does meets both alike.
Home is started for a trainee who has been here before, with an empty store.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS = 15
MOST_RATIO, MOST_HELP_MS = 1.3, 100
PAINTED = b"first paint"

# `post_display_hook` is Textual's own: it runs when an update has been handed to the terminal's writer. The
# first updates of home paint its background only; the menu being there is what counts as its first paint.
EMPTY = """
import os
from textual.app import App
class Empty(App):
    def post_display_hook(self):
        os.write(int(os.environ["TOLD"]), b"first paint")
        os._exit(0)
Empty().run()
"""
HOME = """
import os
from servicesim.tui.app import ServicesimApp
from servicesim.tui.widgets.menu import Menu
from servicesim.tui.launch import Launch
class Timed(ServicesimApp):
    def post_display_hook(self):
        menus = self.screen.query(Menu)
        if menus and menus.first().region.height:
            os.write(int(os.environ["TOLD"]), b"first paint")
            os._exit(0)
Timed(Launch(saves=os.environ["SERVICESIM_SAVES"])).run()
"""


def first_paint_ms(program: str, folder: Path) -> float:
    """Milliseconds from before the process is spawned until it says that it has painted."""
    import pty

    terminal, inner = pty.openpty()
    read, told = os.pipe()
    surroundings = {
        **os.environ,
        "TOLD": str(told),
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "24",
        "SERVICESIM_CONFIG": str(folder / "settings.json"),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=inner, stdout=inner, stderr=inner, pass_fds=[told], env=surroundings, cwd=folder,
    )  # fmt: skip
    os.close(told)
    os.close(inner)
    try:
        while True:
            ready, _, _ = select.select([read, terminal], [], [], 30)
            if read in ready:
                took = time.perf_counter() - began
                if os.read(read, 100) != PAINTED:
                    raise SystemExit("The app ended before its first paint.")
                return 1000 * took
            if terminal not in ready:
                raise SystemExit("The app did not paint within 30 seconds.")
            try:
                os.read(terminal, 100_000)  # what is painted has to be taken, or the terminal fills up
            except OSError:  # Linux says so when the other end is closed; the pipe then says why
                select.select([read], [], [], 30)
    finally:
        process.wait()
        os.close(read)
        os.close(terminal)


def help_ms(folder: Path) -> float:
    """Milliseconds that `servicesim --help` takes as a whole process."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "servicesim", "--help"], check=True, stdout=subprocess.DEVNULL, cwd=folder
    )
    return 1000 * (time.perf_counter() - began)


def bare_ms(folder: Path) -> float:
    """Milliseconds that Python itself takes to start and end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True, cwd=folder)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Print both medians, their ratio, and the time of `--help`."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        helped, bare = [], []
        for _ in range(rounds):
            helped.append(help_ms(folder))
            bare.append(bare_ms(folder))
        print(
            f"servicesim --help: {median(helped):.0f} ms (at most {MOST_HELP_MS}), "
            f"of which Python itself {median(bare):.0f} ms"
        )
        if os.name != "posix":
            print("first paint: not measured, there are no pseudo-terminals here")
            return
        from servicesim.preferences import Preferences

        store = folder / "servicesim.db"
        os.environ["SERVICESIM_SAVES"] = str(store)
        Preferences(folder / "settings.json", trainee="Jo", told=[str(store)]).save()
        empty, home = [], []
        for _ in range(rounds):
            empty.append(first_paint_ms(EMPTY, folder))
            home.append(first_paint_ms(HOME, folder))
    ratio = median(home) / median(empty)
    print(f"first paint, empty Textual app: {median(empty):.0f} ms")
    print(f"first paint, home:              {median(home):.0f} ms")
    print(f"ratio:                          {ratio:.2f} (at most {MOST_RATIO})")


if __name__ == "__main__":
    main()
