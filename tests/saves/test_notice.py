from __future__ import annotations

import os
from pathlib import Path

import pytest

from servicesim.saves import notice
from servicesim.saves.notice import what_is_kept

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such file modes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "servicesim.db"
    path.touch(mode=0o600)
    return path


def test_it_says_where_and_that_nothing_is_proved(file: Path) -> None:
    said = what_is_kept(file)
    assert str(file) in said
    assert "whoever can open it can read everybody's sessions" in said
    assert "Nothing in it proves who sat at the keyboard." in said


@posix_only
@pytest.mark.parametrize(
    ("mode", "who"),
    [(0o600, "nobody else"), (0o640, "accounts of its group"), (0o644, "Everybody with an account")],
)
def test_it_says_who_can_read_it(mode: int, who: str, file: Path) -> None:
    file.chmod(mode)
    assert who in what_is_kept(file)


def test_it_says_so_on_a_network_drive(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice, "network_filesystem", lambda path: path == file)
    assert "network drive" in what_is_kept(file)
