"""The commands for those who look after people."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from servicesim.cli import managing
from servicesim.saves.assignments import assignments, tasks_for
from servicesim.saves.comments import comment
from servicesim.saves.policy import policy_of
from servicesim.saves.records import utc_now
from servicesim.saves.store import Store
from tests.test_cli import STORY, Place, sessions

LIST = "name,cohort\nAmina Bello,Spring\nJonas Weber,Spring\nLi Na,\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    there = Place(tmp_path)
    there.write("small.yaml", STORY)
    there.write("people.csv", LIST)
    return there


def opened(place: Place) -> Store:
    return Store.open(place.folder / "sessions.db")


def played(place: Place, trainee: str, answers: str = "1\n1\n") -> None:
    assert place.run("play", "small.yaml", "--plain", "--trainee", trainee, answers=answers).returncode == 0


class TestPeople:
    def test_a_list_is_taken_and_told_of(self, place: Place) -> None:
        done = place.start("people", "import", "people.csv")
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "3 new, 0 moved to another cohort or out of theirs, 0 as before.\n"
        listed = place.run("people", "list").stdout.splitlines()
        assert listed == ["cohort  name", "Spring  Amina Bello", "Spring  Jonas Weber", "–       Li Na"]
        found = json.loads(place.run("people", "list", "--cohort", "Spring", "--format", "json").stdout)
        assert [one["name"] for one in found] == ["Amina Bello", "Jonas Weber"]

    def test_a_cohort_that_there_is_not_is_no_empty_list(self, place: Place) -> None:
        place.run("people", "import", "people.csv")
        done = place.run("people", "list", "--cohort", "Sprin")
        assert (done.returncode, done.stdout) == (1, "")
        assert "There is no cohort 'Sprin'. Did you mean Spring?" in done.stderr
        assert place.run("people", "list", "--cohort", "").stdout.splitlines()[-1].endswith("Li Na")

    def test_before_anybody_there_is_nobody_and_no_store_is_made(self, place: Place) -> None:
        assert place.run("people", "list").stdout == "No people.\n"
        assert place.run("people", "list", "--format", "json").stdout == "[]\n"
        assert not (place.folder / "sessions.db").exists()

    def test_mistakes_are_named_by_line_and_nothing_is_taken(self, place: Place) -> None:
        place.write("people.csv", "name,cohort\nJo,Spring\nJo,Autumn\n")
        done = place.run("people", "import", "people.csv")
        assert done.returncode == 1
        assert "people.csv:3: 'Jo' stands in line 2 already\n" in done.stderr
        assert place.run("people", "list").stdout == "No people.\n"

    def test_a_file_that_is_not_there_is_wrong_usage(self, place: Place) -> None:
        assert place.run("people", "import", "nobody.csv").returncode == 2


class TestAssign:
    @pytest.fixture(autouse=True)
    def _people(self, place: Place) -> None:
        place.run("people", "import", "people.csv")

    def test_to_a_cohort_with_a_mode_and_a_day(self, place: Place) -> None:
        day = (date.today() + timedelta(days=9)).isoformat()
        done = place.run("assign", "small.yaml", "--to", "Spring", "--mode", "assessment", "--due", day)
        assert done.returncode == 0
        assert done.stderr == (
            f"'small' is assigned to the cohort Spring (2 people now), as assessment, due {day}.\n"
        )
        with opened(place) as store:
            (made,) = assignments(store)
            assert (made.story, made.cohort, made.mode, made.author) == (
                "small",
                "Spring",
                "assessment",
                "Jo",
            )

    def test_to_a_person_who_is_listed_or_has_played(self, place: Place) -> None:
        played(place, "Kim")
        assert place.run("assign", "small.yaml", "--to", "Kim").returncode == 0
        assert "'small' is assigned to Li Na." in place.run("assign", "small.yaml", "--to", "Li Na").stderr
        with opened(place) as store:
            assert [task.state for task in tasks_for(store, "Kim", utc_now())] == ["open"]

    def test_what_is_both_has_to_be_told_apart(self, place: Place) -> None:
        played(place, "Spring")
        done = place.run("assign", "small.yaml", "--to", "Spring")
        assert done.returncode == 2
        assert "write 'cohort:Spring' or 'person:Spring'" in done.stderr
        assert place.run("assign", "small.yaml", "--to", "person:Spring").returncode == 0
        assert place.run("assign", "small.yaml", "--to", "cohort:Spring").returncode == 0
        with opened(place) as store:
            assert [(made.cohort, made.person) for made in assignments(store)] == [
                (None, "Spring"),
                ("Spring", None),
            ]

    def test_nobody_of_that_name(self, place: Place) -> None:
        done = place.run("assign", "small.yaml", "--to", "Sprnig")
        assert done.returncode == 1
        assert done.stderr == "There is no cohort or person 'Sprnig'. Did you mean Spring?\n"
        assert (
            "There is no person 'Spring'" in place.run("assign", "small.yaml", "--to", "person:Spring").stderr
        )

    @pytest.mark.parametrize(
        ("words", "status", "why"),
        [
            (("the-secnd-miss", "--to", "Spring"), 1, "Did you mean the-second-miss?"),
            (("small.yaml", "--to", "Spring", "--due", "soon"), 2, "write it like"),
            (("small.yaml", "--to", "Spring", "--due", "2020-01-01"), 2, "is over"),
            (("small.yaml", "--to", "Spring", "--withdraw", "--due", "2999-01-01"), 2, "leave out the rest"),
            (("small.yaml",), 2, "--to"),
        ],
    )
    def test_what_cannot_be_assigned(
        self, words: tuple[str, ...], status: int, why: str, place: Place
    ) -> None:
        done = place.run("assign", *words)
        assert done.returncode == status
        assert why in done.stderr

    def test_a_mode_that_the_story_excludes(self, place: Place) -> None:
        place.write("exam.yaml", STORY.replace("source: customer", "source: customer\nuse: assessment"))
        assert place.run("assign", "exam.yaml", "--to", "Spring", "--mode", "practice").returncode == 2

    def test_taken_back(self, place: Place) -> None:
        place.run("assign", "small.yaml", "--to", "Spring")
        done = place.run("assign", "small", "--to", "Spring", "--withdraw")
        assert (done.returncode, done.stderr) == (0, "1 assignment taken back.\n")
        with opened(place) as store:
            assert assignments(store) == []


class TestForget:
    @pytest.fixture(autouse=True)
    def _sessions(self, place: Place) -> None:
        played(place, "Amina")
        played(place, "Kim")

    def test_it_says_what_goes_asks_and_deletes(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(managing, "can_ask", lambda: True)
        refused = place.run("forget", "Amina", answers="n\n")
        assert (refused.returncode, refused.stdout) == (0, "")
        assert "Of Amina: 1 session with 2 replies.\n" in refused.stderr
        assert "Nothing was deleted." in refused.stderr
        assert len(sessions(place)) == 2
        assert place.run("forget", "Amina", answers="\n").returncode == 0  # no, where nothing is said
        assert len(sessions(place)) == 2
        assert place.run("forget", "Amina", answers="y\n").returncode == 0
        assert [one["trainee"] for one in sessions(place)] == ["Kim"]
        assert place.run("verify").returncode == 0

    @pytest.mark.slow
    def test_without_a_terminal_it_has_to_be_told(self, place: Place) -> None:
        assert place.start("forget", "Amina").returncode == 2
        assert len(sessions(place)) == 2
        assert place.start("forget", "Amina", "--yes").returncode == 0
        assert len(sessions(place)) == 1

    def test_somebody_unknown(self, place: Place) -> None:
        done = place.run("forget", "Amnia", "--yes")
        assert (done.returncode, done.stderr) == (1, "There is no trainee 'Amnia'. Did you mean Amina?\n")

    def test_what_is_older(self, place: Place) -> None:
        done = place.run("forget", "--older-than", "1", "--yes")
        assert (done.returncode, done.stderr) == (0, "There is nothing that old.\n")
        with Store.open(place.folder / "old.db", clock=lambda: utc_now() - timedelta(days=400)) as store:
            from tests.saves.samples import begin

            begin(store)
        old = "--saves", str(place.folder / "old.db")
        assert (
            "There is nothing that old." in place.run("forget", "--older-than", "401", "--yes", *old).stderr
        )
        done = place.run("forget", "--older-than", "365", "--yes", *old)
        assert done.returncode == 0
        assert "1 session with 0 replies." in done.stderr
        assert place.run("sessions", *old).stdout == "No sessions.\n"

    @pytest.mark.parametrize(
        "words", [(), ("Amina", "--older-than", "3"), ("--older-than", "0"), ("--older-than", "soon")]
    )
    def test_wrong_usage(self, words: tuple[str, ...], place: Place) -> None:
        assert place.run("forget", *words, "--yes").returncode == 2

    def test_where_no_store_is_there_is_nobody(self, place: Place) -> None:
        nowhere = "--saves", str(place.folder / "nowhere.db")
        assert place.run("forget", "Amina", "--yes", *nowhere).returncode == 1
        assert place.run("forget", "--older-than", "9", "--yes", *nowhere).returncode == 0
        assert not (place.folder / "nowhere.db").exists()


class TestPolicy:
    def test_what_holds_where_nobody_has_set_one(self, place: Place) -> None:
        lines = place.run("store", "policy").stdout.splitlines()
        assert [line.split()[:2] for line in lines] == [
            ["practice", "scores"],
            ["people", "shown"],
            ["threshold", "none"],
        ]
        assert not (place.folder / "sessions.db").exists()

    def test_each_part_is_set_by_itself(self, place: Place) -> None:
        place.run("store", "policy", "--threshold", "72.5")
        place.run("store", "policy", "--practice", "whole")
        shown = place.run("store", "policy", "--people", "cohorts").stdout
        assert shown == place.run("store", "policy").stdout
        assert "threshold  72.5 " in shown
        with opened(place) as store:
            policy = policy_of(store)
            assert (policy.practice, policy.people, policy.threshold) == ("whole", "cohorts", 72.5)
        place.run("store", "policy", "--threshold", "none")
        with opened(place) as store:
            assert policy_of(store).threshold is None

    @pytest.mark.parametrize(
        "words",
        [("--threshold", "101"), ("--threshold", "nan"), ("--threshold", "high"), ("--people", "all")],
    )
    def test_what_means_nothing_is_refused(self, words: tuple[str, str], place: Place) -> None:
        assert place.run("store", "policy", *words).returncode == 2


class TestTelling:
    """Trainees hear what managers see, and hear it again where that changes."""

    def test_at_the_first_start_and_after_a_change(self, place: Place) -> None:
        def told(answers: str = "1\n") -> str:
            return " ".join(place.run("play", "small.yaml", "--plain", answers=answers).stderr.split())

        assert "of practice how it ended and its scores, and no reply" in told()
        assert told() == ""
        place.run("store", "policy", "--practice", "whole")
        assert "every conversation, practice too, with each reply" in told()
        assert told() == ""


class TestComments:
    """`show` tells what managers wrote to a session."""

    def test_in_text_and_json(self, place: Place) -> None:
        played(place, "Amina")
        known = str(sessions(place)[0]["id"])
        assert json.loads(place.run("show", known, "--format", "json").stdout)["comments"] == []
        with opened(place) as store:
            made = comment(store, known, "Ruth", "You let her finish.\n\nThat turned it.")
        text = place.run("show", known).stdout
        assert f"Ruth wrote to this on {made.at:%Y-%m-%d %H:%M} (UTC):\n  You let her finish.\n" in text
        (shown,) = json.loads(place.run("show", known, "--format", "json").stdout)["comments"]
        assert (shown["author"], shown["text"]) == ("Ruth", made.text)
        assert shown["at"].endswith("Z")
