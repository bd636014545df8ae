"""The spots of a story: all of a canonical state but the persona's attitude and levels, by number.

A spot is a *corner* (where it is, what it remembers of the previous reply, the turn where that matters)
and the facts that hold. Of corners there are few; facts multiply, so those are handled as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.persona.temperament import Impact, Temperament
from servicesim.solver.columns import Column, Interner, Ints
from servicesim.solver.forms import Forms, Recent, Spot
from servicesim.solver.lenses import Lenses
from servicesim.solver.states import Pairs
from servicesim.story.linked import Story

ENDED = -1
"""The situation at an ending, out of which no step leads."""

NOBODY = Persona("", 0, 0, 0)
"""For what reads nothing of a persona."""


class OfferRow(NamedTuple):
    """All that offering replies in a scene reads but the levels."""

    scene: str
    facts: int
    turn: int


class PushRow(NamedTuple):
    """All that the way a persona takes a reply depends on but the levels; `impact` is a number."""

    impact: int
    earlier: Recent
    facts: int
    turn: int


class LeadRow(NamedTuple):
    """All that what follows a reply depends on but the levels."""

    scene: str
    reply: int
    facts: int
    turn: int


def facts_type(story: Story) -> type[np.generic]:
    """How masks of facts are stored: beyond the bits of a machine's number as Python's, slower and right."""
    return np.int64 if len(story.fact_keys) < 63 else np.object_


class Situations:
    """What of a spot a step out of it reads: for each situation, the rows of the questions to be asked.

    `pushes` and `leads` have a cell for each reply of the scene, up to `most` of them.
    """

    def __init__(self, story: Story, forms: Forms, lenses: Lenses) -> None:
        self.most = max(1, *(len(scene.replies) for scene in story.scenes.values()))
        self.offers = Column(np.int32)
        self.pushes = Column(np.int32, self.most)
        self.leads = Column(np.int32, self.most)
        self.offer_rows: Interner[OfferRow] = Interner()
        self.push_rows: Interner[PushRow] = Interner()
        self.lead_rows: Interner[LeadRow] = Interner()
        self.offer_lenses = Column(np.int32)
        self.push_lenses = Column(np.int32)
        self.lead_lenses = Column(np.int32)
        self.recents: Interner[Recent] = Interner()
        """All that a persona can remember of a reply."""
        self.recent_after = Column(np.int32)
        """By push row: which of these it remembers after the reply."""
        self._impacts: Interner[Impact] = Interner()
        self._impact_numbers: dict[int, int] = {}
        self._story = story
        self._forms = forms
        self._lenses = lenses
        self._pairs = Pairs(np.int32, facts_type(story))

    def numbers(self, corners: Ints, facts: Ints, spots: Sequence[Spot]) -> Ints:
        """The numbers of the situations at these corners, given the facts that steps out of each can depend
        on. `spots` are the corners by their numbers."""
        found, new = self._pairs.numbers(corners, facts)
        for corner, known in zip(corners.take(new).tolist(), facts.take(new).tolist(), strict=True):
            self._add(spots[corner]._replace(facts=known) if known else spots[corner])
        return found

    def _add(self, spot: Spot) -> None:
        place, facts, turn = spot.place, spot.facts, spot.turn
        scene, forms = self._story.scenes[place], self._forms
        asked_turn = turn if self._story.reads_turn else 0
        row, new = self.offer_rows.number(OfferRow(place, facts & forms.offers[place].facts, asked_turn))
        if new:
            self.offer_lenses.append(self._lenses.number(forms.offers[place].levels))
        self.offers.append(row)
        pushes, leads = [0] * self.most, [0] * self.most
        for index, reply in enumerate(scene.replies):
            pushes[index] = self._push_row(index, spot)
            leads[index], new = self.lead_rows.number(LeadRow(place, index, facts & reply.reads, turn))
            if new:
                self.lead_lenses.append(self._lenses.number(forms.leads[place][index]))
        self.pushes.append(*pushes)
        self.leads.append(*leads)

    def _push_row(self, reply: int, spot: Spot) -> int:
        impact, earlier = self._story.scenes[spot.place].replies[reply].impact, spot.recent
        if earlier:
            tags = {tag for tag, _ in impact.tags}
            earlier = tuple([entry for entry in earlier if entry[0] in tags])
        turn = spot.turn if impact.reads_turn else 0
        number = self._impact_numbers.get(id(impact))
        if number is None:
            number = self._impact_numbers[id(impact)] = self._impacts.number(impact)[0]
        row, new = self.push_rows.number(PushRow(number, earlier, spot.facts & impact.reads, turn))
        if new:
            temperament = self._story.character.temperament
            tests = self._forms.together(temperament.asked(impact)).levels
            self.push_lenses.append(self._lenses.number((_bearing, *tests)))
            remembered = temperament.remembered(NOBODY._replace(recent=earlier), impact)
            self.recent_after.append(self.recents.number(remembered)[0])
        return row


def _bearing(persona: Persona, facts: int, turn: int) -> tuple[str, bool]:
    return Temperament.bearing(persona)


class Spots:
    """Numbers for spots, 0, 1, 2... in the order in which they are first met."""

    def __init__(self, story: Story, forms: Forms, situations: Situations) -> None:
        self.facts_type = facts_type(story)
        self._pairs = Pairs(np.int32, self.facts_type)
        self.corners, self.facts = self._pairs.firsts, self._pairs.seconds
        self.situations = Column(np.int32)
        self.is_ending = Column(np.bool_)
        self._story = story
        self._forms = forms
        self._of_spots = situations
        # Corners: spots without facts.
        self._corners: Interner[Spot] = Interner()
        self._live = Column(self.facts_type)
        self._reads = Column(self.facts_type)
        self._ends = Column(np.bool_)
        self._turns = Column(np.int32)
        self._places = Column(np.int32)
        self._place_numbers = {name: number for number, name in enumerate(story.places)}

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, number: int) -> Spot:
        corner = self._corners.things[int(self.corners.flat[number])]
        return corner._replace(facts=int(self.facts.flat[number]))

    def corner(self, spot: Spot) -> int:
        """The number of a spot's corner."""
        number, new = self._corners.number(spot._replace(facts=0) if spot.facts else spot)
        if new:
            ending = spot.place in self._story.endings
            self._ends.append(ending)
            self._turns.append(spot.turn)
            self._places.append(self._place_numbers[spot.place])
            self._live.append(self._forms.live[spot.place])
            self._reads.append(0 if ending else self._forms.reads[spot.place])
        return number

    def turns(self, numbers: Ints) -> Ints:
        """The turns of spots, 0 where states do not keep them."""
        return self._turns.flat.take(self.corners.flat.take(numbers))

    def places(self, numbers: Ints) -> Ints:
        """The places of spots, as positions in the story's `places`."""
        return self._places.flat.take(self.corners.flat.take(numbers))

    def turned(self, numbers: Ints, turn: int) -> Ints:
        """The same spots at a given turn."""
        corners, where = np.unique(self.corners.flat.take(numbers), return_inverse=True)
        others = [
            self.corner(self._corners.things[corner]._replace(turn=turn)) for corner in corners.tolist()
        ]
        return self.numbers(np.array(others, np.int32).take(where), self.facts.flat.take(numbers))

    def numbers(self, corners: Ints, facts: Ints) -> Ints:
        """The numbers of the spots at these corners where these facts hold. Pairs may repeat.

        Facts that do not matter at the corner are left out of account.
        """
        facts = facts & self._live.flat.take(corners)
        found, new = self._pairs.numbers(corners, facts)
        if len(new):
            self._add(corners.take(new), facts.take(new))
        return found

    def _add(self, corners: Ints, facts: Ints) -> None:
        ends = self._ends.flat.take(corners)
        self.is_ending.extend(ends)
        situations = np.full(len(corners), ENDED, np.int32)
        going = np.flatnonzero(~ends)
        corners = corners.take(going)
        situations[going] = self._of_spots.numbers(
            corners, facts.take(going) & self._reads.flat.take(corners), self._corners.things
        )
        self.situations.extend(situations)
