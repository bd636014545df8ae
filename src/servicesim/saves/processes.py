"""Shares work that takes long among processes."""

from __future__ import annotations

import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")


def shared(
    work: Callable[[A], B],
    items: Sequence[A],
    processes: int,
    start: Callable[..., None],
    *start_with: Any,
) -> Iterator[tuple[A, B | None]]:
    """Each item in order, and what `work` makes of it in one of so many processes; None where it could not be
    done there: a process did not start, or was ended.

    Each process calls `start` with `start_with` first. `work` and `start` are functions of a module. Who
    stops listening waits for no more than the items that are being worked on.
    """
    # Not by forking: an open database is not to be taken along into another process.
    pool = ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begin, initargs=(start, start_with)
    )
    try:
        try:
            with _interrupts_held():
                waiting = deque((item, pool.submit(work, item)) for item in items)
        except (OSError, BrokenProcessPool):  # no process to be had; what is asked for is done without
            yield from ((item, None) for item in items)
            return
        while waiting:
            item, future = waiting.popleft()
            try:
                made = future.result()
            except BrokenProcessPool:
                yield item, None
            else:
                yield item, made
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(start: Callable[..., None], start_with: Sequence[Any]) -> None:
    # Ctrl+C reaches every process; the one that was asked sees to the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Looking for cycles again and again in all that is remembered takes a quarter of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    start(*start_with)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl+C does nothing meanwhile, nor in processes that are started meanwhile until they are under way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
