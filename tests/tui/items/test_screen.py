"""Item statistics in the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.story.linked import Story
from servicesim.tui import places
from servicesim.tui.app import ServicesimApp
from servicesim.tui.author.screen import AuthorScreen
from servicesim.tui.items.row import head, in_full, item_row
from servicesim.tui.items.screen import ItemsScreen
from tests.making import linked, source
from tests.plain.test_items import GREET, OFFER
from tests.seeded import have_conversations
from tests.tui.conftest import STORIES
from tests.tui.talking import NARROW, SIZES, press, screen_lines, screen_text, settled


@pytest.fixture(autouse=True)
def _own_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Author shows the story of these tests, and no other."""
    folder = tmp_path / "work" / "stories"
    folder.mkdir(parents=True)
    (folder / "front-desk.yaml").write_bytes((STORIES / "front-desk.yaml").read_bytes())
    monkeypatch.chdir(folder.parent)


async def opened(app: ServicesimApp, pilot: Pilot[int]) -> None:
    """Opens the decisions of the story, and waits until they are counted."""
    app.forward(places.items("The wrong room", lambda wanted: app.services.items("front-desk", wanted)))
    await settled(pilot)


class TestOpening:
    @pytest.mark.slow
    async def test_it_is_reached_from_author_and_leads_back_there(
        self, app: ServicesimApp, store: Store, story: Story
    ) -> None:
        have_conversations(store, story, 12)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "a", "i")
            assert isinstance(app.screen, ItemsScreen)
            assert "Decisions: The wrong room" in screen_lines(app)[0]
            assert "12 people: first attempts without help, in practice, to the end" in screen_text(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, AuthorScreen)

    async def test_where_nobody_played_it_says_so(self, app: ServicesimApp) -> None:
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "a", "i")
            assert "Nothing was played in practice under today's rules." in screen_text(app)
            assert "Nobody yet" in screen_text(app)


class TestTheDecisions:
    @SIZES
    async def test_the_one_at_the_cursor_shows_its_replies(
        self, app: ServicesimApp, store: Store, story: Story, size: tuple[int, int]
    ) -> None:
        have_conversations(store, story, 40)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            assert "desk: 40 came here" in screen_text(app)
            assert "A second night beside the lift" in screen_text(app)
            await press(pilot, "down")
            assert "Room 12 is quiet, and free." in screen_text(app)
            assert "A second night beside the lift" not in screen_text(app)

    async def test_few_people_are_not_enough(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        past("name-it", "choose")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            assert "desk 1 not enough data" in screen_text(app).replace("▌", "")
            assert "not enough data: under 10 people; for discr. and rare replies under 30" in screen_text(
                app
            )
            assert "1 of 1" in screen_text(app)

    @pytest.mark.slow
    async def test_a_long_list_keeps_each_decision_on_one_line(
        self, make_app: Callable[..., ServicesimApp], tmp_path: Path, store: Store
    ) -> None:
        replies = "  says: Hm.\n  replies:\n    a: {{say: A., then: {0}}}\n    b: {{say: B., then: {0}}}\n"
        after = [*(f"s{number}" for number in range(1, 20)), "well"]
        scenes = "".join(f"s{number}:\n{replies.format(to)}" for number, to in enumerate(after))
        text = source(scenes).replace("Ana Reis", "Tomas").replace("start:", "max_turns: 25\nstart:")
        (tmp_path / "work" / "stories" / "front-desk.yaml").write_text(text, encoding="utf-8")
        have_conversations(store, linked(text), 1)
        app = make_app(stories=tmp_path / "work" / "stories")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            named = [line.split()[0].lstrip("▌") for line in screen_lines(app)[4:10]]
            assert named == ["decision", "s0", "s1", "s2", "s3", "s4"]


class TestWhoIsCounted:
    async def test_modes_are_shown_one_after_the_other(
        self, app: ServicesimApp, store: Store, story: Story
    ) -> None:
        have_conversations(store, story, 11, mode="assessment")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            assert "Left out: 11 in the other mode." in screen_text(app)
            await press(pilot, "m")
            assert "11 people: first attempts without help, in assessment" in screen_text(app)
            await press(pilot, "m")
            assert "Nothing was played in practice" in screen_text(app)

    @pytest.mark.slow
    async def test_so_are_the_kinds_of_attempts(self, app: ServicesimApp, past: Callable[..., Play]) -> None:
        past("name-it", "choose").debrief()
        past("listen", "choose")
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            await press(pilot, "a", "a")
            assert "1 person: attempts without help of people who had read the debrief" in screen_text(app)
            await press(pilot, "a", "a")
            assert "1 person: first attempts without help" in screen_text(app)

    @pytest.mark.slow
    async def test_and_the_texts(self, app: ServicesimApp, past: Callable[..., Play], store: Store) -> None:
        old = (STORIES / "front-desk.yaml").read_text(encoding="utf-8").replace("Well.", "Well, well.")
        past("name-it", "choose")
        have_conversations(store, linked(old), 2)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await opened(app, pilot)
            assert "2 people" in screen_lines(app)[0]
            assert "The story has another text now." in screen_text(app)
            await press(pilot, "t")
            assert "1 person" in screen_lines(app)[0]
            await press(pilot, "t")
            assert "2 people" in screen_lines(app)[0]


class TestALine:
    def test_stands_under_the_names_of_its_columns(self) -> None:
        names, line = head(76).plain, item_row(GREET, 76).plain
        assert len(names) == len(line) == 76
        for name, value in {"people": "48", "best": "54%", "away": "3.2", "discr.": "0.31"}.items():
            assert names.index(name) + len(name) == line.index(value) + len(value)

    def test_below_the_floor_says_so_in_the_place_of_the_numbers(self) -> None:
        assert item_row(OFFER, 76).plain.split() == ["offer", "4", "not", "enough", "data", "–"]

    def test_the_decision_in_full_has_the_intervals(self) -> None:
        text = " ".join(in_full(GREET, 80).plain.split())
        assert "discrimination 0.31 (0.03 to 0.54)" in text
        assert "under 5% policy -5 %" in text
