"""An archetype of a story's own: a person whom none of the package's archetypes fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicesim.authoring.check import check_file
from servicesim.conversation import replay
from servicesim.solver.prove import prove
from servicesim.story.link import from_document
from tests.making import findings, linked, source

DREAMER = """
persona:
  name: Ilse Maan
  role: piano pupil for eleven years
  archetype:
    id: dreamer
    title: The dreamer
    summary: |
      Looks out of the window. Comes back for a picture, and goes for good over a form.
    start:
      attitude: elsewhere
      resistance: 6
      trust: 4
    tell_at: 6
    manner:
      loss_ratio: 1.5
      open_grievance: 1
    attitudes:
      elsewhere:
        title: somewhere else
        form: withdrawn
        cues: [eyes on the window]
        in_writing: three dots that come and go
      awake:
        title: awake
        cues: [a quick look, and a question]
      left:
        title: gone
        cues: [the piano lid, closed softly]
    transitions:
      - from: elsewhere
        to: awake
        when: resistance <= 4 and trust >= 5
      - from: [elsewhere, awake]
        to: left
        when: resistance >= 9
    reactions:
      any:
        quote_policy: {resistance: +3, trust: -1}
      elsewhere:
        paraphrase: {resistance: -2, trust: +1}
"""

SCENES = """
one:
  says: Hm?
  replies:
    picture: {say: The tram went by., tactics: [paraphrase], then: two}
    rules: {say: The form says so., missteps: [quote_policy], then: one}
two:
  says:
    - {when: attitude == awake, text: You saw it too?}
    - text: Hm.
  replies:
    stay: {say: Play it., when: attitude == awake, then: well}
    end: {say: Goodbye., then: badly}
"""


def broken(old: str, new: str) -> list[tuple[str, int | None, str | None]]:
    """What is found where one thing of the archetype is changed: rule, line and what was probably meant."""
    assert old in DREAMER
    text = source(SCENES, persona=DREAMER.replace(old, new, 1))
    return [(found.rule, found.line, found.suggestion) for found in findings(text)]


def line(words: str) -> int:
    """The line of the story in which these words stand."""
    return source(SCENES, persona=DREAMER).partition(words)[0].count("\n") + 1


class TestPlay:
    def test_the_persona_moves_as_its_own_archetype_says(self) -> None:
        story = linked(source(SCENES, persona=DREAMER))
        assert story.opening[:4] == ("elsewhere", 6, 4, 0)
        exchanges = replay(story, ["picture"])
        assert exchanges[-1].after.persona[:4] == ("awake", 4, 5, 0)
        assert [made.line.text for made in exchanges if made.line] == ["You saw it too?"]

    def test_what_it_does_not_name_comes_from_the_catalogue_unless_it_says_otherwise(self) -> None:
        alone = DREAMER.replace("    manner:", "    own_reactions_only: true\n    manner:")
        scenes = SCENES.replace("[paraphrase]", "[own_the_fault]")
        after = [replay(linked(source(scenes, persona=p)), ["picture"])[-1].after for p in (DREAMER, alone)]
        assert after[0].persona[:3] != ("elsewhere", 6, 4)
        assert after[1].persona[:3] == ("elsewhere", 6, 4)

    def test_it_can_walk_out(self) -> None:
        story = linked(source(SCENES, persona=DREAMER))
        assert replay(story, ["rules"])[-1].after.scene == "gone"

    def test_it_is_proved_and_checked_like_any_other(self, tmp_path: Path) -> None:
        path = tmp_path / "small.yaml"
        path.write_text(source(SCENES, persona=DREAMER), encoding="utf-8")
        checked = check_file(path)
        assert checked.proof is not None
        assert checked.proof.verdict == "proved"
        assert not [finding for finding in checked.findings if finding.severity == "error"]

    def test_a_session_keeps_the_archetype_that_it_was_played_with(self) -> None:
        story = linked(source(SCENES, persona=DREAMER))
        kept = from_document(story.document)
        assert (kept.digest, kept.character.archetype) == (story.digest, story.character.archetype)
        assert prove(kept).states == prove(story).states

    def test_its_name_and_reactions_are_part_of_the_digest(self) -> None:
        changed = DREAMER.replace("paraphrase: {resistance: -2", "paraphrase: {resistance: -3")
        one, other = (linked(source(SCENES, persona=persona)) for persona in (DREAMER, changed))
        assert one.digest != other.digest

    def test_the_story_may_begin_in_another_of_its_attitudes(self) -> None:
        persona = DREAMER.replace("  archetype:\n", "  attitude: awake\n  archetype:\n", 1)
        assert linked(source(SCENES, persona=persona)).opening.attitude == "awake"

    def test_a_text_loses_the_line_break_that_its_block_ends_with(self) -> None:
        kind = linked(source(SCENES, persona=DREAMER)).character.archetype
        assert not kind.summary.endswith("\n")
        assert kind.attitudes["elsewhere"].cue("chat") == "three dots that come and go"


class TestFindings:
    def test_a_sound_one_has_none(self) -> None:
        assert findings(source(SCENES, persona=DREAMER)) == ()

    @pytest.mark.parametrize(
        ("old", "new", "rule", "suggestion"),
        [
            ("attitude: elsewhere", "attitude: elsewere", "unknown-attitude", "elsewhere"),
            ("to: awake", "to: awkae", "unknown-attitude", "awake"),
            ("from: elsewhere", "from: elsewere", "unknown-attitude", "elsewhere"),
            ("[elsewhere, awake]", "[elsewhere, awkae]", "unknown-attitude", "awake"),
            ("      elsewhere:\n        paraphrase", "      elswhere:\n        paraphrase",
             "unknown-attitude", "elsewhere"),
            ("quote_policy: {", "quote_polcy: {", "unknown-tag", "quote_policy"),
            ("when: resistance >= 9", "when: resistance >= 9 and", "condition", None),
            ("when: resistance >= 9", "when: turn >= 9", "condition", None),
            ("when: resistance >= 9", "when: attitude == awake", "condition", None),
            ("when: resistance >= 9", "when: visited(one)", "condition", None),
            ("when: resistance >= 9", "when: resistance >= 90", "out-of-range", None),
            ("trust: 4", "trust: 40", "out-of-range", None),
            ("trust: 4", "trust: lots", "wrong-type", None),
            ("loss_ratio: 1.5", "loss_ratio: 15", "out-of-range", None),
            ("loss_ratio: 1.5", "loss_ratio: half", "wrong-type", None),
            ("open_grievance: 1", "open_grievance: 7", "out-of-range", None),
            ("{resistance: +3, trust: -1}", "{resistance: +30, trust: -1}", "out-of-range", None),
            ("form: withdrawn", "form: withdrown", "bad-value", "withdrawn"),
            ("tell_at: 6", "tel_at: 6", "unknown-key", "tell_at"),
            ("cues: [eyes on the window]", "cues: []", "empty-value", None),
            ("cues: [eyes on the window]", "cues: eyes on the window", "wrong-type", None),
            ("id: dreamer", "id: venting", "reserved-name", None),
            ("      awake:\n        title", "      Wide Awake:\n        title", "bad-name", "wide_awake"),
            ("      any:", "      left:", "bad-value", None),
            ("from: elsewhere", "from: left", "bad-value", None),
            ("attitude: elsewhere", "attitude: left", "bad-value", None),
        ],
    )  # fmt: skip
    def test_each_mistake_has_its_place(self, old: str, new: str, rule: str, suggestion: str | None) -> None:
        where = line(old)
        assert (rule, where, suggestion) in broken(old, new)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("    title: The dreamer\n", ""),
            ("        cues: [eyes on the window]\n", ""),
            ("        when: resistance >= 9\n", ""),
            ("      trust: 4\n", ""),
            ("        title: awake\n", ""),
        ],
    )
    def test_what_is_missing_is_said(self, old: str, new: str) -> None:
        assert [rule for rule, _, _ in broken(old, new)] == ["missing-key"]

    def test_an_attitude_called_any_would_be_every_one(self) -> None:
        assert "reserved-name" in [rule for rule, _, _ in broken("      awake:\n", "      any:\n")]

    def test_an_attitude_that_nobody_comes_to_is_a_warning(self) -> None:
        found = broken("when: resistance <= 4 and trust >= 5", "when: resistance <= 4 and trust < 0 + 0")
        assert [rule for rule, _, _ in found] == ["condition"]
        text = source(SCENES, persona=DREAMER.replace("<= 4 and trust >= 5", "<= 4 and resistance >= 5"))
        (finding,) = findings(text)
        assert (finding.rule, finding.severity, finding.line) == (
            "unreachable-attitude", "warning", line("      awake:"),
        )  # fmt: skip

    def test_no_way_to_left_is_the_same_warning(self) -> None:
        ((rule, where, _),) = broken("        to: left\n", "        to: awake\n")
        assert (rule, where) == ("unreachable-attitude", line("      left:"))

    def test_a_condition_of_the_story_knows_its_attitudes_and_no_others(self) -> None:
        scenes = SCENES.replace("attitude == awake", "attitude == complaining", 1)
        (finding,) = findings(source(scenes, persona=DREAMER))
        assert finding.rule == "unknown-attitude"
        assert "elsewhere, awake, left" in finding.message

    def test_too_many_attitudes_are_said(self) -> None:
        more = "".join(f"      a{n}: {{title: a, cues: [b]}}\n" for n in range(30))
        assert ("out-of-range", line("    attitudes:") + 1, None) in broken(
            "    attitudes:\n", f"    attitudes:\n{more}"
        )

    @pytest.mark.parametrize("archetype", ["[venting]", "{}", "''", "{attitudes: {a: b}}", "{id: [x]}"])
    def test_whatever_stands_there_is_a_finding(self, archetype: str) -> None:
        persona = f"persona: {{name: Ana, role: guest, archetype: {archetype}}}\n"
        found = findings(source("one: {says: Hm., replies: {a: {say: b, then: well}}}", persona=persona))
        assert found
        assert {finding.line for finding in found} == {5}

    def test_several_mistakes_are_found_in_one_run(self) -> None:
        persona = DREAMER.replace("trust: 4", "trust: 40").replace("to: awake", "to: awkae")
        rules = [found.rule for found in findings(source(SCENES, persona=persona))]
        assert rules == ["out-of-range", "unknown-attitude"]
