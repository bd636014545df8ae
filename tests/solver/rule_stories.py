"""For each rule a small story that breaks it and nothing else, and the same story mended.

Each is what differs from the frame in `tests/checking.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[str, str]

NEXT = """
scenes:
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: well}
      leave: {say: Not now., then: badly}
"""


def either(text: str, broken: str, mended: str) -> Pair:
    """The story with a part as it breaks the rule, and as it does not."""
    assert broken in text
    return text, text.replace(broken, mended)


def chain(best: Sequence[int], longest: Sequence[int], tactics: Sequence[str]) -> str:
    """Scenes one after the other with three replies each: which of them is best, and which is longest."""
    lines = ["scenes:"]
    for number, (good, long, tactic) in enumerate(zip(best, longest, tactics, strict=True)):
        last = number == len(best) - 1
        lines += [f"  s{number}:", "    says: And?", "    replies:"]
        for place in range(3):
            quality = {good: 1, (good + 1) % 3: 0}.get(place, -1)
            say = "Something rather longer." if place == long else "Words."
            then = ("badly" if quality < 0 else "well") if last else f"s{number + 1}"
            tags = f"tactics: [{tactic}], " if tactic and quality == 1 else ""
            lines.append(
                f"      r{place}: {{say: {say}, {tags}effects: {{trust: {quality}}}, "
                f"marks: {{empathy: {quality}, clarity: {quality}}}, then: {then}}}"
            )
    return "\n".join([*lines, "start: s0"]) + "\n"


NOBODY = [""] * 5

STORIES: dict[str, Pair] = {
    "unreachable-scene": (
        NEXT + "  attic:\n    says: Dusty.\n    replies:\n      down: {say: Down., then: well}\n",
        NEXT.replace("then: badly", "then: attic")
        + "  attic:\n    says: Dusty.\n    replies:\n      down: {say: Down., then: badly}\n",
    ),
    "unreachable-ending": either(
        NEXT.replace("then: badly", "marks: {empathy: -1}, then: well"),
        "empathy: -1}, then: well",
        "empathy: -1}, then: badly",
    ),
    "unreachable-reply": either(
        NEXT + "      beg: {say: Please., when: trust >= 8, then: well}\n", "trust >= 8", "trust >= 7"
    ),
    "dead-end": either(
        NEXT
        + "      wait: {does: You wait., then: corner}\n"
        + "  corner:\n    says: Hm.\n    replies:\n      sorry: {say: Oh., when: trust >= 5, then: well}\n",
        "trust >= 5",
        "trust >= 3",
    ),
    "no-line": either(
        NEXT.replace("says: And now?", "says: [{when: trust >= 5, text: And now.}]"),
        "And now.}]",
        "And now.}, {text: No.}]",
    ),
    "unheard-line": either(
        NEXT.replace("says: And now?", "says: [{when: trust >= 3, text: And now.}, {text: You again.}]"),
        "trust >= 3",
        "trust >= 4",
    ),
    "no-target": either(
        NEXT + "      try: {say: Hm., then: [{when: trust >= 5, to: well}, {when: trust < 3, to: badly}]}\n",
        "{when: trust < 3, to: badly}",
        "{to: badly}",
    ),
    "no-ending-for-left": either(
        """
persona:
  name: Ana Reis
  role: customer
  archetype: venting
  attitude: pushing_back
  resistance: 9
  grievances: 2
scenes:
  hello:
    says: Well?
    replies:
      kind: {say: I see., effects: {trust: 2}, marks: {empathy: 2, clarity: 2}, then: next}
      curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2, clarity: -2}, then: next}
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: well}
      leave: {say: Not now., then: badly}
      scoff: {say: Calm down., missteps: [dismiss_feelings], then: badly}
endings:
  well: {outcome: resolved, says: Thank you.}
  badly: {outcome: lost, says: Never mind.}
  # gone
""",
        "  # gone",
        "  gone: {outcome: lost, on: left, does: The line goes dead.}",
    ),
    "no-ending-for-time": either(
        NEXT
        + """      wait: {does: You wait., then: next}
max_turns: 6
endings:
  well: {outcome: resolved, says: Thank you.}
  badly: {outcome: lost, says: Never mind.}
  # late
""",
        "  # late",
        "  late: {outcome: lost, on: out_of_time, says: I have to go.}",
    ),
    "trapped": either(
        NEXT
        + "      wait: {does: You wait., then: queue}\n"
        + "  queue:\n    says: Please hold.\n    replies:\n      hold: {does: You hold., then: queue}\n",
        "{does: You hold., then: queue}",
        "{does: You hold., then: [{when: visited(queue), to: badly}, {to: queue}]}",
    ),
    "unset-fact": either(
        "facts: [told]\n" + NEXT.replace("marks: {empathy: 1}", "when: told, marks: {empathy: 1}"),
        "then: badly}",
        "sets: [told], then: badly}\n      tell: {say: Tell me., once: true, sets: [told], then: next}",
    ),
    "unused-fact": either(
        "facts: [told]\n" + NEXT.replace("then: badly", "sets: [told], then: badly"),
        "marks: {empathy: 1}",
        "marks: {empathy: 1}, when: not told",
    ),
    "unfair": either(
        """
scenes:
  next:
    says: And now?
    replies:
      soft: {say: Poor you., marks: {empathy: 2, clarity: -2}, then: well}
      clear: {say: Friday., marks: {empathy: -2, clarity: 2}, then: well}
      leave: {say: Not now., marks: {empathy: -2, clarity: -2}, then: badly}
      # both
""",
        "      # both",
        "      both: {say: It is Friday., marks: {empathy: 1, clarity: 1}, then: well}",
    ),
    "detour-pays": either(
        """
scenes:
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: well}
      sell: {say: There is an offer., missteps: [push_sale], marks: {empathy: 0}, then: offer}
      leave: {say: Not now., then: badly}
  offer:
    says: Is there?
    replies:
      give: {say: It is yours., effects: {trust: 3}, marks: {empathy: 3, clarity: 3}, then: well}
""",
        "{say: At once., marks: {empathy: 1}, then: well}",
        "{say: At once., marks: {empathy: 1}, then: offer}",
    ),
    "rude-success": either(
        """
scenes:
  hello:
    says: Well?
    replies:
      kind: {say: I see., effects: {trust: 2}, marks: {empathy: 2, clarity: 2}, then: next}
      snap: {say: What., missteps: [interrupt], effects: {trust: -2}, then: next}
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: well}
      shrug: {say: It is nothing., missteps: [dismiss_feelings], then: well}
      leave: {say: Not now., then: badly}
""",
        "missteps: [dismiss_feelings], then: well",
        "missteps: [dismiss_feelings], then: badly",
    ),
    "no-recovery": either(
        """
scenes:
  hello:
    says: Well?
    replies:
      kind: {say: I see., effects: {trust: 2}, marks: {empathy: 2, clarity: 2}, then: next}
      curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2, clarity: -2}, then: sulk}
  sulk:
    says: Forget it.
    replies:
      bye: {say: Bye., then: badly}
      # sorry
""",
        "      # sorry",
        "      sorry: {say: 'Sorry. Tell me.', marks: {empathy: 1}, then: next}",
    ),
    "root-skipped": either(
        """
persona:
  name: Ana Reis
  role: customer
  archetype: plain
  root: {kind: concern, text: The last parcel was lost., known_by: told, tell_at: 3}
facts: [told]
scenes:
  next:
    says: And now?
    replies:
      ask: {say: Tell me more., once: true, marks: {empathy: 1}, sets: [told], then: next}
      help: {say: At once., marks: {empathy: 1}, then: well}
      leave: {say: Not now., then: badly}
""",
        "help: {say: At once.,",
        "help: {when: told, say: At once.,",
    ),
    "told-too-soon": either(
        """
persona:
  name: Ana Reis
  role: customer
  archetype: plain
  root: {kind: concern, text: The last parcel was lost., known_by: told, tell_at: 5}
facts: [told]
scenes:
  next:
    says: And now?
    replies:
      calm: {say: Take your time., once: true, effects: {trust: 2}, then: next}
      ask: {say: Tell me more., once: true, marks: {empathy: 1}, sets: [told], then: next}
      help: {when: told, say: At once., marks: {empathy: 1}, then: well}
      leave: {say: Not now., then: badly}
""",
        "ask: {say: Tell me more.,",
        "ask: {when: trust >= 5, say: Tell me more.,",
    ),
    "dimension-not-measured": either(
        """
scenes:
  hello:
    says: Well?
    replies:
      kind: {say: I see., effects: {trust: 2}, marks: {empathy: 2}, then: next}
      curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2}, then: next}
""",
        "marks: {empathy: 2}",
        "marks: {empathy: 2, clarity: 1}",
    ),
    "longest-is-best": (
        chain([0, 1, 2, 1, 2], [0, 1, 2, 1, 2], NOBODY),
        chain([0, 1, 2, 1, 2], [0, 1, 2, 1, 0], NOBODY),
    ),
    "first-is-best": (
        chain([0, 0, 0, 0, 0], [1, 2, 1, 2, 1], NOBODY),
        chain([0, 0, 0, 0, 1], [1, 2, 1, 2, 0], NOBODY),
    ),
    "no-decision": either(
        """
scenes:
  next:
    says: And now?
    replies:
      help: {say: At once., marks: {empathy: 1}, then: last}
      leave: {say: Not now., then: badly}
  last:
    says: Well then.
    replies:
      bye: {say: Goodbye., then: well}
      so-long: {say: So long., then: well}
""",
        "{say: Goodbye., then: well}",
        "{say: Goodbye., marks: {empathy: 1}, then: well}",
    ),
    "straw-man": either(
        NEXT
        + """      sneer: {say: You again., missteps: [interrupt, argue], then: badly}
      scold: {say: Your own fault., missteps: [blame_customer, argue], then: badly}
      snarl: {say: Go away., missteps: [dismiss_feelings, interrupt], then: badly}
""",
        "missteps: [dismiss_feelings, interrupt]",
        "missteps: [dismiss_feelings]",
    ),
    "one-note": (
        chain([0, 1, 2, 1], [1, 2, 2, 0], ["paraphrase", "paraphrase", "give_evidence", "paraphrase"]),
        chain([0, 1, 2, 1], [1, 2, 2, 0], ["paraphrase", "paraphrase", "give_evidence", "invite_ideas"]),
    ),
}
