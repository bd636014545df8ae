"""The map of a story: what leads where, in layers, and its four forms."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pydot
import pytest
from hypothesis import given
from hypothesis import strategies as some

from servicesim.authoring.storymap.dot import as_dot
from servicesim.authoring.storymap.layers import layered, ordered, reached
from servicesim.authoring.storymap.mermaid import as_mermaid
from servicesim.authoring.storymap.story_map import StoryMap, map_named, map_of
from servicesim.authoring.storymap.svg import as_svg
from servicesim.conversation import replay
from servicesim.errors import StoryInvalid, StoryNotFound, UsageError
from servicesim.plain.storymap import as_text
from servicesim.solver.prove import prove
from servicesim.story.findings import Finding
from servicesim.story.library import Library
from servicesim.story.linked import Story
from tests.making import source, story

SCENES = """
door:
  says: Well?
  replies:
    kind: {say: I see., effects: {trust: 3}, marks: {empathy: 2, clarity: 2}, then: table}
    curt: {say: Hm., effects: {trust: -2}, marks: {empathy: -2, clarity: -2}, then: hall}
hall:
  says: And now?
  replies:
    sorry: {say: Sorry., marks: {empathy: 1}, then: [{when: trust >= 2, to: table}, {to: door}]}
table:
  says: Go on.
  replies:
    help: {say: At once., marks: {empathy: 1}, then: well}
    again: {say: Once more?, effects: {trust: -4}, marks: {empathy: -2, clarity: -2}, then: door}
    leave: {say: Not now., then: badly}
attic:
  says: Nobody comes here.
  replies:
    down: {say: Down., then: hall}
"""

NASTY = """A "title" <script>alert(1)</script> \\N \\" ]] --> || `md` %% #quot; & ]]> {x} é 字; end"""
FINDING = Finding("dead-end", "error", NASTY, "a.yaml", 3, scene="table", reply="help")
ADVICE = Finding("straw-man", "advice", NASTY, "a.yaml", 1)


@pytest.fixture
def small() -> Story:
    return story(SCENES, more="max_turns: 5\n")


@pytest.fixture
def drawn(small: Story) -> StoryMap:
    """With the conversation of somebody who went back to the door once, and ran out of turns."""
    played = replay(small, ["kind", "again", "kind", "again", "kind"])
    return map_of(small, prove(small), findings=[FINDING, ADVICE], played=played)


@pytest.fixture
def nasty(drawn: StoryMap) -> StoryMap:
    return replace(drawn, story=replace(drawn.story, title=NASTY))


class TestTheMap:
    def test_each_scene_stands_below_all_that_lead_to_it_without_a_loop(self, drawn: StoryMap) -> None:
        assert drawn.layers == (("door",), ("hall",), ("table",), ("well", "badly", "gone", "late"))
        assert drawn.apart == ("attic",)

    def test_ways_with_their_conditions_and_those_that_lead_back(self, drawn: StoryMap) -> None:
        ways = [(way.reply.id, way.target, way.when, way.back) for way in drawn.places["hall"].ways]
        assert ways == [("sorry", "table", "trust >= 2", False), ("sorry", "door", None, True)]
        assert drawn.places["table"].sources == ("door", "hall")

    def test_the_best_line(self, drawn: StoryMap) -> None:
        best = [
            (way.source, way.reply.id) for place in drawn.places.values() for way in place.ways if way.best
        ]
        assert {(made.before.scene, made.reply.id) for made in drawn.best_line} == set(best)
        assert ("door", "kind") in best
        assert drawn.places["well"].best
        assert not drawn.places["badly"].best

    def test_a_conversation_laid_over_it(self, drawn: StoryMap) -> None:
        assert drawn.places["door"].played == (0, 2, 4)
        (kind, *_) = drawn.places["door"].ways
        assert kind.played == (1, 3), "the fifth reply was given, and the turns were up"
        late = next(way for way in drawn.places["door"].ways if way.target == "late")
        assert (late.reply.id, late.why, late.played) == ("kind", "out_of_time", (5,))

    def test_findings_stand_where_they_are(self, drawn: StoryMap) -> None:
        assert drawn.places["table"].findings == (FINDING,)
        assert drawn.places["table"].severity == "error"
        assert "✗" in drawn.places["table"].marks
        assert drawn.findings == (ADVICE,)


class TestNamed:
    def test_a_file_with_what_check_finds(self, tmp_path: Path) -> None:
        file = tmp_path / "small.yaml"
        file.write_text(source(SCENES), encoding="utf-8")
        found = map_named(str(file), Library()).places["attic"].findings
        assert [finding.rule for finding in found] == ["unreachable-scene"]

    def test_what_cannot_be_drawn(self, tmp_path: Path) -> None:
        file = tmp_path / "small.yaml"
        file.write_text(source(SCENES.replace("to: table", "to: tabel")), encoding="utf-8")
        with pytest.raises(StoryInvalid):
            map_named(str(file), Library())
        with pytest.raises(UsageError):
            map_named(str(tmp_path), Library())
        with pytest.raises(StoryNotFound):
            map_named("nothing-of-that-name", Library())


class TestLayers:
    GRAPHS = some.dictionaries(
        some.sampled_from("abcdefgh"), some.lists(some.sampled_from("abcdefghxy"), max_size=4), min_size=1
    )

    @given(GRAPHS)
    def test_every_place_stands_once_and_loops_alone_lead_up(self, graph: dict[str, list[str]]) -> None:
        graph = {"a": [], **graph}
        layers = layered(graph, "a", ["x", "y"])
        rows = ordered(layers, graph)
        layer = {node: number for number, row in enumerate(rows) for node in row}
        seen = reached(graph, "a") | {"x", "y"}
        assert sorted(node for row in rows for node in row if isinstance(node, str)) == sorted(seen)
        assert rows[0][0] == "a"
        assert rows[-1] == ["x", "y"]
        for place in seen:
            for target in graph.get(place, ()):
                if layer[target] <= layer[place]:
                    assert place in reached(graph, target), "a way leads up only where it closes a loop"

    @given(GRAPHS)
    def test_ways_pass_every_layer_between(self, graph: dict[str, list[str]]) -> None:
        graph = {"a": [], **graph}
        rows = ordered(layered(graph, "a", ["x", "y"]), graph)
        layer = {node: number for number, row in enumerate(rows) for node in row}
        for place in reached(graph, "a"):
            for target in graph.get(place, ()):
                between = range(layer[place] + 1, layer[target])
                assert all(layer[target, number] == number for number in between)

    def test_ways_do_not_cross_where_they_need_not(self) -> None:
        graph = {"a": ["b", "c"], "b": ["e"], "c": ["d"], "d": ["x"], "e": ["x"]}
        assert ordered(layered(graph, "a", ["x"]), graph)[1:3] == [["b", "c"], ["e", "d"]]


class TestText:
    def test_each_scene_with_its_replies_and_where_they_lead(self, drawn: StoryMap) -> None:
        text = "\n".join(as_text(drawn))
        assert "4 scenes in 3 layers, 4 endings" in text
        assert "  ★ kind → table\n      I see." in text
        assert "    sorry → table if trust >= 2\n      Sorry.\n    sorry → door (back to layer 1)" in text
        assert "    kind → late (the turns are up)" in text
        assert re.search(r"── No reply leads here ─+\nattic\n", text)
        assert re.search(r"── Endings: lost ─+\nbadly\ngone  \(the persona leaves\)\n", text)

    def test_it_fits_80_columns(self, nasty: StoryMap) -> None:
        for line in as_text(nasty):
            assert len(line) <= 80

    def test_findings_with_their_lines(self, drawn: StoryMap) -> None:
        text = " ".join("\n".join(as_text(drawn)).split())
        assert '✗ 3: help: A "title" <script>' in text
        assert "[dead-end]" in text


# The parser of pydot calls its own parser library by names that are going out of use.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
class TestDot:
    def test_it_reads_back(self, nasty: StoryMap) -> None:
        (graph,) = pydot.graph_from_dot_data(as_dot(nasty))
        nodes = {node.get_name().strip('"') for node in graph.get_nodes()}
        assert set(nasty.places) <= nodes
        edges = [
            (edge.get_source().strip('"'), edge.get_destination().strip('"')) for edge in graph.get_edges()
        ]
        ways = [(way.source, way.target) for place in nasty.places.values() for way in place.ways]
        assert edges == ways

    def test_a_title_is_a_title(self, nasty: StoryMap) -> None:
        (graph,) = pydot.graph_from_dot_data(as_dot(nasty))
        label = graph.get("label")
        assert label[1:-1].replace('\\"', '"').replace("\\\\", "\\") == NASTY


class TestMermaid:
    LABEL = re.compile(r'"([^"]*)"')

    def test_nodes_are_numbered_since_names_may_be_words_of_mermaid(self, drawn: StoryMap) -> None:
        lines = as_mermaid(drawn).splitlines()
        assert lines[3] == "flowchart TD"
        assert '  p0["door ★ ●"]' in lines
        assert '  p0 ==>|"kind ★ ●1,3"| p2' in lines
        assert '  p1 -->|"sorry if trust #62;#61; 2"| p2' in lines
        assert "  class p4 resolved" in lines

    def test_nothing_in_a_label_is_more_than_text(self, nasty: StoryMap) -> None:
        place = nasty.places["door"]
        ways = tuple(replace(way, when=NASTY) for way in place.ways)
        changed = replace(nasty, places={**nasty.places, "door": replace(place, ways=ways)})
        front, body = as_mermaid(changed).split("flowchart TD\n")
        assert front.count("\n") == 3, "the title is one line of the front matter"
        labels = [label for line in body.splitlines() for label in self.LABEL.findall(line)]
        assert any("script" in label for label in labels)
        for label in labels:
            assert not set(label) & set('<>"`|[]{}&%\\')
        decoded = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), labels[len(changed.places)])
        assert NASTY in decoded


class TestSvg:
    SPACE = "{http://www.w3.org/2000/svg}"

    def test_it_is_one_picture_without_scripts_or_anything_from_elsewhere(self, nasty: StoryMap) -> None:
        text = as_svg(nasty)
        root = ElementTree.fromstring(text)
        assert {element.tag.removeprefix(self.SPACE) for element in root.iter()} == {
            "svg", "title", "style", "rect", "text", "path", "g",
        }  # fmt: skip
        assert "href" not in text
        assert "url(" not in text
        assert NASTY in [element.text for element in root.iter(f"{self.SPACE}text")]

    def test_a_box_for_each_place_none_over_another(self, drawn: StoryMap) -> None:
        root = ElementTree.fromstring(as_svg(drawn))
        boxes = [
            tuple(float(box.attrib[name]) for name in ("x", "y", "width"))
            for box in root.iter(f"{self.SPACE}rect")
            if box.get("class", "").startswith("box")
        ]
        assert len(boxes) == len(drawn.places)
        for x, y, width in boxes:
            assert not any(
                other != (x, y, width) and other[1] == y and x <= other[0] < x + width for other in boxes
            )

    def test_the_best_line_and_what_was_played_look_different(self, drawn: StoryMap) -> None:
        root = ElementTree.fromstring(as_svg(drawn))
        kinds = {path.attrib["class"] for path in root.iter(f"{self.SPACE}path")}
        assert {"way", "way best played", "way back played"} <= kinds
