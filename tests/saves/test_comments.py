"""What a manager writes to a session."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from servicesim.errors import SessionNotFound, StoreUnusable, UsageError
from servicesim.saves import tables
from servicesim.saves.comments import LONGEST, comment, commented, comments_on, delete_comment
from servicesim.saves.store import Store

from .samples import begin

MAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def test_they_are_kept_with_who_and_when_and_read_in_order(store: Store) -> None:
    session = begin(store).id
    later = comment(store, session, "Ruth", "And the close.", MAY.replace(day=5))
    first = comment(store, session, " Ruth  K. ", " You let her finish.\r\nThat was it. ", MAY)
    assert (first.author, first.text) == ("Ruth K.", "You let her finish.\nThat was it.")
    assert comments_on(store, session) == [first, later]


def test_a_session_has_its_own(store: Store) -> None:
    one, other = begin(store).id, begin(store, trainee="Jo").id
    comment(store, one, "Ruth", "Well done.")
    assert comments_on(store, other) == []
    assert commented(store, "Amina") == {one: 1}
    assert commented(store, "Jo") == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n ", "nothing in this comment"),
        ("x" * (LONGEST + 1), "at most 5,000 characters; this one has 5,001"),
        ("Well\x1b]0;owned\x07 done", "U+001B"),
        ("Well \u202edone", "right-to-left override"),
        ("a\rb", "U+000D"),
    ],
)
def test_what_cannot_be_a_comment(text: str, why: str, store: Store) -> None:
    session = begin(store).id
    with pytest.raises(UsageError, match=why.replace("+", r"\+")):
        comment(store, session, "Ruth", text)
    assert comments_on(store, session) == []


def test_it_is_signed(store: Store) -> None:
    with pytest.raises(UsageError, match="say who you are"):
        comment(store, begin(store).id, " ", "Well done.")


def test_a_session_that_is_not_there(store: Store) -> None:
    with pytest.raises(SessionNotFound):
        comment(store, "0" * 32, "Ruth", "Well done.")


def test_one_deletes_ones_own_and_nobody_elses(store: Store) -> None:
    session = begin(store).id
    kept = comment(store, session, "Ruth", "Well done.")
    assert not delete_comment(store, kept.id, "Jonas")
    assert comments_on(store, session) == [kept]
    assert delete_comment(store, kept.id, "Ruth")
    assert comments_on(store, session) == []
    assert not delete_comment(store, kept.id, "Ruth")


def test_a_damaged_time_is_named(store: Store) -> None:
    made = comment(store, begin(store).id, "Ruth", "Well done.")
    with store.writing() as connection:
        connection.execute(update(tables.comments).values(at="yesterday"))
    with pytest.raises(StoreUnusable, match=made.id):
        comments_on(store, made.session)
