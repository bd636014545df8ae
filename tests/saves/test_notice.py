from __future__ import annotations

import os
from pathlib import Path

import pytest

from servicesim.preferences import Preferences
from servicesim.saves import notice
from servicesim.saves.notice import remember_told, was_told, what_is_kept, what_managers_see
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.store import Store

posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such file modes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "servicesim.db"
    path.touch(mode=0o600)
    return path


def test_it_says_where_and_that_nothing_is_proved(file: Path) -> None:
    said = what_is_kept(file)
    assert str(file) in said
    assert "whoever can open it can read everybody's sessions" in said
    assert "Nothing in it proves who sat at the keyboard." in said


@posix_only
@pytest.mark.parametrize(
    ("mode", "who"),
    [(0o600, "nobody else"), (0o640, "accounts of its group"), (0o644, "Everybody with an account")],
)
def test_it_says_who_can_read_it(mode: int, who: str, file: Path) -> None:
    file.chmod(mode)
    assert who in what_is_kept(file)


def test_it_says_so_on_a_network_drive(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice, "network_filesystem", lambda path: path == file)
    assert "network drive" in what_is_kept(file)


class TestWhatManagersSee:
    @pytest.mark.parametrize(
        ("policy", "said"),
        [
            (Policy("whole"), "every conversation, practice too, with each reply"),
            (Policy("scores"), "of practice how it ended and its scores, and no reply"),
            (Policy("happened"), "of practice only that it took place"),
        ],
    )
    def test_of_people_by_name(self, policy: Policy, said: str) -> None:
        assert said in what_managers_see(policy)
        assert "see people by name" in what_managers_see(policy)

    def test_of_cohorts_alone(self) -> None:
        said = what_managers_see(Policy("scores", "cohorts"))
        assert "no names and no single conversation. What fewer than five people share is not shown." in said

    def test_the_first_start_tells_it(self, store: Store) -> None:
        set_policy(store, Policy("happened"))
        assert store.kept().endswith(what_managers_see(Policy("happened")))


class TestTelling:
    """Who has been told is told again where managers come to see something else."""

    @pytest.fixture
    def preferences(self, tmp_path: Path) -> Preferences:
        return Preferences(tmp_path / "settings.json")

    def test_once_for_each_store(self, preferences: Preferences) -> None:
        assert not was_told(preferences, "a.db", Policy())
        remember_told(preferences, "a.db", Policy())
        assert was_told(preferences, "a.db", Policy())
        assert not was_told(preferences, "b.db", Policy())

    def test_again_where_the_policy_has_changed(self, preferences: Preferences) -> None:
        remember_told(preferences, "a.db", Policy("scores"))
        assert not was_told(preferences, "a.db", Policy("whole"))
        assert was_told(preferences, "a.db", Policy("scores", threshold=70))
        remember_told(preferences, "a.db", Policy("whole"))
        preferences.save()
        assert was_told(Preferences.load(preferences.path), "a.db", Policy("whole"))

    def test_who_was_told_before_there_were_policies_knows_the_usual_one(
        self, preferences: Preferences
    ) -> None:
        preferences.told = ["a.db"]
        assert was_told(preferences, "a.db", Policy())
        assert not was_told(preferences, "a.db", Policy("whole"))
