"""The language server, asked over stdin and stdout by a real client of the protocol.

`‸` marks the cursor. The stories hold emoji, because editors count positions in UTF-16.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from servicesim.authoring.check import check_file
from servicesim.story.reader import read_text
from tests.authoring.lsp_client import URI, Editor, editor
from tests.making import findings, source

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCENES = """
one:
  says: {says}
  replies:
    ask: {{say: 😀 One?, tactics: [stay_silent], then: {then}}}
    other:
      when: {when}
      say: Hm.
      sets: [told]
      then: well
two:
  says: And?
  replies:
    ask: {{say: Bye., then: one}}
"""


def story(says: str = "Well?", then: str = "two", when: str = "not given(one/ask) or told") -> str:
    return source(SCENES.format(says=says, then=then, when=when), more="facts: [told]")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    async with editor(tmp_path_factory.mktemp("cache")) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def opened(running: Editor) -> AsyncIterator[Editor]:
    """The editor with nothing open; what a test opens is closed again."""
    yield running
    running.close()


def cursor(value: object) -> str | None:
    """The line with the cursor, as the name of a case."""
    lines = [line.strip() for line in value.splitlines() if "‸" in line] if isinstance(value, str) else []
    return lines[0] if lines else None


def labels(items: list[types.CompletionItem]) -> list[str]:
    return [item.label for item in items]


async def completed(one: Editor, text: str) -> list[str]:
    one.open(text)
    return labels(await one.ask("text_document_completion_async", types.CompletionParams))


class TestFindings:
    async def test_what_check_finds_is_told_at_its_place(self, opened: Editor) -> None:
        text = story(then="tow", when="attitude == 😀")
        opened.open(text)
        told = await opened.findings()
        assert [(one.code, one.message.partition("\n")[0]) for one in told] == [
            (one.rule, one.message) for one in findings(text)
        ]
        assert opened.text_at(next(one for one in told if one.code == "condition").range) == "😀"
        target = next(one for one in told if one.code == "unknown-target")
        assert opened.text_at(target.range) == "tow"
        assert target.severity == types.DiagnosticSeverity.Error

    async def test_a_proof_follows_and_says_what_check_says(self, opened: Editor, tmp_path: Path) -> None:
        text = story(when="trust == 10 and trust == 0")
        file = tmp_path / "small.yaml"
        file.write_text(text)
        opened.open(text)
        unreachable = await opened.until("unreachable-reply")
        assert opened.text_at(unreachable.range) == "other"
        checked = next(one for one in check_file(file).findings if one.rule == "unreachable-reply")
        assert unreachable.message == checked.message

    async def test_what_is_told_follows_the_text(self, opened: Editor) -> None:
        opened.open(story(then="tow"))
        assert [one.code for one in await opened.findings()] == ["unknown-target"]
        opened.change(story())
        assert await opened.findings() == []
        opened.change(story(says="[unclosed"))
        assert "syntax" in [one.code for one in await opened.findings()]

    async def test_newer_text_ends_a_proof_and_is_proved_itself(self, opened: Editor) -> None:
        opened.open(story(when="trust == 10 and trust == 0"))
        await opened.findings()
        opened.change(story(when="trust == 9 and trust == 0"))
        await opened.until("unreachable-reply")

    async def test_other_yaml_is_left_alone(self, opened: Editor) -> None:
        opened.open("on: push\njobs: {test: {}}\n")
        assert await opened.findings() == []

    async def test_a_byte_order_mark_moves_nothing(self, opened: Editor) -> None:
        opened.open("\ufeff" + story(then="tow"))
        told = await opened.findings()
        assert opened.text_at(told[0].range) == "tow"


class TestNames:
    @pytest.mark.parametrize(
        ("text", "line", "name"),
        [
            (story(then="tw‸o"), "two:", "two"),
            (story(when="visited(‸two)"), "two:", "two"),
            (story(when="given(one/as‸k) and told"), "ask: {say: 😀", "ask"),
            (story(when="given(o‸ne/ask) and told"), "one:", "one"),
            (story(when="given(one/ask) or tol‸d"), "facts:", "told"),
            (story(then="wel‸l"), "well: {outcome", "well"),
        ],
        ids=cursor,
    )
    async def test_a_name_leads_to_its_definition(
        self, opened: Editor, text: str, line: str, name: str
    ) -> None:
        opened.open(text)
        found: types.Location = await opened.ask("text_document_definition_async", types.DefinitionParams)
        assert opened.source.split("\n")[found.range.start.line].strip().startswith(line)
        assert opened.text_at(found.range) == name

    async def test_a_tactic_leads_to_the_catalogue(self, opened: Editor) -> None:
        opened.open(story().replace("stay_silent", "stay‸_silent"))
        found = await opened.ask("text_document_definition_async", types.DefinitionParams)
        assert found.uri.endswith("catalogue.yaml")

    async def test_references_are_all_places_of_a_thing(self, opened: Editor) -> None:
        opened.open(story(when="not given(one/as‸k) or told"))

        async def found(declaration: bool) -> list[str]:
            context = types.ReferenceContext(include_declaration=declaration)
            places = await opened.ask(
                "text_document_references_async", types.ReferenceParams, context=context
            )
            return [opened.text_at(one.range) for one in places]

        assert await found(True) == ["ask", "ask"]
        assert await found(False) == ["ask"]

    async def test_a_rename_changes_every_place(self, opened: Editor) -> None:
        opened.open(story(when="visited(two) or given(tw‸o/ask)"))
        ready = await opened.ask("text_document_prepare_rename_async", types.PrepareRenameParams)
        assert ready.placeholder == "two"
        edit = await opened.ask("text_document_rename_async", types.RenameParams, new_name="second")
        assert [opened.text_at(one.range) for one in edit.changes[URI]] == ["two"] * 4

    async def test_a_rename_to_a_taken_name_is_refused_with_the_reason(self, opened: Editor) -> None:
        opened.open(story(then="t‸wo"))
        with pytest.raises(JsonRpcException, match="There is an ending 'well' already"):
            await opened.ask("text_document_rename_async", types.RenameParams, new_name="well")

    async def test_a_tactic_is_not_renamed(self, opened: Editor) -> None:
        opened.open(story().replace("stay_silent", "stay‸_silent"))
        assert await opened.ask("text_document_prepare_rename_async", types.PrepareRenameParams) is None

    async def test_the_outline_has_scenes_with_their_replies(self, opened: Editor) -> None:
        opened.open(story())
        parts = await opened.outline()
        assert [(one.name, [child.name for child in one.children or []]) for one in parts] == [
            ("told", []),
            ("one", ["ask", "other"]),
            ("two", ["ask"]),
            *((name, []) for name in ("well", "badly", "gone", "late")),
        ]


class TestCompletion:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (story(then="‸"), {"one", "two", "well", "badly"}),
            (story(when="attitude == ‸"), {"neutral"}),
            (story(when="attitude in (neutral, ‸"), {"neutral"}),
            (story(when="visited(‸"), {"one", "two"}),
            (story(when="given(one/‸"), {"ask", "other"}),
            (story(when="given(‸"), {"one/ask", "two/ask"}),
            (story(when="told and ‸"), {"trust", "resistance", "attitude", "told", "visited", "given"}),
            (story(when="trust ‸"), {">=", "=="}),
            (story(when="told ‸"), {"and", "or"}),
            (story().replace("[stay_silent]", "[stay_silent, ‸]"), {"acknowledge_frustration"}),
            (story().replace("sets: [told]", "sets: [‸"), {"told"}),
            (story().replace("archetype: plain", "archetype: ‸"), {"venting", "plain"}),
            (story().replace("outcome: resolved", "outcome: ‸"), {"resolved", "lost"}),
            (story().replace("      say: Hm.", "      ‸\n      say: Hm."), {"once", "sets", "then"}),
            (story().replace("start: one", "start: ‸"), {"one", "two"}),
        ],
        ids=cursor,
    )
    async def test_what_can_stand_there_is_offered(
        self, opened: Editor, text: str, expected: set[str]
    ) -> None:
        assert expected <= set(await completed(opened, text))

    async def test_nothing_is_offered_inside_a_text(self, opened: Editor) -> None:
        assert await completed(opened, story(says="|\n      She says: th‸is")) == []

    async def test_names_of_the_last_whole_text_are_offered_in_a_broken_one(self, opened: Editor) -> None:
        opened.open(story())
        await opened.findings()
        opened.change(story().replace("start: one", "start: ‸").replace("says: And?", "says: [x"))
        items = await opened.ask("text_document_completion_async", types.CompletionParams)
        assert {"one", "two"} <= set(labels(items))


class TestHover:
    async def shown(self, one: Editor, text: str) -> str:
        one.open(text)
        found: Any = await one.ask("text_document_hover_async", types.HoverParams)
        return "" if found is None else str(found.contents.value)

    async def test_a_tactic_is_explained_with_the_reaction_of_this_persona(self, opened: Editor) -> None:
        text = (
            story().replace("stay_silent", "stay‸_silent").replace("archetype: plain", "archetype: venting")
        )
        shown = await self.shown(opened, text)
        assert "How Ana Reis takes it" in shown
        assert "complaining" in shown

    async def test_a_scene_shows_the_levels_that_were_proved(self, opened: Editor) -> None:
        text = story(then="‸two", when="trust == 10 and trust == 0")
        assert "(scene)" in await self.shown(opened, text)
        await opened.until("unreachable-reply")
        found = await opened.ask("text_document_hover_async", types.HoverParams)
        assert "resistance 5, trust 5, grievances 0; neutral" in found.contents.value

    async def test_a_fact_shows_how_it_is_used(self, opened: Editor) -> None:
        shown = await self.shown(opened, story(when="t‸old"))
        assert "1 × sets it, 1 × asks about it" in shown

    async def test_a_text_shows_nothing(self, opened: Editor) -> None:
        assert await self.shown(opened, story(says="We‸ll?")) == ""


class TestActions:
    async def offered(self, one: Editor, text: str) -> dict[str, types.TextEdit]:
        one.open(text)
        found = await one.actions()
        return {action.title: action.edit.changes[URI][0] for action in found}

    async def test_what_was_meant_can_be_taken(self, opened: Editor) -> None:
        edits = await self.offered(opened, story(then="t‸wp"))
        assert edits["Change to 'two'"].new_text == "two"
        assert opened.text_at(edits["Change to 'two'"].range) == "twp"

    @pytest.mark.parametrize("ends", ["\n", "\r\n"])
    async def test_a_missing_scene_can_be_added(self, opened: Editor, ends: str) -> None:
        text = story(then="th‸ree").replace("\n", ends)
        edit = (await self.offered(opened, text))["Add the scene 'three'"]
        lines = opened.source.split("\n")
        at = edit.range.start.line
        whole = "\n".join(lines[:at]) + "\n" + edit.new_text + "\n".join(lines[at:])
        assert findings(whole) == ()
        scenes = read_text(whole, "small.yaml").data
        assert scenes is not None
        assert list(scenes["scenes"]) == ["one", "two", "three"]  # type: ignore[call-overload]
        assert edit.new_text.count("\r") == (ends == "\r\n") * edit.new_text.count("\n")
