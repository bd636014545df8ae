"""Stories made by the thousand scenes from a seed, for benchmarks: the same seed gives the same story."""

from __future__ import annotations

import json
import random
from typing import Any

from servicesim.persona.archetype import archetype
from servicesim.persona.catalogue import catalogue
from servicesim.story.link import from_document
from servicesim.story.linked import Story

FACTS = 8


def linked(data: dict[str, Any]) -> Story:
    """The linked story of plain data that is laid out as the story format says."""
    kind = archetype(data["persona"]["archetype"]).model_dump(
        mode="json", exclude_defaults=True, by_alias=True
    )
    tags = catalogue().model_dump(mode="json", exclude_defaults=True)
    return from_document(json.dumps({"archetype": kind, "catalogue": tags, "story": data}))


def looping(scenes: int, seed: int = 1, kind: str = "venting", facts: int = FACTS) -> dict[str, Any]:
    """A story with a real archetype, facts and loops: thousands of states a scene can be reached."""
    dice = random.Random(seed)
    names = [f"scene-{number}" for number in range(scenes)]
    tactics = sorted(catalogue().of_kind("tactic", "technique"))
    missteps = sorted(catalogue().of_kind("misstep"))
    known = [f"fact_{number}" for number in range(facts)]
    story: dict[str, Any] = {
        "servicesim": 1,
        "id": "looping",
        "title": "Looping",
        "source": "customer",
        "persona": {
            "name": "Nobody",
            "role": "customer",
            "archetype": kind,
            "root": [{"kind": "concern", "text": "Something.", "known_by": known[0]}],
        },
        "facts": known,
        "start": names[0],
        "scenes": {},
        "endings": {
            "won": {"outcome": "resolved", "says": [{"text": "Thank you."}]},
            "half-won": {"outcome": "partly", "says": [{"text": "All right."}]},
            "gone": {"outcome": "lost", "on": "left", "says": [{"text": "Enough."}]},
            "late": {"outcome": "lost", "on": "out_of_time", "says": [{"text": "I have to go."}]},
        },
    }
    for number, name in enumerate(names):
        replies: dict[str, Any] = {}
        for index in range(3):
            near = names[min(scenes - 1, number + dice.randint(1, 12))]
            back = names[max(0, number - dice.randint(0, 20))]
            then: list[dict[str, str]] = [{"to": dice.choice([near, near, near, back])}]
            if dice.random() < 0.25:
                then.insert(0, {"when": f"trust >= {dice.randint(2, 6)}", "to": dice.choice([near, back])})
            if number > scenes // 4 and dice.random() < 0.1:
                then.insert(0, {"when": "trust >= 7 and resistance <= 4", "to": "won"})
            if number > scenes // 2 and dice.random() < 0.1:
                then.insert(0, {"when": "resistance <= 6", "to": "half-won"})
            reply: dict[str, Any] = {"say": "Something.", "then": then}
            if dice.random() < 0.6:
                reply["tactics"] = dict.fromkeys(dice.sample(tactics, dice.randint(1, 2)), "full")
            else:
                reply["missteps"] = {dice.choice(missteps): "full"}
            if dice.random() < 0.1:
                reply["sets"] = [dice.choice(known)]
            if index and dice.random() < 0.2:
                fact = dice.choice(known)
                reply["when"] = dice.choice([f"{fact}", f"not {fact}", "trust >= 3", "resistance <= 7"])
            replies[f"reply-{index}"] = reply
        story["scenes"][name] = {"says": [{"text": "Something."}], "replies": replies}
    return story


def layered(scenes: int, seed: int = 1, layers: int = 20) -> dict[str, Any]:
    """A story of twenty layers with a `plain` persona: resistance alone moves, and gates some replies."""
    dice = random.Random(seed)
    wide = max(1, scenes // layers)
    rows = [[f"scene-{row}-{place}" for place in range(wide)] for row in range(layers)]
    story: dict[str, Any] = {
        "servicesim": 1,
        "id": "layered",
        "title": "Layered",
        "source": "customer",
        "persona": {"name": "Nobody", "role": "customer", "archetype": "plain"},
        "start": rows[0][0],
        "scenes": {},
        "endings": {
            "won": {"outcome": "resolved", "says": [{"text": "Thank you."}]},
            "lost": {"outcome": "lost", "says": [{"text": "Never mind."}]},
        },
    }
    for row, names in enumerate(rows):
        ahead = rows[row + 1] if row + 1 < layers else ["won", "lost"]
        for name in names:
            replies: dict[str, Any] = {}
            for index in range(3):
                reply = {
                    "say": "Something.",
                    "effects": {"resistance": dice.choice([-2, -1, 1, 2])},
                    "then": [{"to": dice.choice(ahead)}],
                }
                if index and dice.random() < 0.4:
                    reply["when"] = f"resistance <= {dice.randint(3, 8)}"
                replies[f"reply-{index}"] = reply
            story["scenes"][name] = {"says": [{"text": "Something."}], "replies": replies}
    return story
