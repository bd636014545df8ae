"""`items`: statistics of a story's decisions as a table, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from servicesim.authoring.items import ItemStatistics, LeftOut
from servicesim.exchange.csv import defused
from servicesim.plain.lines import table, wrapped
from servicesim.results.items import ENOUGH, ENOUGH_TO_COMPARE, RARE, Estimate, Item, Missing, ReplyUse
from servicesim.saves.attempts import Attempt

ATTEMPTS: dict[Attempt, str] = {
    "first": "first attempts without help",
    "later": "later attempts without help",
    "seen": "attempts without help of people who had read the debrief",
    "assisted": "attempts with help",
}
"""The kinds of attempts in words."""

MISSING: dict[Missing, str] = {
    "not_enough_data": "not enough data",
    "all_alike": "all alike",
    "not_judged": "not judged",
    "hidden": "hidden",
}
"""Why there is no number, in words."""

LEGEND = (
    "best: how many chose a best reply, one that gave away under half a point, with the 95% interval; a high "
    "share is an easy decision. away: points of the mean score that the choice gave away, on average. "
    "discrimination: how choosing well here goes together with choosing well elsewhere, from -1 to 1, with "
    "the 95% interval; near 0 or below, look at the decision. seconds: half the people were faster."
)
FLOORS = (
    f"not enough data: fewer than {ENOUGH} people; fewer than {ENOUGH_TO_COMPARE} for discrimination and for "
    f"replies that under {RARE:.0%} chose."
)

KEYS = (
    *("story", "story_digest", "rules", "mode", "attempts", "people", "scene", "reached"),
    *("best", "best_low", "best_high", "gave_away"),
    *("discrimination", "discrimination_low", "discrimination_high", "seconds", "missing"),
    *("reply", "say", "does", "offered", "chosen", "share", "reply_gave_away", "rare", "reply_missing"),
)
"""The columns of the CSV, one row for each reply of each decision."""


def as_table(found: ItemStatistics) -> Iterator[str]:
    """Whom the numbers are from, then a line for each decision with its replies under it."""
    title = f"{found.title} ({found.story})"
    for text in (title, whom(found), left_out(found.left_out), other_texts(found)):
        yield from wrapped(text) if text else ()
    if not found.people:
        return
    yield ""
    head = ("decision", "people", "best", "away", "discrimination", "seconds")
    yield from table(head, (row for item in found.items for row in _rows(item)))
    yield ""
    yield from wrapped(LEGEND)
    yield from wrapped(FLOORS)


def whom(found: ItemStatistics) -> str:
    """Whom the numbers are from: how many people, in which mode, which attempts, which text."""
    if found.digest is None:
        return f"Nothing was played in {found.mode} under today's rules."
    people = "1 person" if found.people == 1 else f"{found.people} people"
    text = f"text {found.digest[:8]}, rules {found.rules}"
    return f"{people}: {ATTEMPTS[found.attempt]}, in {found.mode}, to the end; {text}."


def left_out(left: LeftOut) -> str:
    """What was not counted, and why; empty where nothing was left out."""
    parts = [
        *((count, ATTEMPTS[kind]) for kind, count in left.other_attempts),
        (left.in_progress, "in progress"),
        (left.repeats, "further ones of the same people"),
        (left.unreadable, "that do not replay ('servicesim verify' tells which)"),
        (left.other_mode, "in the other mode"),
        (left.other_texts, "with another text of the story"),
        (left.other_rules, "under other rules"),
    ]
    said = ", ".join(f"{count} {what}" for count, what in parts if count)
    return f"Left out: {said}." if said else ""


def other_texts(found: ItemStatistics) -> str:
    """Which texts there are beside the one that was looked at; empty where there is no other."""
    now = "The story has another text now. " if found.edited else ""
    if len(found.texts) < 2:
        return now.strip()
    listed = ", ".join(f"{text.digest[:8]} ({text.sessions})" for text in found.texts)
    return f"{now}Texts played in {found.mode}, the newest first: {listed}."


def percent(share: float) -> str:
    """A share of 0..1 as a whole number of per cent; what happened is never shown as 0, nor as 100 what did
    not always."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def best_text(best: Estimate | Missing) -> str:
    """The difficulty with its interval, or why there is none."""
    if isinstance(best, str):
        return MISSING[best]
    return f"{percent(best.value)} ({best.low * 100:.0f}-{best.high:.0%})"


def discrimination_text(found: Estimate | Missing) -> str:
    """The discrimination with its interval, or why there is none."""
    if isinstance(found, str):
        return MISSING[found]
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def number_text(number: float | Missing | None) -> str:
    """A mean or a median with one decimal, a dash where there is none."""
    return "–" if number is None or isinstance(number, str) else f"{number:.1f}"


def _rows(item: Item) -> Iterator[tuple[str, ...]]:
    yield (
        item.scene,
        str(item.reached),
        best_text(item.best),
        number_text(item.gave_away),
        discrimination_text(item.discrimination),
        number_text(item.seconds),
    )
    for use in item.replies:
        share = "" if isinstance(use.share, str) else percent(use.share)
        rare = f"under {percent(RARE)}" if use.rare is True else ""
        yield f"  {use.reply}", f"{use.chosen} of {use.offered}", share, number_text(use.gave_away), rare, ""


def as_json(found: ItemStatistics) -> str:
    """The statistics with the keys that the documents promise."""
    return json.dumps(_data(found), indent=2, ensure_ascii=False)


def as_csv(found: ItemStatistics) -> str:
    """One row for each reply of each decision, which repeats what holds for the decision and for all."""
    out = io.StringIO()
    writer = csv.DictWriter(out, KEYS, lineterminator="\n")
    writer.writeheader()
    whole = _data(found)
    for item in whole["items"]:
        for use in item["replies"]:
            own = {"reply_gave_away": use["gave_away"], "reply_missing": use["missing"]}
            row = {**whole, **use, **own, **{key: item[key] for key in item if key != "replies"}}
            writer.writerow({key: defused(_cell(row[key])) for key in KEYS})
    return out.getvalue().removesuffix("\n")


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {why}" for name, why in value.items())
    return str(value).lower() if isinstance(value, bool) else value


def _data(found: ItemStatistics) -> dict[str, Any]:
    left = found.left_out
    return {
        "story": found.story,
        "title": found.title,
        "story_digest": found.digest,
        "rules": found.rules,
        "mode": found.mode,
        "attempts": found.attempt,
        "people": found.people,
        "edited": found.edited,
        "floors": {"enough": ENOUGH, "enough_to_compare": ENOUGH_TO_COMPARE},
        "texts": [{"story_digest": text.digest, "sessions": text.sessions} for text in found.texts],
        "left_out": {
            "other_rules": left.other_rules,
            "other_mode": left.other_mode,
            "other_texts": left.other_texts,
            "other_attempts": dict(left.other_attempts),
            "in_progress": left.in_progress,
            "repeats": left.repeats,
            "unreadable": left.unreadable,
        },
        "items": [_item(item) for item in found.items],
    }


def _item(item: Item) -> dict[str, Any]:
    numbers = {"best": item.best, "gave_away": item.gave_away}
    numbers |= {"discrimination": item.discrimination, "seconds": item.seconds}
    return {
        "scene": item.scene,
        "reached": item.reached,
        **_estimate("best", item.best),
        "gave_away": _number(item.gave_away),
        **_estimate("discrimination", item.discrimination),
        "seconds": _number(item.seconds),
        "missing": _missing(numbers),
        "replies": [_use(use) for use in item.replies],
    }


def _use(use: ReplyUse) -> dict[str, Any]:
    return {
        "reply": use.reply,
        "say": use.say,
        "does": use.does,
        "offered": use.offered,
        "chosen": use.chosen,
        "share": _number(use.share),
        "gave_away": _number(use.gave_away),
        "rare": None if isinstance(use.rare, str) else use.rare,
        "missing": _missing({"share": use.share, "rare": use.rare}),
    }


def _estimate(name: str, found: Estimate | Missing) -> dict[str, float | None]:
    value, low, high = (None, None, None) if isinstance(found, str) else found
    return {name: _number(value), f"{name}_low": _number(low), f"{name}_high": _number(high)}


def _number(value: float | Missing | None) -> float | None:
    return None if value is None or isinstance(value, str) else round(value, 4)


def _missing(numbers: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in numbers.items() if isinstance(value, str)}
