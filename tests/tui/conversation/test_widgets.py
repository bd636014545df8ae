"""The parts of the conversation screen, each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicesim.persona.archetype import archetype, archetype_ids
from servicesim.persona.levels import LEVEL_MAX
from servicesim.saves.play import Play
from servicesim.tui.conversation.face import FACES, WIDTH, face
from servicesim.tui.conversation.gauge import gauge, moved
from servicesim.tui.conversation.persona_panel import cue_now
from servicesim.tui.conversation.side import tactics_so_far


class TestFace:
    """Every attitude has a face of one size."""

    @pytest.mark.parametrize("name", archetype_ids())
    def test_every_attitude_of_every_archetype_has_its_own(self, name: str) -> None:
        attitudes = [attitude for attitude in archetype(name).attitudes if attitude != "left"]
        assert set(attitudes) <= set(FACES)
        assert len({face(attitude) for attitude in attitudes}) == len(attitudes)

    @pytest.mark.parametrize("attitude", [*FACES, "left", "something-else"])
    def test_all_are_of_one_size(self, attitude: str) -> None:
        lines = face(attitude).split("\n")
        assert [len(line) for line in lines] == [WIDTH] * 5

    def test_one_who_left_leaves_an_empty_frame(self) -> None:
        assert not any(mark in face("left") for mark in "•o^.")


class TestGauge:
    """A level, where it came from, and the same in words."""

    def test_a_level_that_did_not_move(self) -> None:
        assert gauge("trust", 3, 0, good=True).plain == "trust       ███░░░░░░░  3"

    def test_a_level_that_rose(self) -> None:
        assert gauge("resistance", 8, 2, good=False).plain == "resistance  ██████▓▓░░  8  ▲ up 2"

    def test_a_level_that_fell(self) -> None:
        assert gauge("resistance", 4, -3, good=False).plain == "resistance  ████▒▒▒░░░  4  ▼ down 3"

    def test_words_for_a_movement(self) -> None:
        assert [moved(change) for change in (2, 0, -1)] == ["up 2", "", "down 1"]

    @given(before=st.integers(0, LEVEL_MAX), after=st.integers(0, LEVEL_MAX), good=st.booleans())
    def test_a_bar_is_always_ten_cells(self, before: int, after: int, good: bool) -> None:
        drawn = gauge("trust", after, after - before, good=good).plain
        cells = [mark for mark in drawn if mark in "█▓▒░"]
        assert len(cells) == LEVEL_MAX
        assert cells.count("█") + cells.count("▓") == after
        assert cells.count("█") + cells.count("▒") == before


class TestCue:
    """What is seen of the persona follows from the conversation alone."""

    def test_the_strongest_comes_first(self, past: Callable[..., Play]) -> None:
        play = past()
        assert cue_now(play) == archetype("venting").attitudes["complaining"].cues[0]

    def test_a_new_attitude_begins_with_its_strongest(self, past: Callable[..., Play]) -> None:
        play = past("listen")
        assert play.state.persona.attitude == "guarded"
        assert cue_now(play) == archetype("venting").attitudes["guarded"].cues[0]

    def test_on_the_phone_the_strongest_stays(self, past: Callable[..., Play]) -> None:
        play = past("policy")
        assert cue_now(play) == archetype("venting").attitudes["complaining"].cues[1]
        play.story = replace(play.story, channel="phone")
        assert cue_now(play) == archetype("venting").attitudes["complaining"].cues[0]

    def test_in_messages_it_is_what_is_written(self, past: Callable[..., Play]) -> None:
        play = past()
        play.story = replace(play.story, channel="chat")
        assert cue_now(play) == archetype("venting").attitudes["complaining"].in_writing


class TestTacticsSoFar:
    """What was tried, in the order in which it was first tried."""

    def test_none_yet(self, past: Callable[..., Play]) -> None:
        assert tactics_so_far(past()).plain == "none yet"

    def test_tactics_and_missteps_with_how_often(self, past: Callable[..., Play]) -> None:
        play = past("policy", "ask", "listen", "ask", "listen")
        assert tactics_so_far(play).plain.split("\n") == [
            "! Quote the policy  misstep",
            "· Explore the root ×2",
            "· Give full attention ×2",
        ]

    def test_what_was_taken_back_is_gone(self, past: Callable[..., Play]) -> None:
        play = past("policy")
        play.take_back()
        assert tactics_so_far(play).plain == "none yet"
