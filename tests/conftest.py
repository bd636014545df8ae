"""What goes for all tests."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than there are cores: tests of the app wait for idle moments, those of saves for the disk."""
    return (yield) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; walking it again and again took much of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
