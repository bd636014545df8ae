"""One person, and one session, as a manager sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.results.items import Estimate
from servicesim.results.standing import ByScore, Outcomes, Standing
from servicesim.results.statistics import Figure
from servicesim.saves.comments import comment, comments_on
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Filter
from servicesim.saves.store import Store
from servicesim.tui.app import ServicesimApp
from servicesim.tui.review.overview.screen import OverviewScreen
from servicesim.tui.review.session.comments import CommentDialog, TakeBackDialog
from servicesim.tui.review.session.screen import SessionScreen
from servicesim.tui.review.trainee.screen import TraineeScreen
from servicesim.tui.review.trainee.text import standing_lines
from servicesim.tui.settings.name import NameDialog
from servicesim.tui.transcript.screen import TranscriptScreen
from tests.tui.talking import (
    NARROW,
    SIZES,
    WIDE,
    press,
    press_at_once,
    screen_lines,
    screen_text,
    settled,
    until,
)


def policy(saves: Path, wanted: Policy) -> None:
    """Gives the store a policy."""
    with Store.open(saves) as store:
        set_policy(store, wanted)


def standing(against: Figure, outcomes: Outcomes) -> Standing:
    """Somebody whose every score is 60, and who stands so against others."""
    mean = Figure(14, 6, Estimate(60, 52, 68))
    return Standing(
        name="Ana",
        people=1,
        sessions=14,
        scores=ByScore(mean, mean, mean),
        against=ByScore(against, against, against),
        outcomes=outcomes,
        trend=(60.0,),
        last=None,
    )


class TestTheStanding:
    def test_all_outcomes_are_told_where_the_line_is_narrow(self) -> None:
        found = Outcomes(resolved=9, partly=12, handed_over=11, lost=12, abandoned=13)
        lines = str(standing_lines(standing(Figure(14, 6, None), found), 76)).splitlines()
        assert all(len(line) <= 76 for line in lines)
        told = " ".join(" ".join(lines[3:]).split())
        assert told.endswith("won back 9 of 57, partly 12, handed over 11, lost 12, abandoned 13")

    def test_the_span_of_a_marked_difference_leaves_nothing_out(self) -> None:
        close = Figure(14, 6, Estimate(-11.4, -22.6, -0.2))
        assert "clearly below others: -11.4 (-22.6 to -0.2)" in str(
            standing_lines(standing(close, Outcomes()), 100)
        )


class TestAPerson:
    @SIZES
    async def test_shows_the_standing_and_every_session(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "down", "enter")
            assert isinstance(review.screen, TraineeScreen)
            text = screen_text(review)
            assert "Ben" in screen_lines(review)[0]
            assert "▼ clearly below others: -22 (-30 to -14)" in text
            assert "won back 0 of 6" in text
            assert sum("assessment" in line for line in screen_lines(review)[1:]) == 6
            await press(pilot, "escape")
            assert isinstance(review.screen, OverviewScreen)

    @pytest.mark.slow
    async def test_in_a_narrow_window_the_parts_come_one_after_the_other(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter")
            assert "when" in screen_text(review)
            await press(pilot, "right")
            assert "● first attempts without help" in screen_text(review)
            await press(pilot, "right")
            assert "Tactics of the newest 6 first attempts" in screen_text(review)
            await press(pilot, "right")
            assert "The wrong room" in screen_text(review)
            await press(pilot, "left")
            assert "Tactics" in screen_text(review)

    @pytest.mark.slow
    async def test_in_a_wide_one_they_stand_side_by_side(self, review: ServicesimApp) -> None:
        async with review.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "enter")
            text = screen_text(review)
            assert all(part in text for part in ("when", "● first attempts without help", "Tactics", "Work"))
            assert "part" not in screen_lines(review)[-1]

    @pytest.mark.slow
    async def test_plots_have_a_mark_for_each_first_attempt_and_another_for_repeats(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path
    ) -> None:
        more("Ana", "policy", "breakfast", mode="assessment")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "right")
            plots = "\n".join(screen_lines(app)[9:-4])
            assert "●" in plots
            assert "○" in plots
            assert "100┤" in plots

    async def test_first_attempt_against_latest(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path
    ) -> None:
        more("Ben", "name-it", "choose", mode="assessment")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "down", "enter")
            line = next(line for line in screen_lines(app) if "2 attempts" in line)
            assert "29 → 62" in line

    @pytest.mark.slow
    async def test_work_and_time_to_the_threshold(
        self, make_app: Callable[..., ServicesimApp], team: None, saves: Path, stories: Path
    ) -> None:
        policy(saves, Policy(threshold=60))
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "enter")
            text = screen_text(app)
            assert "Reached with first attempt 2" in text
            assert "done The wrong room" in text

    @pytest.mark.slow
    async def test_without_a_session_it_says_how_many_stories_it_takes(self, review: ServicesimApp) -> None:
        async with review.run_test(size=WIDE) as pilot:
            await settled(pilot)
            await press(pilot, "up", "enter")
            text = screen_text(review)
            assert "not enough data: 0 stories of the 5 it takes" in text
            assert "nothing yet" in text
            assert "overdue Second desk, due 1 Mar 2026" in text

    async def test_modes_are_apart(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path
    ) -> None:
        more("Gus", "name-it", "choose")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "up", "enter")
            assert "no first attempt" in screen_text(app)
            await press(pilot, "m")
            assert "practice" in screen_lines(app)[0]
            assert "won back 1 of 1" in screen_text(app)


class TestASession:
    @SIZES
    async def test_opens_with_the_review_of_each_reply(
        self, review: ServicesimApp, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "down", "enter", "enter")
            assert isinstance(review.screen, SessionScreen)
            assert "Ben · " in screen_lines(review)[0]
            await press(pilot, "down")
            assert "Rooms are given out by the system" in screen_text(review)
            assert "try again" not in screen_text(review)
            await press(pilot, "escape")
            assert isinstance(review.screen, TraineeScreen)

    @pytest.mark.slow
    async def test_reading_it_does_not_count_as_the_trainees_own_debrief(
        self, review: ServicesimApp, saves: Path, more: Callable[..., None]
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "end", "enter")
            assert isinstance(review.screen, SessionScreen)
        more("Ana", "listen", "choose", story="front-desk", mode="assessment")
        with Store.open(saves) as store:
            assert not any(session.seen for session in store.sessions(Filter(trainee="Ana")))

    async def test_practice_stays_closed_where_the_policy_says_so(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path, saves: Path
    ) -> None:
        more("Gus", "name-it", "choose")
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "up", "enter", "enter")
            assert isinstance(app.screen, TraineeScreen)
            assert "keeps what was said in practice from managers" in screen_text(app)
        policy(saves, Policy(practice="happened"))
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "up", "enter", "enter")
            assert screen_text(app).count("they see that it took place") == 1
            await press(pilot, "m")
            assert screen_text(app).count("they see that it took place") == 1
            assert "won back" not in screen_text(app).partition("when")[2]

    @pytest.mark.slow
    async def test_practice_opens_where_the_policy_opens_it(
        self, make_app: Callable[..., ServicesimApp], more: Callable[..., None], stories: Path, saves: Path
    ) -> None:
        more("Gus", "name-it", "choose")
        more("Gus", "listen", story="desk-3")
        policy(saves, Policy(practice="whole"))
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            opened = (SessionScreen, TranscriptScreen)
            await press(pilot, "up", "enter", "enter")
            await until(pilot, lambda: isinstance(app.screen, opened))
            first = app.screen
            await press(pilot, "escape", "down", "enter")
            await until(pilot, lambda: isinstance(app.screen, opened) and app.screen is not first)
            assert {type(first), type(app.screen)} == set(opened)


def kept(saves: Path, session: str) -> set[str]:
    """The texts of the comments on a session."""
    with Store.open(saves) as store:
        return {one.text for one in comments_on(store, session)}


class TestComments:
    async def test_are_written_signed_and_kept_beside_the_session(
        self, review: ServicesimApp, saves: Path
    ) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter", "k")
            assert isinstance(review.screen, CommentDialog)
            assert "Ana will see it in the debrief, signed Jo." in screen_text(review)
            await press_at_once(pilot, *"Well", "enter", *"done", "f2")
            await settled(pilot)
            assert isinstance(review.screen, SessionScreen)
            assert "Jo wrote to this" in screen_text(review)
            session = review.screen.play.session.id
            await press(pilot, "escape")
            assert "✎" in screen_text(review).partition("when")[2]
        with Store.open(saves) as store:
            assert [one.text for one in comments_on(store, session)] == ["Well\ndone"]

    @SIZES
    @pytest.mark.slow
    async def test_the_newest_of_ones_own_is_taken_back_once_that_is_confirmed(
        self, review: ServicesimApp, saves: Path, size: tuple[int, int]
    ) -> None:
        async with review.run_test(size=size) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter")
            assert isinstance(review.screen, SessionScreen)
            session = review.screen.play.session.id
            for text in ("first", "second"):
                await press(pilot, "k", *text, "f2")
                await settled(pilot)
            with Store.open(saves) as store:
                comment(store, session, "Mo", "not yours")
            await press(pilot, "d")
            assert isinstance(review.screen, TakeBackDialog)
            assert "second" in screen_text(review)
            await press(pilot, "escape")
            assert kept(saves, session) == {"first", "second", "not yours"}
            await press(pilot, "d", "enter")
            await settled(pilot)
            assert "The comment is taken back." in screen_text(review)
            assert kept(saves, session) == {"first", "not yours"}

    @pytest.mark.slow
    async def test_what_others_wrote_cannot_be_taken_back(self, review: ServicesimApp, saves: Path) -> None:
        with Store.open(saves) as store:
            for session in store.sessions(Filter(trainee="Ana")):
                comment(store, session.id, "Mo", "not yours")
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter")
            assert "Mo wrote to this" in screen_text(review)
            assert "take back" not in screen_text(review)
            await press(pilot, "d")
            assert isinstance(review.screen, SessionScreen)

    @pytest.mark.slow
    async def test_what_is_left_is_not_kept(self, review: ServicesimApp) -> None:
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter", "k", "f2")
            assert "There is nothing in it yet." in screen_text(review)
            await press(pilot, *"no", "escape")
            assert isinstance(review.screen, SessionScreen)
            assert "wrote to this" not in screen_text(review)

    @pytest.mark.slow
    async def test_what_cannot_be_kept_stands_in_the_dialog_again(
        self, review: ServicesimApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("servicesim.saves.comments.LONGEST", 3)
        async with review.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter", "k", *"long", "f2")
            await settled(pilot)
            assert isinstance(review.screen, CommentDialog)
            assert "at most 3 characters" in screen_text(review)
            assert "long" in screen_text(review)

    @pytest.mark.slow
    async def test_a_name_is_asked_for_once_where_there_is_none(
        self, make_app: Callable[..., ServicesimApp], team: None, stories: Path, preferences: Preferences
    ) -> None:
        preferences.trainee = None
        app = make_app(stories=stories, review=True)
        async with app.run_test(size=NARROW) as pilot:
            await settled(pilot)
            await press(pilot, "enter", "enter", "k")
            assert isinstance(app.screen, NameDialog)
            await press(pilot, *"Mo", "enter")
            assert isinstance(app.screen, CommentDialog)
            assert "signed Mo" in screen_text(app)
            assert preferences.trainee == "Mo"
