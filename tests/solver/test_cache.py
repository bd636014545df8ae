"""Proofs are kept: once worked out, a story is opened at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from servicesim.conversation import RULES
from servicesim.solver import prove as prove_module
from servicesim.solver.cache import FOLDER_VARIABLE, cached_proof, proof_of
from servicesim.solver.proof import BOUND, Proof
from servicesim.solver.prove import prove
from servicesim.story.linked import Story
from tests.making import story

SCENES = (
    "desk: {replies: {listen: {say: Go on., effects: {trust: 2}, then: well}, go: {say: Bye., then: badly}}}"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for proofs that does not exist yet."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "some" / "proofs"))
    return tmp_path / "some" / "proofs"


@pytest.fixture
def made(folder: Path) -> Story:
    return story(SCENES)


@pytest.fixture
def no_proving(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a story that is proved anew is a failure."""

    def fail(*_: object, **__: object) -> Proof:
        raise AssertionError("proved anew")

    monkeypatch.setattr(prove_module, "prove", fail)


class TestKeeping:
    def test_the_first_time_a_story_is_proved_and_the_proof_is_kept(self, made: Story, folder: Path) -> None:
        assert cached_proof(made.digest) is None
        proof = proof_of(made)
        assert proof == prove(made)
        assert cached_proof(made.digest) == proof
        assert [file.name for file in folder.iterdir()] == [f"{made.digest}.json"]

    def test_the_next_time_it_is_not_proved_again(self, made: Story, request: pytest.FixtureRequest) -> None:
        proof = proof_of(made)
        request.getfixturevalue("no_proving")
        assert proof_of(made) == proof

    def test_another_story_has_another_proof(self, made: Story) -> None:
        other = story(SCENES.replace("trust: 2", "trust: 3"))
        assert other.digest != made.digest
        assert proof_of(made).trust != proof_of(other).trust

    def test_progress_is_told_only_where_there_is_work(self, made: Story) -> None:
        told: list[int] = []
        proof_of(made, progress=told.append)
        assert told
        told.clear()
        proof_of(made, progress=told.append)
        assert told == []


class TestWhatIsNotTrusted:
    @pytest.mark.parametrize("text", ["", "{", "not a proof", '{"solver": 1}', "\x00\xff"])
    def test_a_broken_file_is_proved_anew_and_mended(self, made: Story, folder: Path, text: str) -> None:
        proof = proof_of(made)
        file = folder / f"{made.digest}.json"
        file.write_text(text, encoding="latin-1")
        assert cached_proof(made.digest) is None
        assert proof_of(made) == proof
        assert cached_proof(made.digest) == proof

    @pytest.mark.parametrize(("key", "value"), [("rules", RULES + 1), ("solver", 0), ("digest", "0" * 64)])
    def test_other_rules_another_solver_another_story(
        self, made: Story, folder: Path, key: str, value: object
    ) -> None:
        proof_of(made)
        change(folder / f"{made.digest}.json", key, value)
        assert cached_proof(made.digest) is None

    def test_a_proof_that_stopped_at_a_lower_bound(self, made: Story, folder: Path) -> None:
        proof_of(made)
        change(folder / f"{made.digest}.json", "verdict", "bounded")
        kept = cached_proof(made.digest)
        assert kept is not None
        assert kept.bound == BOUND
        change(folder / f"{made.digest}.json", "bound", BOUND - 1)
        assert cached_proof(made.digest) is None


class TestFolders:
    def test_without_a_place_to_write_the_proof_is_still_given(
        self, made: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file stands where the folder would have to be, so nothing can be made in it, even by root."""
        in_the_way = tmp_path / "file"
        in_the_way.write_text("")
        monkeypatch.setenv(FOLDER_VARIABLE, str(in_the_way / "proofs"))
        assert proof_of(made) == prove(made)
        assert cached_proof(made.digest) is None

    def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(self, made: Story, folder: Path) -> None:
        """A folder has the name that the proof's file would have."""
        (folder / f"{made.digest}.json").mkdir(parents=True)
        assert proof_of(made) == prove(made)
        assert [file.name for file in folder.iterdir()] == [f"{made.digest}.json"]

    def test_otherwise_it_is_the_users_folder_for_caches(
        self, made: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(FOLDER_VARIABLE)
        monkeypatch.setattr("platformdirs.user_cache_dir", lambda name, appauthor: str(tmp_path / name))
        proof_of(made)
        assert (tmp_path / "servicesim" / "proofs" / f"{made.digest}.json").exists()


def test_looking_a_proof_up_does_not_import_numpy() -> None:
    code = """
import sys
from servicesim.solver.cache import cached_proof
cached_proof("0" * 64)
print("numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def change(file: Path, key: str, value: object) -> None:
    """Change one entry of a kept proof."""
    data = json.loads(file.read_text(encoding="utf-8"))
    data[key] = value
    file.write_text(json.dumps(data), encoding="utf-8")
