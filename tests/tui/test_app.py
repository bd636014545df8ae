"""What holds for the whole app: the order of places, small windows, themes, leaving."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from textual import work
from textual.app import ComposeResult
from textual.worker import WorkerCancelled, WorkerState

from servicesim.preferences import Preferences
from servicesim.saves.play import Play
from servicesim.tui.app import ServicesimApp
from servicesim.tui.briefing.screen import BriefingScreen
from servicesim.tui.conversation.screen import ConversationScreen
from servicesim.tui.help.screen import HelpScreen
from servicesim.tui.home.screen import HomeScreen
from servicesim.tui.house import AskingScreen
from servicesim.tui.picker.screen import PickerScreen
from servicesim.tui.too_small.screen import TooSmallScreen
from servicesim.tui.widgets.key_bar import KeyBar
from tests.tui.talking import press, screen_lines, settled


def places(app: ServicesimApp) -> list[type[object]]:
    """The kinds of the screens that lie upon one another."""
    return [type(screen) for screen in app.screen_stack]


class TestTheWay:
    async def test_the_briefing_gives_way_to_the_conversation(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p", "enter")
            assert places(app) == [HomeScreen, PickerScreen, BriefingScreen]
            await press(pilot, "p")
            assert places(app) == [HomeScreen, PickerScreen, ConversationScreen]

    async def test_what_stands_over_a_place_goes_when_one_goes_on(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        play = past("listen")
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "p", "question_mark")
            assert places(app) == [HomeScreen, PickerScreen, HelpScreen]
            app.open_conversation(play)
            await settled(pilot)
            assert places(app) == [HomeScreen, PickerScreen, ConversationScreen]

    @pytest.mark.slow
    async def test_going_on_behind_a_window_that_is_too_small(
        self, app: ServicesimApp, past: Callable[..., Play]
    ) -> None:
        play = past("listen")
        async with app.run_test(size=(50, 10)) as pilot:
            await settled(pilot)
            app.open_conversation(play)
            await settled(pilot)
            assert places(app) == [HomeScreen, ConversationScreen, TooSmallScreen]
            await pilot.resize_terminal(80, 24)
            await settled(pilot)
            assert places(app) == [HomeScreen, ConversationScreen]

    async def test_keys_of_a_screen_do_nothing_while_help_is_over_it(self, app: ServicesimApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "question_mark", "p")
            assert places(app) == [HomeScreen, HelpScreen]
            await press(pilot, "escape")
            assert places(app) == [HomeScreen]


class TestThemes:
    @pytest.mark.parametrize("name", ["dark", "light", "contrast"])
    async def test_the_one_in_the_settings_is_worn(
        self, make_app: Callable[..., ServicesimApp], preferences: Preferences, name: str
    ) -> None:
        preferences.theme = name
        app = make_app()
        async with app.run_test() as pilot:
            await settled(pilot)
            assert app.theme == name
            assert app.screen.styles.background.hex.lower() == app.current_theme.background

    async def test_one_that_there_is_not_means_the_dark_one(
        self, make_app: Callable[..., ServicesimApp], preferences: Preferences
    ) -> None:
        preferences.theme = "solarised"
        app = make_app()
        async with app.run_test() as pilot:
            await settled(pilot)
            assert app.theme == "dark"

    async def test_no_color_means_no_colour_at_all(
        self, make_app: Callable[..., ServicesimApp], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        app = make_app()
        async with app.run_test() as pilot:
            await settled(pilot)
            styles = [
                segment.style
                for strip in app.screen._compositor.render_strips()
                for segment in strip.apply_filter(app._filters[-1], app.screen.styles.background)
                if segment.style is not None
            ]
            colours = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
            assert all(colour.is_default for colour in colours)
            assert next(line for line in screen_lines(app) if "Play  " in line).lstrip().startswith("▌")

    async def test_motion_can_be_switched_off(
        self, make_app: Callable[..., ServicesimApp], preferences: Preferences
    ) -> None:
        preferences.motion = False
        app = make_app()
        async with app.run_test() as pilot:
            await settled(pilot)
            assert app.animation_level == "none"


class TestLeaving:
    async def test_q_leaves_from_home(self, app: ServicesimApp) -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            await pilot.press("q")
        assert app.return_code == 0

    async def test_ctrl_c_leaves_with_the_status_of_an_interruption(self, app: ServicesimApp) -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            await pilot.press("ctrl+c")
        assert app.return_code == 130

    async def test_there_is_no_command_palette(self, app: ServicesimApp) -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            await press(pilot, "ctrl+p")
            assert places(app) == [HomeScreen]


@pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals as on POSIX")
class TestSignals:
    """A real process on a real terminal, ended from outside."""

    @pytest.mark.parametrize(
        "name", ["SIGTERM", *(pytest.param(name, marks=pytest.mark.slow) for name in ("SIGHUP", "SIGINT"))]
    )
    def test_the_terminal_is_left_in_order(self, name: str, tmp_path: Path, preferences: Preferences) -> None:
        preferences.save()
        number = getattr(signal, name)
        process, terminal = started(tmp_path)
        try:
            read_until(terminal, b"My progress")
            process.send_signal(number)
            left = read_until(terminal, b"\x1b[?1049l")  # back from the full screen
            if b"\x1b[?25h" not in left:
                read_until(terminal, b"\x1b[?25h")  # and the cursor is shown again
            assert process.wait(30) == 128 + number
        finally:
            process.kill()
            process.wait()
            os.close(terminal)


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals as on POSIX")
def test_a_fault_of_the_app_is_told_in_two_lines(tmp_path: Path, preferences: Preferences) -> None:
    preferences.save()
    faulty = """if True:
        from servicesim.cli import main
        from servicesim.tui.home.screen import HomeScreen
        def fail(self, event):
            raise RuntimeError("the [red]moon")
        HomeScreen.on_key = fail
        main()
    """
    process, terminal = started(tmp_path, "-c", faulty)
    try:
        seen = read_until(terminal, b"My progress")
        os.write(terminal, b"z")
        seen += read_until(terminal, b"please report it.")
        assert b"servicesim has a fault of its own: RuntimeError: the [red]moon" in seen
        assert b"Traceback" not in seen
        assert process.wait(30) == 1
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def started(folder: Path, *how: str) -> tuple[subprocess.Popen[bytes], int]:
    """The app as a process on a terminal of 80x24; gives the process and our end of the terminal."""
    import fcntl
    import pty
    import struct
    import termios

    terminal, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, *(how or ("-m", "servicesim"))],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "TERM": "xterm-256color", "SERVICESIM_SAVES": str(folder / "servicesim.db")},
    )
    os.close(inner)
    return process, terminal


def read_until(terminal: int, wanted: bytes) -> bytes:
    """What the terminal was sent up to the bytes that are waited for; fails after 30 s of silence."""
    seen = b""
    while wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, f"{wanted!r} never came; there was {seen[-500:]!r}"
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # the other end is closed
            raise AssertionError(f"{wanted!r} never came; there was {seen[-500:]!r}") from None
    return seen


class Question(AskingScreen):
    """A screen that asks something which takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.answer = Event()

    def compose(self) -> ComposeResult:
        yield KeyBar()

    @work
    async def wonder(self) -> None:
        if await self.ask(self.answer.wait) is not None:
            self.told.append("yes")


class TestAnAnswerThatComesLate:
    @pytest.mark.parametrize(("left", "told"), [(False, ["yes"]), (True, [])])
    async def test_a_screen_that_is_left_is_not_told(
        self, app: ServicesimApp, left: bool, told: list[str]
    ) -> None:
        screen = Question()
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await app.push_screen(screen)
            worker = screen.wonder()
            await pilot.pause()
            # Textual hides what it takes down at once, and takes its parts away one by one.
            screen.display = not left
            screen.answer.set()
            with suppress(WorkerCancelled):
                await worker.wait()
            assert screen.told == told
            assert (worker.state == WorkerState.CANCELLED) == left
            screen.display = True
