from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from servicesim.cli import cli
from servicesim.cli.common import Places
from servicesim.errors import ExtraMissing, UsageError
from servicesim.saves.backends import SqliteFile, backend_at
from servicesim.saves.store import Store

from .samples import begin, reply


def test_a_path_is_a_file(path: Path) -> None:
    backend = backend_at(path)
    assert isinstance(backend, SqliteFile)
    assert (backend.role, backend.signed_as) == ("owner", None)
    backend.close()


def test_without_the_driver_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "servicesim.saves.postgres", raising=False)
    with pytest.raises(ExtraMissing, match=r"pip install 'servicesim\[postgres\]'"):
        backend_at("postgresql://ann@server/sessions")


class TestCommandsOfAServer:
    """With a file there is nothing to set up, and `store check` has little to do."""

    def test_init(self, path: Path) -> None:
        made = CliRunner().invoke(cli, ["--saves", str(path), "store", "init"], obj=Places())
        assert made.exit_code == 0
        assert "A file needs no init" in made.stderr
        assert not path.exists()

    def test_grant(self, path: Path) -> None:
        words = ["--saves", str(path), "store", "grant", "amina", "--trainee", "Amina"]
        error = CliRunner().invoke(cli, words, obj=Places()).exception
        assert isinstance(error, UsageError)
        assert "A file knows no logins" in str(error)

    def test_check_where_there_is_nothing_yet(self, path: Path) -> None:
        checked = CliRunner().invoke(cli, ["--saves", str(path), "store", "check"], obj=Places())
        assert checked.exit_code == 0
        assert "nothing to check yet" in checked.stderr

    def test_check_of_sessions_in_progress(self, path: Path) -> None:
        with Store.open(path) as store:
            store.append(begin(store).id, reply())
        checked = CliRunner().invoke(cli, ["--saves", str(path), "store", "check"], obj=Places())
        assert checked.exit_code == 0
        assert "0 sessions scored, 0 added to the counts, 0 with problems" in checked.stderr
