"""People who are not there: seeded players who have conversations into a store, for tests of statistics."""

from __future__ import annotations

import random

from servicesim.saves.play import Play
from servicesim.saves.records import Mode
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.solver.values import Values, added
from servicesim.story.linked import Story


class Player:
    """Chooses the best reply as often as its skill (0..1) says, else any that is offered.

    The better one is, the longer one thinks: from two seconds to six, and a little chance.
    """

    def __init__(self, name: str, skill: float, seed: int) -> None:
        self.name = name
        self.skill = skill
        self.chance = random.Random(seed)

    def reply(self, play: Play, values: Values) -> tuple[str, int]:
        """The id of the reply it gives, and the milliseconds it takes."""
        marks = (0, 0)
        for made in play.exchanges:
            marks = added(marks, made)
        best = values.best(play.state, marks)
        knows = self.chance.random() < self.skill
        # In an assessment replies are offered in an order of its own, another one each time.
        offered = sorted(play.offered(), key=lambda reply: reply.id)
        chosen = best.reply if knows and best is not None else self.chance.choice(offered)
        return chosen.id, round(2000 + 4000 * self.skill + 500 * self.chance.random())


def have_conversations(
    store: Store, story: Story, count: int, *, mode: Mode = "practice", seed: int = 1
) -> list[Play]:
    """One conversation each of `count` people, from one who guesses to one who knows it all."""
    proof = proof_of(story)
    values = Values(story, proof)
    plays = []
    for number in range(count):
        player = Player(f"Person {number + 1}", number / max(1, count - 1), seed * 1000 + number)
        play = Play.begin(store, story, proof, trainee=player.name, mode=mode)
        while not play.over:
            play.give(*player.reply(play, values))
        plays.append(play)
    return plays
