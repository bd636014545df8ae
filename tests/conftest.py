"""What goes for all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.thorough import ALL, QUICK

# How long an example takes depends on what else the machine does, and the first one fills caches.
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.register_profile("thorough", deadline=None, max_examples=ALL)
settings.load_profile("quick")


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


@pytest.fixture(scope="session", autouse=True)
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Proofs are kept in a folder of this run's own, never in the user's; and see `ready_made`."""
    from servicesim.saves import migrate
    from servicesim.story import library
    from tests import ready_made

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of all workers of this run
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERVICESIM_CACHE", str(folder / "proofs"))
        patch.setattr(migrate, "upgrade", ready_made.upgrade)
        patch.setattr(library, "load", ready_made.load)
        yield
