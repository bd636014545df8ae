"""The spots of a story: all of a canonical state but the persona's attitude and levels, by number.

A spot is a *corner* (where it is, what it remembers of the previous reply, the turn where that matters)
and the facts that hold. Of corners there are few; facts multiply, so those are handled as arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from servicesim.persona.levels import Persona
from servicesim.persona.temperament import Temperament
from servicesim.solver.columns import Column, Interner, Ints
from servicesim.solver.forms import Forms, Recent, Spot
from servicesim.solver.lenses import Lenses
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
    """All that the way a persona takes a reply depends on but the levels; `impact` is an object's id."""

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
        self.recent_after: list[Recent] = []
        """By push row: what the persona remembers after the reply."""
        self._story = story
        self._forms = forms
        self._lenses = lenses
        self._numbers: Interner[tuple[int, int]] = Interner()

    def number(self, corner: int, spot: Spot) -> int:
        """The number of the situation at a spot whose corner has this number."""
        number, new = self._numbers.number((corner, spot.facts))
        if new:
            self._add(spot)
        return number

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
        impact = self._story.scenes[spot.place].replies[reply].impact
        tags = {tag for tag, _ in impact.tags}
        earlier = tuple([entry for entry in spot.recent if entry[0] in tags])
        turn = spot.turn if impact.reads_turn else 0
        row, new = self.push_rows.number(PushRow(id(impact), earlier, spot.facts & impact.reads, turn))
        if new:
            temperament = self._story.character.temperament
            tests = self._forms.together(temperament.asked(impact)).levels
            self.push_lenses.append(self._lenses.number((_bearing, *tests)))
            self.recent_after.append(temperament.remembered(NOBODY._replace(recent=earlier), impact))
        return row


def _bearing(persona: Persona, facts: int, turn: int) -> tuple[str, bool]:
    return Temperament.bearing(persona)


class Spots:
    """Numbers for spots, 0, 1, 2... in the order in which they are first met."""

    def __init__(self, story: Story, forms: Forms, situations: Situations) -> None:
        # Facts beyond the bits of a machine's number are kept as Python's: slower, and still right.
        self.facts_type = np.int64 if len(story.fact_keys) < 63 else np.object_
        self.corners = Column(np.int32)
        self.facts = Column(self.facts_type)
        self.situations = Column(np.int32)
        self.is_ending = Column(np.bool_)
        self._story = story
        self._forms = forms
        self._of_spots = situations
        self._numbers: dict[tuple[int, int], int] = {}
        # Corners: spots without facts.
        self._corners: Interner[Spot] = Interner()
        self._live = Column(self.facts_type)
        self._reads = Column(self.facts_type)
        self._ends = Column(np.bool_)
        self._turns = Column(np.int32)
        self._places = Column(np.int32)
        self._place_numbers = {name: number for number, name in enumerate(story.places)}

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> Spot:
        corner = self._corners.things[int(self.corners.flat[number])]
        return corner._replace(facts=int(self.facts.flat[number]))

    def corner(self, spot: Spot) -> int:
        """The number of a spot's corner."""
        number, new = self._corners.number(spot._replace(facts=0))
        if new:
            ending = spot.place in self._story.endings
            self._ends.append(ending)
            self._turns.append(spot.turn)
            self._places.append(self._place_numbers[spot.place])
            self._live.append(self._forms.live[spot.place])
            self._reads.append(0 if ending else self._forms.reads(spot.place))
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
        known, before = self._numbers, len(self._numbers)
        keys = zip(corners.tolist(), facts.tolist(), strict=True)
        found = np.array([known.setdefault(key, len(known)) for key in keys], np.int32)
        if len(known) > before:
            numbers, first = np.unique(found, return_index=True)
            first = first[numbers >= before]
            self._add(corners.take(first), facts.take(first))
        return found

    def _add(self, corners: Ints, facts: Ints) -> None:
        self.corners.extend(corners)
        self.facts.extend(facts)
        self.is_ending.extend(self._ends.flat.take(corners))
        read = facts & self._reads.flat.take(corners)
        situations = [
            ENDED
            if ended
            else self._of_spots.number(corner, self._corners.things[corner]._replace(facts=known))
            for corner, known, ended in zip(
                corners.tolist(), read.tolist(), self._ends.flat.take(corners).tolist(), strict=True
            )
        ]
        self.situations.extend(np.array(situations, np.int32))
