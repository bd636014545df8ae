"""Why a reply did what it did, in one plain line made of the persona's own reaction.

Reasons speak of the persona and of what was said, never of the player.
"""

from __future__ import annotations

from servicesim.conversation import Exchange
from servicesim.persona.temperament import Movement
from servicesim.story.linked import Reply, State, Story

_BECAUSE = {
    "early": "before the real trouble was out",
    "repeated": "a second time running, so it counted for less",
    "worn": "once too often, so it rang hollow",
    "grievance": "on top of something not yet made good",
    "again": "the same misstep twice running",
    "weak": "but only by half",
}


def movements(story: Story, state: State, reply: Reply) -> list[Movement]:
    """What each tag of a reply does to the persona in this state, in the order the tags were written."""
    known = state.facts & story.root_known == story.root_known
    temperament = story.character.temperament
    return temperament.movements(state.persona, reply.impact, known, state.facts, state.turn)


def reason(story: Story, exchange: Exchange) -> str:
    """One line: what was done, in which attitude it was met, and how resistance and trust moved.

    "quoted the policy while complaining, on top of something not yet made good: resistance up 3, trust
    down 3". The levels are as they really moved, so that the line agrees with the gauges.
    """
    before, after = exchange.before.persona, exchange.after.persona
    attitude = story.character.archetype.attitudes[before.attitude].title
    tags = movements(story, exchange.before, exchange.reply)
    moved = _moved(after.resistance - before.resistance, after.trust - before.trust)
    if not tags:
        return f"said without any tactic, to somebody {attitude}: {moved}"
    temperament = story.character.temperament
    done = _joined([temperament.tag(movement.tag).done for movement in tags])
    because = dict.fromkeys(_BECAUSE[why] for movement in tags for why in movement.because)
    return f"{done} while {attitude}{''.join(f', {why}' for why in because)}: {moved}"


def _moved(resistance: int, trust: int) -> str:
    parts = [_level("resistance", resistance), _level("trust", trust)]
    return ", ".join(part for part in parts if part) or "nothing moved"


def _level(name: str, change: int) -> str:
    if change == 0:
        return ""
    return f"{name} {'up' if change > 0 else 'down'} {abs(change)}"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
