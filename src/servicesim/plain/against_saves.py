"""What `check --against-saves` found, as text."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.authoring.against_saves import AgainstSaves, Parted
from servicesim.plain.lines import table
from servicesim.story.render import printable


def as_text(held: AgainstSaves | None) -> Iterator[str]:
    """Which replies that were chosen are gone or lead elsewhere, and under each whom that concerns.

    None stands for a story that has errors.
    """
    if held is None:
        yield "  saved sessions: not looked at, because the story has errors"
        return
    concerned = len({one.session for one in held.parted})
    yield (
        f"  saved sessions: {held.sessions}, of {_counted(held.texts, 'text')} of the story; "
        f"{concerned} would not go the same way now"
    )
    if held.older_rules:
        yield f"  {held.older_rules} of older rules: of these only replies that are gone are told"
    groups: dict[str, list[Parted]] = {}
    for one in held.parted:
        groups.setdefault(_what(one), []).append(one)
    for what, found in groups.items():
        yield f"    {printable(what)}"
        rows = [(one.session[:8], one.started.strftime("%Y-%m-%d"), one.trainee) for one in found]
        yield from (f"      {line}" for line in table(("session", "started", "trainee"), rows)[1:])


def _what(one: Parted) -> str:
    if one.how == "begins-elsewhere":
        return f"the conversation began in {one.led_to}, and begins in {one.leads_to}"
    reply = f"{one.scene}/{one.reply}"
    if one.how == "gone":
        return f"{reply} is gone"
    if one.how == "not-offered":
        return f"{reply} would not be offered there"
    return f"{reply} led to {one.led_to}, and leads to {one.leads_to}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
