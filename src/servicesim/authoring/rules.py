"""Every rule that check knows, with what it means in a sentence."""

from __future__ import annotations

from typing import Final

from servicesim.solver.report import ADVICE, WARNINGS
from servicesim.story.findings import Severity

READING: Final = {
    "syntax": "The file does not read as YAML here.",
    "too-deep": "Maps and lists stand too deep in each other.",
    "too-large": "The file is larger than a story may be.",
    "too-long": "A text is longer than a story's text may be.",
    "too-many-findings": "There are more findings than are listed.",
    "not-utf8": "The file is not UTF-8.",
    "unreadable-file": "The file cannot be opened.",
    "empty-story": "The file holds no story.",
    "duplicate-key": "A key stands twice in one map.",
    "alias": "Anchors and aliases are not part of the story format.",
    "yaml-tag": "YAML tags are not part of the story format.",
    "second-document": "A file holds one story.",
    "control-character": "A character that nobody can see stands in the file.",
    "text-cut-by-comment": "What was meant as text is read as a comment.",
    "merge-key": "Merge keys are not part of the story format.",
    "text-cut-by-comma": "A text in braces or brackets ends at its first comma.",
    "unknown-key": "A key that the story format does not have.",
    "missing-key": "A key that has to be there is missing.",
    "wrong-type": "A value is of another kind than its key asks for.",
    "bad-value": "A value is none of those that its key knows.",
    "bad-name": "A name is written as names are not.",
    "bad-key": "A key is no plain word.",
    "out-of-range": "A number lies outside its range.",
    "empty-value": "Nothing is written after a key.",
    "unknown-version": "The file is of a version of the format that is not known.",
    "nothing-said": "In a reply nothing is said and nothing is done.",
    "empty-line": "In a line nothing is said and nothing is done.",
    "unknown-placeholder": "A brace that is no placeholder.",
    "unknown-target": "A reply leads to a scene or an ending that is not there.",
    "unknown-scene": "A scene that is not there is named.",
    "unknown-reply": "A reply that is not there is named.",
    "unknown-fact": "A fact that is not declared is named.",
    "unknown-tag": "A tactic or misstep that the catalogue does not have.",
    "unknown-attitude": "An attitude that the persona does not have.",
    "unknown-archetype": "An archetype that is not there.",
    "duplicate-name": "A name is taken twice.",
    "duplicate-reply": "A scene offers two replies of one id.",
    "duplicate-fact": "A fact is declared twice.",
    "reserved-name": "A name that means something already.",
    "ambiguous-id": "Two files hold different stories of one id.",
    "condition": "A condition does not read.",
    "when-without-on": "A condition stands where none is read.",
    "unreachable-attitude": "Nobody comes to an attitude of the story's own archetype.",
    "unset-fact": "A fact is asked about, and nothing sets it.",
    "unused-fact": "No condition asks about a fact.",
}
"""What reading and linking find: errors, but for unreachable attitudes and unused facts."""

PLAY: Final = {
    "dead-end": "A moment that can be reached offers no reply.",
    "no-line": "A list of lines of which none applies, in a moment that can be reached.",
    "no-target": "A list of targets of which none applies, in a moment that can be reached.",
    "no-ending-for-left": "The persona can walk out, and no ending is written for it.",
    "no-ending-for-time": "The turns can run out, and no ending is written for it.",
    "unreachable-scene": "No conversation comes to a scene.",
    "unreachable-ending": "No conversation comes to an ending.",
    "unreachable-reply": "A reply is never offered where it stands.",
    "trapped": "From here the conversation can only go on until the turns run out.",
    "unfair": "Even the best line scores under 60 on something that is measured.",
    "detour-pays": "The best line passes through a misstep, or a reply on which resistance rises.",
    "rude-success": "The matter can be resolved with a misstep in more than half of the replies.",
    "no-recovery": "Most wrong first replies leave no way to resolve the matter.",
    "root-skipped": "The matter can be resolved without the real issue being uncovered.",
    "told-too-soon": "The real issue comes out before the persona trusts enough to tell it.",
    "dimension-not-measured": "A score comes out the same however the story is played.",
    "unheard-line": "A line of a list never applies where one comes to hear it.",
    "longest-is-best": "The longest reply is best more often than chance would have it.",
    "first-is-best": "The first reply is best more often than chance would have it.",
    "no-decision": "In a scene all replies are worth the same.",
    "straw-man": "More than a third of the replies carry two or more missteps.",
    "one-note": "One tactic is in the best reply of most decisions.",
}
"""What the proof finds, and what its states show beyond it."""

DESCRIPTIONS: Final = {**READING, **PLAY}


def severity_of(rule: str) -> Severity:
    """How severe a rule is."""
    if rule in WARNINGS or rule in ("unused-fact", "unreachable-attitude"):
        return "warning"
    return "advice" if rule in ADVICE else "error"
