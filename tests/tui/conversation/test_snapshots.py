"""Pictures of the conversation, beside the tests of what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from servicesim.saves import play as play_module
from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from tests.tui.talking import NARROW, SIZES, press, settled

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seed of a session shuffles its replies; a picture needs the same order each time."""
    monkeypatch.setattr(play_module.secrets, "randbits", lambda bits: 7)


def talk(story: Story, mode: Mode, *keys: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """What is done before the picture is taken."""

    async def before(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, ServicesimApp)
        await settled(pilot)
        app.open_conversation(app.services.begin(story, trainee="Jo", mode=mode))
        await settled(pilot)
        await press(pilot, *keys)

    return before


@pytest.fixture
def won(past: Callable[..., Play]) -> Play:
    """A conversation that went well, after a misstep."""
    return past("policy", "ask", "name-it", "choose")


def look_back(play: Play, *keys: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """A debrief, opened before the picture is taken."""

    async def before(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, ServicesimApp)
        await settled(pilot)
        app.open_debrief(play.debrief(), play)
        await settled(pilot)
        await press(pilot, *keys)

    return before


@pytest.mark.slow
class TestConversation:
    """How a conversation looks."""

    @SIZES
    def test_practice(
        self, snap_compare: Compare, app: ServicesimApp, story: Story, size: tuple[int, int]
    ) -> None:
        assert snap_compare(app, terminal_size=size, run_before=talk(story, "practice", "2", "3"))

    @SIZES
    def test_assessment(
        self, snap_compare: Compare, app: ServicesimApp, story: Story, size: tuple[int, int]
    ) -> None:
        assert snap_compare(app, terminal_size=size, run_before=talk(story, "assessment", "2"))

    def test_the_end(self, snap_compare: Compare, app: ServicesimApp, story: Story) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=talk(story, "practice", "1", "1"))

    def test_a_paper(self, snap_compare: Compare, app: ServicesimApp, story: Story) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=talk(story, "practice", "d"))

    def test_a_hint(self, snap_compare: Compare, app: ServicesimApp, story: Story) -> None:
        assert snap_compare(app, terminal_size=NARROW, run_before=talk(story, "practice", "2", "3", "h", "h"))


@pytest.mark.slow
class TestDebrief:
    """How a debrief looks."""

    @SIZES
    def test_from_the_top(
        self, snap_compare: Compare, app: ServicesimApp, won: Play, size: tuple[int, int]
    ) -> None:
        assert snap_compare(app, terminal_size=size, run_before=look_back(won))

    @SIZES
    def test_one_reply(
        self, snap_compare: Compare, app: ServicesimApp, won: Play, size: tuple[int, int]
    ) -> None:
        assert snap_compare(app, terminal_size=size, run_before=look_back(won, "down"))

    @SIZES
    def test_the_best_line(
        self, snap_compare: Compare, app: ServicesimApp, won: Play, size: tuple[int, int]
    ) -> None:
        keys = ("down", "b", "right", "right")
        assert snap_compare(app, terminal_size=size, run_before=look_back(won, *keys))

    @SIZES
    def test_two_attempts(
        self, snap_compare: Compare, app: ServicesimApp, won: Play, size: tuple[int, int]
    ) -> None:
        won.debrief()
        second = won.again(3)
        for reply in ("listen", "breakfast"):
            second.give(reply)
        keys = ("pagedown", "down", "up", "pagedown")
        assert snap_compare(app, terminal_size=size, run_before=look_back(second, *keys))
