from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.saves.chain import check, row_hash, session_hash
from servicesim.saves.records import ReplyRow, SessionRecord

from .samples import NEW_YEAR
from .test_records import SESSION

Saved = tuple[SessionRecord, list[ReplyRow]]

FIXED_AT_THE_START = (
    *("id", "trainee", "story", "story_digest", "mode", "seed", "rules", "started", "parent"),
    *("assisted_at_start", "seen"),
)


def chained(session: SessionRecord, rows: list[ReplyRow]) -> Saved:
    """`session` and `rows` with the hashes that the store would have given them."""
    head = session_hash(session)
    tip, linked = head, []
    for row in rows:
        row = replace(row, hash=row_hash(tip, row))
        linked.append(row)
        tip = row.hash
    return replace(session, hash=head, tip=tip, turns=rows[-1].turn if rows else 0), linked


texts = st.text(max_size=12)
numbers = st.integers(-5, 2**40)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ids = st.integers(0, 9).map("{:032x}".format)
hashes = st.integers(0, 9).map("{:064x}".format)

OF_FIELD: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("trainee", "story", "scene", "reply", "attitude"), texts),
    **dict.fromkeys(("turn", "seed", "rules", "resistance", "trust", "grievances"), numbers),
    **dict.fromkeys(("at", "started"), moments),
    **{name: st.booleans() for name in ("assisted_at_start", "seen")},
    **dict.fromkeys(("hash", "story_digest"), hashes),
    "id": ids,
    "session": ids,
    "parent": st.none() | ids,
    "decided_ms": st.none() | numbers,
    "kind": st.sampled_from(["reply", "back"]),
    "mode": st.sampled_from(["practice", "assessment"]),
    "seq": st.integers(1, 20),
}


@st.composite
def saved(draw: st.DrawFn, least: int = 0) -> Saved:
    """A session with `least` to five rows, all hashes right."""
    session = replace(SESSION, **{name: draw(OF_FIELD[name]) for name in FIXED_AT_THE_START})
    rows = [
        ReplyRow(
            **{
                field.name: draw(OF_FIELD[field.name])
                for field in fields(ReplyRow)
                if field.name not in ("session", "seq", "hash")
            },
            session=session.id,
            seq=seq,
            hash="",
        )
        for seq in range(1, draw(st.integers(least, 5)) + 1)
    ]
    return chained(session, rows)


@settings(deadline=None)
@given(saved())
def test_a_chain_that_nobody_touched_holds(whole: Saved) -> None:
    assert check(*whole) == []


@settings(deadline=None)
@given(saved(least=1), st.data())
def test_a_change_in_any_column_of_any_row_is_found(whole: Saved, data: st.DataObject) -> None:
    session, rows = whole
    place = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(ReplyRow)]))
    was = getattr(rows[place], name)
    changed = replace(rows[place], **{name: data.draw(OF_FIELD[name].filter(lambda value: value != was))})
    problems = check(session, [*rows[:place], changed, *rows[place + 1 :]])
    assert problems
    if name not in ("hash", "seq"):
        assert place + 1 in {problem.seq for problem in problems}


@settings(deadline=None)
@given(saved(), st.sampled_from(FIXED_AT_THE_START), st.data())
def test_a_change_in_what_was_fixed_at_the_start_is_found(
    whole: Saved, name: str, data: st.DataObject
) -> None:
    session, rows = whole
    was = getattr(session, name)
    changed = replace(session, **{name: data.draw(OF_FIELD[name].filter(lambda value: value != was))})
    assert 0 in {problem.seq for problem in check(changed, rows)}


@settings(deadline=None)
@given(saved(least=1), st.data())
def test_dropped_rows_are_found_wherever_they_stood(whole: Saved, data: st.DataObject) -> None:
    session, rows = whole
    dropped = data.draw(st.sets(st.sampled_from(range(len(rows))), min_size=1))
    assert check(session, [row for place, row in enumerate(rows) if place not in dropped])


@settings(deadline=None)
@given(saved(least=2), st.data())
def test_rows_in_another_order_are_found(whole: Saved, data: st.DataObject) -> None:
    session, rows = whole
    moved = data.draw(st.permutations(rows).filter(lambda order: order != rows))
    assert check(session, moved)
    # Also where the rows were numbered anew, so that the numbers run without a gap.
    assert check(session, [replace(row, seq=seq) for seq, row in enumerate(moved, 1)])


@settings(deadline=None)
@given(saved(), saved(least=1))
def test_rows_of_another_session_are_found(whole: Saved, other: Saved) -> None:
    session, rows = whole
    assert check(session, [*rows, *other[1]])
    assert check(session, [*rows, replace(other[1][-1], session=session.id, seq=len(rows) + 1)])


@settings(deadline=None)
@given(saved(least=1), st.data())
def test_a_row_put_in_with_a_fitting_hash_is_found(whole: Saved, data: st.DataObject) -> None:
    session, rows = whole
    row = replace(rows[-1], seq=len(rows) + 1, scene=data.draw(texts))
    assert check(session, [*rows, replace(row, hash=row_hash(session.tip, row))])


def test_problems_name_the_row() -> None:
    row = ReplyRow(
        session=SESSION.id,
        seq=1,
        kind="reply",
        turn=1,
        scene="opening",
        reply="hear-her-out",
        attitude="complaining",
        resistance=7,
        trust=3,
        grievances=1,
        at=NEW_YEAR,
        decided_ms=None,
        hash="",
    )
    later = timedelta(minutes=1)
    session, rows = chained(
        SESSION, [replace(row, seq=seq, turn=seq, at=NEW_YEAR + seq * later) for seq in (1, 2, 3, 4)]
    )
    assert [problem.seq for problem in check(session, [rows[0], replace(rows[1], trust=9), *rows[2:]])] == [2]
    assert [problem.seq for problem in check(session, [rows[0], *rows[2:]])] == [2]
    assert [problem.seq for problem in check(session, rows[:3])] == [4, 0]
    assert [problem.seq for problem in check(replace(session, turns=9), rows)] == [0]


def test_hashes_stay_what_they_are() -> None:
    """Sessions are kept for years: a change here would call all that are saved damaged."""
    row = ReplyRow(
        session=SESSION.id,
        seq=1,
        kind="reply",
        turn=1,
        scene="opening",
        reply="hear-her-out",
        attitude="complaining",
        resistance=7,
        trust=3,
        grievances=1,
        at=NEW_YEAR,
        decided_ms=4200,
        hash="",
    )
    assert session_hash(SESSION) == "7d5ebf60d8749f2b9da8552b4d158aac3c835c873d6dd55f2a1e95e900af8dcb"
    assert row_hash("0" * 64, row) == "f6fe0cbc9cd3bb5f970b22a29d7bf7bd0e41f954433c320fb684dc5736038685"
