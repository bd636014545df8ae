"""The chart of attitudes, as Mermaid and as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from servicesim.authoring.chart import HEIGHT, WIDTH, as_mermaid, as_svg
from servicesim.persona.archetype import Archetype, archetype, archetype_ids

HOSTILE = Archetype.model_validate(
    {
        "id": "own",
        "title": 'A <b> & "quoted" one',
        "summary": "",
        "start": {"attitude": "end", "resistance": 5, "trust": 5},
        "tell_at": 4,
        "attitudes": {
            "end": {"title": "note: <script>alert(1)</script> --> x\nstate y; %% #35;", "cues": ["</title>"]},
            "state": {"title": "state", "cues": ["\x1b]0;owned\x07"]},
        },
        "transitions": [{"from": ["end", "state"], "to": "state", "when": "trust >= 5"}],
    }
)
"""An archetype whose names and texts are the words and marks of both languages."""

SVG = "{http://www.w3.org/2000/svg}"


def words(root: ElementTree.Element) -> str:
    return "\n".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))


class TestSvg:
    @pytest.mark.parametrize("name", archetype_ids())
    def test_it_shows_every_attitude_and_every_way(self, name: str) -> None:
        kind = archetype(name)
        root = ElementTree.fromstring(as_svg(kind))
        for attitude in kind.attitudes:
            assert attitude in words(root)
        arrows = [path for path in root.iter(f"{SVG}path") if path.get("class") == "way"]
        assert len(arrows) == sum(len(way.source) for way in kind.transitions)
        for way in kind.transitions:
            assert f"→ {way.to} when {way.when}" in words(root)

    @pytest.mark.parametrize("name", archetype_ids())
    def test_everything_lies_on_the_picture_and_no_box_on_another(self, name: str) -> None:
        root = ElementTree.fromstring(as_svg(archetype(name)))
        boxes = [
            tuple(float(box.get(key, "")) for key in ("x", "y", "width", "height"))
            for box in root.iter(f"{SVG}rect")
            if "box" in (box.get("class") or "")
        ]
        assert len(boxes) == len(archetype(name).attitudes)
        for x, y, width, height in boxes:
            assert 0 <= x <= WIDTH - width
            assert 0 <= y <= HEIGHT - height
        for index, (x, y, width, height) in enumerate(boxes):
            for other_x, other_y, _, _ in boxes[index + 1 :]:
                assert abs(x - other_x) >= width or abs(y - other_y) >= height

    def test_it_needs_nothing_from_outside(self) -> None:
        svg = as_svg(archetype("venting")).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|href|@import|<script", svg)

    def test_texts_are_text_whatever_stands_in_them(self) -> None:
        svg = as_svg(HOSTILE)
        root = ElementTree.fromstring(svg)
        assert 'A <b> & "quoted" one' in words(root)
        assert "<script" not in svg
        assert "\x1b" not in svg

    def test_a_way_to_itself_is_listed_and_not_drawn(self) -> None:
        root = ElementTree.fromstring(as_svg(HOSTILE))
        assert sum(path.get("class") == "way" for path in root.iter(f"{SVG}path")) == 1


class TestMermaid:
    @pytest.mark.parametrize("name", archetype_ids())
    def test_it_has_every_way_with_its_number(self, name: str) -> None:
        kind = archetype(name)
        lines = as_mermaid(kind).splitlines()
        assert lines[0] == "stateDiagram-v2"
        assert len([line for line in lines if "-->" in line]) == 1 + sum(
            len(way.source) for way in kind.transitions
        )

    def test_every_line_is_one_of_three_forms_whatever_the_texts_are(self) -> None:
        text = r"(?:[\w ,.()-]|#\d+;)*"
        forms = re.compile(
            rf'stateDiagram-v2|    state "{text}" as a\d+|    \[\*\] --> a\d+|    a\d+ --> a\d+: {text}'
        )
        for line in as_mermaid(HOSTILE).splitlines():
            assert forms.fullmatch(line), line
