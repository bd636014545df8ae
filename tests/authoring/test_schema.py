"""The JSON Schema of the story format, held against the format itself by a validator that knows neither."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from servicesim.authoring.schema import schema
from servicesim.authoring.schema_words import KEYS
from servicesim.persona.archetype import archetype_ids
from servicesim.persona.catalogue import catalogue
from servicesim.story import models
from servicesim.story.library import library_folder
from servicesim.story.wording import keys_of
from tests.making import findings, source
from tests.story.test_archetypes import DREAMER
from tests.test_docs import DOCS, examples, whole

VALIDATOR = Draft202012Validator(schema())


class Older(yaml.SafeLoader):
    """YAML 1.1, where `no` and `on` are truth values. A key is a text in either, as JSON has no others."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


class Core(Older):
    """YAML 1.2's core schema, as editors read it: `no`, `on` and dates are words there."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - yaml wants it so


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def complaints(text: str, loader: type[yaml.SafeLoader] = Core) -> list[str]:
    """What the schema says of a story's text."""
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Loader=loader))]


SCENES = """
one:
  says: Well?
  replies:
    hear:
      say: Tell me.
      tactics: [paraphrase]
      then: two
    curt:
      say: Hm.
      missteps: {interrupt: weak}
      effects: {trust: -1}
      once: true
      then:
        - {when: trust >= 5, to: two}
        - {to: badly}
two:
  says:
    - {when: trust >= 7, text: Yes.}
    - {does: A nod.}
  replies:
    end: {say: Bye., then: well}
"""
STORY = source(SCENES)

SHIPPED = sorted(library_folder().glob("*.yaml"))

PAGES = [
    (page.name, info if info == "story" else "part", text if info == "story" else whole(info, text))
    for page in sorted(DOCS.glob("*.md"))
    for language, info, text in examples(page.name)
    if language == "yaml" and info in ("story", "top", "scene", "reply", "condition", "endings")
]


class TestSoundStories:
    def test_the_schema_is_one(self) -> None:
        Draft202012Validator.check_schema(schema())

    @pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
    def test_every_story_that_ships_validates(self, path: Path) -> None:
        assert complaints(path.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize(("page", "kind", "text"), PAGES)
    def test_every_example_of_the_documents_validates(self, page: str, kind: str, text: str) -> None:
        assert complaints(text) == []

    def test_a_story_with_its_own_archetype_validates(self) -> None:
        assert complaints(source(SCENES, persona=DREAMER)) == []

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("title: Small", "title: 1984"),
            ("title: Small", "title: true"),
            ("title: Small", "title: 12:30"),
            ("name: Ana Reis", "name: No"),
            ("says: Well?", "says: 7.5"),
            ("say: Hm.", "say: on"),
            ("effects: {trust: -1}", "effects: {trust: +1}"),
            ("effects: {trust: -1}", "effects: {trust: '-1'}"),
            ("once: true", "once: 'true'"),
            ("then: two", "then: [{to: two}]"),
            ("tactics: [paraphrase]", "tactics: {paraphrase: full}"),
            ("source: customer", "source: customer\nlanguage: no"),
            ("source: customer", "source: customer\nmax_turns: 012"),
            ("    end: {say: Bye.", "    on: {say: Bye."),
            ("    end: {say: Bye.", "    true: {say: Bye."),
        ],
    )
    def test_what_a_parser_makes_of_unquoted_words_is_taken(self, old: str, new: str) -> None:
        text = STORY.replace(old, new, 1)
        assert text != STORY
        assert findings(text) == ()
        assert complaints(text) == []

    @pytest.mark.parametrize("word", ["no", "off", "yes"])
    def test_words_that_older_parsers_take_for_truth_values_are_taken_too(self, word: str) -> None:
        text = STORY.replace("Tell me.", word).replace("then: well", f"then: {word}").replace("well:", "x:")
        text = text.replace("  x: {outcome", f"  '{word}': {{outcome")
        assert findings(text) == ()
        assert complaints(text, Older) == []


SEEN = [
    ("title: Small\n", ""),
    ("title: Small", "titel: Small"),
    ("title: Small", "title:"),
    ("servicesim: 1", "servicesim: 2"),
    ("id: small", "id: Small Story"),
    ("source: customer", "source: customers"),
    ("source: customer", "source: customer\nchannel: letter"),
    ("source: customer", "source: customer\nmax_turns: many"),
    ("source: customer", "source: customer\nmax_turns: 0"),
    ("source: customer", "source: customer\nfacts: root_known"),
    ("archetype: plain", "archetype: ventin"),
    ("archetype: plain", "archetype: [plain]"),
    ("archetype: plain", "archetype: plain\n  attitude: guarded"),
    ("archetype: plain", "archetype: venting\n  attitude: left"),
    ("archetype: plain", "archetype: plain\n  trust: 11"),
    ("archetype: plain", "archetype: plain\n  root: {kind: worry, text: Hm.}"),
    ("archetype: plain", "archetype: plain\n  reactions: {paraphrse: {trust: 1}}"),
    ("archetype: plain", "archetype: plain\n  reactions: {paraphrase: {trust: 12}}"),
    ("tactics: [paraphrase]", "tactics: paraphrase"),
    ("tactics: [paraphrase]", "tactics: [paraphrse]"),
    ("tactics: [paraphrase]", "tactics: [interrupt]"),
    ("tactics: [paraphrase]", "tactics: {paraphrase: half}"),
    ("missteps: {interrupt: weak}", "missteps: [paraphrase]"),
    ("effects: {trust: -1}", "effects: {trust: -11}"),
    ("effects: {trust: -1}", "effects: {grievances: 1}"),
    ("effects: {trust: -1}", "marks: {empathy: 4}"),
    ("once: true", "once: yes"),
    ("say: Tell me.", "note: Tell me."),
    ("      then: two\n", ""),
    ("then: two", "then: [two]"),
    ("then: two", "then: []"),
    ("then: two", "then: Two!"),
    ("- {does: A nod.}", "- {when: trust >= 2}"),
    ("- {does: A nod.}", "- A nod."),
    ("outcome: resolved", "outcome: won"),
    ("outcome: resolved, says: Thank you.", "outcome: resolved, when: trust >= 5, says: Thank you."),
    ("on: left", "on: gone"),
    ("    end: {say", "    The End: {say"),
]
"""Changes to a sound story that both the format and the schema refuse."""

UNSEEN = [
    ("then: two", "then: tow", "unknown-target"),
    ("trust >= 5", "trust => 5", "condition"),
    ("Tell me.", "Tell me, {name}.", "unknown-placeholder"),
    ("effects: {trust: -1}", "effects: {trust: 0x1}", "wrong-type"),
    ("effects: {trust: -1}", "effects: {trust: 1.0}", "wrong-type"),
]
"""Changes that the format refuses and a schema cannot see, with the rule that they break."""


class TestBrokenStories:
    def test_the_story_that_is_broken_here_is_sound(self) -> None:
        assert (complaints(STORY), findings(STORY)) == ([], ())

    @pytest.mark.parametrize(("old", "new"), SEEN)
    def test_what_a_schema_can_see_does_not_validate(self, old: str, new: str) -> None:
        text = STORY.replace(old, new, 1)
        assert text != STORY
        assert findings(text)
        assert complaints(text)

    @pytest.mark.parametrize(("old", "new", "rule"), UNSEEN)
    def test_what_it_cannot_see_is_found_by_check_alone(self, old: str, new: str, rule: str) -> None:
        text = STORY.replace(old, new, 1)
        assert rule in [finding.rule for finding in findings(text)]
        assert complaints(text) == []

    def test_the_word_null_is_text_to_the_format_and_nothing_to_a_parser(self) -> None:
        text = STORY.replace("Tell me.", "null")
        assert findings(text) == ()
        assert complaints(text)
        assert complaints(STORY.replace("Tell me.", "'null'")) == []

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("loss_ratio: 1.5", "loss_ratio: 4"),
            ("form: withdrawn", "form: away"),
            ("cues: [eyes on the window]", "cues: []"),
            ("quote_policy: {", "quote_polcy: {"),
            ("title: The dreamer", "titel: The dreamer"),
            ("        when: resistance >= 9\n", ""),
        ],
    )
    def test_mistakes_in_an_archetype_of_its_own_are_seen(self, old: str, new: str) -> None:
        text = source(SCENES, persona=DREAMER.replace(old, new, 1))
        assert findings(text)
        assert complaints(text)


class TestWords:
    PARTS = sorted(
        (kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, models.Part)),
        key=lambda kind: kind.__name__,
    )

    @pytest.mark.parametrize("part", [part for part in PARTS if part is not models.Part])
    def test_every_key_is_described_and_no_other(self, part: type[models.Part]) -> None:
        assert sorted(KEYS[part]) == sorted(keys_of(part))

    def test_an_editor_can_tell_what_each_tactic_and_misstep_means(self) -> None:
        reply = schema()["$defs"]["Reply"]["properties"]
        for key, kinds in {"tactics": ("tactic", "technique"), "missteps": ("misstep",)}.items():
            listed, mapped = reply[key]["anyOf"]
            meanings = {name: tag.meaning for name, tag in catalogue().tags.items() if tag.kind in kinds}
            words = listed["items"]
            assert dict(zip(words["enum"], words["enumDescriptions"], strict=True)) == meanings
            assert {name: one["description"] for name, one in mapped["properties"].items()} == meanings

    def test_and_which_archetypes_there_are(self) -> None:
        named, own = schema()["$defs"]["Persona"]["properties"]["archetype"]["anyOf"]
        assert tuple(named["enum"]) == archetype_ids()
        assert own == {"$ref": "#/$defs/Archetype"}

    def test_no_map_takes_a_key_that_is_not_known(self) -> None:
        def maps(part: Any) -> Any:
            if isinstance(part, dict):
                if "properties" in part and part.get("type") == "object":
                    yield part
                for inner in part.values():
                    yield from maps(inner)
            elif isinstance(part, list):
                for inner in part:
                    yield from maps(inner)

        found = list(maps(schema()))
        assert len(found) > 15
        assert all(one["additionalProperties"] is False for one in found)
