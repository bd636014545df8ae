"""Validation: each mistake is told in plain words at its place, and everything else is kept."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.story.findings import Finding
from servicesim.story.link import link
from servicesim.story.models import LinePart, PersonaPart, ReplyPart, RootPart, ScenePart, StoryPart
from servicesim.story.reader import read, read_text
from servicesim.story.validate import Draft, validate

LIBRARY = Path(__file__).parents[2] / "stories"

KEYS = sorted(
    {
        key
        for part in (StoryPart, PersonaPart, RootPart, ScenePart, ReplyPart, LinePart)
        for key in part.model_fields
    }
    | {"to", "outcome", "a"}
)
MARKS = "{}[]:#'\"|>&*!%@`-? \n\tx1é\x1b"

STORY = """\
servicesim: 1
id: the-letter
title: The letter
source: customer
persona:
  name: Maria Alvarez
  role: customer
  archetype: venting
  root:
    kind: concern
    text: Nobody phoned.
  reactions:
    quote_policy: {resistance: +2}
facts: [told]
start: opening
scenes:
  opening:
    says: Well?
    replies:
      listen:
        say: Tell me.
        tactics: [paraphrase]
        sets: [told]
        answer: All right.
        then: opening
      wait:
        does: You wait.
        then:
          - when: trust >= 3
            to: well
          - to: opening
endings:
  well:
    outcome: resolved
"""


def draft(old: str = "", new: str = "") -> Draft:
    """The story above, with `old` replaced once."""
    assert old in STORY
    return validate(read_text(STORY.replace(old, new, 1), "letter.yaml"))


def findings(old: str, new: str) -> list[Finding]:
    """What reading and validating find in the story above with `old` replaced."""
    result = draft(old, new)
    return [*result.written.findings, *result.findings]


def line_of(text: str) -> int:
    """The line of the story above on which some text stands first."""
    return STORY[: STORY.index(text)].count("\n") + 1


class TestSoundStory:
    def test_validates_whole(self) -> None:
        sound = draft()
        assert sound.findings == []
        assert sound.held == frozenset()
        assert sound.complete
        assert sound.part is not None
        assert sound.part.scenes["opening"].replies["wait"].then[0].to == "well"

    def test_a_stretch_of_a_list_may_be_written_without_the_list(self) -> None:
        part = draft().part
        assert part is not None
        reply = part.scenes["opening"].replies["listen"]
        assert [line.text for line in reply.answer] == ["All right."]
        assert [target.to for target in reply.then] == ["opening"]
        assert reply.tactics == {"paraphrase": "full"}
        assert part.persona.root[0].kind == "concern"

    @pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
    def test_the_library_reads_and_validates_clean(self, path: Path) -> None:
        result = validate(read(path))
        assert [*result.written.findings, *result.findings] == []


class TestMistakes:
    @pytest.mark.parametrize(
        ("old", "new", "rule", "line", "column", "words"),
        [
            ("servicesim: 1", "servicesim: 2", "unknown-version", 1, 13, "Version 2"),
            ("servicesim: 1", "servicesim: one", "wrong-type", 1, 13, "a whole number, not 'one'"),
            ("title: The letter\n", "", "missing-key", 1, 1, "The story lacks 'title'"),
            ("title: The letter", "title:", "empty-value", 3, 1, "'title' is empty; write its value."),
            ("title: The letter", "title: ' '", "empty-value", 3, 1, "'title' is empty"),
            ("title: The letter", "title: [a]", "wrong-type", 3, 8, "a text, not a list"),
            ("source: customer", "source: custommer", "bad-value", 4, 9, "not a source: customer"),
            ("source: customer", "source: {a: b}", "wrong-type", 4, 9, "one word (customer,"),
            ("id: the-letter", "id: The Letter", "bad-name", 2, 5, "small letters"),
            ("facts: [told]", "facts: told", "wrong-type", 14, 8, "write it as a list: [told]"),
            ("facts: [told]", "facts: [told, He_Said]", "bad-name", 14, 15, "is not a name"),
            ("facts: [told]", "facts: [{a: b}]", "wrong-type", 14, 9, "A name belongs here, not a map"),
            ("role: customer", "role: customer\n  resistance: 12", "out-of-range", 8, 15, "0 to 10, not 12"),
            ("role: customer", "role: customer\n  trust: 3.5", "wrong-type", 8, 10, "number, not '3.5'"),
            ("role: customer", "role: customer\n  trust:", "empty-value", 8, 3, "or leave the key out"),
            ("  archetype: venting\n", "", "missing-key", 5, 1, "The persona lacks 'archetype'"),
            ("kind: concern", "kind: worry", "bad-value", 10, 11, "a kind of root: concern"),
            ("{resistance: +2}", "{patience: 2}", "unknown-key", 13, 20, "its keys are when, resistance"),
            ("{resistance: +2}", "-2", "wrong-type", 13, 19, "or a list of such maps"),
            ("    says: Well?", "    says: {text: Well?}", "wrong-type", 18, 11, "is a '- ' missing?"),
            ("    says: Well?", "    says: [Well?]", "wrong-type", 18, 12, "write '- text: Well?'"),
            ("    says: Well?", "    says: [{when: trust > 3}]", "empty-line", 18, 12, "neither 'text' nor"),
            ("    says: Well?", "    notes: Well?", "unknown-key", 18, 5, "The scene 'opening' has no"),
            ("    says: Well?", "    says: Well {trainee}, {name}?", "unknown-placeholder", 18, 27, "{name}"),
            ("say: Tell me.", "say: {trainee}", "wrong-type", 21, 14, "goes under '|'"),
            ("        say: Tell me.\n", "", "nothing-said", 20, 7, "neither 'say' nor 'does'"),
            ("tactics: [paraphrase]", "tactics: paraphrase", "wrong-type", 22, 18, "as a list: [paraphrase]"),
            ("tactics: [paraphrase]", "tactics: [[a]]", "wrong-type", 22, 19, "An id of the catalogue"),
            ("tactics: [paraphrase]", "tactics: {a: strong}", "bad-value", 22, 22, "weight of a tag: full"),
            ("tactics: [paraphrase]", "tactic: [paraphrase]", "unknown-key", 22, 9, "has no key 'tactic'"),
            ("tactics: [paraphrase]", "once: yes", "wrong-type", 22, 15, "'yes' is neither true nor false"),
            ("tactics: [paraphrase]", "effects: {trust: 11}", "out-of-range", 22, 26, "-10 to 10, not 11"),
            ("tactics: [paraphrase]", "marks: {clarity: -4}", "out-of-range", 22, 26, "from -3 to 3, not -4"),
            ("tactics: [paraphrase]", "outcome: lost", "unknown-key", 22, 9, "it belongs to an ending"),
            ("sets: [told]", "sets: told", "wrong-type", 23, 15, "write it as a list: [told]"),
            ("answer: All right.", "answer: [{}]", "empty-line", 24, 18, "neither 'text' nor 'does'"),
            ("        then: opening\n", "", "missing-key", 20, 7, "lacks 'then'; say where it leads"),
            ("then: opening", "then: []", "empty-value", 25, 9, "at least one entry"),
            ("then: opening", "then: [opening]", "wrong-type", 25, 16, "write '- to: opening'"),
            ("then: opening", "then: {to: opening}", "wrong-type", 25, 15, "or a list of entries with 'to'"),
            ("then: opening", "then: The opening", "bad-name", 25, 15, "is not a name"),
            ("            to: well\n", "", "missing-key", 29, 13, "This entry of 'then' lacks 'to'"),
            ("when: trust >= 3", "when: ''", "empty-value", 29, 13, "'when' is empty"),
            ("wait:", "Wait A While:", "bad-name", 26, 7, "is not a name"),
            ("outcome: resolved", "outcome: reslved", "bad-value", 34, 14, "handed_over or lost"),
            ("outcome: resolved", "on: gone\n    outcome: lost", "bad-value", 34, 9, "left or out_of_time"),
        ],
    )  # fmt: skip
    def test_is_found_at_its_place(
        self, old: str, new: str, rule: str, line: int, column: int, words: str
    ) -> None:
        (finding,) = findings(old, new)
        assert (finding.rule, finding.line, finding.column) == (rule, line, column)
        assert words in finding.message
        assert finding.severity == "error"
        assert finding.source == STORY.replace(old, new, 1).splitlines()[line - 1]

    @pytest.mark.parametrize(
        ("old", "new", "suggestion"),
        [
            ("title:", "titel:", "title"),
            ("sets:", "set:", "sets"),
            ("tactics:", "Tactics:", "tactics"),
            ("outcome: resolved", "outcome: Resolved", "resolved"),
            ("id: the-letter", "id: The Letter!", "the-letter"),
            ("facts: [told]", "facts: [He-Said]", "he_said"),
            ("says: Well?", "says: Well, {persna}?", "{persona}"),
        ],
    )
    def test_what_was_probably_meant_is_suggested(self, old: str, new: str, suggestion: str) -> None:
        assert [finding.suggestion for finding in findings(old, new)] == [suggestion]

    def test_a_condition_split_at_its_comma_is_told_as_that_alone(self) -> None:
        target = "{when: attitude in (guarded, open), to: opening}"
        (finding,) = findings("then: opening", f"then: [{target}, to: opening]")
        assert finding.rule == "text-cut-by-comma"
        assert "a comma ends 'when'" in finding.message
        assert finding.source is not None
        assert finding.source[(finding.column or 0) - 1 :].startswith("open)")

    def test_scene_and_reply_of_a_finding_are_named(self) -> None:
        (inside,) = findings("tactics:", "tactic:")
        assert (inside.scene, inside.reply) == ("opening", "listen")
        (outside,) = findings("title:", "titel:")
        assert (outside.scene, outside.reply) == (None, None)

    def test_a_misspelt_key_is_not_told_as_missing_too(self) -> None:
        assert [finding.rule for finding in findings("outcome:", "outcom:")] == ["unknown-key"]

    def test_there_is_one_finding_for_each_rule_and_place(self) -> None:
        (finding,) = findings("id: the-letter\ntitle: The letter\n", "")
        assert finding.message == "The story lacks 'id' and 'title'."

    def test_places_inside_blocks_and_quotes_are_exact(self) -> None:
        block = "say: |\n          Hello there,\n\n          dear {x} é\n"
        (finding,) = findings("say: Tell me.\n", block)
        assert (finding.line, finding.column, finding.length) == (24, 16, 3)
        (finding,) = findings("say: Tell me.", "say: 'it''s {x}'")
        assert (finding.line, finding.column, finding.length) == (21, 21, 3)
        (finding,) = findings("say: Tell me.", "say: one\n          two {x}")
        assert (finding.line, finding.column, finding.length) == (22, 15, 3)

    def test_numbers_of_any_length_are_out_of_range_and_nothing_worse(self) -> None:
        (finding,) = findings("role: customer", "role: customer\n  trust: " + "9" * 10_000)
        assert finding.rule == "out-of-range"
        assert len(finding.message) < 200

    @pytest.mark.parametrize(
        ("text", "rule"), [("", "empty-story"), ("# nothing\n", "empty-story"), ("words", "wrong-type")]
    )
    def test_a_file_without_a_map_is_no_story(self, text: str, rule: str) -> None:
        nothing = validate(read_text(text, "x"))
        assert (nothing.part, [finding.rule for finding in nothing.findings]) == (None, [rule])
        assert [finding.rule for finding in link(nothing).findings] == [rule]


class TestWhatIsKept:
    """What validated is there for linking, and one bad line hides no other."""

    def test_all_mistakes_of_a_file_are_found_in_one_run(self) -> None:
        text = (
            STORY.replace("source: customer", "source: nobody")
            .replace("tactics:", "tactic:")
            .replace("    says: Well?", "    says: Well: yes?")
            .replace("to: well", "to: wel")
            .replace("outcome: resolved", "outcome: *lost")
        )
        linked = link(validate(read_text(text, "x")))
        assert [(finding.rule, finding.line) for finding in linked.findings] == [
            ("bad-value", line_of("source")),
            ("syntax", line_of("says:")),
            ("unknown-key", line_of("tactics")),
            ("unknown-target", line_of("to: well")),
            ("alias", line_of("outcome")),
        ]

    def test_only_the_bad_value_is_left_out(self) -> None:
        lines = "answer:\n          - {text: One, speaker: [x]}\n          - text: Two"
        result = draft("answer: All right.", lines)
        assert result.part is not None
        reply = result.part.scenes["opening"].replies["listen"]
        assert [line.text for line in reply.answer] == ["One", "Two"]
        assert result.held == {("scenes", "opening", "replies", "listen", "answer", 0, "speaker")}

    def test_a_bad_entry_of_a_list_leaves_the_others_their_positions(self) -> None:
        result = draft("- when: trust >= 3\n            to: well", "- opening")
        assert result.part is not None
        assert [target.to for target in result.part.scenes["opening"].replies["wait"].then][1] == "opening"
        assert result.held == {("scenes", "opening", "replies", "wait", "then", 0)}

    def test_names_of_parts_that_are_left_out_stay_known(self) -> None:
        result = draft("  opening:\n    says:", "  other: words\n  opening:\n    says:")
        assert result.part is not None
        assert set(result.part.scenes) == {"other", "opening"}
        assert not result.complete  # its replies are not known

    def test_the_persona_is_kept_without_its_archetype(self) -> None:
        part = draft("archetype: venting", "archetype: [venting]").part
        assert part is not None
        assert part.persona.name == "Maria Alvarez"
        assert not hasattr(part.persona, "archetype")

    @pytest.mark.parametrize("key", ["id", "start", "persona", "source"])
    def test_a_key_of_the_story_that_is_held_is_no_attribute(self, key: str) -> None:
        lines = STORY.splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        part = validate(read_text("".join([*lines[:at], f"{key}: [x]\n"]), "x")).part
        assert part is not None
        assert not hasattr(part, key)
        assert (part.scenes, part.endings) == ({}, {})

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("scenes:\n", "scene:\n"),
            ("endings:\n", "endings: *x\nother:\n"),
            ("facts: [told]", "facts: told"),
            ("    replies:\n", "    replys:\n"),
            ("    replies:\n", "    replies: {}\n    replies:\n"),
            ("    says: Well?\n", "    says: Well?\n    also: shared\n"),
        ],
    )
    def test_where_names_may_be_left_out_the_draft_is_not_complete(self, old: str, new: str) -> None:
        assert not draft(old, new).complete

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("title: The letter", "title: [x]"),
            ("say: Tell me.", "say: {x}"),
            ("outcome: resolved", "outcome: ok"),
            ("kind: concern", "sort: concern"),
        ],
    )
    def test_where_no_name_can_be_left_out_it_is(self, old: str, new: str) -> None:
        result = draft(old, new)
        assert result.held
        assert result.complete

    def test_what_was_cut_off_is_not_told_as_missing(self) -> None:
        cut = STORY[: STORY.index("        answer")] + "        answer: " + "[" * 50
        result = validate(read_text(cut, "x"))
        assert [finding.rule for finding in (*result.written.findings, *result.findings)] == ["too-deep"]
        assert result.part is not None
        assert result.part.scenes["opening"].replies["listen"].say == "Tell me."

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            ("    text: Nobody phoned.", "     text: Nobody phoned.", 11),  # swallowed by the line above
            ("        does: You wait.", "         does: You wait.", 28),
            ("          - to: opening", "         - to: opening", 31),
        ],
    )
    def test_what_one_wrong_indentation_takes_with_it_is_told_once(
        self, old: str, new: str, line: int
    ) -> None:
        assert [(finding.rule, finding.line) for finding in findings(old, new)] == [("syntax", line)]

    @pytest.mark.parametrize("sound", [0, 2_000])
    def test_a_file_of_nothing_but_mistakes_is_cut_short(self, sound: int) -> None:
        many = "".join(f"  a{number}: {'{}' if number < sound else 1}\n" for number in range(sound + 25_000))
        result = validate(read_text(STORY[: STORY.index("  opening:")] + many, "x"))
        rules = [finding.rule for finding in result.findings]
        assert rules[-1] == "too-many-findings"
        assert len(rules) <= 1001
        assert ("wrong-type" in rules) == (sound == 0)
        assert () in result.held


class TestProperties:
    @settings(deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(1, 3))
    def test_a_mutated_story_never_raises_and_links_or_has_findings(self, dice: Random, times: int) -> None:
        text = STORY
        for _ in range(times):
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(["", dice.choice(MARKS)]) + text[at + 1 :]
        linked = link(validate(read_text(text, "x")))
        assert linked.story is not None or any(finding.severity == "error" for finding in linked.findings)
        lines = text.splitlines()
        for finding in linked.findings:
            if finding.line is not None and "\x1b" not in text:
                assert finding.source == (lines[finding.line - 1] if finding.line <= len(lines) else "")

    @settings(deadline=None)
    @given(st.randoms(use_true_random=False))
    def test_a_story_with_lines_dropped_or_moved_never_raises(self, dice: Random) -> None:
        lines = STORY.splitlines(keepends=True)
        for _ in range(dice.randint(1, 4)):
            line = lines.pop(dice.randrange(len(lines)))
            if dice.random() < 0.7:
                lines.insert(dice.randrange(len(lines)), " " * dice.randint(0, 3) + line)
        linked = link(validate(read_text("".join(lines), "x")))
        assert linked.story is not None or linked.findings

    @settings(deadline=None)
    @given(
        st.recursive(
            st.one_of(st.text(max_size=8), st.sampled_from(["1", "x", "", "a-b", "trust > 3"])),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(KEYS),
                    inner,
                    max_size=5,
                ),
            ),
            max_leaves=30,
        )
    )
    def test_data_of_any_shape_is_validated_and_linked(self, data: object) -> None:
        text = yaml.safe_dump(data, allow_unicode=True)
        linked = link(validate(read_text(text, "x")))
        assert linked.story is None
        assert linked.findings
