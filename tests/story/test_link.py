"""Linking: every name that does not resolve is found at its place; what links has nothing left to fail."""

from __future__ import annotations

import pytest

from servicesim.conversation import replay
from servicesim.story.link import from_document
from tests.making import ENDINGS, PLAIN, findings, source, story

ONE = """
one:
  says: Well?
  replies:
    go:
      say: Bye.
      then: well
"""


def found(scenes: str = ONE, **parts: str) -> list[tuple[str, str | None]]:
    """The rules that a story breaks, each with what was probably meant."""
    return [(finding.rule, finding.suggestion) for finding in findings(source(scenes, **parts))]


def with_reply(lines: str) -> str:
    """A scene whose only reply has these lines."""
    body = "\n".join("      " + line for line in lines.splitlines())
    return f"one:\n  says: Well?\n  replies:\n    go:\n      say: Bye.\n{body}\n"


class TestSoundStory:
    def test_has_no_findings(self) -> None:
        assert found() == []

    def test_its_document_links_to_the_same_story_again(self) -> None:
        first = story(ONE, more="facts: [told]\nyou:\n  role: clerk", persona=PLAIN)
        again = from_document(first.document)
        assert again.document == first.document
        assert again.digest == first.digest
        assert len(first.digest) == 64

    def test_layout_and_comments_do_not_change_the_digest_and_words_do(self) -> None:
        first = story(ONE)
        spaced = story("# how it begins\n".join(["one:\n", ONE.removeprefix("\none:\n") + "\n\n"]))
        assert spaced.digest == first.digest
        assert story(ONE.replace("Bye.", "Goodbye.")).digest != first.digest


class TestTargets:
    def test_a_misspelt_scene_is_found_with_what_was_meant(self) -> None:
        (finding,) = findings(source(with_reply("then: wel")))
        assert (finding.rule, finding.suggestion, finding.scene, finding.reply) == (
            "unknown-target",
            "well",
            "one",
            "go",
        )
        assert finding.source == "        then: wel"
        assert finding.column == finding.source.index("wel") + 1

    def test_of_very_many_unknown_names_a_thousand_are_listed(self) -> None:
        lines = "".join(f"  - to: wel-{n}\n" for n in range(1_200))
        listed = findings(source(with_reply(f"then:\n{lines}")))
        assert [finding.rule for finding in listed].count("unknown-target") == 1_000
        assert [finding.rule for finding in listed].count("too-many-findings") == 1

    def test_start_must_be_a_scene(self) -> None:
        assert [f.rule for f in findings(source(ONE).replace("start: one", "start: won"))] == [
            "unknown-scene"
        ]
        assert [f.rule for f in findings(source(ONE).replace("start: one", "start: well"))] == [
            "unknown-scene"
        ]

    def test_a_scene_and_an_ending_cannot_share_a_name(self) -> None:
        both = ENDINGS + "  one: {outcome: lost, says: No.}\n"
        assert found(endings=both) == [("duplicate-name", None)]

    def test_shared_replies_must_exist_and_stand_once(self) -> None:
        shared = "replies:\n  fetch: {say: One moment., then: well}\n"
        assert found(ONE + "  also: [fetch]\n", more=shared) == []
        assert found(ONE + "  also: [fetsch]\n", more=shared) == [("unknown-reply", "fetch")]
        assert found(ONE + "  also: [fetch, fetch]\n", more=shared) == [("duplicate-reply", None)]


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "rule", "suggestion"),
        [
            ("told and promissed", "unknown-fact", "promised"),
            ("visited(on)", "unknown-scene", "one"),
            ("visited(well)", "unknown-scene", None),
            ("given(one/goo)", "unknown-reply", "go"),
            ("given(won/go)", "unknown-scene", "one"),
            ("given(go)", "unknown-reply", "one/go"),
            ("attitude == neutrl", "unknown-attitude", "neutral"),
            ("attitude in (neutral, angry)", "unknown-attitude", None),
            ("resistance > 12", "out-of-range", None),
            ("grievances >= 4", "out-of-range", None),
            ("turn >= 41", "out-of-range", None),
            ("trust >= high", "condition", None),
            ("trust = 4", "condition", None),
        ],
    )
    def test_what_does_not_resolve_is_found(self, condition: str, rule: str, suggestion: str | None) -> None:
        facts = "facts: [told, promised]"
        entries = ["told and promised", condition]
        then = "\n".join(f"  - when: {entry}\n    to: well" for entry in entries)
        scenes = with_reply(f"sets: [told, promised]\nthen:\n{then}\n  - to: badly")
        assert found(scenes, more=facts) == [(rule, suggestion)]

    def test_each_wrong_name_of_one_condition_has_its_own_place(self) -> None:
        scenes = with_reply("then:\n  - when: tolt and visited(tow)\n    to: well\n  - to: badly")
        first, second = findings(source(scenes))
        assert (first.rule, second.rule) == ("unknown-fact", "unknown-scene")
        assert first.source is not None
        assert first.column == first.source.index("tolt") + 1
        assert second.column == first.source.index("tow") + 1
        assert second.length == len("tow")


class TestFacts:
    def test_a_fact_that_is_asked_and_never_set_is_an_error(self) -> None:
        scenes = with_reply("then:\n  - when: told\n    to: well\n  - to: badly")
        assert found(scenes, more="facts: [told]") == [("unset-fact", None)]

    def test_a_fact_that_nothing_asks_is_a_warning(self) -> None:
        (finding,) = findings(source(with_reply("sets: [told]\nthen: well"), more="facts: [told]"))
        assert (finding.rule, finding.severity) == ("unused-fact", "warning")

    def test_setting_what_is_not_declared(self) -> None:
        assert found(with_reply("sets: [told]\nthen: well")) == [("unknown-fact", None)]

    def test_declared_twice_or_named_like_a_word_of_the_language(self) -> None:
        asked = "sets: [told]\nthen:\n  - when: told\n    to: well\n  - to: badly"
        assert ("duplicate-fact", None) in found(with_reply(asked), more="facts: [told, told]")
        assert ("reserved-name", None) in found(more="facts: [trust]")

    def test_facts_are_not_judged_while_a_condition_does_not_read(self) -> None:
        scenes = with_reply("sets: [told]\nthen:\n  - when: told =\n    to: well\n  - to: badly")
        assert found(scenes, more="facts: [told]") == [("condition", None)]

    def test_facts_are_not_judged_while_part_of_the_file_did_not_read(self) -> None:
        broken = (
            with_reply("then:\n  - when: told\n    to: well\n  - to: badly") + "    other:\n      sai: Hm.\n"
        )
        rules = [rule for rule, _ in found(broken, more="facts: [told]")]
        assert "unset-fact" not in rules
        assert "unknown-key" in rules


class TestTagsAndPersona:
    def test_an_unknown_tactic(self) -> None:
        scenes = with_reply("tactics: [paraprase]\nthen: well")
        assert found(scenes) == [("unknown-tag", "paraphrase")]

    def test_a_misstep_under_tactics(self) -> None:
        assert found(with_reply("tactics: [quote_policy]\nthen: well")) == [("unknown-tag", None)]
        assert found(with_reply("missteps: [paraphrase]\nthen: well")) == [("unknown-tag", None)]

    def test_an_unknown_archetype_hides_no_other_mistake(self) -> None:
        persona = "persona: {name: Ana, role: customer, archetype: vnting}"
        scenes = with_reply("then: wel")
        assert found(scenes, persona=persona) == [
            ("unknown-archetype", "venting"),
            ("unknown-target", "well"),
        ]

    def test_an_attitude_that_the_persona_does_not_have(self) -> None:
        persona = "persona: {name: Ana, role: customer, archetype: venting, attitude: opn}"
        assert found(persona=persona) == [("unknown-attitude", "open")]

    def test_reactions_name_tags_and_roots_name_facts(self) -> None:
        persona = (
            PLAIN
            + "  root: {kind: concern, text: Nobody rang., known_by: tolt}\n"
            + "  reactions:\n    quote: {trust: -1}\n"
        )
        rules = [rule for rule, _ in found(persona=persona)]
        assert sorted(rules) == ["unknown-fact", "unknown-tag"]

    def test_when_on_an_ending_that_replies_lead_to(self) -> None:
        endings = ENDINGS.replace("well: {outcome: resolved,", "well: {outcome: resolved, when: trust >= 4,")
        assert found(endings=endings) == [("when-without-on", None)]


class TestReactions:
    def test_the_first_entry_that_holds_replaces_only_the_levels_that_it_names(self) -> None:
        persona = PLAIN + (
            "  reactions:\n"
            "    quote_policy:\n"
            "      - when: trust >= 5\n"
            "        trust: -2\n"
            "      - resistance: +3\n"
        )
        found_story = story(
            "one: {says: Well?, replies: {quote: {say: The terms., missteps: [quote_policy], then: one}}}",
            persona=persona,
        )
        first, second = replay(found_story, ["quote", "quote"])
        assert (first.after.persona.resistance, first.after.persona.trust) == (5, 3)
        assert (second.after.persona.resistance, second.after.persona.trust) == (8, 3)
