"""What the drawings write at places and at ways."""

from __future__ import annotations

from servicesim.authoring.storymap.story_map import BEST_MARK, PLAYED_MARK, Place, Way

SPOKEN = {"resolved": "resolved", "partly": "partly", "handed_over": "handed over", "lost": "lost"}
"""Outcomes in words."""

FILLS = {"resolved": "#d5ecd0", "partly": "#f3ecc4", "handed_over": "#dbe4f3", "lost": "#f3d6d2"}
"""Colours of endings by outcome, for drawings on paper."""

ON = {"left": "the persona leaves", "out_of_time": "the turns are up"}
"""What leads to the endings that nobody chooses."""


def label(place: Place) -> str:
    """A place: its name and its marks; of an ending the outcome too."""
    name = f"{place.name} ({SPOKEN[place.ending.outcome]})" if place.ending is not None else place.name
    return " ".join((name, *place.marks))


def way_label(way: Way) -> str:
    """A way: the reply, its condition, whether it is on the best line, when it was taken."""
    parts = [way.reply.id, *reason(way)]
    if way.best:
        parts.append(BEST_MARK)
    if way.played:
        parts.append(PLAYED_MARK + ",".join(map(str, way.played)))
    return " ".join(parts)


def reason(way: Way) -> tuple[str, ...]:
    """Under what condition a reply leads this way; nothing where it always does."""
    if way.why != "then":
        return (f"({ON[way.why]})",)
    return (f"if {' '.join(way.when.split())}",) if way.when is not None else ()


def legend(*, best: bool, played: bool) -> str:
    """What the marks mean, as far as they occur."""
    parts = []
    if best:
        parts.append(f"{BEST_MARK} best line")
    if played:
        parts.append(f"{PLAYED_MARK} played")
    return " · ".join([*parts, "found by check: ✗ error, ! warning, i advice"])
