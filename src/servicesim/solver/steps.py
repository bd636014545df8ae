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

from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np

from servicesim import conversation
from servicesim.persona.levels import LEFT, Persona
from servicesim.persona.temperament import Moved, Push, Temperament
from servicesim.solver.columns import Column, Interner, Ints, Memo
from servicesim.solver.forms import Forms, Recent, Spot
from servicesim.story.linked import State, Story

NOBODY = Persona("", 0, 0, 0)
"""For what reads nothing of a persona."""

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


Question = Callable[[Persona, int, int], Hashable]
"""A compiled test of a persona's levels and attitude, or anything of that form."""


class LevelClasses:
    """Levels in classes that a few tests cannot tell apart.

    A *lens* is a set of such tests, or of other questions about a persona; whether it has left always
    belongs to it.
    """

    def __init__(self, levels: Interner[Persona]) -> None:
        self._levels = levels
        self._lenses: Interner[tuple[Question, ...]] = Interner()
        self._answers: list[Interner[tuple[object, ...]]] = []
        self._classes = Memo()
        self.most = 1
        """More than the number of any class."""

    def lens(self, questions: tuple[Question, ...]) -> int:
        """The number of a set of questions."""
        number, new = self._lenses.number(questions)
        if new:
            self._answers.append(Interner())
        return number

    def of(self, lenses: Ints, levels: Ints) -> Ints:
        """The classes of levels, each under its lens."""
        return self._classes.ask(
            lenses,
            levels,
            (len(self._lenses), len(self._levels)),
            lambda i: self._ask(int(lenses[i]), int(levels[i])),
        )

    def _ask(self, lens: int, level: int) -> int:
        persona = self._levels.things[level]
        answers = tuple([question(persona, 0, 0) for question in self._lenses.things[lens]])
        number, _ = self._answers[lens].number((persona.attitude == LEFT, *answers))
        self.most = max(self.most, number + 1)
        return number


def _bearing(persona: Persona, facts: int, turn: int) -> Hashable:
    return Temperament.bearing(persona)


class Stepper:
    """Takes steps out of arrays of states, given as numbers of `spots` and `levels`."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.forms = Forms(story)
        self.spots: Interner[Spot] = Interner()
        self.levels: Interner[Persona] = Interner()
        self.ways: Interner[Way] = Interner()
        self._most = max(1, *(len(scene.replies) for scene in story.scenes.values()))
        self._temperament = story.character.temperament
        # Of spots: whether it is an ending, and the situation it is in: all of it that a step reads.
        self._is_ending = Column(np.bool_)
        self._situation = Column(np.int32)
        # Of situations: the row of the first question and, for each reply, of the second and the fourth.
        self._situations: Interner[tuple[str, Recent, int, int]] = Interner()
        self._offer_row = Column(np.int32)
        self._push_row = Column(np.int32, self._most)
        self._lead_row = Column(np.int32, self._most)
        # Of levels: whether the persona has left, and which levels count of it at an ending.
        self._has_left = Column(np.bool_)
        self._at_ending = Column(np.int32)
        # The questions. Levels are asked in classes: those that all tests there are take for the same.
        self._classes = LevelClasses(self.levels)
        self._offer_rows: Interner[tuple[str, int, int]] = Interner()
        self._offer_lens = Column(np.int32)
        self._offers = Memo()
        self._choices: Interner[tuple[int, ...]] = Interner()
        self._choice_size = Column(np.int32)
        self._choice_replies = Column(np.int32, self._most)
        self._push_rows: Interner[tuple[int, Recent, int, int]] = Interner()
        self._push_lens = Column(np.int32)
        self._recent_after: list[Recent] = []
        self._pushes: Interner[Push] = Interner()
        self._takes = Memo()
        self._moves = Memo()
        self._lead_rows: Interner[tuple[str, int, int, int]] = Interner()
        self._lead_lens = Column(np.int32)
        self._leads = Memo()
        self._way_column = Column(np.int32)
        self._way_lacks = Column(np.bool_)
        self._ways_of: dict[str, int] = {}
        self._arrivals = Memo()
        self._twins: dict[int, int] = {}

    # States ---------------------------------------------------------------------------------------

    def start(self) -> tuple[int, int]:
        """Spot and levels of the state before the first reply."""
        state = conversation.start(self.story)
        return self.spot(self.forms.spot(state)), self.level(self.forms.persona(state.scene, state.persona))

    def level(self, persona: Persona) -> int:
        """The number of an attitude with its levels."""
        number, new = self.levels.number(persona)
        if new:
            self._has_left.append(persona.attitude == LEFT)
            self._at_ending.append(number)
            if persona.attitude != "":
                self._at_ending.flat[number] = self.level(Persona("", 0, persona.trust, 0))
        return number

    def spot(self, spot: Spot) -> int:
        """The number of a spot."""
        number, new = self.spots.number(spot)
        if new:
            ending = spot.place in self.story.endings
            self._is_ending.append(ending)
            self._situation.append(-1 if ending else self._situation_of(spot))
        return number

    def is_ending(self, spots: Ints) -> Ints:
        """Which spots are endings."""
        return self._is_ending.flat.take(spots)

    def has_left(self, levels: Ints) -> Ints:
        """With which levels the persona has left."""
        return self._has_left.flat.take(levels)

    def lacks(self, ways: Ints) -> Ints:
        """On which ways the story lacks something."""
        return self._way_lacks.flat.take(ways)

    def at_last_turn(self, spots: Ints) -> Ints:
        """The same spots where the next reply is the last: for stories that keep no turn in their states."""
        found, where = np.unique(spots, return_inverse=True)
        for number in found.tolist():
            if number not in self._twins:
                twin = self.spots.things[number]._replace(turn=self.story.max_turns - 1)
                self._twins[number] = self.spot(twin)
        return np.array([self._twins[number] for number in found.tolist()], np.int32).take(where)

    # Steps ----------------------------------------------------------------------------------------

    def step(self, spots: Ints, levels: Ints) -> Steps:
        """Every step out of states that are no endings."""
        situations = self._situation.flat.take(spots)
        choice = self._offered(situations, levels)
        counts = self._choice_size.flat.take(choice)
        source = np.repeat(np.arange(len(spots), dtype=np.int32), counts)
        nth = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        reply = self._choice_replies.flat.take(choice.take(source) * self._most + nth)
        cells = situations.take(source) * self._most + reply
        from_spots, from_levels = spots.take(source), levels.take(source)

        push_row = self._push_row.flat.take(cells)
        push = self._takes.ask(
            push_row,
            self._classes.of(self._push_lens.flat.take(push_row), from_levels),
            (len(self._push_rows), self._classes.most),
            lambda i: self._ask_push(int(from_spots[i]), int(reply[i]), int(from_levels[i])),
        )
        moved = self._moves.ask(
            push,
            from_levels,
            (len(self._pushes), len(self.levels)),
            lambda i: self._ask_move(int(push[i]), int(from_levels[i])),
        )
        after = moved >> 6
        lead_row = self._lead_row.flat.take(cells)
        way = self._leads.ask(
            lead_row,
            self._classes.of(self._lead_lens.flat.take(lead_row), after),
            (len(self._lead_rows), self._classes.most),
            lambda i: self._ask_lead(int(lead_row[i]), int(after[i])),
        )
        spot = self._arrivals.ask(
            from_spots,
            self._way_column.flat.take(way),
            (len(self.spots), max(self._ways_of.values(), default=1)),
            lambda i: self._arrive(int(from_spots[i]), int(way[i]), int(push_row[i])),
        )
        ended = self._is_ending.flat.take(spot)
        return Steps(
            counts=counts,
            source=source,
            reply=reply,
            spot=spot,
            levels=np.where(ended, self._at_ending.flat.take(after), after),
            empathy=((moved >> 3 & 7) - MARKS_SHIFT).astype(np.int8),
            clarity=((moved & 7) - MARKS_SHIFT).astype(np.int8),
            way=way,
        )

    def _offered(self, situations: Ints, levels: Ints) -> Ints:
        row = self._offer_row.flat.take(situations)
        return self._offers.ask(
            row,
            self._classes.of(self._offer_lens.flat.take(row), levels),
            (len(self._offer_rows), self._classes.most),
            lambda i: self._ask_offer(int(row[i]), int(levels[i])),
        )

    # The five parts, asked of what the step is made of ------------------------------------------------------

    def _ask_offer(self, row: int, level: int) -> int:
        scene, facts, turn = self._offer_rows.things[row]
        replies = self.story.scenes[scene].replies
        state = State(scene, self.levels.things[level], facts, turn)
        offered = {id(reply) for reply in conversation.offered(self.story, state)}
        choice = tuple(index for index, reply in enumerate(replies) if id(reply) in offered)
        number, new = self._choices.number(choice)
        if new:
            self._choice_size.append(len(choice))
            self._choice_replies.append(*choice, *(0,) * (self._most - len(choice)))
        return number

    def _ask_push(self, spot: int, reply: int, level: int) -> int:
        place, recent, facts, turn = self.spots.things[spot]
        impact = self.story.scenes[place].replies[reply].impact
        persona = self.levels.things[level]._replace(recent=recent)
        known = self.story.knows_root(facts)
        return self._pushes.number(self._temperament.push(persona, impact, known, facts, turn))[0]

    def _ask_move(self, push: int, level: int) -> int:
        moved = self._temperament.pushed(self.levels.things[level], self._pushes.things[push], ())
        number = self.level(moved.persona)
        return (number << 6) | (moved.empathy + MARKS_SHIFT) << 3 | (moved.clarity + MARKS_SHIFT)

    def _ask_lead(self, row: int, after: int) -> int:
        scene, index, facts, turn = self._lead_rows.things[row]
        reply = self.story.scenes[scene].replies[index]
        before = State(scene, NOBODY, facts, turn)
        outcome = conversation.outcome_of(self.story, before, reply, Moved(self.levels.things[after], 0, 0))
        lacks = conversation.lacks(self.story, before, reply, outcome)
        way = Way(scene, index, outcome.target or scene, outcome.keeps, outcome.sets, lacks)
        number, new = self.ways.number(way)
        if new:
            self._way_column.append(self._ways_of.setdefault(scene, 0))
            self._way_lacks.append(bool(way.lacks))
            self._ways_of[scene] += 1
        return number

    def _arrive(self, spot: int, way: int, push_row: int) -> int:
        _, _, facts, turn = self.spots.things[spot]
        taken = self.ways.things[way]
        persona = NOBODY._replace(recent=self._recent_after[push_row])
        after = State(taken.target, persona, facts & taken.keeps | taken.sets, turn + 1)
        return self.spot(self.forms.spot(after))

    # Situations: what of a spot the questions read ---------------------------------------------------

    def _situation_of(self, spot: Spot) -> int:
        place, recent, facts, turn = spot
        number, new = self._situations.number((place, recent, facts & self.forms.reads(place), turn))
        if new:
            self._add_situation(place, recent, facts, turn)
        return number

    def _add_situation(self, place: str, recent: Recent, facts: int, turn: int) -> None:
        scene, kept_turn = self.story.scenes[place], turn if self.story.reads_turn else 0
        row, new = self._offer_rows.number((place, facts & self.forms.offers[place].facts, kept_turn))
        if new:
            self._offer_lens.append(self._classes.lens(self.forms.offers[place].levels))
        self._offer_row.append(row)
        pushes, leads = [0] * self._most, [0] * self._most
        for index, reply in enumerate(scene.replies):
            impact = reply.impact
            tags = {tag for tag, _ in impact.tags}
            earlier = tuple([entry for entry in recent if entry[0] in tags])
            pushes[index], new = self._push_rows.number(
                (id(impact), earlier, facts & impact.reads, turn if impact.reads_turn else 0)
            )
            if new:
                tests = self.forms.together(self._temperament.asked(impact)).levels
                self._push_lens.append(self._classes.lens((_bearing, *tests)))
                persona = NOBODY._replace(recent=earlier)
                self._recent_after.append(self._temperament.remembered(persona, impact))
            leads[index], new = self._lead_rows.number((place, index, facts & reply.reads, turn))
            if new:
                self._lead_lens.append(self._classes.lens(self.forms.leads[place][index]))
        self._push_row.append(*pushes)
        self._lead_row.append(*leads)
