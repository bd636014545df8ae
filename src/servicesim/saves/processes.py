"""Shares work that takes long among processes."""

from __future__ import annotations

import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")


def shared(
    work: Callable[[A], B],
    lanes: Sequence[Sequence[A]],
    start: Callable[..., None],
    *start_with: Any,
) -> Iterator[tuple[A, B | None]]:
    """Each item, and what `work` makes of it in another process; None where it could not be done there: the
    process did not start, or was ended.

    A lane is worked through by one process, so that what it remembers of one item serves the next. What
    comes is the first of each lane, then the second of each, and so on. Each process calls `start` with
    `start_with` first. `work` and `start` are functions of a module. Who stops listening waits for no more
    than the items that are being worked on.
    """
    # Not by forking: an open database is not to be taken along into another process.
    pools = [
        ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin, initargs=(start, start_with))
        for _ in lanes
    ]
    waiting: list[deque[tuple[A, Future[B]]]] = []
    try:
        try:
            with _interrupts_held():
                for pool, lane in zip(pools, lanes, strict=True):
                    waiting.append(deque((item, pool.submit(work, item)) for item in lane))
        except (OSError, BrokenProcessPool):  # no process to be had; what is asked for is done without
            yield from ((item, None) for lane in lanes for item in lane)
            return
        while any(waiting):
            for under_way in filter(None, waiting):
                item, future = under_way.popleft()
                try:
                    made = future.result()
                except BrokenProcessPool:
                    yield item, None
                else:
                    yield item, made
    finally:
        # In all lanes before any is waited for.
        for _, future in chain.from_iterable(waiting):
            future.cancel()
        for pool in pools:
            pool.shutdown()


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
