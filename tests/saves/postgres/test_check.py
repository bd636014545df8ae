"""The owner's check: what a program claimed is worked out, and what does not hold is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from servicesim.conversation import RULES
from servicesim.errors import UsageError
from servicesim.saves.forget import forget_trainee
from servicesim.saves.logins import grant_manager
from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.records import Ended, NewSession, Selection, StoredStory
from servicesim.saves.review.story import story_review
from servicesim.saves.rows import document_digest
from servicesim.saves.store import Store
from servicesim.saves.tallying import behind, rescore
from servicesim.solver.cache import proof_of
from tests.making import story
from tests.saves.samples import reply
from tests.saves.test_forget import SMALL

from .conftest import Database
from .test_setting_up import run

EVERYBODY = ("Amina", "Bo", "Cy", "Dee", "Eli", "Flo")
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


def test_a_manager_is_told_that_counts_are_of_everybody(
    store: Store, opened: Callable[[str], Store], database: Database
) -> None:
    import_people(store, [Person(name, "Spring" if name == "Amina" else "Autumn") for name in EVERYBODY])
    small = story(SMALL)
    for name in EVERYBODY:
        one = Play.begin(store, small, proof_of(small), trainee=name, mode="assessment")
        for choice in ("hear", "end"):
            one.give(choice)
    assert run(database, "owner", "store", "check").exit_code == 0
    grant_manager(store, "kim", ["Spring"])
    everybody = Selection("assessment", RULES)
    found = story_review(opened("kim"), small.id, everybody)
    assert (found.sessions, found.of_all) == (1, True)
    assert {decision.reached for decision in found.decisions} == {len(EVERYBODY)}
    found = story_review(opened("kim"), small.id, replace(everybody, cohort="Spring"))
    assert (found.sessions, found.of_all) == (1, False)
    assert {decision.reached for decision in found.decisions} == {1}
    assert not story_review(store, small.id, everybody).of_all
