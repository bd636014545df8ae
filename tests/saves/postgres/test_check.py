"""The owner's check: what a program claimed is worked out, and what does not hold is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from servicesim.conversation import RULES
from servicesim.errors import UsageError
from servicesim.saves.forget import forget_trainee
from servicesim.saves.logins import grant_manager
from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import Ended, Mode, NewSession, Selection, StoredStory
from servicesim.saves.review.story import story_review
from servicesim.saves.rows import document_digest
from servicesim.saves.store import Store
from servicesim.saves.tallying import behind, rescore
from servicesim.solver.cache import proof_of
from servicesim.story.linked import Story
from tests.making import story
from tests.saves.samples import reply
from tests.saves.test_forget import SMALL

from .conftest import Database
from .test_setting_up import run

EVERYBODY = ("Amina", "Bo", "Cy", "Dee", "Eli", "Flo")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PERFECT = Ended("well", "resolved", empathy=100.0, clarity=100.0, trust=100.0)


@pytest.fixture(autouse=True)
def granted(database: Database) -> None:
    database.run("owner", "SELECT grant_trainee('amina', 'Amina'), grant_trainee('jonas', 'Jonas')")


@pytest.fixture
def played(opened: Callable[[str], Store]) -> Callable[..., Play]:
    def play(login: str, *replies: str) -> Play:
        small = story(SMALL)
        begun = Play.begin(opened(login), small, proof_of(small), trainee=login.capitalize(), mode="practice")
        for name in replies:
            begun.give(name)
        return begun

    return play


def test_scores_count_once_they_are_worked_out(played: Callable[..., Play], database: Database) -> None:
    played("amina", "hear", "end")
    checked = run(database, "owner", "store", "check")
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "1 session scored, 1 added to the counts, 0 with problems" in checked.stderr
    assert database.run("owner", "SELECT scored, tallied, empathy FROM sessions") == [(True, True, 100.0)]
    assert len(database.run("owner", "SELECT * FROM tallies")) == 2
    assert "0 sessions scored, 0 added" in run(database, "owner", "store", "check").stderr


def test_scores_that_were_claimed_are_not_believed(
    played: Callable[..., Play], opened: Callable[[str], Store], database: Database
) -> None:
    play = played("jonas", "wait")
    persona = play.state.persona
    last = reply(
        1,
        scene="two",
        reply="stop",
        attitude=persona.attitude,
        resistance=persona.resistance,
        trust=persona.trust,
        grievances=persona.grievances,
    )
    ended = Ended("badly", "lost", empathy=100.0, clarity=100.0, trust=100.0)
    opened("jonas").append(play.session.id, last, ended=ended)
    assert run(database, "owner", "store", "check").exit_code == 0
    ((empathy, clarity, scored),) = database.run("owner", "SELECT empathy, clarity, scored FROM sessions")
    assert (empathy, clarity, scored) == (0.0, 0.0, True)


def test_an_end_that_is_none_is_told_with_whose_it_is(
    played: Callable[..., Play], database: Database
) -> None:
    play = played("jonas", "wait")
    database.run("jonas", "SELECT end_session(%s, 'well', 'resolved', 100, 100, 100)", play.session.id)
    played("amina", "hear", "end")
    checked = run(database, "owner", "store", "check")
    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"{play.session.id[:8]} Jonas, {play.story.id}: ")
    assert "1 session scored, 1 added to the counts, 1 with problems" in checked.stderr
    assert database.run("owner", "SELECT scored FROM sessions WHERE trainee = 'Jonas'") == [(False,)]


def test_replies_that_the_story_does_not_offer(
    played: Callable[..., Play], opened: Callable[[str], Store], database: Database
) -> None:
    play = played("jonas")
    opened("jonas").append(play.session.id, reply(scene="one", reply="a-better-one"), ended=PERFECT)
    checked = run(database, "owner", "store", "check")
    assert checked.exit_code == 1
    assert "a-better-one" in checked.stdout


def test_a_text_that_nobody_can_read_stops_no_check(
    played: Callable[..., Play], opened: Callable[[str], Store], database: Database
) -> None:
    played("amina", "hear", "end")
    # Valid for the server, and nested too deep for Python to read.
    deep = "[" * 3000 + "]" * 3000
    document = f'{{"story":{{"id":"deep","title":"Deep","source":"customer","x":{deep}}}}}'
    store = opened("jonas")
    text = StoredStory(document_digest(document), "deep", "Deep", document, "customer")
    store.keep_story(text)
    session = store.begin(NewSession("Jonas", "deep", text.digest, "practice", seed=1, rules=RULES))
    store.append(session.id, reply(), ended=PERFECT)
    checked = run(database, "owner", "store", "check")
    assert "cannot be read any more" in checked.stdout
    assert "1 session scored, 1 added to the counts, 1 with problems" in checked.stderr


def test_a_manager_is_not_asked_to_count(
    played: Callable[..., Play], store: Store, opened: Callable[[str], Store], database: Database
) -> None:
    played("amina", "hear", "end")
    import_people(store, [Person("Amina", "Spring")])
    database.run("owner", "SELECT grant_manager('kim', ARRAY['Spring'])")
    rescore(store)
    assert (behind(store), behind(opened("kim"))) == (1, 0)


def test_what_was_counted_is_forgotten_too(
    played: Callable[..., Play], store: Store, database: Database
) -> None:
    played("amina", "hear", "end")
    played("jonas", "hear", "stop")
    run(database, "owner", "store", "check")
    assert forget_trainee(store, "Amina").sessions == 1
    assert database.run("owner", "SELECT reply, given FROM tallies ORDER BY reply") == [
        ("hear", 1),
        ("stop", 1),
    ]


@pytest.mark.parametrize("command", [("store", "check"), ("verify",)])
def test_by_the_owner_alone(command: tuple[str, ...], database: Database) -> None:
    database.run("owner", "SELECT grant_manager('kim', ARRAY['Spring'])")
    assert isinstance(run(database, "kim", *command).exception, UsageError)


def test_trainees_verify_their_own(played: Callable[..., Play], database: Database) -> None:
    played("amina", "hear", "end")
    played("jonas", "hear")
    verified = run(database, "amina", "verify")
    assert verified.exit_code == 0
    assert "1 session verified, 0 with problems" in verified.stderr


def everybody_plays(store: Store, database: Database, mode: Mode) -> Story:
    """Everybody plays one story, Amina being in Spring and the others in Autumn, and it is counted."""
    import_people(store, [Person(name, "Spring" if name == "Amina" else "Autumn") for name in EVERYBODY])
    small = story(SMALL)
    for name in EVERYBODY:
        one = Play.begin(store, small, proof_of(small), trainee=name, mode=mode)
        for choice in ("hear", "end"):
            one.give(choice)
    assert run(database, "owner", "store", "check").exit_code == 0
    return small


DATES, COHORT = {"since": LONG_AGO}, {"cohort": "Autumn"}


@pytest.mark.parametrize(
    ("policy", "mode", "narrower", "told"),
    [
        (Policy(practice="whole"), "practice", DATES, True),
        (Policy(practice="scores"), "practice", DATES, False),
        (Policy(practice="scores"), "practice", COHORT, False),
        (Policy(practice="happened"), "practice", DATES, False),
        (Policy(practice="happened"), "assessment", DATES, True),
        (Policy(people="cohorts"), "assessment", DATES, False),
        (Policy(people="cohorts"), "assessment", COHORT, False),
    ],
)
def test_where_replies_are_closed_no_filter_narrows_the_sums_and_that_is_said(
    policy: Policy, mode: Mode, narrower: dict[str, Any], told: bool,
    database: Database, store: Store, opened: Callable[[str], Store],
) -> None:  # fmt: skip
    small = everybody_plays(store, database, mode)
    grant_manager(store, "kim", ["Autumn"])
    set_policy(store, policy)
    kim, of_all = opened("kim"), Selection(mode, RULES)
    assert story_review(kim, small.id, of_all).decisions
    assert not story_review(kim, small.id, of_all).sums_alone
    found = story_review(kim, small.id, replace(of_all, **narrower))
    assert (bool(found.decisions), found.sums_alone) == (told, not told)
    assert found.sessions == (0 if policy.practice == "happened" and mode == "practice" else 5)
    kept = story_review(store, small.id, replace(of_all, **narrower))
    assert (bool(kept.decisions), kept.sums_alone) == (True, False)


def test_a_manager_is_told_that_counts_are_of_everybody(
    store: Store, opened: Callable[[str], Store], database: Database
) -> None:
    small = everybody_plays(store, database, "assessment")
    grant_manager(store, "kim", ["Spring"])
    everybody = Selection("assessment", RULES)
    found = story_review(opened("kim"), small.id, everybody)
    assert (found.sessions, found.of_all) == (1, True)
    assert {decision.reached for decision in found.decisions} == {len(EVERYBODY)}
    found = story_review(opened("kim"), small.id, replace(everybody, cohort="Spring"))
    assert (found.sessions, found.of_all) == (1, False)
    assert {decision.reached for decision in found.decisions} == {1}
    assert not story_review(store, small.id, everybody).of_all
