"""Portable files: one store's sessions come into another, whole and unchanged or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from servicesim.errors import ImportRefused
from servicesim.exchange.arriving import merge
from servicesim.exchange.outlet import Outlet
from servicesim.exchange.portable import Left, portable_lines
from servicesim.saves.chain import row_hash
from servicesim.saves.forget import forget_trainee
from servicesim.saves.incoming import Merged
from servicesim.saves.outgoing import EVERYTHING, ids_of, kept
from servicesim.saves.play import Play
from servicesim.saves.store import Store
from servicesim.saves.tables import tallies
from servicesim.saves.tallying import catch_up
from servicesim.saves.verify import verify
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story
from tests.results.test_scores import PROOF
from tests.saves.samples import Clock, begin, story_text
from tests.saves.test_verify import tamper

from .talks import TALK, brought, let_see, taken_in, talk, written

Change = Callable[[dict[str, Any]], None]


def everything(store: Store) -> list[object]:
    return list(kept(store, ids_of(store)))


def firsts(store: Store) -> dict[str, bool]:
    return {session.id: session.first for session in store.sessions()}


def changed(path: Path, kind: str, change: Change) -> None:
    """Writes the file anew with one line changed."""
    values = [json.loads(line) for line in path.read_text().splitlines()]
    change(next(value[kind] for value in values if kind in value))
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values))


def refusal(store: Store, path: Path) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        taken_in(store, path)
    assert store.sessions() == []
    return refused.value


class TestThereAndBack:
    def test_a_store_filled_from_a_file_is_like_the_one_it_is_from(
        self, store: Store, managers: Store, tmp_path: Path
    ) -> None:
        talk(store, "hear", "back", "hear", "end", mode="practice").debrief()
        talk(store, "hear", "end", trainee="Zoë")
        talk(store, trainee="Ben")
        assert brought(store, managers, tmp_path / "a.jsonl") == Merged(new=3)
        assert everything(managers) == everything(store)
        assert managers.story(TALK.digest) == store.story(TALK.digest)
        assert [result.problems for result in verify(managers, lambda _: PROOF)] == [()] * 3

    def test_twice_is_once(self, store: Store, managers: Store, tmp_path: Path) -> None:
        talk(store, "hear", "end")
        path = written(store, tmp_path / "a.jsonl")
        taken_in(managers, path)
        before = everything(managers)
        assert taken_in(managers, path) == Merged(same=1)
        assert everything(managers) == before

    def test_each_story_stands_once_before_its_first_session(self, store: Store, tmp_path: Path) -> None:
        for _ in range(3):
            talk(store, "hear")
        lines = written(store, tmp_path / "a.jsonl").read_text().splitlines()
        assert [next(iter(json.loads(line))) for line in lines] == [
            *("servicesim-sessions", "story", "session", "session", "session", "end"),
        ]

    def test_a_session_that_went_on_is_gone_on_with(
        self, store: Store, managers: Store, tmp_path: Path
    ) -> None:
        play = talk(store, "hear", mode="practice")
        older = written(store, tmp_path / "older.jsonl")
        taken_in(managers, older)
        play.take_back()
        play.give("wait")
        play.give("end")
        play.debrief()
        assert brought(store, managers, tmp_path / "newer.jsonl") == Merged(grown=1)
        assert everything(managers) == everything(store)
        # The older file says nothing that is not known better by now.
        assert taken_in(managers, older) == Merged(same=1)
        assert everything(managers) == everything(store)

    def test_a_hint_comes_along_though_it_leaves_no_row(
        self, store: Store, managers: Store, tmp_path: Path
    ) -> None:
        play = talk(store, "hear", mode="practice")
        brought(store, managers, tmp_path / "a.jsonl")
        store.assist(play.session.id)
        assert brought(store, managers, tmp_path / "b.jsonl") == Merged(same=1)
        assert managers.session(play.session.id).assisted

    def test_what_was_deleted_does_not_come_back(self, store: Store, managers: Store, tmp_path: Path) -> None:
        talk(store, "hear", "end")
        talk(store, "hear", "end", trainee="Ben")
        path = written(store, tmp_path / "a.jsonl")
        taken_in(managers, path)
        forget_trainee(managers, "Amina")
        assert taken_in(managers, path) == Merged(same=1, deleted=1)
        assert [session.trainee for session in managers.sessions()] == ["Ben"]

    def test_scores_are_those_of_a_replay_where_nobody_has_checked_them(
        self, store: Store, managers: Store, tmp_path: Path
    ) -> None:
        play = talk(store, "hear", "end")
        right = store.session(play.session.id)
        path = written(store, tmp_path / "a.jsonl")
        changed(path, "session", lambda session: session.update(trust=100.0, scored=False))
        taken_in(managers, path)
        assert managers.session(right.id) == right
        assert all(one.scored for one in kept(managers, ids_of(managers)))

    def test_scores_of_other_rules_are_kept_as_unchecked(
        self, store: Store, managers: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        talk(store, "hear", "end")
        path = written(store, tmp_path / "a.jsonl")
        monkeypatch.setattr("servicesim.exchange.arriving.RULES", 2)
        taken_in(managers, path)
        assert [one.scored for one in kept(managers, ids_of(managers))] == [False]


class TestFirstAttempts:
    """A person's first attempt may lie in another store than the later ones."""

    @pytest.mark.parametrize("later_one_first", [True, False])
    def test_of_two_stores_the_earlier_session_is_the_first(
        self, store: Store, managers: Store, tmp_path: Path, clock: Clock, later_one_first: bool
    ) -> None:
        early = talk(store, "hear", "end").session.id
        with Store.open(tmp_path / "other.db", clock=clock) as other:
            late = talk(other, "hear", "end").session.id
            talk(other, "hear", "end", trainee="Ben")
            for one in (other, store) if later_one_first else (store, other):
                brought(one, managers, tmp_path / "a.jsonl")
        found = firsts(managers)
        assert (found[early], found[late]) == (True, False)
        assert sum(found.values()) == 2

    def test_no_later_session_becomes_the_first(self, store: Store, managers: Store, tmp_path: Path) -> None:
        talk(store, "hear", "end")
        second = talk(store, "hear", "end").session
        path = written(store, tmp_path / "a.jsonl", replace(EVERYTHING, session=second.id))
        taken_in(managers, path)
        assert firsts(managers) == {second.id: False}

    def test_one_that_is_not_the_first_any_more_leaves_the_tallies(
        self, store: Store, managers: Store, tmp_path: Path, clock: Clock
    ) -> None:
        early = talk(store, "hear", "end").session.id
        with Store.open(tmp_path / "other.db", clock=clock) as other:
            talk(other, "hear", "end")
            brought(other, managers, tmp_path / "a.jsonl")
        assert catch_up(managers).tallied == 1
        brought(store, managers, tmp_path / "a.jsonl")
        with managers.reading() as connection:
            assert connection.execute(tallies.select()).all() == []
        assert [session.id for session in managers.sessions() if session.first] == [early]
        assert catch_up(managers).tallied == 1


class TestAnyOrder:
    @pytest.mark.parametrize("order", permutations(range(3)))
    def test_files_of_two_stores_and_of_two_days_come_in_alike_in_every_order(
        self, store: Store, managers: Store, tmp_path: Path, clock: Clock, order: Sequence[int]
    ) -> None:
        play = talk(store, "hear", mode="practice")
        files = [written(store, tmp_path / "monday.jsonl")]
        with Store.open(tmp_path / "other.db", clock=clock) as other:
            talk(other, "hear", "end")
            talk(other, "hear", "end", trainee="Ben")
            files.append(written(other, tmp_path / "other.jsonl"))
        play.give("stop")
        play.debrief()
        talk(store, "wait", "end", trainee="Ben")
        files.append(written(store, tmp_path / "tuesday.jsonl"))
        for index in order:
            taken_in(managers, files[index])
        found = [(one.trainee, one.status, one.turns, one.first) for one in reversed(managers.sessions())]
        assert found == [
            ("Amina", "ended", 2, True),
            ("Amina", "ended", 2, False),
            ("Ben", "ended", 2, True),
            ("Ben", "ended", 2, False),
        ]
        assert [result.problems for result in verify(managers, lambda _: PROOF)] == [()] * 4


class TestRefused:
    """A file is taken in whole or not at all, and the place is named."""

    @pytest.fixture
    def path(self, store: Store, tmp_path: Path) -> Path:
        talk(store, "hear", "end")
        talk(store, "wait", "stop", trainee="Ben")
        return written(store, tmp_path / "a.jsonl")

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            (lambda one: one.update(trainee="Ben"), "what was fixed when the session began has been changed"),
            (lambda one: one.update(trust=99.0), "the score for trust is not that of the replay"),
            (lambda one: one.update(outcome="lost"), "it ended with 'well' in the replay"),
            (lambda one: one.update(turns=1), "the session counts 1 replies"),
            (lambda one: one.update(assisted="no"), "session.assisted: input should be a valid boolean"),
            (lambda one: one.update(note="x"), "session.note: extra inputs are not permitted"),
            (lambda one: one.pop("seed"), "session.seed: field required"),
            (lambda one: one.update(trainee="A\x1b[2J"), "characters in it that cannot be seen"),
            (lambda one: one.update(started="2026-01-01"), "session.started: value error"),
            (lambda one: one.update(ended=one["started"]), "its end does not fit its last reply"),
            (lambda one: one.update(status="in_progress"), "its end does not fit"),
            (lambda one: one["replies"][0].update(trust=9), "reply 1 does not fit its hash"),
            (lambda one: one["replies"].pop(), "the rows do not end with the one"),
            (lambda one: one["replies"].pop(0), "reply 1 missing"),
        ],
    )
    def test_a_session_that_was_changed(self, path: Path, managers: Store, change: Change, what: str) -> None:
        changed(path, "session", change)
        refused = refusal(managers, path)
        assert what in refused.reason
        assert refused.line == 3
        assert str(refused).startswith(f"{path}:3: ")

    def test_a_chain_made_anew_does_not_hold_against_the_replay(
        self, store: Store, path: Path, managers: Store
    ) -> None:
        (one,) = kept(store, ids_of(store)[:1])

        def forge(session: dict[str, Any]) -> None:
            first = replace(one.rows[0], trust=9)
            first = replace(first, hash=row_hash(one.session.hash, first))
            last = replace(one.rows[1], hash=row_hash(first.hash, one.rows[1]))
            session["replies"][0].update(trust=9, hash=first.hash)
            session["replies"][1].update(hash=last.hash)
            session.update(tip=last.hash)

        changed(path, "session", forge)
        assert "row 1: the levels are not those of the replay" in refusal(managers, path).reason

    def test_help_that_was_taken_off(self, store: Store, managers: Store, tmp_path: Path) -> None:
        talk(store, "hear", "back", "hear", mode="practice")
        path = written(store, tmp_path / "a.jsonl")
        changed(path, "session", lambda session: session.update(assisted=False))
        assert "it had help, and is kept as unassisted" in refusal(managers, path).reason

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            (lambda one: one.update(document=one["document"].replace("Bye", "Boo")), "has been changed"),
            (lambda one: one.update(story="other"), "no text of 'small' with its digest stands before it"),
            (lambda one: one.update(title="Other"), "is that of 'small'"),
        ],
    )
    def test_a_story_that_was_changed(self, path: Path, managers: Store, change: Change, what: str) -> None:
        changed(path, "story", change)
        assert what in refusal(managers, path).reason

    def test_a_text_that_is_no_story(self, store: Store, managers: Store, tmp_path: Path) -> None:
        begin(store, story_text(document='{"title": "The second miss"}'))
        path = written(store, tmp_path / "a.jsonl")
        assert "the text of 'the-second-miss' cannot be read: " in refusal(managers, path).reason

    @pytest.mark.parametrize(
        ("cut", "line", "what"),
        [
            (lambda lines: lines[:-1], 4, "it was cut short"),
            (lambda lines: lines[:2] + lines[3:], 4, "had 1 stories and 2 sessions when it was written"),
            (lambda lines: [*lines[:3], lines[2], *lines[3:]], 4, "is there twice"),
            (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, "is there twice"),
            (lambda lines: [*lines, lines[2]], 6, "there is something behind the last line"),
            (lambda lines: lines[1:], 1, "this is not a file of 'servicesim export --format sessions'"),
            (lambda lines: [], 1, "this is not a file of"),
            (lambda lines: [*lines[:2], "{", *lines[2:]], 3, "this is not a line of JSON"),
            (lambda lines: [*lines[:2], "[" * 100_000, *lines[2:]], 3, "this is not a line of JSON"),
            (lambda lines: [*lines[:2], '{"session": NaN}'], 3, "NaN is no number"),
            (lambda lines: [*lines[:2], "7"], 3, "neither a story nor a session"),
            (lambda lines: [*lines[:2], '{"\\u001b": 1}'], 3, "neither a story nor a session"),
            (lambda lines: [lines[0].replace(':1,"rules"', ':9,"rules"'), *lines[1:]], 1, "of version 9"),
        ],
    )
    def test_lines_that_are_missing_or_of_something_else(
        self, path: Path, managers: Store, cut: Callable[[list[str]], list[str]], line: int, what: str
    ) -> None:
        path.write_text("".join(f"{one}\n" for one in cut(path.read_text().splitlines())))
        refused = refusal(managers, path)
        assert (refused.line, what in refused.reason) == (line, True), refused
        assert "\x1b" not in str(refused)

    def test_what_stands_before_the_bad_line_is_not_kept_either(
        self, store: Store, managers: Store, path: Path
    ) -> None:
        (first, second) = ids_of(store)
        taken_in(managers, written(store, path.with_name("b.jsonl"), replace(EVERYTHING, session=second)))
        tamper(Path(managers.location), "update sessions set outcome = 'partly'")
        with pytest.raises(ImportRefused, match="another value for 'outcome'") as refused:
            taken_in(managers, path)
        assert refused.value.line == 4
        assert [session.id for session in managers.sessions()] == [second]
        assert first not in firsts(managers)

    def test_a_file_that_changes_while_it_is_read(self, path: Path, managers: Store) -> None:
        def prove(_: Story) -> Proof:
            another = path.with_name("another.jsonl")
            another.write_text(path.read_text().replace('"touched":"2026-', '"touched":"2027-'))
            another.replace(path)
            return PROOF

        with pytest.raises(ImportRefused, match="changed while it was read"):
            merge(managers, path, prove)
        assert managers.sessions() == []

    def test_one_that_went_on_in_two_ways(self, store: Store, managers: Store, tmp_path: Path) -> None:
        play = talk(store, "hear", mode="practice")
        brought(store, managers, tmp_path / "a.jsonl")
        play.give("end")
        other = talk(managers, trainee="Ben")
        Play.resume(managers, managers.session(play.session.id), TALK, PROOF).give("stop")
        before = everything(managers)
        with pytest.raises(ImportRefused, match="went on differently"):
            brought(store, managers, tmp_path / "b.jsonl")
        assert everything(managers) == before
        assert other.session.id in firsts(managers)


class TestPolicy:
    def test_a_manager_gets_no_practice_that_the_policy_keeps_closed(self, store: Store) -> None:
        talk(store, "hear", mode="practice")
        talk(store, "hear", mode="assessment")
        left = Left()
        lines = list(portable_lines(Outlet(store, EVERYTHING), left))
        assert (json.loads(lines[-1]), left.closed) == ({"end": {"stories": 1, "sessions": 1}}, 1)
        let_see(store, practice="whole")
        lines = list(portable_lines(Outlet(store, EVERYTHING), Left()))
        assert json.loads(lines[-1])["end"]["sessions"] == 2

    def test_a_session_whose_chain_does_not_hold_is_named_and_left_out(self, store: Store) -> None:
        talk(store, "hear")
        broken = talk(store, "hear", trainee="Ben").session.id
        tamper(Path(store.location), f"update replies set trust = 9 where session = '{broken}'")
        left = Left()
        lines = list(portable_lines(Outlet(store, EVERYTHING), left))
        assert (json.loads(lines[-1])["end"]["sessions"], left.broken) == (1, [broken])
