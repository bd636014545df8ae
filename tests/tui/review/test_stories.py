"""The stories that were played, and the work that was assigned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.review.overview.screen import OverviewScreen
from servicesim.tui.review.stories.screen import StoriesScreen
from servicesim.tui.review.stories.story import DecisionScreen, StoryScreen
from servicesim.tui.review.trainee.screen import TraineeScreen
from servicesim.tui.review.work.screen import WorkScreen
from tests.making import linked
from tests.seeded import have_conversations
from tests.tui.conftest import STORIES
from tests.tui.talking import NARROW, SIZES, WIDE, press, screen_lines, screen_text, settled

from .conftest import BEST


class TestTheList:
    @SIZES
    async def test_has_every_story_that_was_played(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "s")
            assert isinstance(review.screen, StoriesScreen)
            assert "6 stories" in screen_lines(review)[0]
            line = next(line for line in screen_lines(review) if "Second desk" in line)
            assert line.split()[2:] == ["6", "6", "today"]
            await press(pilot, "escape")
            assert isinstance(review.screen, OverviewScreen)

    async def test_where_nobody_played_it_says_so(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m", "s")
            assert "No story yet" in screen_text(review)

    async def test_few_people_are_hidden_where_the_policy_shows_cohorts(
        self, cohorts_alone: ServicesimApp
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "s")
            assert "Second desk 5 5" in screen_text(cohorts_alone)
            assert "those of fewer people are hidden" in screen_text(cohorts_alone)

    @pytest.mark.slow
    async def test_practice_that_only_took_place_is_told_of_five_people_and_not_how_it_went(
        self, cohorts_alone: ServicesimApp, saves: Path, more: Callable[..., None]
    ) -> None:
        for name in ("Ana", "Ben", "Cleo", "Dan", "Eva"):
            more(name, *BEST, story="desk-2")
        more("Ana", *BEST)
        with Store.open(saves) as store:
            set_policy(store, Policy("happened", "cohorts"))
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "m", "s")
            text = screen_text(cohorts_alone)
            assert "Second desk closed 5 today" in text
            assert "The wrong room fewer than 5" in text
            assert "they see that it took place" in text
            await press(pilot, "down", "enter")
            await settled(pilot)
            text = " ".join(screen_text(cohorts_alone).split())
            assert "No decision was reached by 5 people or more at a first attempt" in text


class TestAStory:
    @SIZES
    async def test_has_its_decisions_the_hardest_first(
        self,
        make_app: Callable[..., ServicesimApp],
        store: Store,
        story: Story,
        size: tuple[int, int],
    ) -> None:
        have_conversations(store, story, 40, mode="assessment")
        app = make_app(review=True)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "s", "enter")
            await settled(pilot)
            assert isinstance(app.screen, StoryScreen)
            text = screen_text(app)
            assert "40 first attempts without help" in text
            assert "Endings:" in text
            rows = [line.split() for line in screen_lines(app) if "%" in line]
            shares = [int(row[2].rstrip("%")) for row in rows if row[0].lstrip("▌") in ("desk", "room")]
            assert shares == sorted(shares)
            assert len(shares) == 2

    @pytest.mark.slow
    async def test_few_people_are_not_enough(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "s", "enter")
            await settled(pilot)
            assert "desk 6 not enough data" in screen_text(review).replace("▌", "")

    async def test_a_decision_opens_with_what_is_said_there(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "s", "enter", "enter")
            assert isinstance(review.screen, DecisionScreen)
            text = screen_text(review)
            assert "The lift again. I asked for quiet." in text
            assert "came here 6" in text
            assert "I am the trainee, and I am sorry" in text
            await press(pilot, "escape")
            assert isinstance(review.screen, StoryScreen)

    @pytest.mark.slow
    async def test_what_few_people_chose_or_reached_is_said_to_be_hidden_where_cohorts_alone_are_shown(
        self, cohorts_alone: ServicesimApp
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "s", "enter")
            await settled(pilot)
            text = " ".join(screen_text(cohorts_alone).split())
            assert "The endings are hidden: fewer than 5 people reached one of them." in text
            assert "The replies are hidden: fewer than 5 people chose one of them." in text
            assert "not enough data: under 10 people came here" in text
            assert "– hidden" not in text
            await press(pilot, "enter")
            text = " ".join(screen_text(cohorts_alone).split())
            assert "came here 5" in text
            assert "trust falls not enough data" in text
            assert "The replies are hidden: fewer than 5 people chose one of them." in text
            assert "chose share" not in text

    @pytest.mark.slow
    async def test_texts_are_shown_one_after_the_other(
        self, make_app: Callable[..., ServicesimApp], store: Store, story: Story
    ) -> None:
        old = (STORIES / "front-desk.yaml").read_text(encoding="utf-8").replace("Well.", "Well, well.")
        have_conversations(store, story, 3, mode="assessment")
        other = linked(old)
        play = Play.begin(store, other, proof_of(other), trainee="Zoe", mode="assessment")
        for reply in ("listen", "choose"):
            play.give(reply)
        app = make_app(review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "s", "enter")
            await settled(pilot)
            digests = {story.digest[:8], linked(old).digest[:8]}
            first = next(digest for digest in digests if digest in screen_text(app))
            assert "of 2, never added up" in screen_text(app)
            await press(pilot, "t")
            await settled(pilot)
            assert (digests - {first}).pop() in screen_text(app)
            await press(pilot, "t")
            await settled(pilot)
            assert first in screen_text(app)


class TestWork:
    @SIZES
    async def test_says_of_how_many_each_assignment_is_done(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "w")
            assert isinstance(review.screen, WorkScreen)
            rows = {tuple(line.replace("▌", "").split()) for line in screen_lines(review)}
            assert ("The", "wrong", "room", "Spring", "3", "0", "0") in rows
            assert ("Second", "desk", "Gus", "1", "Mar", "2026", "0", "0", "1") in rows
            assert "by Mo" in screen_text(review)

    @pytest.mark.slow
    async def test_by_person_it_leads_to_the_person(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "w", "p")
            assert "Gus 0 0 1" in screen_text(review)
            await press(pilot, "enter")
            assert isinstance(review.screen, TraineeScreen)
            assert "Ana" in screen_lines(review)[0]

    async def test_one_for_a_cohort_opens_its_people(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "w")
            line = next(line for line in screen_lines(review) if "▌" in line)
            await press(pilot, *([] if "Spring" in line else ["down"]), "enter")
            assert screen_lines(review)[0].split() == ["Work", "·", "cohort", "Spring", "3", "people"]
            assert "Ana 1 0 0" in screen_text(review)
            assert "Gus" not in screen_text(review)
            await press(pilot, "p")
            assert "1 assignment" in screen_lines(review)[0]
            await press(pilot, "enter")  # of the cohort that is looked at already
            assert "Ana 1 0 0" in screen_text(review)
            await press(pilot, "escape")
            assert "2 assignments" in screen_lines(review)[0]

    @pytest.mark.slow
    async def test_its_key_says_where_it_leads(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "w")
            assert "p by person" in screen_lines(review)[-1]
            await press(pilot, "p")
            assert "p by assignment" in screen_lines(review)[-1]
            assert "4 people" in screen_lines(review)[0]

    @pytest.mark.slow
    async def test_where_the_policy_shows_cohorts_alone_nobody_is_opened(
        self, cohorts_alone: ServicesimApp
    ) -> None:
        async with cohorts_alone.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "w", "enter")
            assert isinstance(cohorts_alone.screen, WorkScreen)
            assert "shows cohorts, and no single people" in screen_text(cohorts_alone)
            assert "by person" not in screen_lines(cohorts_alone)[-1]

    @pytest.mark.slow
    async def test_where_nothing_was_assigned_it_says_how(
        self, make_app: Callable[..., ServicesimApp], store: Store, story: Story
    ) -> None:
        have_conversations(store, story, 1)
        app = make_app(review=True)
        async with app.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "w")
            assert "servicesim assign" in screen_text(app)
