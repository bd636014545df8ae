"""One line for one decision of a story, and all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from servicesim.plain.items import MISSING, best_text, number_text, percent
from servicesim.saves.policy import FEWEST
from servicesim.tui.text import content, joined, one_line
from servicesim.tui.widgets.bars import split_bar
from servicesim.tui.widgets.made import row
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.results.items import Missing
    from servicesim.saves.review.story import Decision, EndingCount, ReplyCount
    from servicesim.story.linked import Line, Story

CAME, BEST, COST, TRUST, FELL = 7, 7, 7, 8, 8
NUMBERS = BEST + COST + TRUST + FELL
CHOSEN, SHARE, AWAY, MOVED = 6, 7, 6, 7
BAR = 10
BARRED = 60
LABEL = 14
MOST_FELL = 0.5
"""From this share on, trust falling is marked."""
HIDDEN_REPLIES = f"The replies are hidden: fewer than {FEWEST} people chose one of them."
HIDDEN_ENDINGS = f"The endings are hidden: fewer than {FEWEST} people reached one of them."


def head(width: int) -> Content:
    """The names of the columns."""
    numbers = f"{'best':>{BEST}}{'cost':>{COST}}{'trust':>{TRUST}}{'falls':>{FELL}}"
    return content(f"{'decision':<{max(4, width - CAME - NUMBERS)}}{'came':>{CAME}}{numbers}", "$text-muted")


def decision_row(decision: Decision, width: int) -> Content:
    """The scene, how many came, and the numbers; below the floor the words for that."""
    room = max(4, width - CAME - NUMBERS)
    named = content(one_line(decision.scene)).truncate(room, ellipsis=True, pad=True)
    came = f"{decision.reached:>{CAME},}"
    if decision.d_trust == "not_enough_data":
        return joined(named, came, (f"{MISSING[decision.d_trust]:>{NUMBERS}}", "$text-muted"))
    best = "–" if isinstance(decision.best, str) else percent(decision.best.value)
    fell = not isinstance(decision.trust_fell, str) and decision.trust_fell >= MOST_FELL
    numbers = f"{best:>{BEST}}{number_text(decision.gave_away):>{COST}}{_moved(decision.d_trust):>{TRUST}}"
    share = f"{_share(decision.trust_fell) + (' ▼' if fell else '  '):>{FELL}}"
    return joined(named, came, numbers, (share, "bold $error" if fell else ""))


def in_short(decision: Decision, width: int) -> Content:
    """The replies of a decision, a line each."""
    if not decision.replies:
        return content("\n").join(content(HIDDEN_REPLIES, "$text-muted").wrap(max(8, width)))
    lines = [_reply_head()]
    for use in decision.replies:
        said = joined(_counted(use), (one_line(_said(use)), ""))
        lines.append(said.truncate(width, ellipsis=True))
    return content("\n").join(lines)


def in_full(decision: Decision, story: Story, words: Callable[[str], str], width: int) -> Content:
    """What is said at the scene, all numbers of the decision with what they mean, and its replies in full."""
    lines: list[Content] = [content(decision.scene, "bold")]
    for line in story.scenes[decision.scene].lines:
        lines += _line(line, words).wrap(max(8, width - 2))
    told = (
        ("best", decision.best, f"{best_text(decision.best)} took a best reply"),
        ("cost", decision.gave_away, f"{number_text(decision.gave_away)} points of the mean score"),
        ("trust", decision.d_trust, f"{_moved(decision.d_trust)} on average"),
        ("trust falls", decision.trust_fell, f"for {_share(decision.trust_fell)} of those who came"),
    )
    lines += [content(""), row("came here", f"{decision.reached:,}", LABEL, width)]
    for label, number, text in told:
        lines.append(row(label, MISSING[number] if isinstance(number, str) else text, LABEL, width))
    lines.append(content(""))
    if not decision.replies:
        return content("\n").join([*lines, *content(HIDDEN_REPLIES, "$text-muted").wrap(max(8, width))])
    lines.append(_reply_head())
    for use in decision.replies:
        filled, empty = split_bar(0 if isinstance(use.share, str) else use.share, 1, BAR)
        bar = joined((filled, "$primary"), (empty, "$faint"), "  ") if width >= BARRED else content("")
        lines.append(joined(_counted(use), bar, (use.reply, "bold")).truncate(width, ellipsis=True))
        said = content(one_line(words(_said(use))), "$text-muted").wrap(max(8, width - CHOSEN))
        lines += [part.pad_left(CHOSEN) for part in said]
    return content("\n").join(lines)


def endings_text(endings: Sequence[EndingCount]) -> str:
    """How many came to each ending, the most first."""
    reached = sorted((one for one in endings if one.sessions), key=lambda one: -one.sessions)
    never = [one.ending.replace("-", " ") for one in endings if not one.sessions]
    parts = [
        f"{one.ending.replace('-', ' ')} ({OUTCOMES.get(one.outcome, one.outcome)}) {one.sessions:,}"
        for one in reached
    ]
    text = f"Endings: {', '.join(parts)}." if parts else ""
    return f"{text} Nobody reached {', '.join(never)}." if never and parts else text


def _reply_head() -> Content:
    names = f"{'chose':>{CHOSEN}}{'share':>{SHARE}}{'cost':>{AWAY}}{'trust':>{MOVED}}"
    return content(names, "$text-muted")


def _counted(use: ReplyCount) -> str:
    away = "–" if use.gave_away is None else f"{use.gave_away:.1f}"
    moved = "–" if use.d_trust is None else _moved(use.d_trust)
    return f"{use.chosen:>{CHOSEN},}{_share(use.share):>{SHARE}}{away:>{AWAY}}{moved:>{MOVED}}  "


def _said(use: ReplyCount) -> str:
    return use.say or f"({use.does or use.reply})"


def _share(share: float | Missing) -> str:
    return "–" if isinstance(share, str) else percent(share)


def _moved(points: float | Missing) -> str:
    if isinstance(points, str):
        return "–"
    return f"{points:+.1f}" if round(points, 1) else "0.0"


def _line(line: Line, words: Callable[[str], str]) -> Content:
    does = (f"({one_line(words(line.does))}) ", "italic $text-muted") if line.does else ""
    when = ("under a condition: ", "$text-muted") if line.when is not None else ""
    return joined(when, does, words(line.text.strip()) if line.text else "")
