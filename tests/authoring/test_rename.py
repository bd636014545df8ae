"""Renaming: what is meant changes everywhere, and nothing else does, down to the last byte."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicesim.authoring.rename import RENAMED, meant, rename_in_file, replaced, to_rename
from servicesim.authoring.symbols import Kind, Symbols
from servicesim.errors import NameNotFound, StoryInvalid, UsageError
from servicesim.solver.prove import prove
from servicesim.story.link import link
from servicesim.story.linked import Story
from servicesim.story.reader import read_text
from servicesim.story.validate import validate
from tests.making import source
from tests.thorough import examples

SCENES = """
one:   # the scene 'one', not "one more"
  says:
    - when: visited(one) or given(one/ask) or told
      text: The word one, and told, and ask, stays.
    - text: Well?
      sets: [told]
  replies:
    ask: {say: One?, then: two}
    other:
      when: not given( one / ask ) and given(leave) # one
      say: Hm.
      clears: [told]
      then:
        - when: told
          to: one
        - to: well
  also: [leave]
two:
  says: And?
  replies:
    ask: {say: Bye., then: one}
"""
MORE = """
facts: [told]
replies:
  leave: {say: I go., then: badly}
"""
STORY = source(SCENES, more=MORE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(STORY)
    return path


def changed(file: Path) -> list[str]:
    """The lines that differ from the story as it was."""
    lines = zip(file.read_text().splitlines(), STORY.splitlines(), strict=True)
    return [line.strip() for line, before in lines if line != before]


class TestWhatChanges:
    def test_a_scene_changes_at_its_key_in_start_then_and_conditions(self, file: Path) -> None:
        done = rename_in_file(file, "one", "first")
        assert (done.kind, done.places) == ("scene", 7)
        assert changed(file) == [
            "start: first",
            """first:   # the scene 'one', not "one more\"""",
            "- when: visited(first) or given(first/ask) or told",
            "when: not given( first / ask ) and given(leave) # one",
            "to: first",
            "ask: {say: Bye., then: first}",
        ]

    def test_a_reply_changes_in_its_own_scene_alone(self, file: Path) -> None:
        rename_in_file(file, "one/ask", "enquire")
        assert changed(file) == [
            "- when: visited(one) or given(one/enquire) or told",
            "enquire: {say: One?, then: two}",
            "when: not given( one / enquire ) and given(leave) # one",
        ]

    def test_the_new_name_of_a_reply_may_repeat_the_scene(self, file: Path) -> None:
        assert rename_in_file(file, "one/ask", "one/enquire").new == "enquire"

    def test_a_shared_reply_changes_in_also_and_given(self, file: Path) -> None:
        assert rename_in_file(file, "leave", "go").places == 3

    def test_a_fact_changes_in_facts_sets_clears_and_conditions(self, file: Path) -> None:
        assert rename_in_file(file, "told", "said_so").places == 5

    def test_an_ending_changes_in_then(self, file: Path) -> None:
        assert rename_in_file(file, "ending:well", "fine").places == 2


class TestRefusals:
    def refused(self, file: Path, old: str, new: str) -> str:
        with pytest.raises(UsageError) as error:
            rename_in_file(file, old, new)
        assert file.read_text() == STORY
        return str(error.value)

    def test_an_ambiguous_name_is_refused_with_the_forms_there_are(self, file: Path) -> None:
        file.write_text(STORY.replace("told", "one"))
        with pytest.raises(UsageError, match="'one' is a scene and a fact here: write scene:one or fact:one"):
            rename_in_file(file, "one", "first")
        assert rename_in_file(file, "fact:one", "told").kind == "fact"

    @pytest.mark.parametrize(
        ("old", "new", "word"),
        [
            ("one", "First", "not a name"),
            ("told", "so-so", "not a name"),
            ("one", "one", "called so already"),
            ("one", "two", "a scene 'two' already"),
            ("one", "well", "an ending 'well' already"),
            ("well", "one", "a scene 'one' already"),
            ("told", "trust", "a word of the conditions"),
            ("one/ask", "other", "'one' offers a reply 'other' already"),
            ("one/ask", "leave", "'one' offers a reply 'leave' already"),
            ("leave", "ask", "'one' offers a reply 'ask' already"),
            ("tactic:stay_silent", "x", "no kind of name"),
        ],
    )
    def test_a_name_that_does_not_fit_is_refused(self, file: Path, old: str, new: str, word: str) -> None:
        assert word in self.refused(file, old, new)

    def test_what_is_not_there_is_said_with_what_was_probably_meant(self, file: Path) -> None:
        with pytest.raises(NameNotFound, match="Did you mean one/ask or two/ask"):
            rename_in_file(file, "ask", "enquire")

    @pytest.mark.parametrize("broken", ["says: Well?\n  - x", "when: told and", "scenes: [no"])
    def test_a_file_that_does_not_read_is_left_alone(self, file: Path, broken: str) -> None:
        text = STORY.replace("      - when: told\n", f"      - {broken}\n")
        file.write_text(text)
        with pytest.raises(StoryInvalid):
            rename_in_file(file, "one", "first")
        assert file.read_text() == text


class TestTheFile:
    def test_a_byte_order_mark_and_line_breaks_of_windows_stay(self, file: Path) -> None:
        before = b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode()
        file.write_bytes(before)
        rename_in_file(file, "well", "fine")
        assert file.read_bytes() == before.replace(b"to: well", b"to: fine").replace(b"  well:", b"  fine:")

    def test_permissions_stay_and_nothing_is_left_beside(self, file: Path) -> None:
        file.chmod(0o640)
        rename_in_file(file, "one", "first")
        assert file.stat().st_mode & 0o777 == 0o640
        assert os.listdir(file.parent) == [file.name]

    def test_of_a_link_the_file_behind_it_changes(self, file: Path, tmp_path: Path) -> None:
        link_to = tmp_path / "link.yaml"
        link_to.symlink_to(file)
        rename_in_file(link_to, "one", "first")
        assert link_to.is_symlink()
        assert "first:" in file.read_text()


LIBRARY = sorted((Path(__file__).parents[2] / "stories").glob("the-*.yaml"))[:6]


def names(text: str) -> list[tuple[Kind, str]]:
    symbols = Symbols(read_text(text, "story.yaml"))
    return [(kind, name) for kind in RENAMED for name in symbols.defined(kind)]


def renamed(text: str, kind: Kind, name: str, new: str) -> str:
    written = read_text(text, "story.yaml")
    symbols = Symbols(written)
    assert meant(symbols, f"{kind}:{name}") == (kind, name)
    return replaced(written.source, to_rename(symbols, kind, name, new), new)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_renaming_there_and_back_gives_the_same_bytes(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(LIBRARY)).read_text(encoding="utf-8")
    text = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    kind, name = data.draw(st.sampled_from(names(text)))
    there = renamed(text, kind, name, "zz9")
    assert there != text
    assert renamed(there, kind, f"{name.rpartition('/')[0]}/zz9".lstrip("/"), name.rpartition("/")[2]) == text
    assert link(validate(read_text(there, "story.yaml"))).story is not None


def test_what_is_proved_of_a_renamed_story_stays_the_same() -> None:
    def figures(story: Story) -> dict[str, object]:
        proof = asdict(prove(story))
        return {key: proof[key] for key in ("states", "par", "empathy", "clarity", "trust", "longest")}

    text = STORY
    steps: list[tuple[Kind, str, str]] = [
        ("scene", "one", "zebra"),
        ("reply", "zebra/ask", "bid"),
        ("fact", "told", "said"),
        ("ending", "well", "fine"),
    ]
    for kind, name, new in steps:
        text = renamed(text, kind, name, new)
    before, after = (link(validate(read_text(one, "small.yaml"))).story for one in (STORY, text))
    assert before is not None
    assert after is not None
    assert text != STORY
    assert figures(before) == figures(after)
