"""The screens by name, each imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.geometry import Size
from textual.screen import Screen

from servicesim.tui.house import stands_over

if TYPE_CHECKING:
    from servicesim.authoring.items import ItemStatistics, Wanted
    from servicesim.authoring.storymap.story_map import StoryMap
    from servicesim.results.debrief import Debrief
    from servicesim.saves.play import Play
    from servicesim.saves.records import Mode
    from servicesim.tui.cards import StoryCard

SMALLEST = Size(60, 20)
"""Columns and lines below which nothing can be shown well."""


TOO_SMALL = "too-small"
"""Name of the screen that stands over the others then."""


def fit(app: App[int], size: Size) -> None:
    """Puts "too small" over everything where the window is, and takes it away where it no longer is."""
    if not app.screen_stack:
        return
    small = size.width < SMALLEST.width or size.height < SMALLEST.height
    shown = app.screen.name == TOO_SMALL
    if small and not shown:
        from servicesim.tui.too_small.screen import TooSmallScreen

        app.push_screen(TooSmallScreen(name=TOO_SMALL))
    elif shown and not small:
        app.pop_screen()


def forward(app: App[int], screen: Screen[Any]) -> None:
    """Goes on to the next place: instead of one that gives way, else on top of this one.

    What only stands over the place (help, a question, "too small") is taken away first.
    """
    with app.batch_update():
        while stands_over(app.screen):
            app.pop_screen()
        if getattr(app.screen, "GIVES_WAY", False):
            app.switch_screen(screen)
        else:
            app.push_screen(screen)
        fit(app, app.size)


def picker() -> Screen[Any]:
    """The stories to choose from."""
    from servicesim.tui.picker.screen import PickerScreen

    return PickerScreen()


def briefing(card: StoryCard, mode: Mode | None = None) -> Screen[Any]:
    """What one is told before a conversation; `mode` is the one to point at."""
    from servicesim.tui.briefing.screen import BriefingScreen

    return BriefingScreen(card, mode)


def todo() -> Screen[Any]:
    """What one was given to play."""
    from servicesim.tui.todo.screen import TodoScreen

    return TodoScreen()


def conversation(play: Play) -> Screen[Any]:
    """A conversation."""
    from servicesim.tui.conversation.screen import ConversationScreen

    return ConversationScreen(play)


def debrief(debrief: Debrief, play: Play) -> Screen[Any]:
    """The debrief of one."""
    from servicesim.tui.debrief.screen import DebriefScreen

    return DebriefScreen(debrief, play)


def progress() -> Screen[Any]:
    """The trainee's own sessions."""
    from servicesim.tui.progress.screen import ProgressScreen

    return ProgressScreen()


def settings() -> Screen[Any]:
    """Name, colours, motion."""
    from servicesim.tui.settings.screen import SettingsScreen

    return SettingsScreen()


def welcome(*, changed: bool = False) -> Screen[Any]:
    """The first start, or the first one after managers came to see something else."""
    from servicesim.tui.welcome.screen import WelcomeScreen

    return WelcomeScreen(changed=changed)


def author() -> Screen[Any]:
    """The stories one writes."""
    from servicesim.tui.author.screen import AuthorScreen

    return AuthorScreen()


def review() -> Screen[Any]:
    """The manager's review: who stands how."""
    from servicesim.tui.review.overview.screen import OverviewScreen

    return OverviewScreen()


def preview(path: Path) -> Screen[Any]:
    """A story played while it is being written."""
    from servicesim.tui.preview.screen import PreviewScreen

    return PreviewScreen(path)


def story_map(title: str, draw: Callable[[], StoryMap]) -> Screen[Any]:
    """The map of a story; `draw` gives it, and may take its time."""
    from servicesim.tui.storymap.screen import StoryMapScreen

    return StoryMapScreen(title, draw)


def items(title: str, gather: Callable[[Wanted], ItemStatistics]) -> Screen[Any]:
    """What people did at the decisions of a story; `gather` tells it, and may take its time."""
    from servicesim.tui.items.screen import ItemsScreen

    return ItemsScreen(title, gather)


def help_on(screen: Screen[Any]) -> Screen[Any]:
    """The help on a screen."""
    from servicesim.tui.help.screen import HelpScreen

    return HelpScreen(screen)
