"""The debrief in the real app, reached through a conversation or from a session of the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from servicesim.plain.debrief import MEANING
from servicesim.results.judgement import SPOKEN, Judgement, Label
from servicesim.results.scores import Scores
from servicesim.saves.comments import comment
from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.debrief.from_managers import FromManagers
from servicesim.tui.debrief.screen import DebriefScreen
from servicesim.tui.debrief.turns import TurnItem, TurnList
from servicesim.tui.transcript.screen import TranscriptScreen
from servicesim.tui.widgets.levels_plot import LevelsPlot
from tests.tui.conftest import NOON
from tests.tui.talking import WIDE, press, reading, screen_lines, screen_text, settled


@pytest.fixture
def won(past: Callable[..., Play]) -> Play:
    """A conversation that went well, after a misstep."""
    return past("policy", "ask", "name-it", "choose")


class TestOrder:
    """The outcome and the customer's word first, numbers after."""

    async def test_from_the_outcome_to_the_replies(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won):
            text = screen_text(app)
            places = [
                text.index(words)
                for words in (
                    "Tomas Brandt: won back · moved · 1 of 4 endings found",
                    "I slept. I shall ask for that desk again.",
                    "what landed reply 3 A second night beside the lift",
                    "turning point reply 2 Tell me what happened last time.",
                    "next time reply 1 Rooms are given out by the system",
                    "try A second night beside the lift",
                    "empathy",
                    "trust-rebuilding",
                    "practice · unassisted · a story not debriefed before",
                    "10 ┤",
                    "1 ! Rooms are given out by",
                    "tactics used",
                )
            ]
            assert places == sorted(places)

    @pytest.mark.slow
    async def test_nobody_is_told_that_scores_measure_a_person(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won):
            assert MEANING in screen_text(app)

    @pytest.mark.slow
    async def test_without_an_aftermath_the_closing_words_stand_there(
        self, app: ServicesimApp, won: Play
    ) -> None:
        async with reading(app, replace(won.debrief(), aftermath=None), won):
            assert "at the end" in screen_text(app)
            assert "Twelve. Thank you." in screen_text(app)


class TestScores:
    """Each score as number and bar, with what guessing averages."""

    async def test_number_bar_and_guess(self, app: ServicesimApp, won: Play) -> None:
        debrief = replace(won.debrief(), scores=Scores(83.4, 50, 0), guess=Scores(41.2, 39, 22))
        async with reading(app, debrief, won):
            text = screen_text(app)
            assert "empathy 83 ████████████████▋░░░ guessing averages 41 here" in text
            assert "clarity 50 ██████████░░░░░░░░░░ guessing averages 39 here" in text
            assert "trust-rebuilding 0 ░░░░░░░░░░░░░░░░░░░░ guessing averages 22 here" in text

    async def test_what_the_story_does_not_measure(self, app: ServicesimApp, won: Play) -> None:
        debrief = replace(won.debrief(), scores=Scores(83, None, 90), guess=Scores(41, None, 22))
        async with reading(app, debrief, won):
            assert "clarity not measured here trust-rebuilding 90" in screen_text(app)

    @pytest.mark.slow
    async def test_a_story_too_large_to_prove_has_none(self, app: ServicesimApp, won: Play) -> None:
        none = Scores(None, None, None)
        async with reading(app, replace(won.debrief(), verdict="bounded", scores=none, guess=none), won):
            assert "too large to be proved, so no scores are shown" in screen_text(app)
            assert "guessing" not in screen_text(app)

    async def test_help_and_earlier_debriefs_are_told(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, replace(won.debrief(), assisted=True, seen=True), won):
            assert "practice · assisted · the story was debriefed before" in screen_text(app)


class TestReplies:
    """Every reply can be looked at again."""

    async def test_a_line_for_each(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        async with reading(app, debrief, won):
            text = screen_text(app)
            first = debrief.turns[0]
            assert f"hard to recover {debrief.start.resistance} → {first.resistance}" in text
            assert "4 Room 12 is quiet, and free." in text

    async def test_down_opens_one_and_up_closes_it(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            assert "Explore the root · empathy" not in screen_text(app)
            await press(pilot, "down", "down")
            assert "▸ 2 Tell me what happened" in screen_text(app)
            assert won.debrief().turns[1].reason[1:] in screen_text(app)
            await press(pilot, "up", "up")
            assert "▸" not in screen_text(app)

    async def test_tags_marks_and_note(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down")
            assert "misstep: Quote the policy · " in screen_text(app)
            await press(pilot, "down", "down")
            text = screen_text(app)
            assert "Acknowledge the trouble, " in text
            assert "coach Names what it cost him before anything else." in text

    async def test_what_it_gave_away_on_each_score(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        judgement = Judgement(9.2, "mistake", Scores(0.0, -3.0, 27.6), line=())
        first = replace(debrief.turns[0], judgement=judgement)
        async with reading(app, replace(debrief, turns=(first, *debrief.turns[1:])), won) as pilot:
            await press(pilot, "down")
            assert "cost you: 9 points of the mean out of reach (trust-rebuilding 28)" in screen_text(app)

    @pytest.mark.parametrize(
        ("label", "spoken"),
        [
            pytest.param(*each, marks=() if each[0] == "mistake" else pytest.mark.slow)
            for each in SPOKEN.items()
        ],
    )
    async def test_every_label_has_its_words(
        self, app: ServicesimApp, won: Play, label: Label, spoken: str
    ) -> None:
        debrief = won.debrief()
        first, second, *rest = debrief.turns
        second = replace(second, judgement=Judgement(1.0, label, Scores(1.0, 1.0, 1.0), line=()))
        async with reading(app, replace(debrief, turns=(first, second, *rest)), won):
            line = next(line for line in screen_lines(app) if line.lstrip().startswith("2"))
            assert f" {spoken}  " in line

    @pytest.mark.slow
    async def test_the_better_reply(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "down")
            assert "better A second night beside the lift, after you asked. I am Jo" in screen_text(app)
            await press(pilot, "down")
            assert "better" not in screen_text(app)

    @pytest.mark.slow
    async def test_the_mark_stops_at_the_last(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, *["down"] * 9)
            assert app.screen.query_one(TurnList).pointer == 3

    @pytest.mark.slow
    async def test_a_click_opens_one(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await pilot.click(app.screen.query(TurnItem)[2], offset=(10, 0))
            await settled(pilot)
            assert "coach Names what it cost him" in screen_text(app)

    @pytest.mark.slow
    async def test_the_plot_marks_the_reply(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=WIDE) as pilot:
            await press(pilot, "down", "down")
            assert app.screen.query_one(LevelsPlot).marked == 2
            assert "▴▴▴ 2" in screen_text(app)

    @pytest.mark.slow
    async def test_the_marked_reply_is_brought_into_view(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=(80, 24)) as pilot:
            assert "Room 12 is quiet" not in screen_text(app)
            await press(pilot, *["down"] * 4)
            assert "▸ 4 Room 12 is quiet" in screen_text(app)
            await press(pilot, *["up"] * 4)
            assert "Tomas Brandt: won back" in screen_text(app)

    @pytest.mark.slow
    async def test_pages_scroll(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=(80, 24)) as pilot:
            await press(pilot, "pagedown", "pagedown")
            assert "Room 12 is quiet" in screen_text(app)
            await press(pilot, "pageup", "pageup")
            assert "Tomas Brandt: won back" in screen_text(app)


class TestWithheld:
    """What cannot be said, or must not be, is said to be so, once."""

    async def test_an_assessment_keeps_notes_and_better_replies_closed(
        self, app: ServicesimApp, won: Play
    ) -> None:
        debrief = won.debrief()
        won.story = replace(won.story, use="assessment")
        async with reading(app, debrief, won) as pilot:
            await press(pilot, "down")
            text = screen_text(app)
            assert text.count("its better replies and the trainer's notes stay closed.") == 1
            assert "next time reply 1" in text
            assert "try" not in text
            assert "better A second" not in text
            await press(pilot, "down", "down")
            text = screen_text(app)
            assert "Acknowledge the trouble" in text
            for words in ("coach", "called for"):
                assert words not in text

    async def test_a_story_too_large_is_reviewed_without_labels(self, app: ServicesimApp, won: Play) -> None:
        debrief = won.debrief()
        wanted = {use.tag: use.title for use in (*debrief.used, *debrief.missed)}
        (first, *_) = debrief.turns[0].called_for
        turns = tuple(replace(turn, judgement=None, better=None) for turn in debrief.turns)
        async with reading(app, replace(debrief, turns=turns, next_time=None), won) as pilot:
            assert screen_text(app).count("too large to work out what each reply gave away.") == 1
            await press(pilot, "down")
            text = screen_text(app)
            assert f"the moment called for {wanted[first]}" in text
            assert not any(spoken in text for spoken in SPOKEN.values() if spoken != "landed")


class TestWays:
    """Where one can go from here."""

    async def test_the_transcript(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "t")
            assert isinstance(app.screen, TranscriptScreen)
            assert "Twelve. Thank you." in screen_text(app)
            await press(pilot, "escape")
            assert isinstance(app.screen, DebriefScreen)

    async def test_every_key_is_in_the_bottom_lines(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won, size=(80, 24)) as pilot:
            await press(pilot, "down")
            bottom = " ".join(screen_lines(app)[-2:])
            for part in ("↑↓ reply by reply", "b best line", "r try again from here", "s save"):
                assert part in bottom
            for part in ("pgup/pgdn page", "t transcript", "? help", "esc back"):
                assert part in bottom

    @pytest.mark.slow
    async def test_a_file_of_debrief_and_transcript(
        self, app: ServicesimApp, won: Play, tmp_path: Path
    ) -> None:
        file = tmp_path / "debrief.txt"
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "s")
            assert "Save the debrief to" in screen_text(app)
            assert Path(app.screen.query_one(Input).value).name.endswith("-debrief.txt")
            app.screen.query_one(Input).value = str(file)
            await press(pilot, "enter")
            assert isinstance(app.screen, DebriefScreen)
            assert "Saved to " in screen_text(app)
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "The wrong room: won back (moved)"
        assert any(line.startswith("     hard to recover: ") for line in lines)
        assert "  Rooms are given out by the system, Mr Brandt." in lines
        assert lines[-1] == "Ended: moved."

    async def test_back(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won) as pilot:
            await press(pilot, "escape")
            assert not isinstance(app.screen, DebriefScreen)


class TestText:
    """What a story says is text."""

    @pytest.mark.slow
    async def test_markup_is_shown_as_it_is_written(self, app: ServicesimApp, won: Play) -> None:
        hostile = "[@click=app.quit]x[/] [oops \x1b]52;c;aGk=\x07"
        debrief = won.debrief()
        first = replace(debrief.turns[0], say=hostile, note=hostile, reason=hostile)
        debrief = replace(debrief, aftermath=hostile, turns=(first, *debrief.turns[1:]), persona=hostile)
        async with reading(app, debrief, won, size=WIDE) as pilot:
            await press(pilot, "down")
            text = screen_text(app)
            assert text.count("[@click=app.quit]x[/] [oops ␛]52;c;aGk=␇") >= 4
            assert "\x1b" not in text


class TestComments:
    """What managers wrote to it stands below how it ended."""

    async def test_who_when_and_what(self, app: ServicesimApp, won: Play) -> None:
        comment(won.store, won.session.id, "Ruth", "You came back to it.\n\nKeep [b]that[/b].", NOON)
        async with reading(app, won.debrief(), won):
            text = screen_text(app).replace("▌ ", "")
            assert "Ruth wrote to this, today 12:00 You came back to it. Keep [b]that[/b]." in text
            assert text.index("won back") < text.index("Ruth") < text.index("what landed")

    @pytest.mark.slow
    async def test_without_any_nothing_is_said(self, app: ServicesimApp, won: Play) -> None:
        async with reading(app, won.debrief(), won):
            assert not app.screen.query_one(FromManagers).display
