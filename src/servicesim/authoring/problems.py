"""What the solver found, in words and at its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servicesim.authoring.rules import severity_of
from servicesim.solver.proof import Trouble
from servicesim.solver.report import Problem
from servicesim.story.findings import Finding
from servicesim.story.places import Path
from servicesim.story.reader import Written

TROUBLES = {
    "dead-end": "No reply is offered here in {states}: give one reply no 'when', or widen one.",
    "no-line": "None of the lines applies in {states}: let the last one stand without 'when'.",
    "no-target": "'then' leads nowhere in {states}: let its last entry stand without 'when'.",
    "no-ending-for-left": "The persona can walk out here, and no ending with 'on: left' applies.",
    "no-ending-for-time": "The turns can run out here, and no ending with 'on: out_of_time' applies.",
}

Figures = Mapping[str, Any]

MOST_NAMED = 8
"""Scenes or replies that one message names; of more it says how many there are."""


def of_trouble(written: Written, trouble: Trouble) -> Finding:
    """A trouble of the proof as a finding."""
    message = TROUBLES[trouble.rule].format(states=_states(trouble))
    return _finding(written, trouble.rule, message, trouble.scene, trouble.reply, trouble.witness)


def of_problem(written: Written, problem: Problem) -> Finding:
    """A problem of the report as a finding."""
    message = MESSAGES[problem.rule](problem, problem.data or {})
    path: Path | None = None
    if problem.rule == "told-too-soon":
        path = _root(written, int((problem.data or {})["root"]))
    elif problem.rule == "dimension-not-measured":
        path = ("title",)
    elif problem.rule == "unheard-line":
        lines = "says" if problem.reply is None else "answer"
        path = (*_path(written, problem.scene, problem.reply), lines, int((problem.data or {})["line"]))
    elif problem.scene is None and problem.reply is None:
        path = ("scenes",)
    return _finding(written, problem.rule, message, problem.scene, problem.reply, problem.witness, path)


def _finding(
    written: Written,
    rule: str,
    message: str,
    scene: str | None,
    reply: str | None,
    witness: tuple[str, ...] | None,
    path: Path | None = None,
) -> Finding:
    place = written.places.key(path or _path(written, scene, reply))
    found = written.finding(rule, message, place, severity_of(rule), scene=scene, reply=reply)
    return replace(found, witness=witness)


def _path(written: Written, scene: str | None, reply: str | None) -> Path:
    """The keys that lead to a scene, an ending or a reply: its own in the scene, else the shared one."""
    scenes = _map(written.data, "scenes")
    if reply is not None:
        own = scene is not None and reply in _map(scenes.get(scene), "replies")
        return ("scenes", str(scene), "replies", reply) if own else ("replies", reply)
    return ("scenes" if scene in scenes else "endings", str(scene))


def _root(written: Written, number: int) -> Path:
    """One root may be written without the list."""
    roots = _map(written.data, "persona").get("root")
    return (
        ("persona", "root", "known_by")
        if isinstance(roots, dict)
        else ("persona", "root", number, "known_by")
    )


def _map(data: object, key: str) -> Mapping[str, object]:
    part = data.get(key) if isinstance(data, dict) else None
    return part if isinstance(part, dict) else {}


def _states(trouble: Trouble) -> str:
    if trouble.among is not None:
        return _of_scene(trouble.states, trouble.among)
    return "1 state" if trouble.states == 1 else f"{trouble.states:,} states"


def _of_scene(states: int, among: int) -> str:
    if among == 1:
        return "the scene's only state"
    return (
        f"all of the scene's {among:,} states"
        if states == among
        else f"{states:,} of the scene's {among:,} states"
    )


def _named(names: Sequence[str]) -> str:
    listed = [f"'{name}'" for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        listed.append(f"{len(names) - MOST_NAMED} more")
    return _and(listed)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _unreachable_reply(problem: Problem, figures: Figures) -> str:
    if problem.scene is None and not figures["listed"]:
        return "No scene offers this shared reply: list it under a scene's 'also', or delete it."
    if problem.scene is None:
        return "This shared reply is never offered: its 'when' holds in no scene that lists it, in no state."
    return "This reply is never offered: its 'when' holds in no state of the scene."


def _unheard_line(_: Problem, figures: Figures) -> str:
    if figures["last"]:
        return "Nobody ever hears this: one before it always applies. Let that one stand without 'when'."
    return "Nobody ever hears this: its 'when' holds in no way of coming here, or a line before it applies."


def _trapped(_: Problem, figures: Figures) -> str:
    states = "1 state" if figures["states"] == 1 else f"{figures['states']:,} states"
    return (
        f"From here, in {states}, no ending can be reached but running out of turns: "
        "let one reply lead on, or widen a condition."
    )


def _unfair(_: Problem, figures: Figures) -> str:
    scores = _and([f"{score:.0f} for {name}" for name, score in figures["scores"].items()])
    return (
        f"The best line scores only {scores}: what raises one score lowers another. "
        "Give the best replies of this line marks on both, or make their rivals less tempting."
    )


def _detour_pays(_: Problem, figures: Figures) -> str:
    why = []
    if figures["missteps"]:
        why.append(f"is a misstep ({', '.join(figures['missteps'])})")
    if figures["rise"]:
        why.append(f"raises resistance by {figures['rise']}")
    return (
        f"The best line passes through this reply, which {_and(why)}: "
        "let a good reply lead to what it opens, or let it cost more."
    )


def _rude_success(_: Problem, figures: Figures) -> str:
    return (
        f"This ending resolves the matter, and can be reached with a misstep in {figures['missteps']} of "
        f"{figures['replies']} replies: ask for trust, or for a fact, on the way here."
    )


def _no_recovery(_: Problem, figures: Figures) -> str:
    lost, others = figures["lost"], figures["others"]
    return (
        f"{len(lost)} of the {others} replies here that are not best ({_named(lost)}) leave no way to "
        "resolve the matter: a first mistake should cost something, and not everything."
    )


def _root_skipped(_: Problem, __: Figures) -> str:
    return (
        "This ending resolves the matter, and can be reached before the root is uncovered: ask for its fact."
    )


def _told_too_soon(_: Problem, figures: Figures) -> str:
    return (
        f"'{figures['fact']}' can be set at a trust of {figures['trust']}, and this persona would tell from "
        f"{figures['tell_at']}: set it where 'trust >= {figures['tell_at']}' holds."
    )


def _not_measured(_: Problem, figures: Figures) -> str:
    names = _and(figures["scores"])
    verb = "is" if len(figures["scores"]) == 1 else "are"
    return (
        f"{names.capitalize()} {verb} not measured here: whatever is said, it comes out the same. "
        "Give replies tags, marks or effects that differ in it."
    )


def _gives_away(which: str) -> Callable[[Problem, Figures], str]:
    def message(_: Problem, figures: Figures) -> str:
        scenes, many = figures["scenes"], figures["decisions"]
        return (
            f"The {which} reply is best in {len(scenes)} of {many} decisions ({len(scenes) / many:.0%}), far "
            f"more often than by chance: in {_named(scenes)}. Who sees that need not read."
        )

    return message


def _no_decision(_: Problem, __: Figures) -> str:
    return "All replies here are worth the same in every state: give them other effects, marks or ways on."


def _straw_man(_: Problem, figures: Figures) -> str:
    names = figures["names"]
    return (
        f"{len(names)} of {figures['replies']} replies carry two or more missteps ({_named(names)}). Nobody "
        "is tempted by a villain: keep the one mistake that a decent person would make."
    )


def _one_note(_: Problem, figures: Figures) -> str:
    return (
        f"'{figures['tactic']}' is in the best reply of {len(figures['scenes'])} of {figures['decisions']} "
        f"decisions: in {_named(figures['scenes'])}. Let other moments call for other tactics."
    )


MESSAGES: Mapping[str, Callable[[Problem, Figures], str]] = {
    "unreachable-scene": lambda *_: (
        "No conversation comes to this scene: let a reply lead here, or delete it."
    ),
    "unreachable-ending": lambda *_: (
        "No conversation comes to this ending: widen what leads here, or delete it."
    ),
    "unreachable-reply": _unreachable_reply,
    "unheard-line": _unheard_line,
    "trapped": _trapped,
    "unfair": _unfair,
    "detour-pays": _detour_pays,
    "rude-success": _rude_success,
    "no-recovery": _no_recovery,
    "root-skipped": _root_skipped,
    "told-too-soon": _told_too_soon,
    "dimension-not-measured": _not_measured,
    "longest-is-best": _gives_away("longest"),
    "first-is-best": _gives_away("first"),
    "no-decision": _no_decision,
    "straw-man": _straw_man,
    "one-note": _one_note,
}
