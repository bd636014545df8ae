"""Reading: plain data with places, the limits, and every refusal found at its place."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from servicesim.story import events
from servicesim.story.characters import escaped
from servicesim.story.places import Place
from servicesim.story.reader import MOST_BYTES, UNREAD, Written, collector_paused, read, read_text


def written(text: str | bytes) -> Written:
    """A text as it was read; a string with its common indentation taken off."""
    return read_text(dedent(text) if isinstance(text, str) else text, "story.yaml")


def found(text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    """Rule, line and column of everything that reading finds in a text."""
    return [(finding.rule, finding.line, finding.column) for finding in written(text).findings]


class TestValues:
    def test_every_scalar_is_its_exact_text(self) -> None:
        sound = written("a: no\nb: 12:30\nc: 007\nd: ~\ne: 1.50\nf: 'on'\n")
        assert sound.data == {"a": "no", "b": "12:30", "c": "007", "d": "~", "e": "1.50", "f": "on"}
        assert sound.findings == []

    def test_maps_and_lists_are_plain(self) -> None:
        assert written("a: {b: [c, {d: e}]}\nf:\n- g\n-\n").data == {
            "a": {"b": ["c", {"d": "e"}]},
            "f": ["g", ""],
        }

    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        bare = written(b"\xef\xbb\xbfid: x\n")
        assert bare.data == {"id": "x"}
        assert bare.findings == []
        assert bare.places.key(("id",)) == Place(1, 1, 2)

    def test_windows_line_breaks_change_neither_texts_nor_places(self) -> None:
        windows = written(b"a: |\r\n  one\r\n  two\r\nb: *x\r\n")
        assert windows.data == {"a": "one\ntwo\n", "b": UNREAD}
        assert [(finding.line, finding.column, finding.source) for finding in windows.findings] == [
            (4, 4, "b: *x")
        ]

    def test_accented_letters_and_emoji_count_as_one_column_each(self) -> None:
        assert found("é😀é: *x\n") == [("alias", 1, 6)]

    def test_a_tab_inside_a_text_is_kept(self) -> None:
        assert written("a: one\ttwo\n").data == {"a": "one\ttwo"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "rule", "line", "column"),
        [
            ("a: 1\nb: *a\n", "alias", 2, 4),
            ("a: &mark 1\n", "alias", 1, 4),
            ("a: &mark {b: c}\n", "alias", 1, 4),
            ("a: !!int 1\n", "yaml-tag", 1, 4),
            ("a: ! hello\n", "yaml-tag", 1, 4),
            ("a: !!map {b: c}\n", "yaml-tag", 1, 4),
            ("!tag a: 1\n", "yaml-tag", 1, 1),
            ("*a : 1\n", "alias", 1, 1),
            ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1),
            ("a:\n  <<: b\n", "merge-key", 2, 3),
            ("a: 1\n---\nb: 2\n", "second-document", 2, 1),
            ("{a: b}: c\n", "bad-key", 1, 1),
            ("? [a, b]\n: c\n", "bad-key", 1, 3),
            ("title: The second miss  # stable\n", "text-cut-by-comment", 1, 25),
            ("a:\n  says: Aisle#4 or\n", None, 0, 0),
            ("says: Go to # 4\n", "text-cut-by-comment", 1, 13),
            ("says: #4 is mine\n", "text-cut-by-comment", 1, 7),
            ("{says: Yes # no\n}\n", "text-cut-by-comment", 1, 12),
            ("says: 'Quoted' # fine\n", None, 0, 0),
            ("id: x # fine\n", None, 0, 0),
            ("a: '\u202e'\n", "control-character", 1, 5),
            ("a: x\x1b[2J\n", "control-character", 1, 5),
            ('a: "one\\e"\n', "control-character", 1, 8),
            ('a: "\\x41\\u202E"\n', "control-character", 1, 9),
            ('a: "one\\rtwo"\n', "control-character", 1, 8),
            ('"k\\a": 1\n', "control-character", 1, 3),
            ("a: 1 # \u2066\n", "control-character", 1, 8),
            ("a: one\u2028two\n", "control-character", 1, 7),
            ("a: one\x85two\n", "control-character", 1, 7),
            ("a: \ud800\n", "control-character", 1, 4),
            ("a: \ufeffx\n", "control-character", 1, 4),
            ("a: x\0y\n", "control-character", 1, 5),
            (b"a: caf\xe9\n", "not-utf8", 1, 7),
            (b"\xff\xfea\0:\0 \0b\0", "not-utf8", 1, 1),
            (f"a: {'x' * 100_001}\n", "too-long", 1, 4),
            ("[" * 41, "too-deep", 1, 41),
        ],
    )  # fmt: skip
    def test_is_found_at_its_place(self, text: str | bytes, rule: str | None, line: int, column: int) -> None:
        assert found(text) == ([] if rule is None else [(rule, line, column)])

    def test_the_first_of_two_equal_keys_is_kept_and_places_stay_right(self) -> None:
        twice = written("a: {b: 1}\na: {c: [2, {d: e}]}\nf: g\n")
        assert twice.data == {"a": {"b": "1"}, "f": "g"}
        assert twice.places.value(("f",)) == Place(3, 4, 1)
        assert twice.held == {("a",)}

    def test_an_anchored_map_is_kept_and_an_anchored_text_is_held(self) -> None:
        assert written("a: &x {b: c}\nd: &y e\n").data == {"a": {"b": "c"}, "d": UNREAD}

    def test_what_is_dropped_inside_a_dropped_value_is_not_held_itself(self) -> None:
        assert written("a: 1\na: [*x, {b: *y, b: 2}]\n").held == {("a",)}

    def test_all_findings_of_a_file_are_found_in_one_run(self) -> None:
        text = "a: *x\nb: !t c\ntitle: d # e\nb: f\nsays: g: h\ni: '\x01'\n"
        assert sorted(found(text)) == [
            ("alias", 1, 4),
            ("control-character", 6, 5),
            ("duplicate-key", 4, 1),
            ("syntax", 5, 8),
            ("text-cut-by-comment", 3, 10),
            ("yaml-tag", 2, 4),
        ]

    def test_a_flood_of_findings_is_cut_short_and_said_to_be(self) -> None:
        rules = [finding.rule for finding in written("a:\n" + "- *x\n" * 3000).findings]
        assert rules.count("alias") == 1000
        assert rules[-1] == "too-many-findings"

    def test_an_empty_file_and_a_file_of_one_text_have_no_data(self) -> None:
        assert written("").data is None
        assert written("just words\n").data is None


class TestBombs:
    """Deep nesting kills the C parser's own tree builder, and aliases multiply."""

    PARTS = ("[", "- ", "? ", "{a: ", "a: [", "- - - - ", "- ? ")

    @pytest.mark.parametrize("size", [40_000, 400_000])
    def test_end_at_the_depth_limit_in_a_process_of_their_own(self, size: int) -> None:
        program = (
            "from servicesim.story.reader import read_text\n"
            "from servicesim.story.validate import validate\n"
            f"for part in {self.PARTS!r}:\n"
            f"    draft = validate(read_text(part * ({size} // len(part)), 'bomb'))\n"
            "    rules = [finding.rule for finding in (*draft.written.findings, *draft.findings)]\n"
            "    print(rules, flush=True)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
        )
        ended = done.stdout.splitlines()
        assert done.returncode == 0, f"after {self.PARTS[: len(ended)]}: {done.stderr}"
        assert len(ended) == len(self.PARTS)
        assert all("too-deep" in rules for rules in ended), ended

    def test_forty_maps_in_each_other_are_read_and_one_more_is_not(self) -> None:
        assert found("".join("  " * depth + "a:\n" for depth in range(40))) == []
        assert found("".join("  " * depth + "a:\n" for depth in range(41))) == [("too-deep", 41, 81)]

    def test_a_chain_of_aliases_multiplies_nothing(self) -> None:
        chain = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
        assert {rule for rule, _, _ in found(chain)} == {"alias"}


class TestFiles:
    def test_a_file_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "story.yaml"
        path.write_bytes("id: bær\r\n".encode())
        sound = read(path)
        assert (sound.data, sound.path, sound.findings) == ({"id": "bær"}, str(path), [])

    def test_a_file_that_is_not_there_is_a_finding_without_a_place(self, tmp_path: Path) -> None:
        (finding,) = read(tmp_path / "none.yaml").findings
        assert (finding.rule, finding.line, finding.column, finding.source) == (
            "unreadable-file",
            None,
            None,
            None,
        )
        assert finding.path.endswith("none.yaml")

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        assert [finding.rule for finding in read(tmp_path).findings] == ["unreadable-file"]

    def test_a_file_over_the_limit_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.yaml"
        path.write_bytes(b"#" * (MOST_BYTES + 1))
        large = read(path)
        assert (large.data, [finding.rule for finding in large.findings]) == (None, ["too-large"])


class TestReadingOn:
    """After a mistake of grammar, what is to blame is left out and the rest is read."""

    def test_what_stands_before_and_after_is_kept_and_what_is_left_out_is_held(self) -> None:
        broken = written(
            "a: 1\nscenes:\n  x:\n    says: Listen: I am here\n      and more\n    then: y\nz: 2\n"
        )
        assert broken.data == {"a": "1", "scenes": {"x": {"says": UNREAD, "then": "y"}}, "z": "2"}
        assert broken.held == {("scenes", "x", "says")}
        assert broken.places.value(("z",)) == Place(7, 4, 1)

    def test_several_mistakes_are_found_in_one_run(self) -> None:
        text = "a: b: c\nd: 'e' f\ng: @h\ni:\n\tj: k\nl: *\nm: n\n"
        broken = written(text)
        assert [(finding.rule, finding.line) for finding in broken.findings] == [
            ("syntax", line) for line in (1, 2, 3, 5, 6)
        ]
        assert broken.data is not None
        assert broken.data["i"] == {"j": "k"}
        assert broken.data["m"] == "n"

    def test_where_nothing_can_be_made_of_the_rest_what_stood_before_is_kept(self) -> None:
        broken = written("a: 1\nb: {c: d}\n...\ne: f\n")
        assert broken.data == {"a": "1", "b": {"c": "d"}}
        assert [finding.rule for finding in broken.findings] == ["syntax"]
        assert () in broken.held

    def test_too_deep_nesting_ends_the_reading_and_keeps_what_stood_before(self) -> None:
        deep = written("a: 1\nb:\n  c: 2\n  d: " + "[" * 50)
        assert deep.data is not None
        assert deep.data["a"] == "1"
        assert {(), ("b",), ("b", "d")} <= deep.held


@st.composite
def nested(draw: st.DrawFn, depth: int = 3) -> object:
    """Random nested data as the reader gives it: maps, lists and texts."""
    word = st.text(st.sampled_from("abé😀xyz'\"\\:#{}[]-|> \n"), max_size=12)
    kind = draw(st.sampled_from(("text", "text", "map", "list"))) if depth else "text"
    if kind == "text":
        return draw(word)
    keys = st.text(st.sampled_from("kéy😀_-"), min_size=1, max_size=6)
    inner = nested(depth=depth - 1)
    if kind == "list":
        return draw(st.lists(inner, max_size=3))
    return draw(st.dictionaries(keys, inner, max_size=3))


def emitted(value: object, dice: st.DataObject) -> str:
    """A text in which `value` stands in a random style of quoting, flow or block at every level."""
    style = dice.draw(st.sampled_from(("plain", "flow", "quoted", "single", "literal", "folded")))
    if style == "flow":
        return yaml.safe_dump(value, allow_unicode=True, default_flow_style=True)
    quoting = {"quoted": '"', "single": "'", "literal": "|", "folded": ">"}.get(style)
    width = dice.draw(st.sampled_from((10, 1000)))
    return yaml.dump(value, Dumper=yaml.SafeDumper, allow_unicode=True, default_style=quoting, width=width)


def texts(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], str]]:
    """Every text in nested data, with its path."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in texts(inner, (*path, key))]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in texts(inner, (*path, index))]
    return [(path, str(value))]


class TestProperties:
    @settings(deadline=None)
    @given(st.data(), st.dictionaries(st.sampled_from(["a", "bé", "c😀"]), nested(), min_size=1))
    def test_places_point_at_the_very_text(self, dice: st.DataObject, data: dict[str, object]) -> None:
        source = emitted(data, dice)
        # Folded text that begins with a space is written by PyYAML as what is another text for any reader.
        assume(yaml.load(source, yaml.BaseLoader) == data)
        read_back = read_text(source, "random.yaml")
        assert read_back.findings == []
        assert read_back.data == data
        lines = source.split("\n")
        for path, text in texts(data):
            for at, mark in enumerate(text):
                if mark.isspace():
                    continue
                place = read_back.places.within(path, at, at + 1)
                shown = lines[place.line - 1][place.column - 1 : place.column - 1 + place.length]
                assert (escaped(shown) if len(shown) > 1 and shown[0] == "\\" else shown[0]) == mark

    @settings(deadline=None)
    @given(st.binary(max_size=300))
    @example(b"\xff\xfe")
    @example(b"a: \xf0\x9f")
    def test_random_bytes_never_raise(self, content: bytes) -> None:
        result = read_text(content, "random")
        assert isinstance(result.data, dict | None)

    @settings(deadline=None)
    @given(st.text(st.sampled_from("ab:- \n\t{}[]\"'|>#&*!%@`?,\\~é😀\r"), max_size=80))
    def test_random_yaml_never_raises_and_findings_stand_in_the_text(self, text: str) -> None:
        result = read_text(text, "random")
        lines = result.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for finding in result.findings:
            assert finding.line is not None
            assert finding.column is not None
            assert 1 <= finding.line <= len(lines)
            assert finding.source == lines[finding.line - 1]
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
            assert finding.length >= 1


class TestPythonParser:
    """Where PyYAML was built without its C parser."""

    def test_reads_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "a: é😀\nb: [c, 'd']\ne: |\n  f\n\n  g\nh: *i\n"
        quick = written(text)
        monkeypatch.setattr(events, "_LOADER", yaml.SafeLoader)
        slow = written(text)
        assert slow.data == quick.data
        assert slow.findings == quick.findings
        assert slow.places.within(("e",), 3, 4) == quick.places.within(("e",), 3, 4) == Place(6, 3, 1)

    def test_an_impossible_escape_is_a_finding(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(events, "_LOADER", yaml.SafeLoader)
        assert [finding.rule for finding in written('a: "\\UFFFFFFFF"\n').findings] == ["syntax"]


class TestCollector:
    def test_runs_again_afterwards_whatever_happened(self) -> None:
        assert gc.isenabled()
        with pytest.raises(KeyError):
            self.fail_without_collector()
        assert gc.isenabled()

    def fail_without_collector(self) -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise KeyError

    def test_stays_off_where_it_was_off(self) -> None:
        gc.disable()
        try:
            with collector_paused():
                assert not gc.isenabled()
            assert not gc.isenabled()
        finally:
            gc.enable()
