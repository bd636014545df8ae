"""Sessions as xAPI statements: what they say, in which order, and that others' models take them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from servicesim.errors import UsageError
from servicesim.exchange.outlet import Outlet, checked_home_page
from servicesim.exchange.xapi import LeftOut, xapi_lines
from servicesim.saves.outgoing import EVERYTHING
from servicesim.saves.store import Store
from tests.saves.samples import Clock

from .talks import TALK, let_see, talk

CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/"
OURS = "https://servicesim.invalid/xapi/extensions/"


def statements(store: Store, **more: Any) -> list[dict[str, Any]]:
    """What is said of everything, each statement valid by the models of others."""
    told = [json.loads(line) for line in xapi_lines(Outlet(store, EVERYTHING, **more), LeftOut())]
    for statement in told:
        BaseXapiStatement.model_validate(statement)
    return told


def verbs(told: list[dict[str, Any]]) -> list[str]:
    return [statement["verb"]["id"].removeprefix("http://adlnet.gov/expapi/verbs/") for statement in told]


def categories(statement: dict[str, Any]) -> set[str]:
    named = statement["context"]["contextActivities"].get("category", [])
    return {activity["id"].removeprefix(CATEGORY) for activity in named}


@pytest.fixture
def won(store: Store) -> Iterator[list[dict[str, Any]]]:
    """The statements of a conversation that was won back, one reply of it taken back."""
    talk(store, "wait", "back", "hear", "end", mode="practice")
    return statements(store, own=True)


class TestOneSession:
    def test_the_order_that_cmi5_asks_for(self, won: list[dict[str, Any]]) -> None:
        assert verbs(won) == ["initialized", "answered", "answered", "completed", "passed", "terminated"]
        times = [statement["timestamp"] for statement in won]
        assert times == sorted(times)

    def test_every_time_is_cut_to_the_minute(self, store: Store, won: list[dict[str, Any]]) -> None:
        (session,) = store.sessions()
        rows = [row for row in store.replies(session.id) if row.reply in ("hear", "end")]
        times = [session.started, *(row.at for row in rows), *[session.ended] * 3]
        assert any(time and time.second for time in times)
        assert [one["timestamp"] for one in won] == [f"{time:%Y-%m-%dT%H:%M}:00.000000Z" for time in times]

    def test_the_models_would_notice(self, won: list[dict[str, Any]]) -> None:
        broken = {**won[0], "result": {"score": {"scaled": 71}}}
        with pytest.raises(ValueError, match="less than or equal to 1"):
            BaseXapiStatement.model_validate(broken)

    def test_who_and_which_session_and_which_text(self, store: Store, won: list[dict[str, Any]]) -> None:
        (session,) = store.sessions()
        for statement in won:
            assert statement["actor"]["account"] == {
                "homePage": "https://servicesim.invalid",
                "name": "Amina",
            }
            assert UUID(statement["context"]["registration"]).hex == session.id
            assert statement["context"]["revision"] == TALK.digest
            assert statement["version"] == "1.0.3"

    def test_an_answer_is_a_choice_with_the_levels_after_it(self, won: list[dict[str, Any]]) -> None:
        answered = won[1]
        definition = answered["object"]["definition"]
        assert definition["type"] == "http://adlnet.gov/expapi/activities/cmi.interaction"
        assert definition["interactionType"] == "choice"
        assert [choice["id"] for choice in definition["choices"]] == ["hear", "wait"]
        assert answered["result"]["response"] == "hear"
        assert answered["result"]["extensions"][f"{OURS}trust"] == 6
        assert set(answered["result"]["extensions"]) == {
            f"{OURS}{name}" for name in ("turn", "attitude", "resistance", "trust", "grievances")
        }

    def test_what_was_taken_back_is_no_answer_and_is_told_of(self, won: list[dict[str, Any]]) -> None:
        answers = [statement for statement in won if "response" in statement.get("result", {})]
        assert [answer["result"]["response"] for answer in answers] == ["hear", "end"]
        assert {statement["context"]["extensions"][f"{OURS}taken-back"] for statement in won} == {1}
        assert {statement["context"]["extensions"][f"{OURS}assisted"] for statement in won} == {True}

    def test_no_seconds_to_decide_and_nobodys_name_in_a_text(self, store: Store) -> None:
        play = talk(store, trainee="Zacharias")
        play.give("hear", decided_ms=987_654)
        play.give("end")
        told = json.dumps(statements(store))
        assert "987654" not in told
        assert "PT987" not in told
        assert told.count("Zacharias") == len(statements(store))
        assert "Tell me, Ana Reis; I am \\u2026." in told

    def test_categories_score_success_and_completion_stand_where_cmi5_has_them(
        self, won: list[dict[str, Any]]
    ) -> None:
        initialized, answered, _, completed, passed, terminated = won
        assert categories(initialized) == categories(terminated) == {"cmi5"}
        assert categories(completed) == categories(passed) == {"cmi5", "moveon"}
        assert categories(answered) == set()
        assert completed["result"]["completion"] is True
        assert not {"score", "success"} & set(completed["result"])
        assert passed["result"]["success"] is True
        assert "completion" not in passed["result"]
        assert set(terminated["result"]) == {"duration"}
        assert "result" not in initialized

    def test_the_score_is_the_mean_of_what_was_measured(
        self, store: Store, won: list[dict[str, Any]]
    ) -> None:
        (session,) = store.sessions()
        assert session.clarity is None
        assert session.empathy is not None
        assert session.trust is not None
        result = won[-2]["result"]
        assert result["score"] == {"scaled": round((session.empathy + session.trust) / 200, 4)}
        assert f"{OURS}clarity" not in result["extensions"]
        assert result["extensions"][f"{OURS}trust"] == round(session.trust, 2)

    def test_how_long_it_took(self, store: Store, won: list[dict[str, Any]]) -> None:
        (session,) = store.sessions()
        assert session.ended is not None
        seconds = (session.ended - session.started).total_seconds()
        assert [one["result"]["duration"] for one in won[-3:]] == [f"PT{seconds:.2f}S"] * 3


class TestManySessions:
    def test_lost_is_failed(self, store: Store) -> None:
        talk(store, "hear", "stop")
        assert verbs(statements(store))[-2] == "failed"
        assert statements(store)[-2]["result"]["success"] is False

    def test_the_same_every_time_and_no_id_twice(self, store: Store) -> None:
        talk(store, "hear", "again", "hear", "end")
        talk(store, "hear", "end")
        told = statements(store)
        assert told == statements(store)
        assert len({statement["id"] for statement in told}) == len(told) == 14

    def test_other_names_make_other_statements(self, store: Store) -> None:
        talk(store, "hear", "end")
        ids = {
            one["id"]
            for more in ({}, {"pseudonyms": True}, {"home_page": "https://example.com"})
            for one in statements(store, **more)
        }
        assert len(ids) == 3 * 6
        assert "Amina" not in json.dumps(statements(store, pseudonyms=True))

    def test_one_that_has_not_ended_is_counted_and_left_out(self, store: Store, clock: Clock) -> None:
        talk(store, "hear")
        left = LeftOut()
        assert list(xapi_lines(Outlet(store, EVERYTHING), left)) == []
        assert left.in_progress == 1

    @pytest.mark.parametrize(
        ("practice", "told"),
        [
            ("whole", ["initialized", "answered", "answered", "completed", "passed", "terminated"]),
            ("scores", ["initialized", "completed", "passed", "terminated"]),
            ("happened", ["initialized", "completed", "terminated"]),
        ],
    )
    def test_of_practice_as_much_as_the_policy_lets_out(
        self, store: Store, practice: str, told: list[str]
    ) -> None:
        talk(store, "hear", "end", mode="practice")
        let_see(store, practice=practice)
        assert verbs(statements(store)) == told
        assert len(statements(store, own=True)) == 6

    def test_of_practice_that_took_place_nothing_tells_how_it_went(self, store: Store, clock: Clock) -> None:
        play = talk(store, "wait", "back", "hear", mode="practice")
        clock.now += timedelta(minutes=20)
        play.give("end")
        let_see(store, practice="happened")
        told = json.dumps(statements(store))
        words = ("resolved", "outcome", "well", "score", "success", "duration", "assisted", "seen", "first")
        assert not [word for word in (*words, "taken-back") if word in told]
        (session,) = store.sessions()
        began = f"{session.started:%Y-%m-%dT%H:%M}:00.000000Z"
        assert {statement["timestamp"] for statement in statements(store)} == {began}


@pytest.mark.parametrize(
    "text", ["example.com", "https://", "ftp://a.b", "https://a b", "https://me:x@a.b", "https://é"]
)
def test_a_home_page_is_an_address(text: str) -> None:
    with pytest.raises(UsageError, match="not the address of a home page"):
        checked_home_page(text)
    assert checked_home_page("https://example.com/staff") == "https://example.com/staff"
