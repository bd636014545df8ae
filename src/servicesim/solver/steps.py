"""Many steps at once, without a second copy of the step.

A step depends on few things at a time, so it is taken in five parts, and each part is asked of the
functions that the step itself is made of, once for all states that agree in what it depends on:

- which replies are offered: the scene, the facts and levels that their conditions ask about;
- how the persona takes a reply: its impact, which of its tags are in `recent`, the persona's bearing;
- what comes of that: what it adds, the levels;
- where it leads, and which facts that sets: the reply, the facts and the levels, as they are after that,
  that the conditions on the way ask about;
- which facts hold then: the facts before, and the way that was taken.

Everything else is looking answers up, for whole arrays of states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from servicesim import conversation
from servicesim.persona.levels import GRIEVANCES_MAX, LEFT, LEVEL_MAX, Persona
from servicesim.persona.temperament import Moved, Push
from servicesim.solver.columns import Column, Interner, Ints, Memo
from servicesim.solver.forms import Forms, Spot
from servicesim.solver.lenses import Lenses
from servicesim.solver.spots import NOBODY, Situations, Spots
from servicesim.story.linked import State, Story

MARKS_SHIFT = 3
"""What is added to marks of -3..+3 to store them in three bits."""


class Way(NamedTuple):
    """One way that a reply can lead: the scene or ending, the facts after it as `facts & keeps | sets`,
    and what the story lacks on this way, as (rule, scene or ending, reply)."""

    scene: str
    reply: int
    target: str
    keeps: int
    sets: int
    lacks: tuple[conversation.Lack, ...]


class Steps(NamedTuple):
    """Steps out of many states, one entry for each state and reply offered in it, in that order.

    `source` is the state's place in what was asked; `spot` and `levels` are where the step leads; `way`
    numbers `Stepper.ways`. `counts` has one entry for each state.
    """

    counts: Ints
    source: Ints
    reply: Ints
    spot: Ints
    levels: Ints
    empathy: Ints
    clarity: Ints
    way: Ints


class Stepper:
    """Takes steps out of arrays of states, given as numbers of `spots` and `levels`."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.levels: Interner[Persona] = Interner()
        self.ways: Interner[Way] = Interner()
        self.heard: set[int] = set()
        """The lines that some step took, by `id`."""
        self.forms = Forms(story)
        self._lenses = Lenses(self.levels)
        self._situations = Situations(story, self.forms, self._lenses)
        self.spots = Spots(story, self.forms, self._situations)
        # Of levels: whether the persona has left, which levels count of it at an ending, and the number of
        # the attitude with the three levels themselves.
        self._has_left = Column(np.bool_)
        self._at_ending = Column(np.int32)
        self._attitudes: Interner[str] = Interner()
        self._stands = Column(np.int32, 4)
        # The answers to the five questions, and what their numbers stand for.
        self._offers, self._takes, self._moves, self._leads, self._arrivals = (Memo() for _ in range(5))
        self._settled, self._marked = Memo(), Memo()
        self._choices: Interner[tuple[int, ...]] = Interner()
        self._choice_size = Column(np.int32)
        self._choice_replies = Column(np.int32, self._situations.most)
        self._pushes: Interner[Push] = Interner()
        self._adds = Column(np.int32, 3)
        self._corners_after: dict[int, int] = {}
        # Of ways: a number among those of their scene, where they lead, what they do to facts, whether
        # something lacks.
        self._way_column = Column(np.int32)
        self._way_places = Column(np.int32)
        self._way_keeps = Column(self.spots.facts_type)
        self._way_sets = Column(self.spots.facts_type)
        self._way_lacks = Column(np.bool_)
        self._ways_of: dict[str, int] = {}
        self._most_ways = 1
        self._place_names = list(story.places)
        self._place_numbers = {name: number for number, name in enumerate(self._place_names)}
        self._every_fact = (1 << len(story.fact_keys)) - 1

    # States ---------------------------------------------------------------------------------------

    def start(self) -> tuple[int, int]:
        """Spot and levels of the state before the first reply."""
        state = conversation.start(self.story)
        return self.spot(self.forms.spot(state)), self.level(self.forms.persona(state.scene, state.persona))

    def spot(self, spot: Spot) -> int:
        """The number of a spot."""
        facts = np.array([spot.facts], self.spots.facts_type)
        return int(self.spots.numbers(np.array([self.spots.corner(spot)], np.int32), facts)[0])

    def level(self, persona: Persona) -> int:
        """The number of an attitude with its levels."""
        at_ending = None if persona.attitude == "" else self.level(Persona("", 0, persona.trust, 0))
        number, new = self.levels.number(persona)
        if new:
            self._has_left.append(persona.attitude == LEFT)
            self._at_ending.append(number if at_ending is None else at_ending)
            self._stands.append(self._attitudes.number(persona.attitude)[0], *persona[1:4])
        return number

    def is_ending(self, spots: Ints) -> Ints:
        """Which spots are endings."""
        return self.spots.is_ending.flat.take(spots)

    def has_left(self, levels: Ints) -> Ints:
        """With which levels the persona has left."""
        return self._has_left.flat.take(levels)

    def lacks(self, ways: Ints) -> Ints:
        """On which ways the story lacks something."""
        return self._way_lacks.flat.take(ways)

    # Steps ----------------------------------------------------------------------------------------

    def step(self, spots: Ints, levels: Ints) -> Steps:
        """Every step out of states that are no endings."""
        rows, lenses, most = self._situations, self._lenses, self._situations.most
        situations = self.spots.situations.flat.take(spots)
        choice = self._offered(rows.offers.flat.take(situations), levels)
        counts = self._choice_size.flat.take(choice)
        source = np.repeat(np.arange(len(spots), dtype=np.int32), counts)
        nth = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        reply = self._choice_replies.flat.take(choice.take(source) * most + nth)
        cells = situations.take(source) * most + reply
        from_spots, from_levels = spots.take(source), levels.take(source)

        push_row = rows.pushes.flat.take(cells)
        push = self._takes.ask(
            push_row,
            lenses.classes(rows.push_lenses.flat.take(push_row), from_levels),
            (len(rows.push_rows), lenses.most),
            lambda at: _each(self._ask_push, at, from_spots, reply, from_levels),
        )
        moved = self._moves.ask(
            push,
            from_levels,
            (len(self._pushes), len(self.levels)),
            lambda at: self._move(push[at], from_levels[at]),
        )
        after = moved >> 6
        lead_row = rows.leads.flat.take(cells)
        way = self._leads.ask(
            lead_row,
            lenses.classes(rows.lead_lenses.flat.take(lead_row), after),
            (len(rows.lead_rows), lenses.most),
            lambda at: self._lead(lead_row[at], after[at]),
        )
        spot = self._arrivals.ask(
            from_spots,
            self._way_column.flat.take(way),
            (len(self.spots), self._most_ways),
            lambda at: self._arrive(from_spots[at], way[at], push_row[at]),
        )
        return Steps(
            counts=counts,
            source=source,
            reply=reply,
            spot=spot,
            levels=np.where(self.is_ending(spot), self._at_ending.flat.take(after), after),
            empathy=((moved >> 3 & 7) - MARKS_SHIFT).astype(np.int8),
            clarity=((moved & 7) - MARKS_SHIFT).astype(np.int8),
            way=way,
        )

    def _offered(self, rows: Ints, levels: Ints) -> Ints:
        lenses = self._situations.offer_lenses.flat.take(rows)
        return self._offers.ask(
            rows,
            self._lenses.classes(lenses, levels),
            (len(self._situations.offer_rows), self._lenses.most),
            lambda at: _each(self._ask_offer, at, rows, levels),
        )

    # The five questions, asked of what the step is made of --------------------------------------------

    def _ask_offer(self, row: int, level: int) -> int:
        scene, facts, turn = self._situations.offer_rows.things[row]
        replies = self.story.scenes[scene].replies
        state = State(scene, self.levels.things[level], facts, turn)
        offered = {id(reply) for reply in conversation.offered(self.story, state)}
        choice = tuple([index for index, reply in enumerate(replies) if id(reply) in offered])
        number, new = self._choices.number(choice)
        if new:
            self._choice_size.append(len(choice))
            self._choice_replies.append(*choice, *(0,) * (self._situations.most - len(choice)))
        return number

    def _ask_push(self, spot: int, reply: int, level: int) -> int:
        place, recent, facts, turn = self.spots[spot]
        impact = self.story.scenes[place].replies[reply].impact
        persona = self.levels.things[level]._replace(recent=recent)
        known = self.story.knows_root(facts)
        push = self.story.character.temperament.push(persona, impact, known, facts, turn)
        number, new = self._pushes.number(push)
        if new:
            self._adds.append(*push[:3])
        return number

    def _move(self, pushes: Ints, levels: Ints) -> Ints:
        """What comes of these pushes at these levels, as the number of the levels after and both marks.

        The attitude is asked about once for all that comes from the same one to the same levels, the marks
        once for each push that makes resistance rise or does not.
        """
        stands = self._stands.flat.reshape(-1, 4)[levels]
        most = np.array([LEVEL_MAX, LEVEL_MAX, GRIEVANCES_MAX])
        come = np.clip(stands[:, 1:] + self._adds.flat.reshape(-1, 3)[pushes], 0, most)
        resistance, trust, grievances = come.T

        def moved(at: Ints) -> Iterator[Moved]:
            pushed, things = self.story.character.temperament.pushed, self.levels.things
            for push, level in zip(pushes[at].tolist(), levels[at].tolist(), strict=True):
                yield pushed(things[level], self._pushes.things[push], ())

        after = self._settled.ask(
            stands[:, 0] * (LEVEL_MAX + 1) + resistance,
            trust * (GRIEVANCES_MAX + 1) + grievances,
            (len(self._attitudes) * (LEVEL_MAX + 1), (LEVEL_MAX + 1) * (GRIEVANCES_MAX + 1)),
            lambda at: [self.level(one.persona) for one in moved(at)],
        )
        marks = self._marked.ask(
            pushes,
            (resistance > stands[:, 1]).astype(np.int32),
            (len(self._pushes), 2),
            lambda at: [(one.empathy + MARKS_SHIFT) << 3 | (one.clarity + MARKS_SHIFT) for one in moved(at)],
        )
        return after << 6 | marks

    def _lead(self, rows: Ints, after: Ints) -> list[int]:
        """The ways that these lead rows take at these levels."""
        story, asked, levels = self.story, self._situations.lead_rows.things, self.levels.things
        numbers, known = [], len(self.ways)
        for row, level in zip(rows.tolist(), after.tolist(), strict=True):
            scene, index, facts, turn = asked[row]
            reply = story.scenes[scene].replies[index]
            before = State(scene, NOBODY, facts, turn)
            outcome = conversation.outcome_of(story, before, reply, Moved(levels[level], 0, 0))
            lacks = conversation.lacks(story, before, reply, outcome)
            self.heard.update((id(outcome.answer), id(outcome.line)))
            target, keeps = outcome.target or scene, outcome.keeps & self._every_fact
            numbers.append(self.ways.number(Way(scene, index, target, keeps, outcome.sets, lacks))[0])
        self._note_ways(self.ways.things[known:])
        return numbers

    def _note_ways(self, ways: Sequence[Way]) -> None:
        columns = []
        for way in ways:
            columns.append(self._ways_of.get(way.scene, 0))
            self._ways_of[way.scene] = columns[-1] + 1
        self._most_ways = max([self._most_ways, *(column + 1 for column in columns)])
        self._way_column.extend(np.array(columns, np.int32))
        self._way_places.extend(np.array([self._place_numbers[way.target] for way in ways], np.int32))
        self._way_keeps.extend(np.array([way.keeps for way in ways], self.spots.facts_type))
        self._way_sets.extend(np.array([way.sets for way in ways], self.spots.facts_type))
        self._way_lacks.extend(np.array([bool(way.lacks) for way in ways], np.bool_))

    def _arrive(self, spots: Ints, ways: Ints, push_rows: Ints) -> Ints:
        """The spots that these ways lead to from these spots."""
        recents = self._situations.recent_after.flat.take(push_rows)
        kinds = recents * np.int64(len(self._place_names)) + self._way_places.flat.take(ways)
        kinds = kinds * (self.story.max_turns + 1) + self.spots.turns(spots)
        found, where = np.unique(kinds, return_inverse=True)
        corners = np.array([self._corner_after(kind) for kind in found.tolist()], np.int32)
        facts = self.spots.facts.flat.take(spots) & self._way_keeps.flat.take(ways)
        facts = facts | self._way_sets.flat.take(ways)
        return self.spots.numbers(corners.take(where), facts)

    def _corner_after(self, kind: int) -> int:
        corner = self._corners_after.get(kind)
        if corner is None:
            rest, turn = divmod(kind, self.story.max_turns + 1)
            recent, place = divmod(rest, len(self._place_names))
            persona = NOBODY._replace(recent=self._situations.recents.things[recent])
            state = State(self._place_names[place], persona, 0, turn + 1)
            corner = self._corners_after[kind] = self.spots.corner(self.forms.spot(state))
        return corner


def _each(question: Callable[..., int], places: Ints, *arrays: Ints) -> list[int]:
    """The answers to a question about what stands at these places."""
    return [question(*row) for row in zip(*(array[places].tolist() for array in arrays), strict=True)]
