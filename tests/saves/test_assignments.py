"""What somebody is to play, and how that stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from servicesim.errors import StoreUnusable, UsageError
from servicesim.saves import tables
from servicesim.saves.assignments import (
    Progress,
    Task,
    Work,
    assign,
    assignments,
    progress,
    tasks_for,
    withdraw,
    work,
)
from servicesim.saves.people import Person, import_people
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Ended, Mode
from servicesim.saves.store import Store

from .samples import NEW_YEAR, Clock, begin, reply, story_text

MISS, COAT = "the-second-miss", "the-blue-coat"
ENDED = Ended("stays", "resolved", 80, 70, 60)
TODAY = NEW_YEAR.astimezone().date()
LATER = NEW_YEAR + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _cohorts(store: Store) -> None:
    spring = [Person(name, "Spring") for name in ("Amina", "Jo", "Kim")]
    import_people(store, [*spring, Person("Li", "Autumn")])


def played(store: Store, trainee: str = "Amina", story: str = MISS, mode: Mode = "practice") -> str:
    """A session from its beginning to its end; its id."""
    session = begin(store, story_text(story, f'{{"title":"{story}"}}'), trainee=trainee, mode=mode)
    store.append(session.id, reply(), ended=ENDED)
    return session.id


def given(
    store: Store,
    story: str = MISS,
    *,
    to: str = "Spring",
    person: str | None = None,
    mode: Mode | None = None,
    due: date | None = None,
    at: datetime = NEW_YEAR,
) -> None:
    """An assignment to a cohort, or to a person."""
    cohort = None if person else to
    assign(store, story, author="Ruth", mode=mode, cohort=cohort, person=person, due=due, at=at)


def states(store: Store, trainee: str = "Amina", now: datetime = LATER) -> list[tuple[str, str]]:
    return [(task.story, task.state) for task in tasks_for(store, trainee, now)]


class TestDone:
    def test_by_a_session_that_began_afterwards_and_ended(self, store: Store) -> None:
        given(store)
        session = played(store)
        assert tasks_for(store, "Amina", LATER) == [Task(MISS, None, None, "done", session)]
        assert states(store, "Jo") == [(MISS, "open")]

    def test_not_by_one_from_before(self, store: Store, clock: Clock) -> None:
        played(store)
        given(store, at=clock.now + timedelta(seconds=1))
        assert states(store) == [(MISS, "open")]

    def test_not_by_one_in_progress(self, store: Store) -> None:
        given(store)
        begin(store)
        assert states(store) == [(MISS, "open")]

    def test_not_by_another_story(self, store: Store) -> None:
        given(store)
        played(store, story=COAT)
        assert states(store) == [(MISS, "open")]

    def test_in_the_mode_that_is_named(self, store: Store) -> None:
        given(store, mode="assessment")
        played(store)
        assert states(store) == [(MISS, "open")]
        session = played(store, mode="assessment")
        assert tasks_for(store, "Amina", LATER) == [Task(MISS, "assessment", None, "done", session)]

    def test_by_the_first_that_does(self, store: Store) -> None:
        given(store)
        first = played(store)
        played(store)
        assert [task.done_by for task in tasks_for(store, "Amina", LATER)] == [first]


class TestDue:
    def test_the_day_itself_is_in_time(self, store: Store) -> None:
        given(store, due=TODAY)
        assert states(store, now=NEW_YEAR) == [(MISS, "open")]
        assert states(store, now=NEW_YEAR + timedelta(days=1)) == [(MISS, "overdue")]

    def test_what_is_done_late_is_done(self, store: Store) -> None:
        given(store, due=TODAY - timedelta(days=3))
        played(store)
        assert states(store) == [(MISS, "done")]

    def test_the_order_is_that_of_the_days(self, store: Store) -> None:
        given(store, "a-whenever")
        given(store, "b-soon", due=TODAY + timedelta(days=1))
        given(store, "c-late", due=TODAY - timedelta(days=1))
        given(store, MISS, due=TODAY - timedelta(days=9))
        played(store)
        assert states(store) == [
            ("c-late", "overdue"),
            ("b-soon", "open"),
            ("a-whenever", "open"),
            (MISS, "done"),
        ]


class TestWhoHasIt:
    def test_a_person_alone(self, store: Store) -> None:
        given(store, person="Jo")
        assert states(store, "Jo") == [(MISS, "open")]
        assert states(store, "Amina") == []

    def test_whoever_comes_into_the_cohort_later(self, store: Store) -> None:
        given(store)
        assert states(store, "Li") == []
        import_people(store, [Person("Li", "Spring"), Person("Amina", "Autumn")])
        assert states(store, "Li") == [(MISS, "open")]
        assert states(store, "Amina") == []

    def test_twice_the_same_is_one_task_with_the_earlier_day(self, store: Store) -> None:
        given(store)
        given(store, person="Amina", due=TODAY)
        assert tasks_for(store, "Amina", LATER) == [Task(MISS, None, TODAY, "open", None)]

    def test_assigned_again_it_is_to_do_again(self, store: Store, clock: Clock) -> None:
        given(store)
        played(store)
        given(store, at=clock.now + timedelta(seconds=1))
        assert states(store) == [(MISS, "open"), (MISS, "done")]


class TestOverview:
    def test_how_the_tasks_of_each_stand(self, store: Store) -> None:
        given(store, due=TODAY - timedelta(days=1))
        given(store, COAT)
        given(store, COAT, person="Li")
        played(store, "Jo")
        assert work(store, LATER) == [
            Work("Amina", open=1, overdue=1, done=0),
            Work("Jo", open=1, overdue=0, done=1),
            Work("Kim", open=1, overdue=1, done=0),
            Work("Li", open=1, overdue=0, done=0),
        ]
        assert [each.person for each in work(store, LATER, "Autumn")] == ["Li"]

    def test_how_each_assignment_stands_the_newest_first(self, store: Store) -> None:
        given(store, due=TODAY - timedelta(days=1))
        given(store, COAT, person="Li", at=NEW_YEAR + timedelta(seconds=1))
        given(store, COAT, to="Nobody's", at=NEW_YEAR + timedelta(seconds=2))
        played(store, "Jo")
        nobodys, lis, springs = assignments(store)[::-1]
        assert progress(store, LATER) == [
            Progress(nobodys, people=0, open=0, overdue=0, done=0),
            Progress(lis, people=1, open=1, overdue=0, done=0),
            Progress(springs, people=3, open=0, overdue=2, done=1),
        ]
        assert [one.assignment for one in progress(store, LATER, "Autumn")] == [lis]

    def test_where_people_do_not_appear_few_are_hidden(self, store: Store) -> None:
        set_policy(store, Policy(people="cohorts"))
        given(store)
        given(store, person="Jo")
        (springs,) = progress(store, LATER)
        assert (springs.people, springs.done) == (None, None)
        assert work(store, LATER) == []
        import_people(store, [Person("Li", "Spring"), Person("Bo", "Spring")])
        (springs,) = progress(store, LATER)
        assert (springs.people, springs.open) == (5, 5)


class TestKeeping:
    def test_all_that_was_said_comes_back(self, store: Store) -> None:
        made = assign(
            store, MISS, author=" Ruth ", mode="assessment", cohort="Spring", due=TODAY, at=NEW_YEAR
        )
        assert (made.author, made.person, made.due) == ("Ruth", None, TODAY)
        assert assignments(store) == [made]

    def test_withdrawn_it_is_nobodys_task(self, store: Store) -> None:
        given(store)
        given(store, person="Amina")
        given(store, COAT)
        assert withdraw(store, MISS, cohort="Spring") == 1
        assert states(store, "Jo") == [(COAT, "open")]
        assert withdraw(store, MISS, cohort="Spring") == 0

    def test_it_is_for_a_cohort_or_for_a_person(self, store: Store) -> None:
        with pytest.raises(ValueError, match="either for a cohort or for a person"):
            assign(store, MISS, author="Ruth")
        with pytest.raises(ValueError, match="either for a cohort or for a person"):
            assign(store, MISS, author="Ruth", cohort="Spring", person="Jo")
        with pytest.raises(UsageError):
            assign(store, MISS, author="", cohort="Spring")

    @pytest.mark.parametrize("damage", [{"due": "soon"}, {"at": "soon"}, {"mode": "exam"}])
    def test_damage_is_named(self, damage: dict[str, str], store: Store) -> None:
        given(store)
        with store.writing() as connection:
            connection.execute(update(tables.assignments).values(**damage))
        with pytest.raises(StoreUnusable, match="the assignment"):
            tasks_for(store, "Amina", LATER)
