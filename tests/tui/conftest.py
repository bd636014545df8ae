"""The real app over a small story and a store of its own, for every test of screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.library import Library
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.launch import Launch

STORIES = Path(__file__).parent / "stories"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""When the sessions of `past` begin; each write comes a minute later."""
TEATIME = NOON + timedelta(hours=4)
"""The hour at which the screens think they are shown."""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's is read or written, and the surroundings of the tests do not show."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVICESIM_CONFIG", str(tmp_path / "settings.json"))
    monkeypatch.setattr("servicesim.tui.when.now", lambda: TEATIME)
    for name in ("NO_COLOR", "SERVICESIM_TRAINEE", "SERVICESIM_SAVES", "SERVICESIM_STORIES"):
        monkeypatch.delenv(name, raising=False)


class OwnLibrary(Library):
    """The stories of one folder, without those of the package."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folders = (folder,)


@pytest.fixture
def saves(tmp_path: Path) -> Path:
    """Where the app under test keeps its sessions."""
    return tmp_path / "servicesim.db"


@pytest.fixture
def story() -> Story:
    """The small story that these tests play."""
    return Library().find(str(STORIES / "front-desk.yaml"))


@pytest.fixture
def preferences(tmp_path: Path, saves: Path) -> Preferences:
    """Of somebody who has been here before, and was told what is kept."""
    return Preferences(tmp_path / "settings.json", trainee="Jo", motion=False, told=[str(saves)])


@pytest.fixture
def make_app(saves: Path, preferences: Preferences) -> Callable[..., ServicesimApp]:
    """Gives the app; keywords are those of `Launch`, and `preferences` and `stories` (a folder)."""

    def make(
        *, preferences: Preferences = preferences, stories: Path = STORIES, **launch: object
    ) -> ServicesimApp:
        wanted = {"saves": str(saves), "open_library": lambda: OwnLibrary(stories), **launch}
        return ServicesimApp(Launch(**wanted), preferences)  # type: ignore[arg-type]

    return make


@pytest.fixture
def app(make_app: Callable[..., ServicesimApp]) -> ServicesimApp:
    """The app as it starts for Jo."""
    return make_app()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that goes on by a minute each time it is read."""
    moment = NOON

    def read() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    return read


@pytest.fixture
def store(saves: Path, clock: Callable[[], datetime]) -> Iterator[Store]:
    """The store that the app under test will find."""
    with Store.open(saves, clock=clock) as opened:
        yield opened


@pytest.fixture
def past(store: Store, story: Story) -> Callable[..., Play]:
    """Plays a session into the store: `past("listen", "choose")`; in progress where no ending is reached."""

    def play(*replies: str, trainee: str = "Jo", mode: Mode = "practice") -> Play:
        begun = Play.begin(store, story, proof_of(story), trainee=trainee, mode=mode)
        for reply in replies:
            begun.give(reply)
        return begun

    return play
