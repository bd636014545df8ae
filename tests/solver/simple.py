"""The simplest explorer there is: every path of a small story, one after the other, with whole states.

It shares nothing with the solver but the step itself: no canonical forms, no layers, no arrays; conditions
are read here once more, and probabilities are fractions. It is for stories with a few thousand paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from servicesim import conversation
from servicesim.persona.levels import LEFT
from servicesim.story.linked import Line, Reply, State, Story

TroubleKey = tuple[str, str, str | None]
"""(rule, scene or ending, reply). A missing ending is missing in the story: then the rest is empty."""


@dataclass
class Path:
    """One path that ends."""

    replies: tuple[str, ...]
    empathy: int
    clarity: int
    chance: Fraction
    end: State


@dataclass
class Simple:
    """All paths of one story. What is worked out from them is kept: it is asked once for each path."""

    states: dict[State, tuple[str, ...]] = field(default_factory=dict)
    """Every state, each with the first list of replies in written order that leads there."""
    paths: list[Path] = field(default_factory=list)
    witnesses: dict[TroubleKey, int] = field(default_factory=dict)
    """The length of the shortest list of replies that leads to each trouble."""
    places: dict[TroubleKey, set[tuple[State, str | None]]] = field(default_factory=dict)
    """The states in which it happens, with the reply given there."""

    @cached_property
    def par(self) -> int | None:
        best = max((path.end.persona.trust for path in self.paths), default=None)
        return min((len(p.replies) for p in self.paths if p.end.persona.trust == best), default=None)

    def earned(self, path: Path) -> tuple[Fraction, Fraction, Fraction]:
        """(empathy, clarity, trust) of a path, as they were earned."""
        assert self.par is not None
        over = max(len(path.replies), self.par)
        return Fraction(path.empathy, over), Fraction(path.clarity, over), Fraction(path.end.persona.trust)

    @cached_property
    def ranges(self) -> list[tuple[Fraction, Fraction]]:
        """(worst, best) of empathy, clarity and trust."""
        earned = [self.earned(path) for path in self.paths]
        return [(min(values), max(values)) for values in zip(*earned, strict=True)]

    def random_scores(self) -> list[Fraction | None]:
        """What random play scores, averaged over the paths that end."""
        ended = sum(path.chance for path in self.paths)
        scores: list[Fraction | None] = []
        for which, (worst, best) in enumerate(self.ranges):
            total = sum(path.chance * (self.earned(path)[which] - worst) for path in self.paths)
            scores.append(100 * total / ((best - worst) * ended) if best > worst else None)
        return scores

    def random_endings(self) -> dict[str, Fraction]:
        chances: dict[str, Fraction] = {}
        for path in self.paths:
            chances[path.end.scene] = chances.get(path.end.scene, Fraction(0)) + path.chance
        return chances


def walk(story: Story) -> Simple:
    """Every path of a story."""
    simple = Simple()
    start = conversation.start(story)
    if story.scenes[start.scene].lines and conversation.opening_line(story) is None:
        _note(simple, ("no-line", start.scene, None), start._replace(turn=-1), None, 0)
    _walk(story, simple, start, (), 0, 0, Fraction(1))
    return simple


def _walk(
    story: Story,
    simple: Simple,
    state: State,
    so_far: tuple[str, ...],
    empathy: int,
    clarity: int,
    chance: Fraction,
) -> None:
    simple.states.setdefault(state, so_far)
    if conversation.is_over(story, state):
        simple.paths.append(Path(so_far, empathy, clarity, chance, state))
        return
    replies = conversation.offered(story, state)
    if not replies and state.turn < story.max_turns and (not so_far or state.persona.attitude != LEFT):
        _note(simple, ("dead-end", state.scene, None), state, None, len(so_far))
    for reply in replies:
        for trouble in lacking(story, state, reply):
            _note(simple, trouble, state, reply.id, len(so_far) + 1)
        made = conversation.exchange(story, state, reply)
        _walk(
            story,
            simple,
            made.after,
            (*so_far, reply.id),
            empathy + made.empathy,
            clarity + made.clarity,
            chance / len(replies),
        )


def _note(simple: Simple, key: TroubleKey, state: State, reply: str | None, length: int) -> None:
    simple.witnesses[key] = min(length, simple.witnesses.get(key, length))
    simple.places.setdefault(key, set()).add((state, reply))


def lacking(story: Story, state: State, reply: Reply) -> list[TroubleKey]:
    """What is missing when a reply is given: read off the story, in the order of the design's one step."""
    found: list[TroubleKey] = []
    persona = conversation.step(story, state, reply).persona
    turn = state.turn + 1
    facts = state.facts & ~reply.clears | reply.sets | story.scenes[state.scene].left
    answer = _first(reply.answer, persona, facts, turn)
    if answer is not None:
        facts |= answer.sets
    elif reply.answer:
        found.append(("no-line", state.scene, reply.id))
    targets = [to for when, to in reply.then if when is None or when(persona, facts, turn)]
    if persona.attitude == LEFT:
        rule, targets = "no-ending-for-left", _endings(story, "left", persona, facts, turn)
    elif targets and targets[0] in story.scenes and turn == story.max_turns:
        rule, targets = "no-ending-for-time", _endings(story, "out_of_time", persona, facts, turn)
    else:
        rule = "no-target"
    if not targets:
        found.append((rule, state.scene, reply.id) if rule == "no-target" else (rule, "", None))
    else:
        place = story.scenes.get(targets[0]) or story.endings[targets[0]]
        if place.lines and _first(place.lines, persona, facts, turn) is None:
            found.append(("no-line", targets[0], None))
    return found


def _first(lines: Sequence[Line], *moment: object) -> Line | None:
    return next((line for line in lines if line.when is None or line.when(*moment)), None)  # type: ignore[arg-type]


def _endings(story: Story, on: str, *moment: object) -> list[str]:
    return [
        ending.name
        for ending in story.endings.values()
        if ending.on == on and (ending.when is None or ending.when(*moment))  # type: ignore[arg-type]
    ]
