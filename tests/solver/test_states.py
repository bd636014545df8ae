"""The table of states against a plain dict."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from servicesim.solver.states import States

PAIRS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=60)


@given(batches=st.lists(PAIRS, max_size=6))
def test_each_pair_has_one_number_in_the_order_they_are_met(batches: list[list[tuple[int, int]]]) -> None:
    states, known = States(), dict[tuple[int, int], int]()
    for batch in batches:
        new = list(dict.fromkeys(pair for pair in batch if pair not in known))
        known |= {pair: len(known) + index for index, pair in enumerate(new)}
        numbers, places = numbers_of(states, batch)
        assert numbers == [known[pair] for pair in batch]
        assert [batch[place] for place in places] == new
        assert len(states) == len(known)


def test_it_grows_past_its_first_size_and_forgets_nothing() -> None:
    states = States()
    pairs = [(spot, level) for spot in range(300) for level in range(0, 200, 7)]
    for first in range(0, len(pairs), 1000):
        numbers_of(states, pairs[first : first + 1000])
    numbers, new = numbers_of(states, pairs)
    assert (numbers, new) == (list(range(len(pairs))), [])


def numbers_of(states: States, pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """What `States.numbers` gives for pairs."""
    spots, levels = (np.array([pair[which] for pair in pairs], np.int32) for which in (0, 1))
    numbers, new = states.numbers(spots, levels)
    return numbers.tolist(), new.tolist()
