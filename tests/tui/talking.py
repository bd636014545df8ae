"""Helpers for tests that talk: the app with a conversation open, and what stands on the screen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot

from servicesim.results.debrief import Debrief
from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp

NARROW, WIDE = (80, 24), (160, 50)
SIZES = pytest.mark.parametrize(
    "size", [NARROW, pytest.param(WIDE, marks=pytest.mark.slow)], ids=["80x24", "160x50"]
)
"""For tests whose screen is another one, or in another order, where there is room."""
PATIENCE = 60.0
"""Seconds that a test waits for what must come. It is never waited for in full unless it does not come."""


async def settled(pilot: Pilot[int]) -> None:
    """Waits until everything that was started is done and drawn."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[int], holds: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Waits until something holds, and gives the seconds that took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() < begun + patience, f"still not so: {screen_lines(pilot.app)}"  # type: ignore[arg-type]
        await pilot.pause()
    return time.monotonic() - begun


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Presses keys, each after what the one before it started is done."""
    for key in keys:
        await pilot.press(key)  # it waits itself until the key has been seen to
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press_at_once(pilot: Pilot[int], *keys: str) -> None:
    """Presses keys as a terminal gives them to the app when they come faster than it works."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settled(pilot)


@asynccontextmanager
async def talking(
    app: ServicesimApp,
    story: Story,
    *,
    mode: Mode = "practice",
    size: tuple[int, int] = NARROW,
    replies: Sequence[str] = (),
) -> AsyncIterator[tuple[Pilot[int], Play]]:
    """The app with a new conversation of Jo's open, after the replies that were pressed already."""
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        play = app.services.begin(story, trainee="Jo", mode=mode)
        for reply in replies:
            play.give(reply)
        app.open_conversation(play)
        await settled(pilot)
        yield pilot, play


@asynccontextmanager
async def reading(
    app: ServicesimApp, debrief: Debrief, play: Play, size: tuple[int, int] = (80, 50)
) -> AsyncIterator[Pilot[int]]:
    """The app with a debrief open."""
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.open_debrief(debrief, play)
        await settled(pilot)
        yield pilot


def screen_lines(app: ServicesimApp) -> list[str]:
    """The lines of the screen as they are seen."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def screen_text(app: ServicesimApp) -> str:
    """All that is seen, each run of white space, line breaks and upright lines as one space."""
    return " ".join(" ".join(screen_lines(app)).replace("│", " ").split())
