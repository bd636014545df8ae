"""Every example in the documents is read, so that what stands there works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import click
import pytest

from servicesim.authoring.rules import PLAY
from servicesim.solver.examine import examine
from servicesim.solver.proof import TROUBLE_RULES
from servicesim.solver.report import RULES_OF_REPORT
from servicesim.story.findings import Finding
from tests.checking import FRAME, framed, rules
from tests.making import ENDINGS, HEAD, PLAIN, findings, linked

DOCS = Path(__file__).parent.parent / "docs"
FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

FACTS = "facts: [told, promised, root_known]\n"
VENTING = PLAIN.replace("plain", "venting")

SCENE = """\
says: Well?
replies:
  go: {say: Bye., then: well}
"""

SPARE = """\
says: And?
replies:
  all-facts:
    say: Bye.
    sets: [told, promised, root_known]
    then:
      - when: told and promised and root_known
        to: well
      - to: one
"""

WAITED = """\
          She has more to say, and says it.
"""

MONEY_FIRST = """then:
          - when: root_known
            to: paid-back
          - to: four-walls"""


def examples(page: str) -> list[tuple[str, str, str]]:
    """The fenced examples of a page: language, what it is an example of, text."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [(match[1], match[2] or "", match[3]) for match in FENCE.finditer(text)]


def whole(kind: str, example: str) -> str:
    """A story file around an example. Its facts are set and asked in a scene of their own."""
    persona, shared, scene, endings = VENTING, "", SCENE, ENDINGS
    if kind == "persona":
        persona = "persona:\n" + indent(example, "  ")
    elif kind == "top" and example.startswith("persona:"):
        persona = example
    elif kind == "top":
        shared, scene = example, SCENE + "also: [fetch-a-manager]\n"
    elif kind == "scene":
        scene = example
    elif kind == "reply":
        scene = SCENE + indent(example, "  ")
    elif kind == "condition":
        scene = SCENE + f"  maybe:\n    when: {example.strip()}\n    say: Hm.\n    then: well\n"
    elif kind == "endings":
        endings = ENDINGS + indent(example, "  ")
    scenes = f"scenes:\n  one:\n{indent(scene, '    ')}  two:\n{indent(SPARE, '    ')}"
    return HEAD + persona + FACTS + shared + "start: one\n" + scenes + endings


FORMAT = examples("story-format.md")


class TestStoryFormat:
    def test_the_page_has_examples_of_every_kind(self) -> None:
        kinds = {info.split()[0] for language, info, _ in FORMAT if language == "yaml"}
        assert kinds == {"story", "top", "scene", "reply", "condition", "endings", "broken"}

    @pytest.mark.parametrize(
        ("kind", "example"),
        [
            (info, text)
            for language, info, text in FORMAT
            if language == "yaml" and not info.startswith("broken")
        ],
    )
    def test_a_good_example_has_no_findings(self, kind: str, example: str) -> None:
        text = example if kind == "story" else whole(kind, example)
        assert [(finding.rule, finding.message, finding.source) for finding in findings(text)] == []

    @pytest.mark.parametrize(
        ("rule", "example"),
        [(info.split()[1], text) for _, info, text in FORMAT if info.startswith("broken")],
    )
    def test_a_broken_example_breaks_the_rule_it_names(self, rule: str, example: str) -> None:
        kind, _, rest = example.partition(":\n")
        body = re.sub(r"^  ", "", rest, flags=re.MULTILINE)
        found: tuple[Finding, ...] = findings(whole(kind, body))
        assert rule in [finding.rule for finding in found]

    def test_every_rule_that_is_reported_is_explained(self) -> None:
        page = (DOCS / "story-format.md").read_text(encoding="utf-8")
        story = Path(__file__).parent.parent / "src" / "servicesim" / "story"
        code = "\n".join(path.read_text(encoding="utf-8") for path in story.glob("*.py"))
        prefixes = "unknown|duplicate|reserved|ambiguous|bad|too|missing|wrong|out-of"
        prefixes += "|text-cut|unset|unused|merge|empty"
        named = {*re.findall(rf'"((?:{prefixes})-[a-z-]+)"', code), *TROUBLE_RULES, *RULES_OF_REPORT}
        assert len(named) > 20
        assert sorted(rule for rule in named if f"`{rule}`" not in page) == []


CHECKS = examples("checks.md")


class TestChecks:
    def test_the_frame_of_the_examples_is_the_story_that_stands_on_the_page(self) -> None:
        (frame,) = [text for _, info, text in CHECKS if info == "frame"]
        assert frame.strip() == FRAME.strip()
        assert rules(framed("{}")) == []

    @pytest.mark.parametrize(
        ("rule", "example"),
        [(info.split()[1], text) for _, info, text in CHECKS if info.startswith("breaks")],
    )
    def test_an_example_breaks_the_rule_it_names_and_no_other(self, rule: str, example: str) -> None:
        assert rules(framed(example)) == [rule]

    def test_every_rule_about_play_has_an_example(self) -> None:
        shown = [info.split()[1] for _, info, _ in CHECKS if info.startswith("breaks")]
        assert sorted(shown) == sorted({*PLAY, "unset-fact", "unused-fact"})

    def test_every_rule_that_is_shown_is_mended(self) -> None:
        page = (DOCS / "checks.md").read_text(encoding="utf-8")
        parts = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
        assert len(parts) > 15
        assert [part.splitlines()[0] for part in parts if "*Mend it*" not in part] == []


(SKELETON,) = [text for _, info, text in examples("writing-stories.md") if info == "story"]


class TestWritingStories:
    def test_the_skeleton_checks_clean(self) -> None:
        assert rules(SKELETON) == []

    def test_its_first_version_trapped_people_in_as_many_states_as_the_page_says(self) -> None:
        first = SKELETON.replace(WAITED, WAITED + "        once: true\n").replace(
            "then: paid-back", MONEY_FIRST
        )
        _, report = examine(linked(first))
        trapped = [one.data for one in report.problems if one.rule == "trapped"]
        assert trapped == [{"states": 19}]
        assert "19 states" in (DOCS / "writing-stories.md").read_text(encoding="utf-8")


class TestCommands:
    PAGES = sorted([DOCS.parent / "README.md", *DOCS.glob("*.md")])

    def test_every_command_in_the_documents_exists(self) -> None:
        from servicesim.cli import cli

        named = {
            (page.name, found[1])
            for page in self.PAGES
            for found in re.finditer(
                r"(?:^    |`)servicesim ([a-z][a-z-]*)", page.read_text("utf-8"), re.MULTILINE
            )
        }
        assert {command for _, command in named} >= {"play", "check", "sessions", "show", "verify"}
        assert sorted((page, command) for page, command in named if command not in cli.commands) == []

    def test_every_command_is_documented(self) -> None:
        from servicesim.cli import cli

        text = "".join(page.read_text("utf-8") for page in self.PAGES)
        assert [name for name in cli.commands if f"servicesim {name}" not in text] == []

    def test_every_option_that_the_documents_name_exists(self) -> None:
        from servicesim.cli import cli

        known = {option for command in _all(cli) for param in command.params for option in param.opts}
        for page in self.PAGES:
            named = set(re.findall(r"`(--[a-z-]+)", page.read_text("utf-8")))
            assert named <= known, page.name

    def test_every_page_that_is_linked_is_there(self) -> None:
        for page in self.PAGES:
            for link in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
                assert link.startswith("http") or (page.parent / link).exists(), (page.name, link)


def _all(command: click.Command) -> Iterator[click.Command]:
    """A command and those below it."""
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _all(below)
