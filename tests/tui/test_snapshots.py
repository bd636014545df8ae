"""Pictures of the house, beside the tests of what it says."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicesim.preferences import Preferences
from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.services import Services
from tests.tui.talking import NARROW, SIZES, press, settled

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hours are shown in the time zone of whoever looks; a picture needs the same one each time."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be set here")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def busy(past: Callable[..., Play]) -> None:
    """Somebody who has played: two ways to the end, one begun."""
    past("name-it", "choose").debrief()
    past("policy", "breakfast", mode="assessment")
    past("listen")


def keys(*pressed: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """What is done before the picture is taken."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await press(pilot, *pressed)

    return before


@pytest.mark.slow
class TestHome:
    """How the start looks."""

    def test_for_somebody_new(self, snap_compare: Compare, app: ServicesimApp) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=keys())

    @SIZES
    @pytest.mark.usefixtures("busy")
    def test_with_something_to_go_on_with(
        self, snap_compare: Compare, app: ServicesimApp, size: tuple[int, int]
    ) -> None:
        assert snap_compare(app, terminal_size=size, run_before=keys())

    def test_a_window_that_is_too_small(self, snap_compare: Compare, app: ServicesimApp) -> None:
        assert snap_compare(app, terminal_size=(44, 12), run_before=keys())


@pytest.mark.slow
class TestTheWayToAConversation:
    """How stories are chosen and begun."""

    @SIZES
    @pytest.mark.usefixtures("busy")
    def test_stories(self, snap_compare: Compare, app: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(app, terminal_size=size, run_before=keys("p"))

    @SIZES
    @pytest.mark.usefixtures("busy")
    def test_briefing(self, snap_compare: Compare, app: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(app, terminal_size=size, run_before=keys("p", "enter"))


@pytest.mark.slow
class TestAroundIt:
    """How the rest looks."""

    @SIZES
    @pytest.mark.usefixtures("busy")
    def test_progress(self, snap_compare: Compare, app: ServicesimApp, size: tuple[int, int]) -> None:
        assert snap_compare(app, terminal_size=size, run_before=keys("m"))

    def test_progress_of_somebody_new(self, snap_compare: Compare, app: ServicesimApp) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=keys("m"))

    def test_help(self, snap_compare: Compare, app: ServicesimApp) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=keys("p", "question_mark"))

    def test_settings(
        self,
        snap_compare: Compare,
        make_app: Callable[..., ServicesimApp],
        preferences: Preferences,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # The folder of a test has another name each time.
        monkeypatch.setattr(Services, "location", lambda self: "saves/servicesim.db")
        preferences.path = Path("settings.json")
        preferences.told = ["saves/servicesim.db"]
        assert snap_compare(make_app(), terminal_size=NARROW, run_before=keys("s"))

    @pytest.mark.parametrize("theme", ["light", "contrast"])
    @pytest.mark.usefixtures("busy")
    def test_themes(
        self,
        snap_compare: Compare,
        make_app: Callable[..., ServicesimApp],
        preferences: Preferences,
        theme: str,
    ) -> None:
        preferences.theme = theme
        assert snap_compare(make_app(), terminal_size=NARROW, run_before=keys("p"))
