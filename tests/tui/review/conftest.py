"""Six people who played six stories, for every test of the review."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from servicesim.saves.assignments import assign
from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.library import Library
from servicesim.tui.app import ServicesimApp
from tests.tui.conftest import NOON, STORIES

BEST, WORST, MIDDLE = ("name-it", "choose"), ("policy", "breakfast"), ("listen", "breakfast")
WAYS = {"Ana": BEST, "Ben": WORST, "Cleo": MIDDLE, "Dan": MIDDLE, "Eva": MIDDLE, "Finn": MIDDLE}
"""How each person plays most stories, as an assessment."""
ONCE = {
    ("Ana", "desk-4"): ("name-it", "breakfast"),
    ("Ben", "desk-5"): MIDDLE,
    ("Cleo", "desk-2"): ("listen", "choose"),
    ("Dan", "desk-3"): ("name-it", "breakfast"),
    ("Eva", "desk-5"): ("listen", "choose"),
    ("Finn", "desk-6"): WORST,
}
"""And one of them otherwise: nobody is the same everywhere."""
TITLES = ("The wrong room", "Second desk", "Third desk", "Fourth desk", "Fifth desk", "Sixth desk")


@pytest.fixture(scope="session")
def _year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the stories and the store, made once; each test has a copy."""
    folder = tmp_path_factory.mktemp("year")
    stories = folder / "stories"
    stories.mkdir()
    text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
    for number, title in enumerate(TITLES, 1):
        name = "front-desk" if number == 1 else f"desk-{number}"
        changed = text.replace("id: front-desk", f"id: {name}").replace("The wrong room", title)
        (stories / f"{name}.yaml").write_text(changed, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERVICESIM_CACHE", str(folder / "cache"))
        _play(folder / "servicesim.db", stories)
    return folder


def _play(saves: Path, folder: Path) -> None:
    moment = NOON

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    with Store.open(saves, clock=clock) as store:
        cohorts = {**dict.fromkeys(("Ana", "Ben", "Cleo"), "Spring"), "Gus": "Autumn"}
        cohorts |= dict.fromkeys(("Dan", "Eva", "Finn"), "Autumn")
        import_people(store, [Person(name, cohort) for name, cohort in cohorts.items()])
        assign(store, "front-desk", author="Mo", cohort="Spring", at=NOON - timedelta(hours=1))
        assign(store, "desk-2", author="Mo", person="Gus", due=date(2026, 3, 1), at=NOON)
        for path in sorted(folder.glob("*.yaml")):
            story = Library().find(str(path))
            for name, way in WAYS.items():
                play = Play.begin(store, story, proof_of(story), trainee=name, mode="assessment")
                for reply in ONCE.get((name, story.id), way):
                    play.give(reply)


@pytest.fixture
def stories(_year: Path) -> Path:
    """The folder of the stories."""
    return _year / "stories"


@pytest.fixture
def team(_year: Path, saves: Path) -> None:
    """The store of six people lies where the app looks for it."""
    shutil.copy(_year / "servicesim.db", saves)


@pytest.fixture
def review(
    team: None, make_app: Callable[..., ServicesimApp], stories: Path, preferences: object
) -> ServicesimApp:
    """The app of a manager, Jo, with the review open over that store."""
    return make_app(stories=stories, review=True)


@pytest.fixture
def more(team: None, saves: Path, stories: Path) -> Callable[..., None]:
    """Has somebody play one more session: `more("Ana", "listen", "choose", story="desk-2")`."""

    def play(name: str, *replies: str, story: str = "front-desk", mode: Mode = "practice") -> None:
        found = Library().find(str(stories / f"{story}.yaml"))
        clock = iter(NOON + timedelta(hours=3, minutes=minute) for minute in range(20))
        with Store.open(saves, clock=lambda: next(clock)) as store:
            begun = Play.begin(store, found, proof_of(found), trainee=name, mode=mode)
            for reply in replies:
                begun.give(reply)

    return play


@pytest.fixture
def cohorts_alone(
    make_app: Callable[..., ServicesimApp], team: None, saves: Path, stories: Path
) -> ServicesimApp:
    """The review of a store whose policy shows cohorts, and no single people."""
    with Store.open(saves) as store:
        set_policy(store, Policy(people="cohorts"))
    return make_app(stories=stories, review=True)
