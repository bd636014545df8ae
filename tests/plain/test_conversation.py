"""Line mode, driven through two streams."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicesim.errors import NotSaved
from servicesim.plain.conversation import Conversation
from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.solver.prove import prove
from tests.making import story
from tests.results.test_scores import PROOF

FOUND = story(
    """
    one:
      does: She lays a letter on the counter.
      says: Good morning, {trainee}.
      replies:
        hear:
          say: Tell me.
          effects: {resistance: -2, trust: 1}
          marks: {empathy: 2}
          note: It begins with listening.
          answer: All right.
          then: two
        wait: {does: You wait., then: two}
    two:
      says: And?
      replies:
        end: {say: Bye., then: well}
    """,
    more="""\
    you: {role: parcel desk, briefing: You may refund the fee.}
    documents:
      letter: {title: The form letter, text: Dear customer}
    """,
    endings="""\
    endings:
      well: {outcome: resolved, says: Thank you., aftermath: I told my sister.}
      late: {outcome: lost, on: out_of_time, says: Late.}
    """,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "sessions.db") as opened:
        yield opened


def converse(store: Store, answers: str, mode: str = "practice") -> tuple[str, Play]:
    """What line mode writes for these answers, and the session."""
    play = Play.begin(store, FOUND, PROOF, trainee="Jo", mode=mode)  # type: ignore[arg-type]
    out = io.StringIO()
    Conversation(play, io.StringIO(answers), out).run()
    return out.getvalue(), play


class TestAWholeConversation:
    def test_from_the_briefing_to_the_debrief(self, store: Store) -> None:
        text, play = converse(store, "1\n1\n")
        assert play.over
        parts = [
            "You: parcel desk",
            "You may refund the fee.",
            "Ana Reis (She lays a letter on the counter.):\n  Good morning, Jo.",
            "[neutral",
            "1  Tell me.",
            "2  (You wait.)",
            "You:\n  Tell me.",
            "All right.",
            "resistance ███░░░░░░░  3  down 2",
            "Small: won back (well)",
            "Ana Reis, afterwards:\n  I told my sister.",
            "empathy",
            "guessing averages 41 here",
            "not measured here",
            "It begins with listening.",
        ]
        places = [text.find(part) for part in parts]
        assert -1 not in places, parts[places.index(-1)]
        assert places == sorted(places)

    def test_every_line_fits_into_eighty_columns(self, store: Store) -> None:
        text, _ = converse(store, "help\ndocuments\nread letter\n2\n1\n")
        assert max(len(line) for line in text.splitlines()) <= 80

    def test_nothing_but_text_is_written(self, store: Store) -> None:
        text, _ = converse(store, "1\n1\n")
        assert all(mark.isprintable() or mark == "\n" for mark in text)


class TestAnswers:
    def test_a_number_out_of_range_is_asked_again(self, store: Store) -> None:
        text, play = converse(store, "7\n0\n1\n1\n")
        assert "There is no reply 7: choose 1 to 2." in text
        assert "There is no reply 0" in text
        assert play.over

    def test_an_unknown_word_is_told_and_an_empty_line_asks_again(self, store: Store) -> None:
        text, play = converse(store, "\nperhaps\n1\n1\n")
        assert "'perhaps' is neither a number from 1 to 2 nor a word known here; try 'help'." in text
        assert play.over

    def test_the_end_of_input_leaves_the_session_in_progress(self, store: Store) -> None:
        text, play = converse(store, "1\n")
        assert not play.over
        assert "Saved so far. 'servicesim play --resume' goes on from here." in text
        assert store.session(play.session.id).turns == 1

    def test_quit_leaves_too(self, store: Store) -> None:
        _, play = converse(store, "quit\n1\n1\n")
        assert play.exchanges == []

    def test_back_takes_back_and_offers_the_same_replies_again(self, store: Store) -> None:
        text, play = converse(store, "1\nback\n2\n1\n")
        assert "Taken back: Tell me." in text
        assert [given.reply.id for given in play.exchanges] == ["wait", "end"]

    def test_back_with_nothing_to_take_back(self, store: Store) -> None:
        text, _ = converse(store, "back\n")
        assert "There is nothing to take back here." in text

    def test_papers_can_be_read(self, store: Store) -> None:
        text, _ = converse(store, "documents\nread letter\nread leter\n")
        assert "letter: The form letter" in text
        assert "  Dear customer" in text
        assert "There is no paper 'leter'." in text

    def test_after_the_debrief_a_bare_number_is_ignored(self, store: Store) -> None:
        text, _ = converse(store, "1\n1\n1\ntranscript\n")
        after = text[text.index("do not measure") :]
        assert "There is no reply" not in after
        assert "Tell me." in after


class TestAssessment:
    def test_there_are_cues_but_no_levels_and_no_attitude(self, store: Store) -> None:
        text, _ = converse(store, "quit\n", mode="assessment")
        assert "resistance" not in text
        assert "[neutral" not in text
        assert "[" in text

    def test_there_is_no_back(self, store: Store) -> None:
        text, play = converse(store, "1\nback\n", mode="assessment")
        assert "There is nothing to take back here." in text
        assert len(play.exchanges) == 1


class TestNotSaved:
    def test_the_conversation_stops_where_it_was(self, store: Store) -> None:
        play = Play.begin(store, FOUND, PROOF, trainee="Jo", mode="practice")
        Play.resume(store, play.session, FOUND, PROOF).give("wait")
        out = io.StringIO()
        with pytest.raises(NotSaved):
            Conversation(play, io.StringIO("1\n"), out).run()
        assert play.exchanges == []
        assert "All right." not in out.getvalue()


class TestHints:
    def test_first_what_the_moment_calls_for_then_the_reply(self, store: Store) -> None:
        found = story(
            """
            one:
              says: Well?
              replies:
                wait: {does: You wait., then: well}
                hear:
                  say: Tell me.
                  tactics: [acknowledge_frustration]
                  then: well
            """
        )
        play = Play.begin(store, found, prove(found), trainee="Jo", mode="practice")
        out = io.StringIO()
        Conversation(play, io.StringIO("hint\nhint\nquit\n"), out).run()
        text = out.getvalue()
        assert text.index("The moment calls for: Acknowledge the trouble.") < text.index("Say: Tell me.")
        assert store.session(play.session.id).assisted

    def test_there_is_none_in_assessment(self, store: Store) -> None:
        text, play = converse(store, "hint\nquit\n", mode="assessment")
        assert "There is no hint here." in text
        assert not store.session(play.session.id).assisted


class TestAfterTheDebrief:
    SCENES = """
    one:
      says: Well?
      replies:
        rude: {say: The terms say so., effects: {trust: -2}, marks: {empathy: -2}, then: two}
        kind: {say: Tell me., effects: {trust: 2}, marks: {empathy: 2}, then: two}
    two:
      says: And?
      replies:
        end: {say: Bye., then: well}
    """

    def told(self, store: Store, answers: str) -> str:
        found = story(self.SCENES)
        play = Play.begin(store, found, prove(found), trainee="Jo", mode="practice")
        out = io.StringIO()
        Conversation(play, io.StringIO(answers), out).run()
        return out.getvalue()

    def test_every_reply_is_judged_with_the_better_one(self, store: Store) -> None:
        text = " ".join(self.told(store, "1\n1\n").split())
        cost = "hard to recover: 100 points of the mean out of reach"
        assert f"{cost} (empathy 100, trust-rebuilding 100)" in text
        assert "better: Tell me." in text
        assert "landed best" in text
        assert "next time reply 1, The terms say so." in text

    def test_the_best_line_can_be_read(self, store: Store) -> None:
        text = self.told(store, "1\n1\nline 1\nline 9\nline\n")
        assert "The best line from reply 1, by this story's rules:\n  1  Tell me.\n" in text
        assert "There is no better line to show for reply 9." in text
        assert "Name the reply by its number: 'line 4'." in text

    def test_trying_again_begins_before_that_reply_and_shows_both_attempts(self, store: Store) -> None:
        text = self.told(store, "1\n1\nagain 1\n2\n1\n")
        assert "tried again from reply 1: won back then, won back now" in text
        assert "empathy           0 then, 100 now" in text
        assert "then The terms say so." in text
        assert "now  Tell me." in text
        first, second = store.sessions()[::-1]
        assert (second.parent, second.assisted, first.assisted) == (first.id, True, False)

    def test_trying_again_a_reply_that_was_never_given(self, store: Store) -> None:
        assert "There is no reply 7 that could be tried again." in self.told(store, "1\n1\nagain 7\n")
