from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from servicesim.errors import NotSaved, SessionNotFound, StoreUnusable
from servicesim.saves import sqlite
from servicesim.saves import store as store_module
from servicesim.saves.chain import check
from servicesim.saves.records import Ended, Filter, NewSession
from servicesim.saves.store import Store

from .samples import NEW_YEAR, Clock, back, begin, reply, story_text

REBUILT = Ended("rebuilt", "resolved", empathy=83.25, clarity=None, trust=100.0)


class TestOpening:
    def test_the_first_opening_makes_the_store_and_says_so(self, path: Path) -> None:
        with Store.open(path) as store:
            assert store.created
            assert store.location == str(path)
            assert str(path) in store.kept()

    def test_the_next_opening_finds_it(self, path: Path) -> None:
        with Store.open(path) as store:
            session = begin(store)
        with Store.open(f"sqlite:///{path}") as store:
            assert not store.created
            assert store.sessions() == [session]

    def test_without_a_location_the_default_one_is_made_with_its_folders(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        default = tmp_path / "home" / "data" / "servicesim.db"
        monkeypatch.setattr(store_module, "default_location", lambda: default)
        with Store.open() as store:
            assert store.location == str(default)
        assert default.is_file()

    def test_a_closed_store_is_used_no_more(self, path: Path) -> None:
        store = Store.open(path)
        session = begin(store)
        store.close()
        store.close()
        with pytest.raises(ValueError, match="is closed"):
            store.sessions()
        with pytest.raises(ValueError, match="is closed"):
            store.append(session.id, reply())

    def test_closing_leaves_the_one_file(self, path: Path) -> None:
        with Store.open(path) as store:
            begin(store)
        assert [file.name for file in path.parent.iterdir()] == [path.name]


class TestStories:
    def test_a_story_comes_back_as_it_was_kept(self, store: Store) -> None:
        story = story_text(document='{"title":"Zoë’s second miss 🙂"}')
        store.keep_story(story)
        assert store.story(story.digest) == story

    def test_keeping_it_twice_is_once(self, store: Store) -> None:
        store.keep_story(story_text())
        store.keep_story(story_text())
        assert store.story(story_text().digest) == story_text()

    def test_an_edited_story_is_kept_beside_the_old_text(self, store: Store) -> None:
        old, new = story_text(), story_text(document='{"title":"The third miss"}')
        store.keep_story(old)
        store.keep_story(new)
        assert (store.story(old.digest), store.story(new.digest)) == (old, new)

    def test_a_digest_of_something_else_is_refused(self, store: Store) -> None:
        other = story_text(document="{}")
        with pytest.raises(ValueError, match="is not that of the document"):
            store.keep_story(type(other)(story_text().digest, other.story, other.title, other.document))

    def test_a_text_that_is_not_there(self, store: Store) -> None:
        with pytest.raises(StoreUnusable, match="is not there"):
            store.story(story_text().digest)


class TestBeginning:
    def test_a_session_begins_in_progress_with_no_replies(self, store: Store) -> None:
        session = begin(store, mode="assessment", seed=2**63 - 1, rules=3)
        assert (session.status, session.turns, session.ending, session.trust) == (
            "in_progress",
            0,
            None,
            None,
        )
        assert (session.mode, session.seed, session.rules) == ("assessment", 2**63 - 1, 3)
        assert (session.started, session.touched) == (NEW_YEAR + timedelta(seconds=1),) * 2
        assert len(session.id) == 32

    def test_it_is_saved_before_anybody_goes_on(self, store: Store, path: Path) -> None:
        session = begin(store)
        with Store.open(path) as other:
            assert other.session(session.id) == session

    def test_the_story_has_to_be_kept_first(self, store: Store) -> None:
        new = NewSession("Amina", "the-second-miss", story_text().digest, "practice", seed=1, rules=1)
        with pytest.raises(ValueError, match="has to be kept first"):
            store.begin(new)
        assert store.sessions() == []

    def test_the_text_has_to_be_that_of_the_story(self, store: Store) -> None:
        with pytest.raises(ValueError, match="has to be kept first"):
            begin(store, story="the-quiet-renewal")

    @pytest.mark.parametrize("seed", [-1, 2**63])
    def test_a_seed_that_no_database_holds_is_refused(self, seed: int, store: Store) -> None:
        with pytest.raises(ValueError, match="a seed lies between"):
            begin(store, seed=seed)

    def test_replies_given_beforehand_and_a_parent_make_it_assisted(self, store: Store) -> None:
        alone = begin(store)
        assert not alone.assisted
        assert begin(store, assisted=True).assisted
        again = begin(store, parent=alone.id)
        assert again.assisted
        assert again.parent == alone.id

    def test_a_session_of_a_story_debriefed_before_is_marked_seen(self, store: Store) -> None:
        first = begin(store)
        before = begin(store)
        store.debriefed(first.id)
        assert begin(store).seen
        assert begin(store, story_text(document='{"title":"edited since"}')).seen
        assert not begin(store, trainee="Jonas").seen
        assert not begin(store, story_text("the-quiet-renewal", '{"title":"The quiet renewal"}')).seen
        # It is fixed when a session begins.
        assert not store.session(before.id).seen


class TestAppending:
    def test_rows_are_numbered_and_come_back_in_order(self, store: Store) -> None:
        session = begin(store)
        rows = [store.append(session.id, reply(seq)) for seq in range(3)]
        assert [row.seq for row in rows] == [1, 2, 3]
        assert store.replies(session.id) == rows

    def test_a_row_keeps_all_that_it_was_given(self, store: Store) -> None:
        session = begin(store)
        given = reply(scene="her-story", reply="wait", attitude="guarded", decided_ms=None)
        row = store.append(session.id, given)
        for name in (
            *("kind", "turn", "scene", "reply", "attitude", "resistance"),
            *("trust", "grievances", "decided_ms"),
        ):
            assert getattr(row, name) == getattr(given, name)
        assert row.at == store.session(session.id).touched

    def test_the_chain_holds_over_replies_and_take_backs(self, store: Store) -> None:
        session = begin(store, assisted=True)
        store.append(session.id, reply(0))
        store.append(session.id, reply(1))
        store.append(session.id, back(2, turn=1))
        store.append(session.id, reply(3, turn=2), ended=REBUILT)
        assert check(store.session(session.id), store.replies(session.id)) == []

    def test_the_session_counts_the_replies_standing(self, store: Store, clock: Clock) -> None:
        session = begin(store)
        store.append(session.id, reply(0))
        clock.now += timedelta(days=2)
        store.append(session.id, reply(1))
        standing = store.session(session.id)
        assert (standing.turns, standing.touched, standing.started) == (2, clock.now, session.started)
        assert not standing.assisted

    def test_a_take_back_is_a_row_and_marks_the_session_assisted(self, store: Store) -> None:
        session = begin(store)
        store.append(session.id, reply(0))
        store.append(session.id, back(1, turn=0))
        standing = store.session(session.id)
        assert (standing.turns, standing.assisted, standing.assisted_at_start) == (0, True, False)
        assert [row.kind for row in store.replies(session.id)] == ["reply", "back"]

    def test_the_last_reply_ends_the_session(self, store: Store, clock: Clock) -> None:
        session = begin(store)
        store.append(session.id, reply(), ended=REBUILT)
        ended = store.session(session.id)
        assert (ended.status, ended.ending, ended.outcome, ended.ended) == (
            "ended",
            "rebuilt",
            "resolved",
            clock.now,
        )
        assert (ended.empathy, ended.clarity, ended.trust) == (83.25, None, 100.0)

    def test_an_ended_session_takes_no_more(self, store: Store) -> None:
        session = begin(store)
        store.append(session.id, reply(), ended=REBUILT)
        with pytest.raises(NotSaved, match="has ended already"):
            store.append(session.id, reply(1))

    @pytest.mark.parametrize(
        "wrong", [reply(1, turn=1), reply(1, turn=3), back(1, turn=1), back(1, turn=-1)], ids=str
    )
    def test_turns_follow_from_the_kind_of_row(self, wrong: object, store: Store) -> None:
        session = begin(store)
        store.append(session.id, reply())
        with pytest.raises(ValueError, match="replies standing"):
            store.append(session.id, wrong)  # type: ignore[arg-type]
        assert len(store.replies(session.id)) == 1

    def test_who_did_not_see_the_last_row_is_refused(self, store: Store, path: Path) -> None:
        session = begin(store)
        with Store.open(path) as other:
            store.append(session.id, reply(0))
            with pytest.raises(NotSaved, match=r"another program.*1 rows where 0 were expected"):
                other.append(session.id, reply(0))
            other.append(session.id, reply(1))
        assert check(store.session(session.id), store.replies(session.id)) == []

    def test_a_session_that_is_gone(self, store: Store) -> None:
        for write in (store.assist, store.debriefed, lambda session: store.append(session, reply())):
            with pytest.raises(NotSaved, match="not in the store any more"):
                write("0" * 32)

    def test_a_hint_marks_the_session_assisted(self, store: Store) -> None:
        session = begin(store)
        store.assist(session.id)
        helped = store.session(session.id)
        assert helped.assisted
        assert helped.touched > session.touched
        assert check(helped, []) == []

    def test_threads_share_a_store(self, store: Store) -> None:
        sessions = [begin(store).id for _ in range(4)]

        def play(session: str) -> None:
            for seq in range(10):
                store.append(session, reply(seq))

        threads = [Thread(target=play, args=(session,)) for session in sessions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [check(store.session(session), store.replies(session)) for session in sessions] == [[]] * 4
        assert [store.session(session).turns for session in sessions] == [10] * 4


class TestNotSaved:
    """What cannot be written is said in plain words, and nothing of it stays."""

    def test_the_disk_is_full(self, store: Store) -> None:
        session = begin(store)
        pages = _pragma(store, "page_count")
        _pragma(store, f"max_page_count={pages}")
        with pytest.raises(NotSaved, match="the disk is full") as caught:
            store.append(session.id, reply(scene="x" * 20_000))
        assert caught.value.__cause__ is not None
        _pragma(store, "max_page_count=1000000")
        assert store.replies(session.id) == []
        assert store.append(session.id, reply()).seq == 1

    def test_another_program_keeps_the_file_locked(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
    ) -> None:
        session = begin(store)
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.0)
        with Store.open(path) as other, store.writing(), pytest.raises(NotSaved, match="kept the file busy"):
            other.append(session.id, reply())
        assert store.append(session.id, reply()).seq == 1

    def test_the_file_may_only_be_read(self, store: Store) -> None:
        session = begin(store)
        _pragma(store, "query_only=ON")
        with pytest.raises(NotSaved, match="may only be read"):
            store.append(session.id, reply())
        assert store.session(session.id).turns == 0

    def test_the_file_was_moved_while_open(self, store: Store, path: Path) -> None:
        session = begin(store)
        elsewhere = path.rename(path.with_name("elsewhere.db"))
        with pytest.raises(NotSaved, match="moved, replaced or deleted"):
            store.append(session.id, reply())
        elsewhere.rename(path)
        assert store.append(session.id, reply()).seq == 1

    def test_the_file_was_replaced_while_open(self, store: Store, path: Path) -> None:
        session = begin(store)
        path.with_name("copy.db").write_bytes(path.read_bytes())
        path.with_name("copy.db").replace(path)
        with pytest.raises(NotSaved, match="moved, replaced or deleted"):
            store.append(session.id, reply())

    def test_a_name_that_is_no_text(self, store: Store) -> None:
        with pytest.raises(NotSaved, match="not valid Unicode"):
            begin(store, trainee="Am\udce9lie")
        assert store.sessions() == []

    def test_reading_what_cannot_be_read(self, path: Path) -> None:
        with Store.open(path) as store:
            begin(store)
        with closing(sqlite3.connect(path)) as raw:
            (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sessions'").fetchone()
            (size,) = raw.execute("PRAGMA page_size").fetchone()
        with path.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
        with Store.open(path) as store, pytest.raises(StoreUnusable, match="the file is damaged"):
            store.sessions()


class TestFinding:
    def test_by_id_and_by_its_beginning(self, store: Store) -> None:
        session = begin(store)
        begin(store)
        assert store.session(session.id) == session
        assert store.session(session.id[:8]) == session
        assert store.session(session.id[:8].upper()) == session

    def test_nothing_begins_so(self, store: Store) -> None:
        session = begin(store)
        with pytest.raises(SessionNotFound) as caught:
            store.session("zzzz")
        assert caught.value.matches == ()
        with pytest.raises(SessionNotFound):
            store.session(session.id[:3])

    def test_wildcards_find_nothing(self, store: Store) -> None:
        begin(store)
        with pytest.raises(SessionNotFound):
            store.session("____")

    def test_several_that_begin_so_are_named(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        ids = [f"abcd{number}".ljust(32, "0") for number in range(2)]
        chosen = iter(ids)
        monkeypatch.setattr(store_module, "new_id", lambda: next(chosen))
        for _ in ids:
            begin(store)
        with pytest.raises(SessionNotFound, match="Several") as caught:
            store.session("abcd")
        assert list(caught.value.matches) == ids
        assert store.session("abcd1").id == ids[1]


class TestListing:
    def test_newest_first(self, store: Store) -> None:
        sessions = [begin(store) for _ in range(3)]
        assert store.sessions() == sessions[::-1]

    def test_ids_story_by_story_the_last_played_first(self, store: Store) -> None:
        renewal = story_text("the-quiet-renewal", '{"title":"The quiet renewal"}')
        first, other, last = begin(store), begin(store, renewal), begin(store)
        assert store.ids_by_story() == [[last.id, first.id], [other.id]]

    def test_filters_join(self, store: Store, clock: Clock) -> None:
        other_story = story_text("the-quiet-renewal", '{"title":"The quiet renewal"}')
        practice = begin(store)
        assessment = begin(store, mode="assessment")
        renewal = begin(store, other_story)
        clock.now += timedelta(days=1)
        jonas = begin(store, trainee="Jonas")
        store.append(practice.id, reply(), ended=REBUILT)

        def ids(**where: object) -> set[str]:
            return {session.id for session in store.sessions(Filter(**where))}  # type: ignore[arg-type]

        assert ids(trainee="Amina") == {practice.id, assessment.id, renewal.id}
        assert ids(story="the-quiet-renewal") == {renewal.id}
        assert ids(mode="assessment") == {assessment.id}
        assert ids(status="ended") == {practice.id}
        assert ids(since=jonas.started) == {jonas.id}
        assert ids(trainee="Amina", mode="practice", status="in_progress") == {renewal.id}
        assert ids(trainee="amina") == set()

    def test_since_needs_a_time_zone(self, store: Store) -> None:
        with pytest.raises(ValueError, match="time zone"):
            store.sessions(Filter(since=NEW_YEAR.replace(tzinfo=None)))

    def test_replies_of_a_session_that_is_not_there(self, store: Store) -> None:
        assert store.replies("0" * 32) == []

    def test_first_attempts_are_the_first_begun_in_either_mode(self, store: Store) -> None:
        other_story = story_text("the-quiet-renewal", '{"title":"The quiet renewal"}')
        first = begin(store, assisted=True)
        begin(store, mode="assessment")
        renewal = begin(store, other_story, mode="assessment")
        jonas = begin(store, trainee="Jonas")
        begin(store, story_text(document='{"title":"edited since"}'), trainee="Jonas")
        assert {session.id for session in store.sessions() if session.first} == {
            first.id,
            renewal.id,
            jonas.id,
        }


def _pragma(store: Store, text: str) -> int:
    """Runs a PRAGMA on the store's own connection, to bring about what goes wrong on real disks."""
    with sqlite._driver_cursor(store._reader) as cursor:
        row = cursor.execute(f"PRAGMA {text}").fetchone()
        return int(row[0]) if row else 0
