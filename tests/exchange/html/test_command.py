"""`servicesim export --format html`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servicesim.cli import cli
from servicesim.errors import PersonNotFound, UsageError
from servicesim.saves.store import Store
from tests.exchange.talks import let_see

from .people import GOOD, POOR, play, small
from .reading import Read


def export(store: Store, *options: str, trainee: str = "Mira") -> Result:
    command = ["export", "--format", "html", "--saves", store.location, *options]
    return CliRunner().invoke(cli, command, env={"SERVICESIM_TRAINEE": trainee})


@pytest.fixture(autouse=True)
def _played(store: Store) -> None:
    play(store, "Amina", small(1), *GOOD, mode="practice")
    play(store, "Finn", small(1), *POOR, mode="practice")


class TestExport:
    def test_it_is_of_everybody_or_of_the_one_who_is_named(self, store: Store) -> None:
        assert "2 people, 2 sessions" in Read(export(store).stdout).words
        page = Read(export(store, "--trainee", "Amina").stdout).words
        assert page.startswith("Amina practice · ")
        assert "Finn" not in page

    def test_a_file_is_whole_and_never_written_over(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        assert export(store, "--output", str(path)).exit_code == 0
        kept = path.read_text(encoding="utf-8")
        assert kept.startswith("<!DOCTYPE html>")
        assert kept.endswith("</html>\n")
        assert isinstance(export(store, "--output", str(path)).exception, UsageError)
        assert path.read_text(encoding="utf-8") == kept

    def test_where_nobody_has_the_name_no_file_is_left(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        result = export(store, "--trainee", "Nobody", "--output", str(path))
        assert isinstance(result.exception, PersonNotFound)
        assert not path.exists()

    def test_oneself_sees_what_managers_do_not(self, store: Store) -> None:
        let_see(store, practice="scores")
        managers = Read(export(store, "--trainee", "Finn").stdout).words
        own = Read(export(store, "--trainee", "Finn", trainee="Finn").stdout).words
        assert "Finn : " not in managers
        assert "Finn : " in own
