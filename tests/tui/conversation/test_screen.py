"""The conversation, driven by keys and mouse in the real app."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from servicesim.conversation import Exchange
from servicesim.errors import NotSaved
from servicesim.results.debrief import Debrief
from servicesim.saves.play import Play, standing, story_of
from servicesim.saves.store import Store
from servicesim.story.linked import Story
from servicesim.tui.app import ServicesimApp
from servicesim.tui.conversation.replies import ReplyChoice, ReplyList
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.debrief.screen import DebriefScreen
from tests.tui.talking import SIZES, press, screen_text, settled, talking


def given(play: Play) -> list[str]:
    """The ids of the replies that stand."""
    return [exchange.reply.id for exchange in play.exchanges]


class TestChoosing:
    """Digits, arrows and the mouse choose; everything else is left alone."""

    async def test_the_opening_and_the_replies_are_there(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story):
            text = screen_text(app)
            assert "Tomas Brandt (He sets the suitcase down, hard.)" in text
            assert "1 A second night beside the lift, after you asked. I am Jo, and I am sorry" in text
            assert "3 (You put the pen away and look at him.)" in text

    async def test_a_digit_says_a_reply(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "1")
            assert given(play) == ["name-it"]
            assert "Yes. That." in screen_text(app)
            assert "So. What now?" in screen_text(app)

    async def test_arrows_and_enter_say_the_marked_reply(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "down", "down", "down", "up", "enter")
            assert given(play) == ["policy"], "the mark stops at the last reply"

    @pytest.mark.slow
    async def test_the_first_reply_is_marked_anew_each_time(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "down", "down", "enter")
            await press(pilot, "enter")
            assert given(play) == ["listen", "choose"]

    @pytest.mark.slow
    async def test_a_click_says_a_reply(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await pilot.click(app.screen.query(ReplyChoice)[1])
            await settled(pilot)
            assert given(play) == ["policy"]

    @pytest.mark.slow
    async def test_a_digit_without_a_reply_does_nothing(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "4", "9", "0")
            assert given(play) == []

    @pytest.mark.slow
    async def test_keys_that_come_too_fast_are_no_harm(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            for _ in range(4):
                await pilot.press("down", "up", "3", "down", "enter", "up", "u")
            await settled(pilot)
            rows = play.store.replies(play.session.id)
            assert [row.reply for row in standing(rows)] == given(play)

    @pytest.mark.slow
    async def test_how_long_the_choice_took_is_kept(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "1")
            (row,) = play.store.replies(play.session.id)
            assert row.decided_ms is not None
            assert row.decided_ms >= 0


class TestSaving:
    """Nothing that comes of a reply is seen before the reply is saved."""

    @pytest.mark.slow
    async def test_a_reply_waits_for_the_disk(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        disk = threading.Event()
        async with talking(app, story) as (pilot, play):
            give = play.give

            def slow(reply: str, decided_ms: int | None = None) -> Exchange:
                disk.wait()
                return give(reply, decided_ms)

            monkeypatch.setattr(play, "give", slow)
            await pilot.press("1")
            await pilot.pause()
            assert "You saving… A second night beside the lift" in screen_text(app)
            assert "Yes. That." not in screen_text(app)

            await pilot.press("2", "escape", "u", "enter")
            await pilot.pause()
            disk.set()
            await settled(pilot)
            assert given(play) == ["name-it"], "one reply at a time"
            assert isinstance(app.screen, ConversationScreen), "nobody leaves in the middle of saving"
            assert "saving…" not in screen_text(app)
            assert "Yes. That." in screen_text(app)

    async def test_what_was_not_saved_is_not_said(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with talking(app, story) as (pilot, play):
            give = play.give

            def full(reply: str, decided_ms: int | None = None) -> Exchange:
                raise NotSaved("the disk is full.")

            monkeypatch.setattr(play, "give", full)
            await press(pilot, "1")
            text = screen_text(app)
            assert "Not saved: the disk is full. The conversation has not moved on" in text
            assert "Yes. That." not in text
            assert "You A second night" not in text
            assert "practice · reply 1" in text

            monkeypatch.setattr(play, "give", give)
            await press(pilot, "1")
            assert given(play) == ["name-it"]
            assert "Not saved" not in screen_text(app)

    @pytest.mark.slow
    async def test_another_program_went_on_with_the_session(
        self, app: ServicesimApp, story: Story, store: Store
    ) -> None:
        async with talking(app, story) as (pilot, play):
            elsewhere = Play.resume(store, play.session, story, play.proof)
            elsewhere.give("listen")
            await press(pilot, "1")
            assert "another program has gone on with this session" in screen_text(app)
            assert given(play) == []

    async def test_leaving_asks_nothing_and_loses_nothing(
        self, app: ServicesimApp, story: Story, store: Store
    ) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "1", "escape")
            assert not isinstance(app.screen, ConversationScreen)
            assert store.session(play.session.id).turns == 1


class TestTakingBack:
    """In practice the last reply can be taken back, which is not hidden."""

    async def test_it_is_as_if_it_had_not_been_said(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "2", "u")
            text = screen_text(app)
            assert given(play) == []
            assert "Rooms are given out by the system" not in text.partition("1 A second night")[0]
            assert "resistance ██████░░░░ 6" in text
            assert "practice · assisted · reply 1" in text

    @pytest.mark.slow
    async def test_only_the_last_is_taken_back(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, size=(80, 50)) as (pilot, play):
            await press(pilot, "1", "3", "u")
            text = screen_text(app)
            assert given(play) == ["name-it"]
            assert text.index("Yes. That.") < text.index("So. What now?") < text.index("1 Room 12 is quiet")
            assert "You Tell me what happened" not in text
            await press(pilot, "1")
            assert "Twelve. Thank you." in screen_text(app)

    @pytest.mark.slow
    async def test_before_the_first_reply_there_is_nothing(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "u")
            assert not play.session.assisted
            assert not play.store.session(play.session.id).assisted

    async def test_there_is_none_in_assessment(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, mode="assessment") as (pilot, play):
            await press(pilot, "1", "u")
            assert len(given(play)) == 1
            assert "take back" not in screen_text(app)

    @pytest.mark.slow
    async def test_one_that_cannot_be_saved_takes_nothing_back(
        self, app: ServicesimApp, story: Story, store: Store
    ) -> None:
        async with talking(app, story, replies=["listen"]) as (pilot, play):
            Play.resume(store, play.session, story, play.proof).take_back()
            await press(pilot, "u")
            assert "Not saved: another program" in screen_text(app)
            assert given(play) == ["listen"]


class TestPersona:
    """Who one talks with: in practice with levels, in assessment as in life."""

    async def test_practice_shows_how_the_levels_just_moved(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            before = play.state.persona
            await press(pilot, "2")
            after = play.state.persona
            up, down = after.resistance - before.resistance, before.trust - after.trust
            assert up > 0
            assert down > 0
            kept = "█" * before.resistance + "▓" * up
            assert f"resistance {kept:░<10} {after.resistance} ▲ up {up}" in screen_text(app)
            kept = "█" * after.trust + "▒" * down
            assert f"trust {kept:░<10} {after.trust} ▼ down {down}" in screen_text(app)

    async def test_attitude_and_cue_are_named(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story):
            attitude = story.character.archetype.attitudes["complaining"]
            assert f"{attitude.title}: {attitude.cues[0]}" in screen_text(app)

    @pytest.mark.slow
    async def test_while_an_attitude_lasts_its_other_cues_are_seen(
        self, app: ServicesimApp, story: Story
    ) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "2")
            assert play.state.persona.attitude == "complaining"
            assert story.character.archetype.attitudes["complaining"].cues[1] in screen_text(app)

    @SIZES
    async def test_assessment_shows_cue_and_face_alone(
        self, app: ServicesimApp, story: Story, size: tuple[int, int]
    ) -> None:
        async with talking(app, story, mode="assessment", size=size) as (pilot, play):
            await press(pilot, "1")
            attitude = story.character.archetype.attitudes[play.state.persona.attitude]
            text = screen_text(app)
            assert any(cue in text for cue in attitude.cues)
            for word in ("resistance", "trust", f"{attitude.title}:", "Tactics so far", "█", "▓"):
                assert word not in text


class TestAssessment:
    """Replies come in an order of their own, and the same one whenever the session is opened."""

    async def test_the_order_is_that_of_the_session(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story, mode="assessment") as (pilot, play):
            wanted = [reply.id for reply in play.offered()]
            assert [one.choice.reply for one in app.screen.query(ReplyChoice)] == wanted
            await press(pilot, "2")
            assert given(play) == [wanted[1]]


class TestDeadEnd:
    """Stories are checked for moments in which nothing can be said; one that got through does not hang."""

    async def test_it_is_told_and_one_can_leave(
        self, app: ServicesimApp, past: Callable[..., Play], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        play = past("listen")
        monkeypatch.setattr(play, "offered", list)
        async with app.run_test() as pilot:
            await settled(pilot)
            app.open_conversation(play)
            await settled(pilot)
            assert "The story offers no reply at this point." in screen_text(app)
            await press(pilot, "1", "enter", "escape")
            assert not isinstance(app.screen, ConversationScreen)


class TestEnd:
    """First the closing words, then on a key the debrief."""

    @pytest.mark.slow
    async def test_the_closing_words_stand_until_enter(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, play):
            await press(pilot, "1", "1")
            assert play.over
            assert "Twelve. Thank you." in screen_text(app)
            assert "The conversation is over." in screen_text(app)
            assert not app.screen.query_one(ReplyList).display
            await press(pilot, "1", "u")
            assert isinstance(app.screen, ConversationScreen)
            await press(pilot, "enter")
            assert isinstance(app.screen, DebriefScreen)

    @pytest.mark.slow
    async def test_while_the_debrief_is_worked_out_it_says_so(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        worked_out = threading.Event()
        async with talking(app, story, replies=["listen", "choose"]) as (pilot, play):
            debrief = play.debrief

            def slow() -> Debrief:
                worked_out.wait(10)
                return debrief()

            monkeypatch.setattr(play, "debrief", slow)
            await pilot.press("enter")
            assert "One moment: looking at every reply again…" in screen_text(app)
            worked_out.set()
            await settled(pilot)
            assert isinstance(app.screen, DebriefScreen)

    async def test_the_debrief_takes_its_place(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            below = app.screen_stack[-2]
            await press(pilot, "1", "1", "enter", "escape")
            assert app.screen is below

    @pytest.mark.slow
    async def test_what_was_debriefed_is_seen_from_then_on(self, app: ServicesimApp, story: Story) -> None:
        async with talking(app, story) as (pilot, _play):
            await press(pilot, "1", "1")
            assert not app.services.begin(story, trainee="Jo", mode="practice").session.seen
            await press(pilot, "enter")
            assert app.services.begin(story, trainee="Jo", mode="practice").session.seen

    @pytest.mark.slow
    async def test_a_debrief_that_cannot_be_noted_is_not_shown(
        self, app: ServicesimApp, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with talking(app, story, replies=["listen", "choose"]) as (pilot, play):

            def full(session: str) -> None:
                raise NotSaved("the disk is full.")

            monkeypatch.setattr(play.store, "debriefed", full)
            await press(pilot, "enter")
            assert isinstance(app.screen, ConversationScreen)
            assert "The debrief could not be opened: Not saved: the disk is full." in screen_text(app)

            monkeypatch.undo()
            await press(pilot, "enter")
            assert isinstance(app.screen, DebriefScreen)


class TestResume:
    """A conversation goes on where it stood."""

    async def test_all_that_was_said_is_there(
        self, app: ServicesimApp, story: Story, past: Callable[..., Play]
    ) -> None:
        session = past("name-it").session
        async with app.run_test(size=(80, 40)) as pilot:
            await settled(pilot)
            app.open_conversation(app.services.resume(session))
            await settled(pilot)
            text = screen_text(app)
            assert "You A second night beside the lift" in text
            assert "Yes. That." in text
            assert "practice · reply 2" in text

    async def test_an_edited_story_says_so(
        self, app: ServicesimApp, past: Callable[..., Play], store: Store
    ) -> None:
        play = past("listen")
        resumed = Play.resume(store, play.session, story_of(store, play.session), play.proof)
        resumed.edited = True
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.open_conversation(resumed)
            await settled(pilot)
            assert "This conversation goes on with the text it began with." in screen_text(app)
            await press(pilot, "1")
            assert "goes on with the text" not in screen_text(app)
