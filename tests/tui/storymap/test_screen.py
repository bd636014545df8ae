"""The map of a story in the real app: the way through it, what it shows, and who may see it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicesim.saves.play import Play
from servicesim.story.linked import Story
from servicesim.tui import places
from servicesim.tui.app import ServicesimApp
from servicesim.tui.picker.screen import PickerScreen
from servicesim.tui.storymap.findings import FindingsScreen
from servicesim.tui.storymap.place import PlaceScreen
from servicesim.tui.storymap.screen import StoryMapScreen
from servicesim.tui.storymap.view import MapView
from tests.making import source
from tests.tui.conftest import STORIES
from tests.tui.talking import NARROW, SIZES, WIDE, press, reading, screen_lines, screen_text, settled

HOUSE = """
door:
  says: Well?
  replies:
    kind: {say: I see., effects: {trust: 3}, marks: {empathy: 2, clarity: 2}, then: table}
    curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2, clarity: -2}, then: hall}
hall:
  says: And now?
  replies:
    sorry: {say: "Sorry, [b]madam[/b].", then: [{when: trust >= 2, to: table}, {to: door}]}
table:
  says: Go on.
  replies:
    help: {say: At once., marks: {empathy: 1}, then: well}
    leave: {say: Not now., then: badly}
attic:
  says: Nobody comes here.
  replies:
    down: {say: Down., then: hall}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "house.yaml"
    path.write_text(source(HOUSE, more="max_turns: 5\n"), encoding="utf-8")
    return path


@asynccontextmanager
async def mapped(
    app: ServicesimApp, file: Path, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[int], MapView]]:
    """The app with the map of a file open."""
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.forward(places.story_map("House", lambda: app.services.map_of_file(file)))
        await settled(pilot)
        yield pilot, app.screen.query_one(MapView)


class TestWhatItShows:
    @SIZES
    async def test_layers_endings_and_the_place_of_the_cursor(
        self, app: ServicesimApp, file: Path, size: tuple[int, int]
    ) -> None:
        async with mapped(app, file, size):
            text = screen_text(app)
            assert "Map: House 4 scenes in 3 layers" in text
            assert "1 ▌door ★" in text
            assert "2 ↔hall" in text
            assert "3 →table ★" in text
            assert "resolved well ★" in text
            assert "lost badly gone late" in text.replace("on the best line", "")
            assert "1 ★ kind → table I see." in text

    async def test_what_no_reply_leads_to_stands_apart_with_its_finding(
        self, app: ServicesimApp, file: Path
    ) -> None:
        async with mapped(app, file, WIDE) as (pilot, view):
            assert "apart attic ✗" in screen_text(app)
            view.point("attic")
            await settled(pilot)
            assert "attic no reply leads here" in screen_text(app)
            assert "✗ error" in screen_text(app)

    async def test_texts_are_no_markup(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            view.point("hall")
            await settled(pilot)
            assert "Sorry, [b]madam[/b]." in screen_text(app)

    async def test_a_story_with_errors_says_so(self, app: ServicesimApp, file: Path) -> None:
        file.write_text(source(HOUSE.replace("then: well", "then: wel")), encoding="utf-8")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            app.forward(places.story_map("House", lambda: app.services.map_of_file(file)))
            await settled(pilot)
            assert "The story cannot be drawn" in screen_text(app)


class TestMoving:
    async def test_along_the_best_line_and_back(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "down")
            assert view.place.name == "table"
            await press(pilot, "down")
            assert view.place.name == "well"
            await press(pilot, "down")
            assert view.place.name == "well", "an ending leads nowhere"
            await press(pilot, "up", "up")
            assert view.place.name == "door"

    async def test_along_a_reply_by_its_number_and_back_the_way_one_came(
        self, app: ServicesimApp, file: Path
    ) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "2", "1")
            assert view.place.name == "table"
            await press(pilot, "up")
            assert view.place.name == "hall", "and not at the door, which leads there too"
            await press(pilot, "2", "9")
            assert view.place.name == "door", "the ninth reply is none"

    @pytest.mark.slow
    async def test_within_a_layer(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "down", "down", "right", "right")
            assert view.place.name == "gone"
            await press(pilot, "left", "left", "left")
            assert view.place.name == "well"

    @pytest.mark.slow
    async def test_by_pages_in_a_story_that_does_not_fit(self, app: ServicesimApp, tmp_path: Path) -> None:
        scenes = "".join(
            f"s{number}:\n  says: Well?\n  replies:\n    go: {{say: I see., then: s{number + 1}}}\n"
            for number in range(60)
        )
        long = tmp_path / "long.yaml"
        end = "s60:\n  says: Well?\n  replies:\n    go: {say: Bye., then: well}\n"
        long.write_text(source(scenes + end, more="max_turns: 90\n"), encoding="utf-8")
        async with mapped(app, long) as (pilot, view):
            await press(pilot, *["pagedown"] * 20)
            assert view.place.ending is not None
            assert "▌badly" in screen_text(app)
            await press(pilot, *["pageup"] * 20)
            assert "1 ▌s0" in screen_text(app)


class TestFinding:
    async def test_by_name_reply_and_what_is_said(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "slash", *"madam")
            assert view.place.name == "hall"
            assert "/ find" not in screen_text(app), "it is a letter now"
            await press(pilot, "enter")
            assert app.screen.focused is view
            assert "/ find" in screen_text(app)
            await press(pilot, "slash", *"leave", "enter")
            assert view.place.name == "table"

    @pytest.mark.slow
    async def test_next_and_before_go_round(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "slash", *"now", "enter")
            assert view.place.name == "hall"
            assert "1 of 2 found" in screen_text(app)
            await press(pilot, "n")
            assert view.place.name == "table"
            await press(pilot, "n")
            assert view.place.name == "hall"
            await press(pilot, "N")
            assert view.place.name == "table"

    @pytest.mark.slow
    async def test_leaving_it_goes_back_to_where_one_was(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "slash", *"attic")
            assert view.place.name == "attic"
            await press(pilot, "escape")
            assert view.place.name == "door"
            assert isinstance(app.screen, StoryMapScreen)

    @pytest.mark.slow
    async def test_nothing_found(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "slash", *"zebra")
            assert "Nothing like that is here." in screen_text(app)
            assert view.place.name == "door"


class TestReading:
    async def test_a_place_in_full(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "2", "enter")
            assert isinstance(app.screen, PlaceScreen)
            text = screen_text(app)
            assert "And now?" in text
            assert "sorry → table if trust >= 2" in text
            assert "sorry → door (back to layer 1)" in text
            await press(pilot, "escape")
            assert view.place.name == "hall"

    async def test_findings_lead_to_their_place(self, app: ServicesimApp, file: Path) -> None:
        async with mapped(app, file) as (pilot, view):
            await press(pilot, "f")
            assert isinstance(app.screen, FindingsScreen)
            lines = [line for line in screen_lines(app) if "attic: ✗ error" in line]
            assert len(lines) == 1
            while not any("▌attic" in line for line in screen_lines(app)):
                await press(pilot, "down")
            await press(pilot, "enter")
            assert view.place.name == "attic"


class TestWhoMaySeeIt:
    @pytest.mark.slow
    async def test_from_the_debrief_with_the_way_one_took(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        won = past("policy", "ask", "name-it", "choose")
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "m")
            text = screen_text(app)
            assert "▌desk ★●" in text
            assert "at the start and after reply 2" in text
            assert "policy → room ● reply 1" in text
            assert "findings" not in text, "what check finds is for authors"
            await press(pilot, "m")
            assert not isinstance(app.screen, StoryMapScreen)

    async def test_not_in_a_story_for_assessment(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        won = past("name-it", "choose")
        debrief = won.debrief()
        won.story = replace(won.story, use="assessment")
        async with reading(app, debrief, won) as pilot:
            await press(pilot, "m")
            assert not isinstance(app.screen, StoryMapScreen)

    @pytest.mark.slow
    async def test_from_the_list_once_one_has_been_through_the_story(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "p", "m")
            assert isinstance(app.screen, PickerScreen), "the map would give the best line away"
            past("name-it", "choose")
            await press(pilot, "escape", "p", "m")
            assert "Map: The wrong room" in screen_text(app)

    @pytest.mark.slow
    async def test_from_the_stories_one_writes(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(STORIES.parent)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            app.forward(places.author())
            await settled(pilot)
            await press(pilot, "m")
            assert f"Map: {story.title}" in screen_text(app)
