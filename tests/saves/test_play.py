"""A conversation that is saved as it is played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from servicesim.errors import NothingToResume, NotSaved, ReplyNotOffered, UsageError
from servicesim.saves.play import Play, edited, mode_for, newest, standing, story_of
from servicesim.saves.store import Store
from servicesim.story.library import Library
from tests.making import source, story
from tests.results.test_scores import PROOF

SCENES = """
one:
  says: Good morning, {trainee}.
  replies:
    first: {say: One., then: two}
    second: {say: Two., effects: {trust: 1}, then: two}
    third: {say: Three., then: two}
    fourth: {say: Four., then: two}
two:
  says: And?
  replies:
    again: {say: Again., then: one}
    end: {say: Bye., then: well}
"""
FOUND = story(SCENES)


def begin(store: Store, **options: object) -> Play:
    wanted = {"trainee": "Jo", "mode": "practice", **options}
    return Play.begin(store, FOUND, PROOF, **wanted)  # type: ignore[arg-type]


class TestGiving:
    def test_a_reply_is_in_the_store_when_its_answer_can_be_shown(self, store: Store) -> None:
        play = begin(store)
        given = play.give("second", decided_ms=1200)
        (row,) = store.replies(play.session.id)
        assert (row.reply, row.scene, row.turn, row.trust, row.decided_ms) == ("second", "one", 1, 6, 1200)
        assert given.after == play.state

    def test_a_reply_that_is_not_offered_changes_nothing(self, store: Store) -> None:
        play = begin(store)
        with pytest.raises(ReplyNotOffered):
            play.give("end")
        assert play.exchanges == []
        assert store.replies(play.session.id) == []

    def test_a_reply_that_cannot_be_saved_does_not_move_the_conversation(self, store: Store) -> None:
        play, elsewhere = begin(store), begin(store)
        elsewhere = Play.resume(store, play.session, FOUND, PROOF)
        elsewhere.give("first")
        before = play.state
        with pytest.raises(NotSaved, match="another program"):
            play.give("second")
        assert play.state == before
        assert [row.reply for row in store.replies(play.session.id)] == ["first"]

    def test_the_end_is_kept_with_its_scores(self, store: Store) -> None:
        play = begin(store)
        play.give("second")
        play.give("end")
        session = store.session(play.session.id)
        assert play.over
        assert (session.status, session.ending, session.outcome, session.turns) == (
            "ended",
            "well",
            "resolved",
            2,
        )
        assert session.trust == pytest.approx(100 * (6 - 2) / 6)
        assert session.clarity is None

    def test_names_are_filled_in_as_plain_text(self, store: Store) -> None:
        play = begin(store, trainee="{persona} [b]Jo[/b]")
        assert play.opening is not None
        assert play.words(play.opening.text or "") == "Good morning, {persona} [b]Jo[/b]."


class TestTakingBack:
    def test_it_is_an_appended_row_and_marks_the_session(self, store: Store) -> None:
        play = begin(store)
        play.give("first")
        play.take_back()
        play.give("second")
        rows = store.replies(play.session.id)
        assert [(row.kind, row.turn) for row in rows] == [("reply", 1), ("back", 0), ("reply", 1)]
        assert [row.reply for row in standing(rows)] == ["second"]
        assert play.session.assisted
        assert store.session(play.session.id).assisted

    def test_there_is_nothing_to_take_back_at_the_beginning_or_after_the_end(self, store: Store) -> None:
        play = begin(store)
        with pytest.raises(UsageError):
            play.take_back()
        play.give("first")
        play.give("end")
        assert not play.can_take_back

    def test_there_is_none_in_assessment(self, store: Store) -> None:
        play = begin(store, mode="assessment")
        play.give("first")
        with pytest.raises(UsageError):
            play.take_back()


class TestResuming:
    def test_it_goes_on_at_the_exact_reply(self, store: Store) -> None:
        play = begin(store)
        play.give("first")
        play.give("again")
        play.take_back()
        again = Play.resume(store, newest(store, "Jo"), story_of(store, play.session), PROOF)
        assert again.state == play.state
        assert [given.reply.id for given in again.exchanges] == ["first"]
        again.give("end")
        assert again.over

    def test_nobody_else_can_be_resumed_by_name(self, store: Store) -> None:
        begin(store)
        with pytest.raises(NothingToResume, match="Kim has no conversation in progress"):
            newest(store, "Kim")

    def test_an_edited_story_goes_on_with_the_text_it_began_with(self, store: Store, tmp_path: Path) -> None:
        play = begin(store)
        play.give("first")
        folder = tmp_path / "stories"
        folder.mkdir()
        (folder / "small.yaml").write_text(source(SCENES.replace("And?", "So?")), encoding="utf-8")
        assert edited(Library([folder]), play.session)
        kept = story_of(store, play.session)
        again = Play.resume(store, play.session, kept, PROOF, edited=True)
        assert kept.digest == FOUND.digest
        assert again.state == play.state
        assert again.exchanges[0].line is not None
        assert again.exchanges[0].line.text == "And?"

    def test_an_unchanged_story_is_not_edited(self, store: Store, tmp_path: Path) -> None:
        play = begin(store)
        folder = tmp_path / "stories"
        folder.mkdir()
        (folder / "small.yaml").write_text("# a comment\n" + source(SCENES), encoding="utf-8")
        assert not edited(Library([folder]), play.session)

    def test_a_session_of_other_rules_is_not_played_on(self, store: Store) -> None:
        play = begin(store)
        old = replace(play.session, rules=0)
        with pytest.raises(UsageError, match="under rules 0"):
            Play.resume(store, old, FOUND, PROOF)


class TestModes:
    def test_assessment_shuffles_the_replies_by_the_seed_and_always_the_same_way(self, store: Store) -> None:
        orders = set()
        for _ in range(12):
            play = begin(store, mode="assessment")
            shown = [reply.id for reply in play.offered()]
            again = Play.resume(store, play.session, FOUND, PROOF)
            assert [reply.id for reply in again.offered()] == shown
            assert sorted(shown) == ["first", "fourth", "second", "third"]
            orders.add(tuple(shown))
        assert len(orders) > 1

    def test_practice_keeps_the_order_of_the_story(self, store: Store) -> None:
        assert [reply.id for reply in begin(store).offered()] == ["first", "second", "third", "fourth"]

    def test_replies_given_beforehand_are_for_practice_and_mark_it(self, store: Store) -> None:
        play = begin(store, replies=["first", "end"])
        assert play.over
        assert store.session(play.session.id).assisted
        with pytest.raises(UsageError, match="for practice"):
            begin(store, mode="assessment", replies=["first"])

    def test_a_wrong_reply_beforehand_saves_nothing(self, store: Store) -> None:
        with pytest.raises(ReplyNotOffered):
            begin(store, replies=["first", "nonsense"])
        assert store.sessions() == []

    def test_a_story_for_assessment_is_not_practised(self) -> None:
        only = story(SCENES, more="use: assessment")
        assert mode_for(only, None) == "assessment"
        with pytest.raises(UsageError, match="for assessment only"):
            mode_for(only, "practice")


class TestDebriefing:
    def test_a_story_debriefed_before_is_marked_seen(self, store: Store) -> None:
        first = begin(store, replies=["first", "end"])
        assert not begin(store).session.seen
        first.review()
        assert not begin(store).session.seen
        first.debrief()
        assert begin(store).session.seen
        assert not begin(store, trainee="Kim").session.seen

    def test_endings_found_are_this_trainees(self, store: Store) -> None:
        begin(store, trainee="Kim", replies=["first", "end"])
        play = begin(store, replies=["first", "end"])
        assert play.debrief().endings_found == 1
