"""The colours: dark, light, high contrast, and none at all.

`$rule` draws lines, `$faint` is for the empty part of bars. No meaning is carried by colour alone. Every
theme names `$text-disabled`: Textual's own ("auto 38%") comes out white in the styles of content.
"""

from __future__ import annotations

import os

from textual.theme import Theme


def _scrollbars(thumb: str, active: str, track: str) -> dict[str, str]:
    return {
        "scrollbar": thumb,
        "scrollbar-hover": active,
        "scrollbar-active": active,
        "scrollbar-background": track,
        "scrollbar-background-hover": track,
        "scrollbar-background-active": track,
        "scrollbar-corner-color": track,
    }


DARK = Theme(
    name="dark",
    primary="#6fb3c8",
    secondary="#8d9bd6",
    accent="#e3b065",
    success="#8fc18a",
    warning="#e3b065",
    error="#e58a7b",
    foreground="#dfe3e8",
    background="#13171c",
    surface="#1a2027",
    panel="#222a33",
    dark=True,
    variables={
        **_scrollbars("#465260", "#6fb3c8", "#13171c"),
        "rule": "#38434f",
        "faint": "#465260",
        "text-muted": "#9aa6b2",
        "text-disabled": "#66727f",
        "block-cursor-background": "#2c4754",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#222a33",
        "block-cursor-blurred-foreground": "#dfe3e8",
        "block-hover-background": "#1f2730",
    },
)

LIGHT = Theme(
    name="light",
    primary="#1d6a85",
    secondary="#4a5aa8",
    accent="#94500a",
    success="#2d6b38",
    warning="#865500",
    error="#a5322a",
    foreground="#1f242b",
    background="#f7f5f0",
    surface="#eeebe3",
    panel="#e4e0d6",
    dark=False,
    variables={
        **_scrollbars("#b3ad9f", "#1d6a85", "#f7f5f0"),
        "rule": "#bdb7a9",
        "faint": "#b3ad9f",
        "text-muted": "#5c636c",
        "text-disabled": "#98948a",
        "block-cursor-background": "#cfe3ea",
        "block-cursor-foreground": "#10151a",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e4e0d6",
        "block-cursor-blurred-foreground": "#1f242b",
        "block-hover-background": "#eae6dc",
    },
)

CONTRAST = Theme(
    name="contrast",
    primary="#5fd7ff",
    secondary="#c7c7ff",
    accent="#ffdf00",
    success="#7dff8a",
    warning="#ffdf00",
    error="#ff8f85",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables={
        **_scrollbars("#8a8a8a", "#ffdf00", "#000000"),
        "rule": "#ffffff",
        "faint": "#8a8a8a",
        "text-muted": "#f0f0f0",
        "text-disabled": "#c0c0c0",
        "block-cursor-background": "#00388f",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-hover-background": "#303030",
    },
)

# With NO_COLOR the terminal's own two colours, and bold, underline and marks to tell things apart. Reverse
# would be plainer, but Textual drops it from the styles of parts of widgets.
NO_COLOUR = Theme(
    name="no-colour",
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **_scrollbars("ansi_default", "ansi_default", "ansi_default"),
        "rule": "ansi_default",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "faint": "ansi_default",
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "border": "ansi_default",
        "border-blurred": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "underline",
        "block-hover-background": "ansi_default",
        "input-cursor-text-style": "underline",
    },
)

CHOICES = (DARK, LIGHT, CONTRAST)
"""The themes that one can choose; without colour there is no choice."""


def without_colour() -> bool:
    """Whether the user wants no colours in any program: NO_COLOR, see no-color.org."""
    return bool(os.environ.get("NO_COLOR"))


def theme_named(name: str) -> Theme:
    """The theme to use where `name` is the one in the settings: none of them where NO_COLOR is set."""
    if without_colour():
        return NO_COLOUR
    return next((theme for theme in CHOICES if theme.name == name), DARK)
