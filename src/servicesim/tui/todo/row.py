"""One line for one task."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from servicesim.saves.assignments import Task
from servicesim.tui.cards import TaskCard
from servicesim.tui.text import content, joined, one_line
from servicesim.words import count

MODE, DUE = 13, 20
"""Widths of the columns beside the title, which takes what is left."""
STYLES = {"open": "", "overdue": "$error", "done": "$text-muted"}


def head(width: int) -> Content:
    """The names of the columns."""
    return content(_line(width, "story", "mode", ""), "$text-muted")


def task_row(card: TaskCard, now: datetime, width: int) -> Content:
    """Which story, in which mode, and until when."""
    task = card.task
    line = _line(width, card.title, task.mode or "either", "")
    return joined((line, "bold" if task.state != "done" else ""), (due(task, now), STYLES[task.state]))


def due(task: Task, now: datetime) -> str:
    """Until when, as people say it: "done", "due tomorrow", "2 days overdue", "whenever you like"."""
    if task.state == "done":
        return "done"
    if task.due is None:
        return "whenever you like"
    today = now.astimezone().date()
    days = (task.due - today).days
    if days < 0:
        return f"{count(-days, 'day')} overdue"
    if days < 2:
        return "due tomorrow" if days else "due today"
    year = f" {task.due.year}" if task.due.year != today.year else ""
    return f"due {task.due.day} {task.due:%b}{year}"


def _line(width: int, title: str, mode: str, until: str) -> str:
    room = max(4, width - MODE - DUE - 1)
    shown = content(one_line(title)).truncate(room, ellipsis=True, pad=True)
    return f"{shown.plain} {mode:<{MODE}}{until}"
