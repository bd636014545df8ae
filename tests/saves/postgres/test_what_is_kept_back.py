"""What a manager is told who asks a server for what it keeps back: the truth, and not which one it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from servicesim.conversation import RULES
from servicesim.errors import PersonNotFound
from servicesim.preferences import Preferences
from servicesim.saves.logins import grant_manager
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Mode, Selection
from servicesim.saves.review.stories import stories_played
from servicesim.saves.store import Store
from servicesim.story.library import Library
from servicesim.tui.app import ServicesimApp
from servicesim.tui.launch import Launch
from servicesim.tui.review.stories.story import StoryScreen
from tests.tui.talking import NARROW, screen_text, settled

from .company import SPRING, Company
from .conftest import Database
from .test_check import LONG_AGO, everybody_plays
from .test_setting_up import run

ASKS = [
    ("export", "--format", "html", "--cohort"),
    ("export", "--format", "csv", "--cohort"),
    ("people", "list", "--cohort"),
    ("assign", "the-second-miss", "--to"),
]


def refused(database: Database, *words: str) -> str:
    error = run(database, "kim", *words).exception
    assert isinstance(error, PersonNotFound)
    return str(error).replace(words[-1], "X")


@pytest.fixture
def both(store: Store, company: Company) -> Company:
    """Kim manages Spring, which has five people, and Autumn, which has two."""
    grant_manager(store, "kim", ["Spring", "Autumn"])
    return company


@pytest.fixture
def app_of_kim(tmp_path: Path, database: Database) -> Callable[[], ServicesimApp]:
    """Gives the app as it opens with the review for Kim, who manages."""
    url = database.url("kim")
    preferences = Preferences(tmp_path / "settings.json", trainee="Kim", motion=False, told=[url])
    return lambda: ServicesimApp(Launch(saves=url, open_library=Library, review=True), preferences)


class TestACohort:
    @pytest.mark.parametrize("words", ASKS, ids=" ".join)
    def test_of_few_people_and_one_that_there_is_not_are_told_alike(
        self, words: tuple[str, ...], database: Database, both: Company
    ) -> None:
        both.policy(people="cohorts")
        told = refused(database, *words, "Autumn")
        assert told == refused(database, *words, "Summer")
        assert "'X' can be shown: there is none of that name, or it is not one that you may read, " in told
        assert "or it has fewer than 5 people." in told

    def test_that_can_be_shown_is_offered_instead(self, database: Database, both: Company) -> None:
        both.policy(people="cohorts")
        assert refused(database, *ASKS[0], "Autumn").endswith("fewer than 5 people. Shown are Spring.")
        assert refused(database, *ASKS[0], "Sprong").endswith("fewer than 5 people. Did you mean Spring?")

    def test_of_somebody_else_is_not_said_to_be_none(self, database: Database, company: Company) -> None:
        told = refused(database, *ASKS[0], "Autumn")
        assert told.startswith("No cohort 'X' can be shown: there is none of that name, or it is not one")
        assert "fewer" not in told

    def test_is_shown_where_there_are_people_enough(self, database: Database, both: Company) -> None:
        both.policy(people="cohorts")
        assert run(database, "kim", *ASKS[0], "Spring").exit_code == 0
        both.policy(people="shown")
        assert run(database, "kim", *ASKS[0], "Autumn").exit_code == 0


def test_a_person_of_another_cohort_is_not_said_to_be_none(database: Database, company: Company) -> None:
    for words in (("export", "--format", "csv", "--trainee", "Bo"), (*ASKS[3], "person:Bo")):
        error = run(database, "kim", *words).exception
        assert isinstance(error, PersonNotFound)
        assert "there is none of that name, or it is not one that you may read." in str(error)


def test_a_story_that_five_people_practised_is_shown_where_practice_only_took_place(
    company: Company, kim: Store
) -> None:
    company.policy(practice="happened", people="cohorts")
    practised = Selection("practice", 1)
    (row,) = stories_played(kim, practised)
    assert row.hidden
    for name in SPRING[1:]:
        company.played(name, "practice")
    (row,) = stories_played(kim, practised)
    assert (row.sessions, row.fair, row.hidden) == (5, None, False)


@pytest.mark.parametrize(
    ("policy", "mode", "whom"),
    [
        (Policy(people="cohorts"), "assessment", "5 first attempts without help; text "),
        (Policy(practice="happened"), "practice", "Text "),
    ],
)
@pytest.mark.slow
async def test_the_screen_of_a_story_says_why_a_filter_by_dates_leaves_no_decisions(
    policy: Policy, mode: Mode, whom: str,
    app_of_kim: Callable[[], ServicesimApp], database: Database, store: Store,
) -> None:  # fmt: skip
    small = everybody_plays(store, database, mode)
    grant_manager(store, "kim", ["Autumn"])
    set_policy(store, policy)
    app = app_of_kim()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await app.push_screen(StoryScreen(small.id, Selection(mode, RULES, since=LONG_AGO)))
        await settled(pilot)
        text = " ".join(screen_text(app).split())
    assert whom + small.digest[:8] in text
    assert "Decisions are kept as sums without cohorts and dates here: take these off the filter" in text


@pytest.mark.parametrize(
    ("people", "said"), [("cohorts", "no cohort of 5 people or more"), ("shown", "gives you nobody")]
)
async def test_who_is_shown_nobody_is_told_so_and_not_that_nobody_played(
    people: str, said: str, app_of_kim: Callable[[], ServicesimApp], store: Store, company: Company
) -> None:
    company.policy(people=people)
    grant_manager(store, "kim", ["Autumn" if people == "cohorts" else "Winter"])
    app = app_of_kim()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        text = screen_text(app)
    assert "Nobody to show" in text
    assert said in text
    assert "servicesim people import" not in text
