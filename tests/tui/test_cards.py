"""What lists know of stories and sessions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from servicesim.saves.play import Play
from servicesim.saves.records import SessionRecord
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.story.linked import Story
from servicesim.tui.cards import (
    SessionCard,
    StoryCard,
    card_of,
    facts,
    mean_score,
    session_cards,
    story_cards,
)
from tests.tui.conftest import STORIES, OwnLibrary

HERE = Path("front-desk.yaml")


def scored(record: SessionRecord, empathy: float, **change: object) -> SessionCard:
    changed = replace(
        record, status="ended", ending="moved", empathy=empathy, clarity=None, trust=empathy, **change
    )  # type: ignore[arg-type]
    return SessionCard(changed, "The wrong room")


class TestOneStory:
    def test_before_it_was_played(self, story: Story) -> None:
        card = card_of(story, HERE, [])
        assert (card.attempts, card.open, card.best, card.found) == (0, None, None, frozenset())

    def test_sessions_in_progress_endings_and_attempts(
        self, store: Store, story: Story, past: Callable[..., Play]
    ) -> None:
        past("name-it", "choose")
        past("listen", "breakfast")
        past("listen", "choose")
        running = past("listen")
        card = card_of(story, HERE, session_cards(store, "Jo"))
        assert card.attempts == 3
        assert card.found == {"moved", "stays"}
        assert card.open is not None
        assert card.open.record.id == running.session.id

    def test_other_people_do_not_count(self, store: Store, story: Story, past: Callable[..., Play]) -> None:
        past("listen", "choose", trainee="Amina")
        assert card_of(story, HERE, session_cards(store, "Jo")).attempts == 0

    def test_the_best_is_the_one_with_the_best_mean(self, story: Story, past: Callable[..., Play]) -> None:
        one = past("listen", "choose").session
        best = card_of(story, HERE, [scored(one, 40), scored(one, 70), scored(one, 60)]).best
        assert best is not None
        assert mean_score(best) == 70

    def test_one_with_help_counts_only_where_there_is_none_without(
        self, story: Story, past: Callable[..., Play]
    ) -> None:
        one = past("listen", "choose").session
        helped = scored(one, 90, assisted=True)
        assert card_of(story, HERE, [helped]).best is helped.record
        alone = scored(one, 30)
        assert card_of(story, HERE, [helped, alone]).best is alone.record

    @pytest.mark.parametrize("change", [{"story_digest": "0" * 64}, {"rules": 0}])
    def test_scores_of_another_text_or_other_rules_are_not_held_against_todays(
        self, story: Story, past: Callable[..., Play], change: dict[str, object]
    ) -> None:
        card = card_of(story, HERE, [scored(past("listen", "choose").session, 90, **change)])
        assert card.best is None
        assert card.attempts == 1


class TestTheLibrary:
    def cards(self, folder: Path) -> list[StoryCard]:
        return story_cards(OwnLibrary(folder), [])

    def test_a_story_with_errors_is_listed_and_cannot_be_played(self, tmp_path: Path) -> None:
        (tmp_path / "broken.yaml").write_text("servicesim: 1\ntitle: Broken\n", encoding="utf-8")
        [card] = self.cards(tmp_path)
        assert card.story is None
        assert card.title == "Broken"
        assert card.trouble is not None
        assert "servicesim check" in card.trouble

    def test_two_stories_of_one_id_are_both_listed_and_neither_can_be_played(self, tmp_path: Path) -> None:
        text = (STORIES / "front-desk.yaml").read_text(encoding="utf-8")
        (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "two.yaml").write_text(text.replace("Thank you.", "Thanks."), encoding="utf-8")
        cards = self.cards(tmp_path)
        assert [card.story for card in cards] == [None, None]
        assert len({card.key for card in cards}) == 2
        assert all("another file" in (card.trouble or "").lower() for card in cards)

    def test_a_copy_of_a_story_is_no_second_one(self, tmp_path: Path) -> None:
        shutil.copy(STORIES / "front-desk.yaml", tmp_path / "one.yaml")
        shutil.copy(STORIES / "front-desk.yaml", tmp_path / "two.yaml")
        assert len(self.cards(tmp_path)) == 1


class TestFacts:
    def test_length_and_difficulty_come_from_the_proof(self, story: Story) -> None:
        proof = proof_of(story)
        known = facts(story, proof)
        assert known.replies == proof.par
        assert known.endings == len(proof.endings)
        assert known.minutes is not None
        assert known.minutes >= 1

    @pytest.mark.parametrize(
        ("guess", "difficulty"), [(50, "easy"), (35, "easy"), (34, "medium"), (26, "medium"), (25, "hard")]
    )
    def test_what_guessing_scores_makes_the_difficulty(
        self, story: Story, guess: float, difficulty: str
    ) -> None:
        proof = proof_of(story)
        assert proof.random is not None
        random = replace(proof.random, empathy=guess, clarity=None, trust=guess)
        assert facts(story, replace(proof, random=random)).difficulty == difficulty

    def test_a_story_too_large_to_prove_has_no_length(self, story: Story) -> None:
        bounded = replace(proof_of(story), verdict="bounded", par=None, random=None)
        known = facts(story, bounded)
        assert (known.replies, known.minutes, known.guessing) == (None, None, None)
        assert known.difficulty == "not measured"


def test_a_damaged_text_does_not_hide_its_session(
    saves: Path, store: Store, past: Callable[..., Play]
) -> None:
    from sqlalchemy import create_engine, text

    past("listen")
    engine = create_engine(f"sqlite:///{saves}")
    with engine.begin() as connection:
        for (trigger,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'stories'")
        ).all():
            connection.execute(text(f'DROP TRIGGER "{trigger}"'))
        connection.execute(text("UPDATE stories SET document = '{}'"))
    engine.dispose()
    [card] = session_cards(store, "Jo")
    assert card.title == "front-desk"
