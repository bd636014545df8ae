"""One story: its decisions told from the counts, or from replays where those do not tell people apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servicesim.conversation import RULES
from servicesim.errors import UsageError
from servicesim.results.items import Estimate
from servicesim.saves.policy import Policy, Practice, set_policy
from servicesim.saves.records import Selection
from servicesim.saves.review import story as module
from servicesim.saves.review.story import StoryReview, story_review
from servicesim.saves.store import Store
from servicesim.saves.tallying import catch_up
from servicesim.solver.cache import proof_of
from servicesim.story.library import library_folder, load
from servicesim.story.linked import Story
from tests.seeded import have_conversations

from .making import in_cohort

WHOLE = Selection("assessment", RULES)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def story() -> Story:
    found = load(library_folder() / "the-second-miss.yaml").story
    assert found is not None
    return found


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, story: Story) -> Path:
    """A store in which fifteen people of differing skill had a conversation each."""
    made = tmp_path_factory.mktemp("story") / "servicesim.db"
    with Store.open(made) as store:
        have_conversations(store, story, 15, mode="assessment")
        in_cohort(store, "Spring", *(f"Person {number}" for number in range(1, 13)))
        in_cohort(store, "Few", "Person 13", "Person 14")
        catch_up(store)
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        set_policy(opened, Policy(practice="whole"))
        yield opened


def reviewed(store: Store, selection: Selection = WHOLE) -> StoryReview:
    return story_review(store, "the-second-miss", selection)


def test_the_counts_tell_what_replaying_everybody_tells(store: Store) -> None:
    counted, replayed = reviewed(store), reviewed(store, replace(WHOLE, since=LONG_AGO))
    assert (counted.sessions, counted.sampled, counted.behind) == (15, False, 0)
    assert [one.scene for one in counted.decisions] == [one.scene for one in replayed.decisions]
    for one, other in zip(counted.decisions, replayed.decisions, strict=True):
        assert (one.reached, one.best) == (other.reached, other.best)
        assert one.gave_away == pytest.approx(other.gave_away)


def test_the_hardest_come_first_and_those_with_too_few_people_last(store: Store) -> None:
    decisions = reviewed(store).decisions
    shares = [one.best.value for one in decisions if isinstance(one.best, Estimate)]
    assert shares == sorted(shares)
    assert decisions[0].reached >= 10
    assert [one.best == "not_enough_data" for one in decisions] == sorted(
        one.reached < 10 for one in decisions
    )


def test_what_a_reply_cost_is_told_where_enough_people_came(store: Store) -> None:
    for one in reviewed(store).decisions:
        told = {reply.d_trust is not None for reply in one.replies if reply.chosen}
        assert told == {one.reached >= 10}


def test_everybody_who_came_chose_a_reply_and_reached_an_ending(store: Store, story: Story) -> None:
    found = reviewed(store)
    assert all(one.reached == sum(reply.chosen for reply in one.replies) for one in found.decisions)
    assert [one.ending for one in found.endings] == list(story.endings)
    assert sum(one.sessions for one in found.endings) == 15


def test_a_cohort_is_replayed_and_of_many_the_newest(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    spring = replace(WHOLE, cohort="Spring")
    assert (reviewed(store, spring).sessions, reviewed(store, spring).sampled) == (12, False)
    monkeypatch.setattr(module, "MOST_READ", 5)
    found = reviewed(store, spring)
    assert (found.sessions, found.sampled, sum(one.sessions for one in found.endings)) == (5, True, 12)


def test_new_sessions_are_behind_until_they_are_counted(store: Store, story: Story) -> None:
    have_conversations(store, story, 1, mode="assessment", seed=9)  # Person 1 once more: no fair attempt
    assert reviewed(store).behind == 0


def test_nothing_played_is_no_text(store: Store) -> None:
    for selection in (replace(WHOLE, mode="practice"), replace(WHOLE, rules=RULES + 1)):
        found = reviewed(store, selection)
        assert (found.digest, found.decisions, found.sessions) == (None, (), 0)
    later = replace(WHOLE, since=datetime.now(UTC) + timedelta(days=1))
    assert reviewed(store, later).texts == ()


def test_a_text_nobody_played_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="No fair attempt"):
        story_review(store, "the-second-miss", WHOLE, digest="0" * 64)


def test_where_single_people_are_closed_so_few_are_too(store: Store) -> None:
    set_policy(store, Policy(people="cohorts"))
    assert all(one.reached >= 5 for one in reviewed(store).decisions)
    few = reviewed(store, replace(WHOLE, cohort="Few"))
    assert (few.decisions, few.endings) == ((), ())
    with pytest.raises(UsageError, match="no single people"):
        reviewed(store, replace(WHOLE, trainee="Person 1"))


def test_where_single_people_are_closed_so_are_replies_and_endings_of_few(store: Store) -> None:
    opened = {one.scene: one for one in reviewed(store).decisions}
    few = {scene for scene, one in opened.items() if any(0 < reply.chosen < 5 for reply in one.replies)}
    assert any(0 < one.sessions < 5 for one in reviewed(store).endings)
    set_policy(store, Policy(people="cohorts"))
    found = reviewed(store)
    assert (found.endings, found.endings_few) == ((), True)
    assert few & {one.scene for one in found.decisions}
    for one in found.decisions:
        assert one.replies == (() if one.scene in few else opened[one.scene].replies)
        assert abs(one.reached - opened[one.scene].reached) <= 2


@pytest.mark.parametrize(
    ("policy", "narrower"),
    [
        (Policy(practice="scores"), {"trainee": "Person 1"}),
        (Policy(practice="happened"), {"cohort": "Spring"}),
    ],
)
def test_practice_is_told_as_far_as_the_policy_opens_it(
    store: Store, policy: Policy, narrower: dict[str, str]
) -> None:
    set_policy(store, policy)
    with pytest.raises(UsageError, match="policy"):
        reviewed(store, replace(WHOLE, mode="practice", **narrower))  # type: ignore[arg-type]


@pytest.mark.parametrize("practice", ["scores", "happened"])
def test_how_practice_ended_is_told_as_far_as_the_policy_opens_it(
    tmp_path: Path, story: Story, practice: Practice
) -> None:
    with Store.open(tmp_path / "servicesim.db") as store:
        have_conversations(store, story, 6, mode="practice")
        catch_up(store)
        set_policy(store, Policy(practice=practice))
        found = reviewed(store, replace(WHOLE, mode="practice"))
        assert bool(found.endings) == (practice == "scores")
        assert (found.sessions, len(found.texts)) == (6, 1)


@pytest.mark.parametrize(("people", "told"), [(6, True), (4, False)])
def test_decisions_of_practice_that_only_took_place_are_told_of_five_people_or_not_at_all(
    tmp_path: Path, story: Story, people: int, told: bool
) -> None:
    with Store.open(tmp_path / "servicesim.db") as store:
        have_conversations(store, story, people, mode="practice")
        catch_up(store)
        set_policy(store, Policy(practice="happened", people="cohorts"))
        found = reviewed(store, replace(WHOLE, mode="practice"))
        assert (bool(found.decisions), found.sessions, found.few_left_out) == (told, 5 * told, True)


def test_the_proof_is_asked_of_whoever_has_it(store: Store, story: Story) -> None:
    asked: list[str] = []

    def prove(one: Story):  # type: ignore[no-untyped-def]
        asked.append(one.id)
        return proof_of(one)

    story_review(store, story.id, replace(WHOLE, since=LONG_AGO), proof_of=prove)
    assert asked == [story.id]
