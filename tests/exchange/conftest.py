from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicesim.saves.store import Store
from tests.saves.samples import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """The store that sessions go out of."""
    with Store.open(tmp_path / "theirs.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def managers(tmp_path: Path) -> Iterator[Store]:
    """The store that they come into."""
    with Store.open(tmp_path / "managers.db") as opened:
        yield opened
