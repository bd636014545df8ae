"""The commands, as a user meets them: words and answers go in, exit status, stdout and stderr come out.

Most are run in the process of the tests, through `main`; those in which the process itself is the point, and
one of each kind, in a process of their own.
"""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from servicesim.cli import main
from tests.making import source

SCENES = """
one:
  says: Good morning.
  replies:
    hear: {say: Tell me., effects: {trust: 1}, marks: {empathy: 1}, then: two}
    wait: {does: You wait., then: two}
two:
  says: And?
  replies:
    end: {say: Bye., then: well}
    stop: {say: No., marks: {clarity: -1}, then: badly}
"""
ENDINGS = """
endings:
  well: {outcome: resolved, says: Thank you., aftermath: I told my sister.}
  badly: {outcome: lost, says: Never mind.}
  late: {outcome: lost, on: out_of_time, says: Late.}
"""
STORY = source(SCENES, endings=ENDINGS)


@dataclass
class Result:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Place:
    """A folder to run commands in, with a store and a cache of its own."""

    folder: Path

    def run(self, *words: str, answers: str = "") -> Result:
        """The command in this process, which is given the folder, surroundings and streams of its own."""
        stdin = io.TextIOWrapper(io.BytesIO(answers.encode()), encoding="utf-8")
        stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
        thresholds = gc.get_threshold()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name in os.environ.keys() - self.environment().keys():
                patch.delenv(name)
            for name, value in self.environment().items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["servicesim", *words])
            patch.setattr(sys, "excepthook", sys.excepthook)  # set by `main`, and put back like the rest
            for name, stream in {"stdin": stdin, "stdout": stdout, "stderr": stderr}.items():
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as left:
                main()
        gc.set_threshold(*thresholds)
        texts = []
        for stream in (stdout, stderr):
            stream.flush()
            stream.seek(0)
            texts.append(stream.read())
        assert isinstance(left.value.code, int)
        return Result(left.value.code, *texts)

    def start(self, *words: str, answers: str = "") -> Result:
        """The command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "servicesim", *words],
            cwd=self.folder,
            input=answers,
            capture_output=True,
            encoding="utf-8",
            env=self.environment(),
            timeout=60,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SERVICESIM_")}
        return {
            **kept,
            "SERVICESIM_SAVES": str(self.folder / "sessions.db"),
            "SERVICESIM_CACHE": os.environ["SERVICESIM_CACHE"],
            "SERVICESIM_CONFIG": str(self.folder / "settings.json"),
            "SERVICESIM_TRAINEE": "Jo",
        }

    def write(self, name: str, text: str) -> str:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@pytest.fixture
def place(tmp_path: Path) -> Place:
    there = Place(tmp_path)
    there.write("small.yaml", STORY)
    return there


def sessions(place: Place, *words: str) -> list[dict[str, object]]:
    return json.loads(place.run("sessions", "--format", "json", *words).stdout)


class TestPlay:
    def test_a_whole_conversation_and_the_session_is_there_afterwards(self, place: Place) -> None:
        result = place.start("play", "small.yaml", "--plain", answers="1\n1\n")
        assert result.returncode == 0
        assert "I told my sister." in result.stdout
        assert "sessions.db" in result.stderr  # the first start says what is kept, and where
        (session,) = sessions(place)
        assert (session["status"], session["ending"], session["outcome"]) == ("ended", "well", "resolved")
        assert (session["trainee"], session["mode"], session["turns"]) == ("Jo", "practice", 2)
        assert (session["empathy"], session["trust"]) == (100.0, 100.0)
        assert str(session["started"]).endswith("Z")

    def test_it_goes_on_at_the_exact_reply(self, place: Place) -> None:
        first = place.run("play", "small.yaml", "--plain", answers="2\n")
        assert first.returncode == 0
        again = place.start("play", "--plain", "--resume", answers="1\n")
        assert again.returncode == 0
        assert "(You wait.)" in again.stdout
        (session,) = sessions(place)
        assert (session["status"], session["turns"]) == ("ended", 2)

    def test_a_story_edited_meanwhile_goes_on_with_its_old_text_and_says_so(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="2\n")
        folder = place.folder / "mine"
        folder.mkdir()
        (folder / "small.yaml").write_text(STORY.replace("Bye.", "Farewell."), encoding="utf-8")
        again = place.run("play", "--plain", "--resume", "--stories", "mine", answers="1\n")
        assert "has been edited since" in again.stdout
        assert "Bye." in again.stdout
        assert "Farewell." not in again.stdout

    def test_without_a_terminal_lines_are_taken_by_themselves(self, place: Place) -> None:
        result = place.start("play", "small.yaml", answers="1\n")
        assert result.returncode == 0
        assert "1  Tell me." in result.stdout

    def test_the_app_without_a_terminal_is_wrong_usage(self, place: Place) -> None:
        result = place.start()
        assert (result.returncode, result.stdout) == (2, "")
        assert "--plain" in result.stderr

    def test_replies_given_beforehand(self, place: Place) -> None:
        result = place.run("play", "small.yaml", "--plain", "--replies", "hear,end")
        assert result.returncode == 0
        assert sessions(place)[0]["assisted"] is True

    def test_an_unknown_story_names_the_nearest(self, place: Place) -> None:
        result = place.run("play", "the-secnd-miss", "--plain")
        assert result.returncode == 1
        assert "Did you mean the-second-miss?" in result.stderr
        assert not (place.folder / "sessions.db").exists()

    def test_a_story_with_errors_is_not_played(self, place: Place) -> None:
        place.write("broken.yaml", STORY.replace("then: well", "then: wel"))
        result = place.run("play", "broken.yaml", "--plain", answers="1\n")
        assert result.returncode == 1
        assert "unknown-target" in result.stderr
        assert "did you mean 'well'?" in result.stderr
        assert result.stdout == ""

    def test_a_mode_that_the_story_excludes(self, place: Place) -> None:
        place.write("exam.yaml", STORY.replace("source: customer", "source: customer\nuse: assessment"))
        assert place.run("play", "exam.yaml", "--plain", "--mode", "practice").returncode == 2
        assert place.run("play", "exam.yaml", "--plain", answers="").returncode == 0
        assert sessions(place)[0]["mode"] == "assessment"

    def test_no_story_named(self, place: Place) -> None:
        result = place.run("play", "--plain")
        assert result.returncode == 2
        assert "the-second-miss" in result.stderr

    def test_a_save_that_cannot_be_written_is_exit_3_and_nothing_is_shown_as_said(self, place: Place) -> None:
        result = place.start(
            "play",
            "small.yaml",
            "--plain",
            "--saves",
            str(place.folder / "no" / "such" / "x.db"),
            answers="1\n",
        )
        assert result.returncode == 3
        assert "Good morning." not in result.stdout

    def test_a_name_that_cannot_be_kept(self, place: Place) -> None:
        assert place.run("play", "small.yaml", "--plain", "--trainee", "Jo\x1b[2J").returncode == 2


@pytest.mark.slow
class TestKilledInTheMiddle:
    def test_no_reply_that_was_shown_as_given_is_lost(self, place: Place) -> None:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "servicesim", "play", "small.yaml", "--plain"],
            cwd=place.folder,
            env=place.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("1\n")
            process.stdin.flush()
            shown = ""
            while "And?" not in shown:  # the customer has answered
                line = process.stdout.readline()
                assert line, shown
                shown += line
            process.kill()
        (session,) = sessions(place)
        assert (session["turns"], session["status"]) == (1, "in_progress")
        again = place.run("play", "--plain", "--resume", answers="1\n")
        assert "Tell me." in again.stdout
        assert sessions(place)[0]["status"] == "ended"
        assert place.run("verify").returncode == 0


class TestSessions:
    def test_an_empty_list_is_fine(self, place: Place) -> None:
        result = place.start("sessions")
        assert (result.returncode, result.stdout) == (0, "No sessions.\n")
        assert place.run("sessions", "--format", "json").stdout == "[]\n"
        assert place.run("sessions", "--format", "csv").stdout.startswith("id,trainee,story,")
        assert not (place.folder / "sessions.db").exists()

    def test_the_keys_of_the_contract_are_there(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n")
        promised = {
            *("id", "trainee", "story", "story_digest", "mode", "status", "ending", "outcome", "turns"),
            *("started", "ended", "empathy", "clarity", "trust", "assisted", "seen", "parent", "rules"),
        }
        assert promised <= set(sessions(place)[0])

    def test_filters(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n")
        place.run("play", "small.yaml", "--plain", "--trainee", "Kim", answers="1\n")
        assert [one["trainee"] for one in sessions(place, "--trainee", "Kim")] == ["Kim"]
        assert len(sessions(place, "--story", "small")) == 2
        assert sessions(place, "--story", "other") == []
        assert sessions(place, "--since", "2999-01-01") == []
        assert place.run("sessions", "--since", "yesterday").returncode == 2

    def test_csv_cells_are_no_formulas(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", "--trainee", "=cmd()", answers="1\n")
        head, row = place.run("sessions", "--format", "csv").stdout.splitlines()
        assert head.startswith("id,trainee,story")
        assert ",'=cmd()," in row


class TestShow:
    def test_transcript_and_debrief(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n1\n")
        known = str(sessions(place)[0]["id"])
        text = place.run("show", known[:6]).stdout
        assert text.index("Good morning.") < text.index("Tell me.") < text.index("I told my sister.")

    def test_json_adds_the_replies(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n1\n")
        known = str(sessions(place)[0]["id"])
        shown = json.loads(place.run("show", known, "--format", "json").stdout)
        assert [reply["reply"] for reply in shown["replies"]] == ["hear", "end"]
        assert {"turn", "scene", "reply", "attitude", "resistance", "trust"} <= set(shown["replies"][0])

    def test_showing_does_not_count_as_a_debrief(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", "--replies", "hear", answers="")
        place.run("show", str(sessions(place)[0]["id"]))
        place.run("play", "small.yaml", "--plain", answers="")
        assert [one["seen"] for one in sessions(place)] == [False, False]

    def test_a_session_that_is_not_there(self, place: Place) -> None:
        result = place.run("show", "abcdef")
        assert result.returncode == 1
        assert "There is no session 'abcdef'." in result.stderr


class TestMap:
    @pytest.mark.parametrize(
        ("form", "begins"),
        [("text", "Small\n"), ("mermaid", "---\ntitle"), ("dot", "digraph"), ("svg", "<svg")],
    )
    def test_each_form_goes_to_stdout(self, place: Place, form: str, begins: str) -> None:
        done = place.run("map", place.write("small.yaml", STORY), "--format", form)
        assert done.returncode == 0
        assert done.stdout.startswith(begins)
        assert "one" in done.stdout

    def test_a_story_with_errors_cannot_be_drawn(self, place: Place) -> None:
        done = place.run("map", place.write("small.yaml", STORY.replace("then: two", "then: tow")))
        assert done.returncode == 1
        assert done.stdout == ""
        assert "unknown-target" in done.stderr

    def test_a_folder_is_wrong_usage(self, place: Place) -> None:
        assert place.run("map", str(place.folder)).returncode == 2


class TestCheck:
    def test_a_sound_story_is_proved(self, place: Place) -> None:
        result = place.start("check", "small.yaml")
        assert result.returncode == 0
        assert "small.yaml: proved" in result.stdout
        assert "par 2" in result.stdout

    def test_json_has_the_keys_of_the_contract(self, place: Place) -> None:
        (found,) = json.loads(place.run("check", "small.yaml", "--format", "json").stdout)["stories"]
        counts = {"scenes", "replies", "endings", "words", "states"}
        assert set(found) >= {"path", "id", "verdict", "scores", "findings", *counts}
        assert (found["id"], found["scenes"], found["replies"], found["endings"]) == ("small", 2, 4, 3)
        assert found["verdict"] == "proved"
        assert found["scores"]["trust"] == {"worst": 5.0, "best": 6.0}

    def test_a_mistake_has_its_place(self, place: Place) -> None:
        place.write("broken.yaml", STORY.replace("then: well", "then: wel"))
        result = place.run("check", "broken.yaml", "--format", "json")
        assert result.returncode == 1
        (found,) = json.loads(result.stdout)["stories"]
        assert (found["verdict"], found["scores"]) == (None, None)
        (finding,) = found["findings"]
        line = (place.folder / "broken.yaml").read_text(encoding="utf-8").splitlines()[finding["line"] - 1]
        assert line[finding["column"] - 1 :].startswith("wel}")
        assert (finding["rule"], finding["scene"], finding["reply"]) == ("unknown-target", "two", "end")

    def test_a_dead_end_has_a_witness_that_can_be_played(self, place: Place) -> None:
        unanswered = "\n".join(SCENES.splitlines()[:-3])
        place.write("dead.yaml", source(unanswered, endings=ENDINGS))
        result = place.run("check", "dead.yaml", "--format", "json")
        assert result.returncode == 1
        (finding,) = [
            finding
            for finding in json.loads(result.stdout)["stories"][0]["findings"]
            if finding["rule"] == "dead-end"
        ]
        assert (finding["scene"], len(finding["witness"])) == ("two", 1)
        played = place.run("play", "dead.yaml", "--plain", "--replies", ",".join(finding["witness"]))
        assert "offers no reply here" in played.stdout

    def test_strict_fails_on_a_warning(self, place: Place) -> None:
        place.write("warned.yaml", STORY.replace("start: one", "facts: [never]\nstart: one"))
        assert place.run("check", "warned.yaml").returncode == 0
        assert place.run("check", "warned.yaml", "--strict").returncode == 1

    def test_a_folder_and_a_path_that_is_not_there(self, place: Place) -> None:
        assert place.run("check", ".").returncode == 0
        assert place.run("check", "nowhere").returncode == 1

    def test_a_story_by_its_id_and_folders_named_beside_the_library(self, place: Place) -> None:
        place.write("mine/small.yaml", STORY)
        assert "small.yaml: proved" in place.run("check", "small", "--stories", "mine").stdout
        result = place.run("check", "smal", "--stories", "mine")
        assert result.returncode == 1
        assert "Did you mean small?" in result.stderr
        assert place.run("check", "--stories", "nowhere").returncode == 2

    def test_one_file_named_twice_is_checked_once(self, place: Place) -> None:
        result = place.run("check", "small.yaml", f"../{place.folder.name}/small.yaml")
        assert (result.returncode, result.stdout.count(": proved")) == (0, 1)

    def test_one_id_in_two_files(self, place: Place) -> None:
        place.write("other.yaml", STORY.replace("Bye.", "Farewell."))
        result = place.run("check", ".")
        assert result.returncode == 1
        assert result.stdout.count("[ambiguous-id]") == 2


class TestItems:
    def test_what_people_did_at_each_decision(self, place: Place) -> None:
        for name in ("Amina", "Jonas"):
            place.run("play", "small.yaml", "--plain", "--trainee", name, answers="1\n1\n")
        told = json.loads(place.run("items", "small.yaml", "--format", "json").stdout)
        assert (told["people"], told["mode"], told["attempts"]) == (2, "practice", "first")
        assert [(item["scene"], item["reached"]) for item in told["items"]] == [("one", 2), ("two", 2)]
        table = place.run("items", "small.yaml")
        assert (table.returncode, table.stderr) == (0, "")
        assert "not enough data" in table.stdout
        assert place.run("items", "small.yaml", "--format", "csv").stdout.count("\n") == 5

    def test_a_story_that_nobody_played_is_fine_and_makes_no_store(self, place: Place) -> None:
        result = place.run("items", "small.yaml")
        assert result.returncode == 0
        assert "Nothing was played in practice" in result.stdout
        assert not (place.folder / "sessions.db").exists()

    def test_a_text_that_nobody_played_is_wrong_usage(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n1\n")
        assert place.run("items", "small.yaml", "--text", "zz").returncode == 2


class TestVerify:
    def test_all_is_well(self, place: Place) -> None:
        place.run("play", "small.yaml", "--plain", answers="1\n1\n")
        result = place.start("verify")
        assert (result.returncode, result.stdout) == (0, "")
        assert "1 session verified, 0 with problems." in result.stderr


class TestHelp:
    def test_version_and_help(self, place: Place) -> None:
        assert place.start("--version").stdout.startswith("servicesim, version ")
        for command in ("play", "sessions", "show", "check", "verify"):
            result = place.run(command, "--help")
            assert result.returncode == 0
            assert "--saves" in result.stdout
            assert "--stories" in result.stdout

    def test_an_unknown_option_is_wrong_usage(self, place: Place) -> None:
        assert place.run("play", "--nonsense").returncode == 2
