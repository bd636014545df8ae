"""The invented year: real conversations of people who are clearly invented, the same ones every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from servicesim.cli import cli
from servicesim.errors import UsageError
from servicesim.saves.assignments import work
from servicesim.saves.comments import comments_on
from servicesim.saves.demo.cast import COMMENTED, MARK
from servicesim.saves.demo.year import THRESHOLD, Made, make
from servicesim.saves.people import cohorts, people
from servicesim.saves.policy import Policy, policy_of
from servicesim.saves.store import Store
from servicesim.saves.verify import verify
from servicesim.solver.cache import proof_of

from .year_of import NOW, STORIES


@pytest.fixture
def store(made: tuple[Path, Made]) -> Iterator[Store]:
    with Store.open(made[0]) as opened:
        yield opened


def told(store: Store) -> list[object]:
    """Everything that was played, but for what is made from the ids of sessions."""
    found: list[object] = []
    for session in store.sessions():
        replies = [(row.kind, row.reply, row.at, row.decided_ms) for row in store.replies(session.id)]
        found.append((session.trainee, session.story, session.mode, session.started, session.seed, replies))
    return found


class TestPeople:
    def test_forty_people_in_three_cohorts_are_marked_as_invented(self, store: Store) -> None:
        everybody = people(store)
        assert len(everybody) == 40
        assert len(cohorts(store)) == 3
        assert all(MARK in person.name and MARK in (person.cohort or "") for person in everybody)
        assert {session.trainee for session in store.sessions()} <= {person.name for person in everybody}

    def test_a_manager_has_set_what_the_review_shows_assigned_work_and_written(self, store: Store) -> None:
        assert policy_of(store) == Policy("whole", "shown", THRESHOLD)
        states = work(store, NOW)
        assert sum(one.done for one in states) > sum(one.overdue for one in states) > 0
        assert sum(one.open for one in states) > 0
        written = [one for session in store.sessions() for one in comments_on(store, session.id)]
        assert sorted(one.text for one in written) == sorted(COMMENTED.values())


class TestSessions:
    def test_every_session_replays_with_its_scores_and_its_chain(
        self, store: Store, made: tuple[Path, Made]
    ) -> None:
        results = list(verify(store, proof_of))
        assert len(results) == made[1].sessions > 100
        assert [result.problems for result in results if result.problems] == []

    def test_there_is_some_of_everything(self, store: Store) -> None:
        sessions = store.sessions()
        assert any(session.abandoned(NOW) for session in sessions)
        assert any(session.parent for session in sessions)
        assert any(session.seen for session in sessions)
        assert any(session.assisted and session.parent is None for session in sessions)
        assert any(row.kind == "back" for session in sessions for row in store.replies(session.id))
        assert {session.outcome for session in sessions} == {"resolved", None}
        modes = Counter(session.mode for session in sessions)
        assert min(modes.values()) > len(sessions) / 5

    def test_they_lie_within_the_year_on_weekdays_and_in_time(self, store: Store) -> None:
        for session in store.sessions():
            times = [session.started, *(row.at for row in store.replies(session.id)), session.touched]
            assert times == sorted(times)
            assert NOW - timedelta(days=370) < times[0] <= times[-1] < NOW
            assert session.parent or not session.first or session.started.weekday() < 5

    def test_who_sees_what_a_reply_is_worth_scores_higher_than_who_does_not(self, store: Store) -> None:
        def mean(name: str) -> float:
            scores = [
                value
                for session in store.sessions()
                if session.trainee == f"{name} {MARK}" and session.status == "ended"
                for value in (session.empathy, session.clarity, session.trust)
                if value is not None
            ]
            return sum(scores) / len(scores)

        assert mean("Giulia C.") > mean("Dmitri P.") + 10


class TestMaking:
    @pytest.mark.slow
    def test_one_seed_gives_one_year_and_another_another(
        self, store: Store, made: tuple[Path, Made], tmp_path: Path
    ) -> None:
        make(tmp_path / "again.db", STORIES, now=NOW, seed=2)
        make(tmp_path / "other.db", STORIES, now=NOW, seed=3)
        with Store.open(tmp_path / "again.db") as again, Store.open(tmp_path / "other.db") as other:
            assert told(again) == told(store)
            assert told(other) != told(store)

    def test_a_file_that_is_there_stays_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.db"
        path.write_bytes(b"mine")
        with pytest.raises(UsageError, match="already"):
            make(path, STORIES, now=NOW)
        assert path.read_bytes() == b"mine"

    def test_where_it_is_interrupted_nothing_is_left(self, tmp_path: Path) -> None:
        def interrupt(done: int, whole: int) -> None:
            if done > whole * 0.6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            make(tmp_path / "demo.db", STORIES, now=NOW, progress=interrupt)
        assert list(tmp_path.iterdir()) == []

    def test_without_a_story_there_is_nothing_to_play(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no story"):
            make(tmp_path / "demo.db", [], now=NOW)


class TestCommand:
    def test_it_makes_no_other_store_than_the_one_it_names(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("servicesim.story.library.Library.entries", lambda _: [])
        monkeypatch.setenv("SERVICESIM_SAVES", str(tmp_path / "own.db"))
        monkeypatch.chdir(tmp_path)
        result = CliRunner().invoke(cli, ["demo-data"])
        assert isinstance(result.exception, UsageError)
        assert list(tmp_path.iterdir()) == []
