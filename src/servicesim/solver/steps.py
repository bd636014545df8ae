"""Many steps at once, without a second copy of the step.

A step depends on few things at a time, so it is taken apart into four questions, and each is put to the
real step function once for all states that agree in what it depends on:

- which replies are offered: the scene, the facts their conditions ask about, the levels;
- how a reply moves the persona: its impact, which of its tags are in `recent`, the facts it asks about,
  the levels;
- where it leads: the reply, the facts that the step asks about, the levels *after* the move (nothing
  that comes after the move reads the levels before it, or `recent`);
- which facts hold then: the facts before, and the way that was taken.

The third is asked twice, with all facts that the step does not ask about missing, and with all of them
holding: what is the same both times was set or cleared, what differs stays as it was. Everything else is
looking answers up, for whole arrays of states.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from servicesim import conversation
from servicesim.persona.conditions import Test
from servicesim.persona.levels import LEFT, Persona
from servicesim.solver.columns import Column, Interner, Ints, Memo
from servicesim.solver.forms import Forms, Recent, Spot
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


class LevelClasses:
    """Levels in classes that a few tests cannot tell apart.

    A *lens* is a set of tests; whether the persona has left always belongs to it.
    """

    def __init__(self, levels: Interner[Persona]) -> None:
        self._levels = levels
        self._lenses: Interner[tuple[Test, ...]] = Interner()
        self._answers: list[Interner[tuple[bool, ...]]] = []
        self._classes = Memo()
        self.most = 1
        """More than the number of any class."""

    def lens(self, tests: tuple[Test, ...]) -> int:
        """The number of a set of tests."""
        number, new = self._lenses.number(tests)
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
        answers = tuple([test(persona, 0, 0) for test in self._lenses.things[lens]])
        number, _ = self._answers[lens].number((persona.attitude == LEFT, *answers))
        self.most = max(self.most, number + 1)
        return number


class Stepper:
    """Takes steps out of arrays of states, given as numbers of `spots` and `levels`."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.forms = Forms(story)
        self.spots: Interner[Spot] = Interner()
        self.levels: Interner[Persona] = Interner()
        self.ways: Interner[Way] = Interner()
        self._most = max(1, *(len(scene.replies) for scene in story.scenes.values()))
        self._every_fact = (1 << len(story.fact_keys)) - 1
        # Of spots: whether it is an ending, and the situation it is in: all of it that a step reads.
        self._is_ending = Column(np.bool_)
        self._situation = Column(np.int32)
        # Of situations: the rows of the first question and, for each reply, of the second and third.
        self._situations: Interner[tuple[str, Recent, int, int]] = Interner()
        self._offer_row = Column(np.int32)
        self._move_row = Column(np.int32, self._most)
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
        self._move_rows: Interner[tuple[int, Recent, int, int]] = Interner()
        self._move_recent: dict[int, Recent] = {}
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
        try:
            return self._step(spots, levels)
        finally:
            # What the conversation remembers would grow to several times what is kept here of it.
            conversation.forget(self.story)

    def _step(self, spots: Ints, levels: Ints) -> Steps:
        situations = self._situation.flat.take(spots)
        choice = self._offered(situations, levels)
        counts = self._choice_size.flat.take(choice)
        source = np.repeat(np.arange(len(spots), dtype=np.int32), counts)
        nth = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts)
        reply = self._choice_replies.flat.take(choice.take(source) * self._most + nth)
        cells = situations.take(source) * self._most + reply
        from_spots, from_levels = spots.take(source), levels.take(source)

        move_row = self._move_row.flat.take(cells)
        moved = self._moves.ask(
            move_row,
            from_levels,
            (len(self._move_rows), len(self.levels)),
            lambda i: self._ask_move(
                int(move_row[i]), int(from_spots[i]), int(reply[i]), int(from_levels[i])
            ),
        )
        after = moved >> 6
        lead_row = self._lead_row.flat.take(cells)
        way = self._leads.ask(
            lead_row,
            self._classes.of(self._lead_lens.flat.take(lead_row), after),
            (len(self._lead_rows), self._classes.most),
            lambda i: self._ask_lead(int(lead_row[i]), int(from_spots[i]), int(from_levels[i])),
        )
        spot = self._arrivals.ask(
            from_spots,
            self._way_column.flat.take(way),
            (len(self.spots), max(self._ways_of.values(), default=1)),
            lambda i: self._arrive(int(from_spots[i]), int(way[i]), int(move_row[i])),
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

    # The four questions, put to the real step -------------------------------------------------------

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

    def _ask_move(self, row: int, spot: int, reply: int, level: int) -> int:
        place, _, facts, turn = self.spots.things[spot]
        persona = self.levels.things[level]._replace(recent=self._move_rows.things[row][1])
        state = State(place, persona, facts, turn)
        made = conversation.exchange(self.story, state, self.story.scenes[place].replies[reply])
        after = made.after.persona
        self._move_recent[row] = after.recent
        number = self.level(after._replace(recent=()))
        return (number << 6) | (made.empathy + MARKS_SHIFT) << 3 | (made.clarity + MARKS_SHIFT)

    def _ask_lead(self, row: int, spot: int, level: int) -> int:
        scene, index, facts, turn = self._lead_rows.things[row]
        reply = self.story.scenes[scene].replies[index]
        persona = self.levels.things[level]._replace(recent=self.spots.things[spot].recent)
        unread = self._every_fact & ~self.forms.leads[scene][index].facts
        made = conversation.exchange(self.story, State(scene, persona, facts, turn), reply)
        with_none, with_all = made.after.facts, made.after.facts
        if unread:
            with_all = conversation.step(self.story, State(scene, persona, facts | unread, turn), reply).facts
        way = Way(scene, index, made.after.scene, with_all, with_none, conversation.lacks(self.story, made))
        number, new = self.ways.number(way)
        if new:
            self._way_column.append(self._ways_of.setdefault(scene, 0))
            self._way_lacks.append(bool(way.lacks))
            self._ways_of[scene] += 1
        return number

    def _arrive(self, spot: int, way: int, move_row: int) -> int:
        _, _, facts, turn = self.spots.things[spot]
        taken = self.ways.things[way]
        persona = Persona("", 0, 0, 0, self._move_recent[move_row])
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
        moves, leads = [0] * self._most, [0] * self._most
        for index, reply in enumerate(scene.replies):
            impact = reply.impact
            tags = {tag for tag, _ in impact.tags}
            earlier = tuple([entry for entry in recent if entry[0] in tags])
            moves[index], _ = self._move_rows.number(
                (id(impact), earlier, facts & impact.reads, turn if impact.reads_turn else 0)
            )
            leads[index], new = self._lead_rows.number(
                (place, index, facts & self.forms.leads[place][index].facts, turn)
            )
            if new:
                self._lead_lens.append(self._classes.lens(self.forms.leads[place][index].levels))
        self._move_row.append(*moves)
        self._lead_row.append(*leads)
