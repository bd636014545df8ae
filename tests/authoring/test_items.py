"""Which sessions the statistics of a story are from, and what they find in seeded players."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from servicesim.authoring.items import LeftOut, Text, Wanted, item_statistics
from servicesim.conversation import RULES
from servicesim.errors import StoryNotFound, UsageError
from servicesim.results.items import Estimate
from servicesim.saves.attempts import populations
from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.library import Library
from servicesim.story.linked import Story
from tests.making import linked, source
from tests.seeded import have_conversations

SCENES = """
greet:
  says: Well?
  replies:
    listen: {say: Tell me., effects: {trust: 2}, marks: {empathy: 1}, then: offer}
    policy: {say: The terms., effects: {trust: -1}, marks: {empathy: -1}, then: offer}
offer:
  says: And now?
  replies:
    choice: {say: Which would you like?, effects: {trust: 2}, marks: {empathy: 1}, then: well}
    order: {say: You take this one., effects: {trust: -1}, marks: {empathy: -1}, then: badly}
"""
TEXT = source(SCENES)
EDITED = TEXT.replace("Which would you like?", "Which one?")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the story `small` in it."""
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "small.yaml").write_text(TEXT, encoding="utf-8")
    return stories


class Own(Library):
    """The stories of one folder alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folders = (folder,)


@pytest.fixture
def library(folder: Path) -> Library:
    return Own(folder)


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder.parent / "servicesim.db") as opened:
        yield opened


STORY = linked(TEXT)
OLD = linked(EDITED)


def play(store: Store, *replies: str, trainee: str = "Jo", story: Story = STORY, **options: str) -> Play:
    begun = Play.begin(store, story, proof_of(story), trainee=trainee, mode=options.get("mode", "practice"))  # type: ignore[arg-type]
    for reply in replies:
        begun.give(reply)
    return begun


class TestWhichSessions:
    def test_every_session_is_counted_or_said_to_be_left_out(self, store: Store, library: Library) -> None:
        play(store, "listen", "choice", trainee="Ana", story=OLD)
        play(store, "listen", "choice")
        play(store, "policy")
        play(store, "policy", "order", trainee="Amina")
        play(store, "policy", "order", trainee="Li Na", mode="assessment")
        helped = play(store, "policy", trainee="Jonas")
        helped.take_back()
        play(store, "listen", trainee="Ines")
        found = item_statistics(store, library, "small")
        assert found.people == 2
        assert found.left_out == LeftOut(
            other_mode=1, other_texts=1, other_attempts=(("later", 1), ("assisted", 1)), in_progress=1
        )
        assert found.people + found.left_out.total == sum(one.sessions for one in populations(store, "small"))

    def test_the_kinds_of_attempts_are_asked_for_apart(self, store: Store, library: Library) -> None:
        first = play(store, "listen", "choice")
        first.debrief()
        for _ in range(2):
            play(store, "policy", "order")
        seen = item_statistics(store, library, "small", Wanted(attempt="seen"))
        assert (seen.people, seen.left_out.repeats) == (1, 1)
        assert [use.chosen for use in seen.items[0].replies] == [0, 1]

    def test_a_story_for_assessment_is_looked_at_in_that_mode(
        self, store: Store, library: Library, folder: Path
    ) -> None:
        (folder / "small.yaml").write_text(TEXT + "use: assessment\n", encoding="utf-8")
        assert item_statistics(store, library, "small").mode == "assessment"

    def test_sessions_of_other_rules_are_left_out(
        self, store: Store, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr("servicesim.saves.play.RULES", RULES - 1)
            play(store, "listen", "choice")
        found = item_statistics(store, library, "small")
        assert (found.people, found.digest, found.left_out) == (0, None, LeftOut(other_rules=1))

    def test_a_session_whose_rows_were_changed_is_said_and_not_counted(
        self, store: Store, library: Library
    ) -> None:
        play(store, "listen", "choice")
        with closing(sqlite3.connect(store.location)) as raw, raw:
            raw.execute("DROP TRIGGER replies_unchanged")
            raw.execute("UPDATE replies SET reply = 'order' WHERE seq = 1")
        found = item_statistics(store, library, "small")
        assert (found.people, found.left_out) == (0, LeftOut(unreadable=1))


class TestWhichText:
    def test_the_one_begun_last_and_whether_the_story_has_another_now(
        self, store: Store, library: Library
    ) -> None:
        play(store, "listen", "choice")
        play(store, "listen", "choice", trainee="Ana", story=OLD)
        found = item_statistics(store, library, "small")
        assert (found.digest, found.edited) == (OLD.digest, True)
        assert found.texts == (Text(OLD.digest, 1), Text(STORY.digest, 1))
        assert found.items[1].replies[0].say == "Which one?"

    def test_another_by_the_beginning_of_its_digest(self, store: Store, library: Library) -> None:
        play(store, "listen", "choice", story=OLD)
        play(store, "listen", "choice", trainee="Ana")
        found = item_statistics(store, library, "small", Wanted(text=OLD.digest[:8]))
        assert (found.digest, found.people, found.edited) == (OLD.digest, 1, True)

    def test_one_that_nobody_played_is_refused_with_those_there_are(
        self, store: Store, library: Library
    ) -> None:
        play(store, "listen", "choice")
        with pytest.raises(UsageError, match=f"There are: {STORY.digest[:8]}"):
            item_statistics(store, library, "small", Wanted(text="0000"))

    def test_a_story_that_is_broken_or_gone_is_known_by_its_sessions(
        self, store: Store, library: Library, folder: Path
    ) -> None:
        play(store, "listen", "choice")
        (folder / "small.yaml").write_text("id: small\nscenes: [", encoding="utf-8")
        assert item_statistics(store, Own(folder), "small").title == "Small"
        (folder / "small.yaml").unlink()
        assert item_statistics(store, Own(folder), "small").people == 1

    def test_one_that_nobody_knows_is_not_found(self, store: Store, library: Library) -> None:
        with pytest.raises(StoryNotFound):
            item_statistics(store, library, "smoll")
        with pytest.raises(StoryNotFound):
            item_statistics(None, library, "smoll")


class TestWithoutSessions:
    def test_there_are_no_items(self, library: Library) -> None:
        found = item_statistics(None, library, "small")
        assert (found.title, found.digest, found.people, found.items) == ("Small", None, 0, ())


class TestSeededPlayers:
    """Everybody chooses well as often as their skill says, so every decision tells the skilled from the
    others, and the more are asked the surer."""

    @pytest.fixture
    def story(self) -> Story:
        return Library().find("the-second-miss")

    @pytest.mark.slow
    def test_every_decision_that_many_came_to_tells_the_skilled_from_the_others(
        self, store: Store, story: Story, folder: Path
    ) -> None:
        have_conversations(store, story, 120, seed=4)
        found = item_statistics(store, Library(), "the-second-miss")
        assert (found.people, found.left_out) == (120, LeftOut())
        told = {
            one.scene: one.discrimination for one in found.items if isinstance(one.discrimination, Estimate)
        }
        assert len(told) > 8
        assert {scene for scene, one in told.items() if one.high < 0.1} == set()
        assert sum(one.low > 0 for one in told.values()) > len(told) / 2
        opening = found.items[0]
        assert opening.scene == story.start
        assert opening.reached == sum(use.chosen for use in opening.replies) == 120
        assert isinstance(opening.best, Estimate)
        assert opening.best.low < 0.5 + 0.5 / 4 < opening.best.high
