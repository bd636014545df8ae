"""The invented people: forty names in three cohorts, each with a skill that grows and perhaps a weak side.

Everything that a review can show of people has somebody here: who needs help with empathy, with clarity, with
trust; who came on well, who has come to a stop, who is too new for numbers, who leaves conversations.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

MARK = "(demo)"
"""Stands in every invented name."""

MANAGER = f"Ingrid S. {MARK}"

SPRING, AUTUMN, BRANCHES = f"Spring intake {MARK}", f"Autumn intake {MARK}", f"Branches {MARK}"

_NAMES = {
    SPRING: (
        *("Amina B.", "Jonas W.", "Li N.", "Mateus F.", "Priya R.", "Oskar L.", "Fatima Z."),
        *("Tom H.", "Yuki T.", "Elena M.", "Kwame A.", "Sofia P.", "Daan V.", "Ruth C."),
    ),
    AUTUMN: (
        *("Nils E.", "Hana K.", "Diego S.", "Aisha O.", "Marek J.", "Chloe D.", "Ravi G."),
        *("Ines T.", "Samuel N.", "Leila H.", "Piotr Z.", "Grace M.", "Emre Y."),
    ),
    BRANCHES: (
        *("Anna K.", "Bilal S.", "Carmen R.", "Dmitri P.", "Esther O.", "Felix B.", "Giulia C."),
        *("Hugo M.", "Irina V.", "Jamal T.", "Karin L.", "Luca F.", "Mei C."),
    ),
}


@dataclass(frozen=True, slots=True)
class Trainee:
    """One invented person.

    `joined` is days before the end of the year, `until` the days before it on which the last conversation
    begins at the latest. `skill` runs from 0 (picks as it comes) to 1 (sees the best reply), from the first
    conversation to the last. `empathy`, `clarity` and `trust` bend the choices: below 0, away from replies
    that show or bring it. `stories` is the share of the stories that are played, `leaves` the chance that a
    conversation is left, `leans` that a first practice is played with help.
    """

    name: str
    cohort: str
    joined: float
    until: float
    skill: tuple[float, float]
    empathy: float = 0.0
    clarity: float = 0.0
    trust: float = 0.0
    stories: float = 0.95
    leaves: float = 0.05
    leans: float = 0.12


REMINDED = f"Dmitri P. {MARK}"
"""To whom a story is assigned in person."""

COMMENTED = {
    f"Jonas W. {MARK}": (
        "Everything you said was clear, and you kept your patience. What you promised came before they could "
        "believe it. Next time, say first what went wrong on our side, and wait.\n"
        "Shall we read this one together on Thursday?"
    ),
    f"Li N. {MARK}": "Compare this with your first ones: you ask now before you offer. Well done.",
}
"""What the manager wrote to the latest session of two people."""

_WEAK, _VERY_WEAK = -0.8, -1.3

# What is told of somebody in particular; the others are ordinary people who get on.
_TOLD: dict[str, dict[str, Any]] = {
    "Amina B.": {"skill": (0.55, 0.95), "empathy": 0.4},
    "Jonas W.": {"skill": (0.65, 0.7), "trust": -1.0},
    "Li N.": {"skill": (0.3, 0.9)},
    "Oskar L.": {"skill": (0.6, 0.75), "empathy": _VERY_WEAK},
    "Ruth C.": {"skill": (0.75, 0.3)},
    "Kwame A.": {"until": 120.0},
    "Hana K.": {"skill": (0.5, 0.7), "clarity": _VERY_WEAK},
    "Marek J.": {"skill": (0.3, 0.6), "empathy": _WEAK},
    "Grace M.": {"joined": 9.0, "stories": 0.14},
    "Emre Y.": {"joined": 12.0, "stories": 0.2},
    "Bilal S.": {"skill": (0.55, 0.6), "empathy": -0.6, "trust": -0.3},
    "Dmitri P.": {"skill": (0.1, 0.15)},
    "Giulia C.": {"skill": (0.85, 0.97)},
    "Jamal T.": {"leaves": 0.35, "stories": 1.0},
    "Luca F.": {"leans": 0.7},
    "Mei C.": {"clarity": _WEAK},
}

_JOINED = {SPRING: (320.0, 335.0), AUTUMN: (105.0, 120.0), BRANCHES: (345.0, 364.0)}


def trainees(random: Random) -> list[Trainee]:
    """Everybody, in the order of cohorts."""
    found = []
    for cohort, names in _NAMES.items():
        for name in names:
            begin = random.uniform(0.3, 0.6)
            ordinary: dict[str, Any] = {
                "joined": random.uniform(*_JOINED[cohort]),
                "until": random.uniform(1.0, 20.0),
                "skill": (begin, min(0.95, begin + random.uniform(0.05, 0.35))),
                "stories": random.uniform(0.75, 1.0),
            }
            known = ordinary | _TOLD.get(name, {})
            if known["joined"] <= known["until"]:
                known["until"] = 1.0
            found.append(Trainee(name=f"{name} {MARK}", cohort=cohort, **known))
    return found
