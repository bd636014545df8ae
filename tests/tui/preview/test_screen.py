"""The preview, in the real app, over a file that is really written."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from servicesim.tui.app import ServicesimApp
from servicesim.tui.preview.moment_dialog import MomentDialog
from servicesim.tui.preview.screen import PreviewScreen
from tests.making import source
from tests.tui.talking import NARROW, WIDE, screen_text, until

VENTING = """
persona:
  name: Ana Reis
  role: customer
  archetype: venting
"""
SCENES = """
hello:
  says: Well?
  replies:
    listen:
      say: Tell me from the beginning.
      tactics: [give_full_attention]
      sets: [heard]
      then: next
    policy:
      say: That is our policy.
      missteps: [quote_policy]
      then: next
next:
  says: And now?
  replies:
    help:
      say: At once.
      when: heard
      then: well
    leave:
      say: Not now.
      then: badly
"""
STORY = source(SCENES, persona=VENTING, more="facts: [heard]\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The story being written."""
    file = tmp_path / "desk" / "small.yaml"
    file.parent.mkdir()
    file.write_text(STORY, encoding="utf-8")
    return file


def save(file: Path, text: str) -> None:
    """As editors save: another file is written, and put in its place."""
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)


@asynccontextmanager
async def previewing(
    app: ServicesimApp, file: Path, size: tuple[int, int] = WIDE
) -> AsyncIterator[Pilot[int]]:
    """The app with the preview of a file open, and the file read and proved."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.forward(PreviewScreen(file))
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen) and settled(app))
        yield pilot


def shown(app: ServicesimApp) -> PreviewScreen:
    """The preview."""
    found = [screen for screen in app.screen_stack if isinstance(screen, PreviewScreen)]
    return found[0]


def settled(app: ServicesimApp) -> bool:
    """Whether all is read and proved."""
    screen = shown(app)
    return screen.edition is not None and "proving" not in screen.proof


def rules(app: ServicesimApp) -> list[str]:
    """The rules of all findings there are."""
    return [finding.rule for finding in shown(app).findings]


def sees(app: ServicesimApp, *texts: str) -> Callable[[], bool]:
    """Whether all of these can be read on the screen."""
    return lambda: all(text in screen_text(app) for text in texts)


class TestThreeThings:
    """Conversation, findings and persona."""

    @pytest.mark.slow
    async def test_side_by_side_in_a_wide_window(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            await until(pilot, sees(app, "Well?", "Tell me from the beginning.", "Attitudes of 'venting'"))
            assert "▶ complaining here" in screen_text(app)
            assert "proved, " in screen_text(app)

    @pytest.mark.slow
    async def test_one_at_a_time_in_a_narrow_one(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file, NARROW) as pilot:
            await until(pilot, sees(app, "Tell me from the beginning."))
            assert "Where this can go" not in screen_text(app)
            await pilot.press("p")
            await until(pilot, sees(app, "Where this can go"))
            assert "Tell me from the beginning." not in screen_text(app)
            await pilot.press("f")
            await until(pilot, sees(app, "advice"))

    async def test_the_conversation_is_played_and_nothing_is_saved(
        self, app: ServicesimApp, file: Path
    ) -> None:
        async with previewing(app, file) as pilot:
            await pilot.press("1")
            await until(pilot, sees(app, "And now?", "facts heard"))
            await pilot.press("u")
            await until(pilot, sees(app, "facts none"))
            assert "And now?" not in screen_text(app)
            await pilot.press("1", "1")
            await until(pilot, sees(app, "well: won back"))
            await pilot.press("n")
            await until(pilot, lambda: shown(app).rehearsal.state.scene == "hello")  # type: ignore[union-attr]
            assert app.services.store().sessions() == []

    @pytest.mark.slow
    async def test_the_chart_says_what_is_near(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file, (80, 50)) as pilot:
            await pilot.press("p")
            await until(pilot, sees(app, "→ guarded far: resistance down 3, trust up 1"))
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, MomentDialog))
            await pilot.press("down", "down", "left", "left", "down", "right", "enter", "p")
            await until(pilot, sees(app, "→ guarded near: resistance down 1", "· guarded near"))


class TestFromAnyMoment:
    """Scene, attitude, levels and facts of one's choice."""

    @pytest.mark.slow
    async def test_a_scene_found_by_its_name_and_a_fact(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file, NARROW) as pilot:
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, MomentDialog))
            await pilot.press("n", "e")
            await until(pilot, sees(app, "found by 'ne'"))
            await pilot.press("down", "o", "p", "e", "down", "left", "down", "right", "down", "down", "right")
            await until(pilot, sees(app, "◂ yes ▸ heard"))
            await pilot.press("enter")
            await until(pilot, sees(app, "next · open · resistance 7 · trust 3", "At once."))

    @pytest.mark.slow
    async def test_leaving_it_changes_nothing(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file, NARROW) as pilot:
            await pilot.press("1")
            await until(pilot, sees(app, "And now?"))
            before = shown(app).rehearsal
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, MomentDialog))
            await pilot.press("down", "right", "down", "right", "escape")
            await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
            assert shown(app).rehearsal is before


class TestMistakes:
    """Each is found by saving the file, with its place and a useful word."""

    async def test_a_misspelt_scene(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            save(file, STORY.replace("then: next", "then: nxt", 1))
            await until(pilot, lambda: "unknown-target" in rules(app))
            assert "Did you mean 'next'?" in screen_text(app)
            assert "then: nxt" in screen_text(app)

    @pytest.mark.slow
    async def test_a_wrong_attitude_in_a_condition(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            save(file, STORY.replace("when: heard", "when: attitude == gaurded", 1))
            await until(pilot, lambda: "unknown-attitude" in rules(app))
            assert "Did you mean 'guarded'?" in screen_text(app)

    @pytest.mark.slow
    async def test_a_dead_end_and_enter_plays_up_to_it(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            save(file, STORY.replace("say: Not now.", "say: Not now.\n        when: heard"))
            await until(pilot, lambda: "dead-end" in rules(app))
            await pilot.press("f", "enter")
            await until(pilot, sees(app, "Played up to dead-end", "Dead end: no reply is offered here."))
            assert shown(app).rehearsal.replies == ["policy"]  # type: ignore[union-attr]

    @pytest.mark.slow
    async def test_mended_it_is_gone(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            save(file, STORY.replace("then: next", "then: nxt", 1))
            await until(pilot, lambda: "unknown-target" in rules(app))
            save(file, STORY)
            await until(pilot, lambda: "unknown-target" not in rules(app) and settled(app))


class TestAfterASave:
    """The conversation stays where it was, and says so where it cannot."""

    async def test_it_stays_where_it_was(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            await pilot.press("1")
            await until(pilot, sees(app, "And now?"))
            save(file, STORY.replace("And now?", "And what now?"))
            await until(pilot, sees(app, "And what now?", "Tell me from the beginning."))

    @pytest.mark.slow
    async def test_a_scene_that_is_gone_is_named(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            await pilot.press("1")
            await until(pilot, sees(app, "And now?"))
            save(file, STORY.replace("then: next", "then: later").replace("  next:\n", "  later:\n"))
            await until(pilot, sees(app, "The scene 'next' is not there any more, so it begins again."))
            assert shown(app).rehearsal.state.scene == "hello"  # type: ignore[union-attr]

    @pytest.mark.slow
    async def test_a_reply_that_is_gone_leaves_the_scene(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            await pilot.press("1")
            await until(pilot, sees(app, "At once."))
            save(file, STORY.replace("    listen:\n", "    hear:\n"))
            await until(pilot, sees(app, "it goes on in the same scene.", "At once."))

    @pytest.mark.slow
    async def test_a_broken_file_keeps_the_last_good_story(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            save(file, STORY.replace("says: Well?", "says: [Well?"))
            await until(
                pilot,
                sees(app, "cannot be played as it is.", "You are playing the last text without errors."),
            )
            await pilot.press("1")
            await until(pilot, sees(app, "And now?"))
            assert "You are playing the last text without errors." in screen_text(app)
            save(file, STORY)
            await until(pilot, lambda: "last text" not in screen_text(app) and settled(app))
            assert "And now?" in screen_text(app)

    @pytest.mark.slow
    async def test_a_deleted_file_is_said_and_comes_back(self, app: ServicesimApp, file: Path) -> None:
        async with previewing(app, file) as pilot:
            file.unlink()
            await until(pilot, sees(app, "There is no such file any more."))
            file.write_text(STORY, encoding="utf-8")
            await until(pilot, lambda: "no such file" not in screen_text(app) and settled(app))

    @pytest.mark.slow
    async def test_a_file_that_is_broken_from_the_beginning(self, app: ServicesimApp, file: Path) -> None:
        file.write_text(STORY.replace("then: badly", "then: bad"), encoding="utf-8")
        async with previewing(app, file) as pilot:
            await until(pilot, sees(app, "There is nothing to play yet", "unknown-target"))
            save(file, STORY)
            await until(pilot, sees(app, "Well?"))

    @pytest.mark.slow
    async def test_a_proof_that_is_of_no_use_any_more_is_given_up(
        self, app: ServicesimApp, file: Path
    ) -> None:
        async with previewing(app, file) as pilot:
            for number in range(5):
                save(file, STORY.replace("And now?", f"And now, {number}?"))
                await until(
                    pilot, lambda n=number: f"And now, {n}?" in str(shown(app).edition.written.source)
                )  # type: ignore[misc,union-attr]
            await until(pilot, lambda: settled(app))
            assert shown(app).proof.startswith("proved")
