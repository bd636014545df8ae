"""What of a state can still matter: its canonical form.

Two states with the same form have the same future: the same replies are offered, with the same marks,
and lead to states that have the same form again. So it is enough to visit one of them.

- A fact that no condition ahead asks about is forgotten. *Ahead* is every scene that can be reached from
  here by written targets, whether or not their conditions can hold.
- `recent` is read by the very next reply alone, and of it only the tags that the reply repeats: so it
  keeps the tags that some reply of the scene just arrived at carries.
- The turn is forgotten where no condition asks for it. That turns run out at `max_turns` is then the
  business of whoever counts the replies.
- Of an ending, its name and the trust it was reached with are all that is scored. The facts that say the
  root is uncovered stay, there and everywhere: whether they hold at an ending is asked of every story.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from servicesim.persona.conditions import Test
from servicesim.persona.levels import Persona
from servicesim.story.linked import Asks, Reply, State, Story

Recent = tuple[tuple[str, bool], ...]


NOTHING = Asks(0, ())
"""What no condition at all asks about."""


class Spot(NamedTuple):
    """All of a canonical state but the persona's attitude and levels."""

    place: str
    recent: Recent
    facts: int
    turn: int


class Forms:
    """Canonical forms of one story's states.

    `offers[scene]` is what offering replies there can depend on, `leads[scene][i]` the tests of the levels
    that its reply `i` can depend on once it has moved the persona; `reads[scene]` is the mask of all facts
    that a step out of it can depend on, `live[place]` that of those that still matter at a scene or ending.
    """

    def __init__(self, story: Story) -> None:
        self._story = story
        self.offers: dict[str, Asks] = {}
        self.reads: dict[str, int] = {}
        self.leads: dict[str, tuple[tuple[Test, ...], ...]] = {}
        self.live: dict[str, int] = {}
        self._tags: dict[str, frozenset[str]] = {}
        self._everywhere = self._endings_for_all()
        self._always = self.together(self._everywhere).levels
        self._said = {
            name: [line.when for line in place.lines if line.when is not None]
            for name, place in story.places.items()
        }
        for name, scene in story.scenes.items():
            self.offers[name] = self.together([reply.offered for reply in scene.replies])
            self.reads[name] = self.offers[name].facts
            for reply in scene.replies:
                self.reads[name] |= reply.reads
            self.leads[name] = tuple([self._led_by(reply) for reply in scene.replies])
            self._tags[name] = frozenset([tag for reply in scene.replies for tag, _ in reply.impact.tags])
        self._find_live()

    def persona(self, place: str, persona: Persona) -> Persona:
        """The persona's attitude and levels as far as they matter at a scene or an ending."""
        if place in self._story.endings:
            return Persona("", 0, persona.trust, 0)
        return persona._replace(recent=())

    def spot(self, state: State) -> Spot:
        """The rest of the canonical form."""
        name = state.scene
        if name in self._story.endings:
            return Spot(name, (), state.facts & self.live[name], 0)
        tags = self._tags[name]
        recent = tuple([entry for entry in state.persona.recent if entry[0] in tags])
        return Spot(name, recent, state.facts & self.live[name], state.turn if self._story.reads_turn else 0)

    def together(self, tests: Iterable[Test | None]) -> Asks:
        """What several conditions ask about."""
        written = [test for test in tests if test is not None]
        if not written:
            return NOTHING
        facts, levels = 0, dict[Test, None]()
        for test in written:
            asked = self._story.asks[test]
            facts |= asked.facts
            levels.update(dict.fromkeys(asked.levels))
        return Asks(facts, tuple(sorted(levels, key=id)))

    def _endings_for_all(self) -> list[Test]:
        """What decides which ending comes when the persona leaves or time runs out, wherever that is."""
        endings = (*self._story.on_left, *self._story.on_time)
        whens = [when for ending in endings for when in (ending.when, *(line.when for line in ending.lines))]
        return [when for when in whens if when is not None]

    def _led_by(self, reply: Reply) -> tuple[Test, ...]:
        tests = [line.when for line in reply.answer if line.when is not None]
        for when, target in reply.then:
            if when is not None:
                tests.append(when)
            tests += self._said[target]
        return self.together([*tests, *self._everywhere]).levels if tests else self._always

    def _find_live(self) -> None:
        """Facts read here or anywhere ahead: the least masks that hold their successors' masks."""
        story = self._story
        self.live = dict.fromkeys(story.endings, story.root_known)
        before: dict[str, set[str]] = {name: set() for name in story.scenes}
        for name, scene in story.scenes.items():
            self.live[name] = self.reads[name] | story.root_known
            for reply in scene.replies:
                for _, target in reply.then:
                    if target in before:
                        before[target].add(name)
        waiting = [name for name in story.scenes if self.live[name]]
        while waiting:
            name = waiting.pop()
            for earlier in before[name]:
                grown = self.live[earlier] | self.live[name]
                if grown != self.live[earlier]:
                    self.live[earlier] = grown
                    waiting.append(earlier)
