"""What stands between the screens and the rest of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.errors import StoreUnusable
from servicesim.saves.play import Play
from servicesim.story.linked import Story
from servicesim.tui.launch import Launch
from servicesim.tui.services import AppLeft, Services
from tests.tui.conftest import STORIES, OwnLibrary


@pytest.fixture
def services(saves: Path) -> Services:
    return Services(Launch(lambda: OwnLibrary(STORIES), str(saves)))


def test_where_the_store_will_be_is_known_before_it_is_opened(services: Services, saves: Path) -> None:
    where = services.location()
    assert not saves.exists()
    assert services.store().location == where
    services.close()


def test_a_session_goes_on_with_the_text_it_began_with(
    saves: Path, past: Callable[..., Play], tmp_path: Path
) -> None:
    begun = past("listen")
    text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
    (tmp_path / "edited.yaml").write_text(text.replace("So. What now?", "Well?"), encoding="utf-8")
    services = Services(Launch(lambda: OwnLibrary(tmp_path), str(saves)))
    play = services.resume(begun.session)
    assert play.edited
    assert play.story.digest == begun.story.digest
    assert "So. What now?" in (play.exchanges[0].line.text or "" if play.exchanges[0].line else "")
    services.close()


def test_one_whose_story_is_unchanged_is_not_called_edited(
    services: Services, past: Callable[..., Play]
) -> None:
    assert not services.resume(past("listen").session).edited
    services.close()


def test_a_proof_stops_when_the_app_has_been_left(
    services: Services, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICESIM_CACHE", str(tmp_path / "nothing proved yet"))
    services.close()
    with pytest.raises(AppLeft):
        services.proof(story)


def test_nothing_is_opened_after_closing(services: Services, saves: Path) -> None:
    services.close()
    with pytest.raises(StoreUnusable, match="has ended"):
        services.store()
    assert not saves.exists()


def test_a_server_is_named_without_its_password() -> None:
    where = Services(Launch(saves="postgresql://ann:secret@somewhere/else")).location()
    assert where == "postgresql://ann@somewhere/else"
