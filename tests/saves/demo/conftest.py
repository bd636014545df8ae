from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.saves.demo.year import Made, make
from tests.saves.demo.year_of import NOW, STORIES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A store of three small stories, made once for all that only look at it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    return path, make(path, STORIES, now=NOW, seed=2)
