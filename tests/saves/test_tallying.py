"""Counts over replies: caught up by replay, taken out again, and scores that nobody had checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from servicesim.saves import tables
from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.saves.tallying import Tally, behind, catch_up, rescore, untally
from tests.results.test_scores import PROOF
from tests.saves.test_play import FOUND
from tests.saves.test_verify import tamper

NEVER_JUDGED = {"proof_of": lambda story: PROOF, "values_of": lambda story, proof: None}


def play(store: Store, trainee: str, *replies: str) -> Play:
    """An assessment, which ends with the reply `end`."""
    begun = Play.begin(store, FOUND, PROOF, trainee=trainee, mode="assessment")
    for reply in replies:
        begun.give(reply)
    return begun


def kept(store: Store) -> dict[tuple[str, str], Tally]:
    with store.reading() as connection:
        rows = connection.execute(select(tables.tallies)).all()
    return {(row.scene, row.reply): Tally(*(getattr(row, name) for name in Tally._fields)) for row in rows}


def given(store: Store) -> dict[tuple[str, str], int]:
    return {key: tally.given for key, tally in kept(store).items()}


class TestCatchingUp:
    def test_each_fair_attempt_is_added_once_when_it_has_ended(self, store: Store) -> None:
        play(store, "Amina", "second", "end")
        play(store, "Jonas", "first", "end")
        play(store, "Li Na", "first")
        play(store, "Amina", "first", "end")  # her second
        assert behind(store) == behind(store, FOUND.id) == 2
        assert catch_up(store, **NEVER_JUDGED).tallied == 2
        assert catch_up(store, **NEVER_JUDGED).tallied == behind(store) == 0
        assert given(store) == {("one", "second"): 1, ("one", "first"): 1, ("two", "end"): 2}

    def test_of_a_scene_that_is_visited_again_the_first_choice_counts(self, store: Store) -> None:
        play(store, "Amina", "second", "again", "first", "end")
        catch_up(store, **NEVER_JUDGED)
        assert given(store) == {("one", "second"): 1, ("two", "again"): 1}

    def test_what_changed_with_the_reply_and_that_nobody_judged_it(self, store: Store) -> None:
        play(store, "Amina", "second", "end")
        catch_up(store, **NEVER_JUDGED)
        assert kept(store)["one", "second"] == Tally(1, -1, -1.0, 0, 1, 0)

    def test_it_tells_how_far_it_is_and_can_begin_anew(self, store: Store) -> None:
        play(store, "Amina", "second", "end")
        catch_up(store, **NEVER_JUDGED)
        before, told = kept(store), []
        with store.writing() as connection:
            connection.execute(update(tables.tallies).values(given=99))
        catch_up(store, **NEVER_JUDGED, only_new=False, progress=lambda *done: told.append(done))
        assert (kept(store), told) == (before, [(1, 1)])

    def test_what_does_not_replay_is_refused_and_said(self, path: Path) -> None:
        with Store.open(path) as store:
            session = play(store, "Amina", "second", "end").session.id
            play(store, "Jonas", "first", "end")
        tamper(path, "update replies set reply = 'nowhere' where reply = 'second'")
        with Store.open(path) as store:
            found = catch_up(store, **NEVER_JUDGED)
            assert (found.tallied, found.refused) == (1, (session,))
            assert ("one", "first") in given(store)


class TestTakingOut:
    def test_what_was_added_is_taken_out_and_nothing_else(self, store: Store) -> None:
        play(store, "Jonas", "first", "end")
        catch_up(store, **NEVER_JUDGED)
        before = kept(store)
        amina = play(store, "Amina", "second", "end").session.id
        catch_up(store, **NEVER_JUDGED)
        with store.writing() as connection:
            untally(connection, store.location, [amina], **NEVER_JUDGED)
        assert kept(store) == before

    def test_a_session_that_was_not_added_takes_nothing_out(self, store: Store) -> None:
        play(store, "Jonas", "first", "end")
        catch_up(store, **NEVER_JUDGED)
        before = kept(store)
        amina = play(store, "Amina", "first", "end").session.id
        with store.writing() as connection:
            untally(connection, store.location, [amina], **NEVER_JUDGED)
        assert kept(store) == before

    def test_where_nobody_knows_its_part_the_counts_are_made_anew(self, path: Path) -> None:
        with Store.open(path) as store:
            amina = play(store, "Amina", "second", "end").session.id
            play(store, "Jonas", "first", "end")
            catch_up(store, **NEVER_JUDGED)
        tamper(path, "update replies set reply = 'nowhere' where reply = 'second'")
        with Store.open(path) as store:
            with store.writing() as connection:
                untally(connection, store.location, [amina], **NEVER_JUDGED)
            assert kept(store) == {}
            catch_up(store, **NEVER_JUDGED)
            assert given(store) == {("one", "first"): 1, ("two", "end"): 1}


class TestScoresThatNobodyChecked:
    @pytest.fixture
    def posted(self, path: Path) -> Path:
        """A store in which somebody has posted an ended session with scores of their own."""
        with Store.open(path) as store:
            session = play(store, "Amina", "second", "end").session.id
            with store.writing() as connection:
                change = update(tables.sessions).where(tables.sessions.c.id == session)
                connection.execute(change.values(scored=False, trust=100.0, clarity=100.0))
        return path

    def test_they_are_worked_out_from_the_replies(self, posted: Path) -> None:
        with Store.open(posted) as store:
            found = rescore(store, lambda story: PROOF)
            (session,) = store.sessions()
            assert (found.scored, found.refused) == (1, ())
            assert (session.trust, session.clarity) == (pytest.approx(400 / 6), None)
            assert rescore(store, lambda story: PROOF).scored == 0
            assert behind(store) == 1

    @pytest.mark.parametrize(
        "change",
        [
            "update replies set trust = 9 where reply = 'second'",
            "update replies set reply = 'first' where reply = 'second'",
            "update sessions set ending = 'late'",
            "update sessions set trainee = 'Kim'",
        ],
    )
    def test_a_session_that_does_not_hold_is_refused(self, posted: Path, change: str) -> None:
        tamper(posted, change)
        with Store.open(posted) as store:
            found = rescore(store, lambda story: PROOF)
            assert found.scored == 0
            ((_, why),) = found.refused
            assert why
            assert behind(store) == 0
