from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from servicesim.errors import StoreUnusable
from servicesim.saves.location import (
    checkout_folder,
    default_location,
    is_server,
    network_filesystem,
    path_of,
    shown_place,
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    for name in ("stories", "saves", "src/deep"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, which is not there yet."""
    folder = tmp_path / "home" / "data"
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: folder)
    return folder


def test_in_a_checkout_the_store_lies_in_its_saves(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout / "src" / "deep")
    assert default_location() == checkout / "saves" / "servicesim.db"


def test_the_nearest_checkout_counts(checkout: Path) -> None:
    inner = checkout / "src"
    for name in ("stories", "saves"):
        (inner / name).mkdir()
    assert checkout_folder(inner / "deep") == inner


def test_a_folder_of_stories_alone_is_no_checkout(
    tmp_path: Path, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stories").mkdir()
    monkeypatch.chdir(tmp_path)
    assert default_location() == own_data / "servicesim.db"


@pytest.mark.skipif(os.name == "nt", reason="Windows does not delete the folder that one stands in")
def test_a_deleted_current_folder_is_no_checkout(
    tmp_path: Path, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert default_location() == own_data / "servicesim.db"


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    """A table of mounts as Linux writes it, with its points under `tmp_path`."""
    table = tmp_path / "mounts"
    table.write_text(
        "\n".join(
            (
                "/dev/vda / ext4 rw,relatime 0 0",
                f"server:/home {tmp_path}/home nfs4 rw,vers=4.2 0 0",
                f"/dev/vdb {tmp_path}/home/local ext4 rw 0 0",
                f"//server/team {tmp_path}/team\\040drive cifs rw 0 0",
                f"tmpfs {tmp_path}/twice tmpfs rw 0 0",
                f"server:/twice {tmp_path}/twice nfs rw 0 0",
                "",
            )
        ),
        encoding="utf-8",
    )
    return table


@pytest.mark.parametrize(
    ("place", "network"),
    [
        ("home/ann/servicesim.db", True),
        ("home/local/servicesim.db", False),
        ("homestead/servicesim.db", False),
        ("team drive/servicesim.db", True),
        ("twice/servicesim.db", True),
        ("servicesim.db", False),
    ],
)
def test_network_drives_are_known_by_the_nearest_mount(
    place: str, network: bool, tmp_path: Path, mounts: Path
) -> None:
    assert network_filesystem(tmp_path / place, mounts) is network


def test_where_there_is_no_table_of_mounts_nothing_is_known(tmp_path: Path) -> None:
    assert network_filesystem(tmp_path / "servicesim.db", tmp_path / "no-table") is False


def test_a_path_is_taken_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("team.db") == tmp_path / "team.db"


def test_a_tilde_means_the_home_folder() -> None:
    assert path_of("~/team.db") == Path.home() / "team.db"


def test_a_tilde_of_nobody_is_refused() -> None:
    with pytest.raises(StoreUnusable, match="which file"):
        path_of("~no-such-user-here/team.db")


def test_an_sqlite_url_names_a_file(tmp_path: Path) -> None:
    assert path_of(f"sqlite:///{tmp_path / 'team.db'}") == tmp_path / "team.db"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://team.db"])
def test_an_sqlite_url_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(StoreUnusable, match="names no file"):
        path_of(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_is_shown_without_its_password(scheme: str) -> None:
    url = f"{scheme}://ann:secret@server:5433/sessions?sslmode=verify-full&sslpassword=secret"
    assert is_server(url)
    assert shown_place(url) == "postgresql://ann@server:5433/sessions"


def test_a_server_on_this_computer_is_shown_by_the_folder_of_its_socket() -> None:
    url = "postgresql://ann@/sessions?host=/run/postgresql&password=secret"
    assert shown_place(url) == "postgresql://ann@/run/postgresql/sessions"


@pytest.mark.parametrize("password", ["sec/ret", "sec?ret", "sec#ret"])
def test_a_password_that_nobody_quoted_is_not_shown_either(password: str) -> None:
    assert shown_place(f"postgresql://ann:{password}@server/sessions") == "postgresql://…"


@pytest.mark.parametrize("place", ["team.db", "sqlite:///team.db", "mysql://server/sessions", "postgresql"])
def test_nothing_else_is_a_server(place: str) -> None:
    assert not is_server(place)


def test_where_a_file_is_or_will_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_place("team.db") == str(tmp_path / "team.db")
    assert shown_place(None) == str(default_location())


def test_other_urls_are_refused() -> None:
    with pytest.raises(StoreUnusable, match="name a file") as caught:
        path_of("mysql://ann:secret@server/sessions")
    assert "secret" not in str(caught.value)
