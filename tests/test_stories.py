"""The stories that ship: sound, of the size they should have, and fair to those who play them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import mean, median

import pytest

from servicesim.conversation import Exchange, exchange, is_over, offered, start
from servicesim.results.scores import guessing, score
from servicesim.results.standing import STEPS
from servicesim.solver.cache import proof_of
from servicesim.solver.proof import Proof
from servicesim.solver.values import Value, Values, added, values_of
from servicesim.story.library import Library, library_folder, load
from servicesim.story.linked import Story

SHIPPED = sorted(library_folder().glob("*.yaml"))
IDS = [path.stem for path in SHIPPED]
ONES = ("the-second-miss", "the-quiet-renewal", "the-approval-chain")
"""One for each source of resistance; the others are walked in the full run alone."""

Choices = Sequence[tuple[Exchange, Value | None]]


@pytest.fixture(
    params=[path if path.stem in ONES else pytest.param(path, marks=pytest.mark.slow) for path in SHIPPED],
    ids=IDS,
    scope="module",
)
def told(request: pytest.FixtureRequest) -> tuple[Story, Proof, Values]:
    found = load(request.param)
    assert found.findings == ()
    assert found.story is not None
    proof = proof_of(found.story)
    values = values_of(found.story, proof)
    assert values is not None
    return found.story, proof, values


def played(told: tuple[Story, Proof, Values], choose: Callable[[Choices], Exchange]) -> float:
    """The mean score of one conversation in which `choose` picks each reply."""
    story, proof, values = told
    state, marks = start(story), (0, 0)
    given: list[Exchange] = []
    while not is_over(story, state):
        made = choose(values.choices(state, marks))
        given.append(made)
        state, marks = made.after, added(marks, made)
    value = score(given, proof).mean
    assert value is not None
    return value


def worth(choice: tuple[Exchange, Value | None]) -> float:
    return -1.0 if choice[1] is None else choice[1].mean


def perfect(choices: Choices) -> Exchange:
    return max(choices, key=worth)[0]


def decent(dice: random.Random) -> Callable[[Choices], Exchange]:
    """Somebody who mostly finds a good reply and sometimes the second best."""

    def choose(choices: Choices) -> Exchange:
        ranked = sorted(choices, key=worth, reverse=True)
        return ranked[0 if dice.random() < 0.75 or len(ranked) == 1 else 1][0]

    return choose


def rude(story: Story) -> Callable[[Choices], Exchange]:
    """Somebody who takes whatever carries most missteps."""

    def missteps(made: Exchange) -> int:
        tags = [story.character.temperament.tag(tag) for tag in made.reply.tags]
        return sum(tag.kind == "misstep" for tag in tags)

    return lambda choices: max(choices, key=lambda choice: missteps(choice[0]))[0]


def test_the_library_holds_the_three_stories() -> None:
    assert set(IDS) >= set(ONES)
    assert [entry.ambiguous for entry in Library().entries()] == [False] * len(SHIPPED)


class TestEachStory:
    def test_it_is_proved_without_trouble_and_of_the_promised_size(
        self, told: tuple[Story, Proof, Values]
    ) -> None:
        story, proof, _ = told
        assert (proof.verdict, proof.troubles) == ("proved", ())
        assert len(story.scenes) >= 14
        assert len(story.endings) >= 4
        assert set(proof.endings) == set(story.endings)
        assert set(proof.scenes) == set(story.scenes)

    def test_what_the_format_offers_is_put_to_use(self, told: tuple[Story, Proof, Values]) -> None:
        story, _, _ = told
        replies = [reply for scene in story.scenes.values() for reply in scene.replies]
        assert story.documents
        assert any(root.known_by for root in story.character.roots)
        assert any(reply.offered for reply in replies)
        assert any(reply.answer for reply in replies)
        assert any(reply.say is None for reply in replies)
        assert all(reply.note for reply in replies)
        assert all(ending.aftermath for ending in story.endings.values())

    def test_players_score_in_order_and_well_apart(self, told: tuple[Story, Proof, Values]) -> None:
        story, proof, _ = told
        best = played(told, perfect)
        good = mean(played(told, decent(random.Random(seed))) for seed in range(12))
        guessed = guessing(proof).mean
        worst = played(told, rude(story))
        assert guessed is not None
        assert best >= 80
        assert best - 5 > good > guessed + 10 > worst + 15, (best, good, guessed, worst)

    def test_every_line_of_every_exchange_is_plain_text(self, told: tuple[Story, Proof, Values]) -> None:
        story, _, _ = told
        state = start(story)
        while replies := offered(story, state):
            made = exchange(story, state, replies[0])
            for line in (made.answer, made.line):
                for text in (line.text, line.does) if line else ():
                    assert all(mark.isprintable() or mark == "\n" for mark in text or "")
            state = made.after


@pytest.mark.slow
def test_a_step_of_a_score_is_what_a_mark_or_a_level_is_worth_in_the_library() -> None:
    marks, levels = [], []
    for path in SHIPPED:
        story = load(path).story
        assert story is not None
        proof = proof_of(story)
        assert proof.par is not None
        ranges = [one for one in (proof.empathy, proof.clarity) if one is not None]
        marks += [100 / (proof.par * (one.best - one.worst)) for one in ranges]
        assert proof.trust is not None
        levels.append(100 / (proof.trust.best - proof.trust.worst))
    assert STEPS["trust"] == min(levels)
    assert STEPS["empathy"] == STEPS["clarity"] == round(median(marks))
