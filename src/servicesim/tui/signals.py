"""Leaving in good order when the system asks for it, so that the terminal is usable afterwards."""

from __future__ import annotations

import asyncio
import signal

from textual.app import App


def leave_on_signals(app: App[int]) -> None:
    """Makes signals that ask to leave do it as "quit" does, with the status of shells: 128 + the signal.

    Left to itself the process would die with the terminal still in full-screen mode, and SIGINT, which Ctrl+C
    does not send in that mode, would end it with 0. Windows closes the console window itself.
    """
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, _leave, app, 128 + number)
        except (NotImplementedError, RuntimeError, ValueError):
            # A loop of Windows, or one that does not run in the main thread: there is no signal to take.
            return


def _leave(app: App[int], status: int) -> None:
    app.exit(return_code=status)
