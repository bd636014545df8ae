"""The shipped stories as a library: what they cover together, and that no two speak with one voice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicesim.authoring.check import check_named
from servicesim.persona.catalogue import catalogue
from servicesim.plain.tactics import practised
from servicesim.solver.cache import report_of
from servicesim.story.library import Library, library_folder
from servicesim.story.linked import Line, Story
from servicesim.story.reading import minutes

STORIES = {entry.id: entry.story for entry in Library().entries() if entry.story}
SHARED_WORDS = 6
"""So many words in a row that stand in two stories are a phrase; fewer are English."""


@pytest.fixture(scope="module")
def stories_by_tag() -> dict[str, list[str]]:
    return practised(Library())


class TestCoverage:
    @pytest.mark.slow
    def test_every_tactic_and_technique_is_best_somewhere_in_two_stories(
        self, stories_by_tag: dict[str, list[str]]
    ) -> None:
        tags = catalogue().of_kind("tactic", "technique")
        assert len(tags) == 35
        assert {tag: found for tag in tags if len(found := stories_by_tag.get(tag, [])) < 2} == {}

    @pytest.mark.slow
    def test_every_misstep_tempts_beside_a_best_reply_in_two_stories(
        self, stories_by_tag: dict[str, list[str]]
    ) -> None:
        tags = catalogue().of_kind("misstep")
        assert {tag: found for tag in tags if len(found := stories_by_tag.get(tag, [])) < 2} == {}

    def test_sources_forms_and_roots(self) -> None:
        sources = Counter(story.source for story in STORIES.values())
        assert (sources["customer"] >= 9, sources["employee"] >= 3, sources["organisation"] >= 3) == (
            True,
            True,
            True,
        )
        forms = Counter(
            story.character.archetype.attitudes[story.opening.attitude].form for story in STORIES.values()
        )
        assert min(forms[form] for form in ("pushing_back", "unresponsive", "withdrawn", "complaining")) >= 2
        kinds = Counter(
            kind for story in STORIES.values() for kind in {root.kind for root in story.character.roots}
        )
        assert min(kinds[kind] for kind in ("concern", "dissatisfaction", "misunderstanding")) >= 3

    @pytest.mark.slow
    def test_channels_uses_and_lengths(self) -> None:
        assert len(STORIES) >= 15
        assert {story.channel for story in STORIES.values()} == {"counter", "phone", "chat", "email"}
        assert sum(story.use == "assessment" for story in STORIES.values()) >= 2
        assert all(14 <= len(story.scenes) <= 60 for story in STORIES.values())
        guessed = [
            player.mean
            for story in STORIES.values()
            for player in report_of(story)[1].players
            if player.name == "random" and player.mean is not None
        ]
        assert len(guessed) == len(STORIES)
        assert min(guessed) < 22
        assert max(guessed) > 36

    def test_one_story_takes_place_after_another(self) -> None:
        told = {name: " ".join(texts(story)) for name, story in STORIES.items()}
        later = [
            (name, other.id)
            for name, text in told.items()
            for other in STORIES.values()
            if other.id != name and other.character.name in text
        ]
        assert later


@pytest.mark.slow
class TestProof:
    @pytest.mark.parametrize("story", STORIES)
    def test_strictly_checked_there_is_nothing_to_say(self, story: str) -> None:
        (checked,) = check_named([story], Library())
        assert [(finding.rule, finding.message) for finding in checked.findings] == []

    @pytest.mark.parametrize("story", STORIES)
    def test_the_best_line_scores_well_in_everything_and_guessing_clearly_lower(self, story: str) -> None:
        _, report = report_of(STORIES[story])
        players = {player.name: player for player in report.players}
        best, guessing = players["best"], players["random"]
        scores = (best.empathy, best.clarity, best.trust)
        assert min(score for score in scores if score is not None) >= 60
        assert None not in scores
        assert best.mean is not None
        assert guessing.mean is not None
        assert best.mean >= max(80, guessing.mean + 35)

    def test_ids_are_the_names_of_the_files(self) -> None:
        assert sorted(STORIES) == sorted(path.stem for path in library_folder().glob("*.yaml"))


class TestVoices:
    def test_no_phrase_stands_in_two_stories(self) -> None:
        said: dict[tuple[str, ...], str] = {}
        shared: set[tuple[str, str, str]] = set()
        for name, story in STORIES.items():
            for phrase in phrases(story):
                first = said.setdefault(phrase, name)
                if first != name:
                    shared.add((first, name, " ".join(phrase)))
        assert sorted(shared) == []

    @pytest.mark.parametrize("story", STORIES)
    def test_every_reply_has_a_note_of_its_own(self, story: str) -> None:
        replies = {
            (None if reply.shared else scene.name, reply.id): reply
            for scene in STORIES[story].scenes.values()
            for reply in scene.replies
        }
        notes = Counter(reply.note for reply in replies.values())
        assert None not in notes
        assert [note for note, times in notes.items() if times > 1] == []

    @pytest.mark.slow
    def test_every_story_has_its_row_in_the_library_page(self) -> None:
        page = (Path(__file__).parent.parent / "docs" / "library.md").read_text("utf-8")
        for story in STORIES.values():
            (row,) = [line for line in page.splitlines() if line.startswith(f"| `{story.id}` |")]
            assert f"| {story.source} | {story.channel} | {story.character.name}" in row
            proof, report = report_of(story)
            (guessing,) = [one.mean for one in report.players if one.name == "random"]
            assert proof.par is not None
            assert guessing is not None
            assert row.endswith(f"| {minutes(story, proof.par)} min | {guessing:.0f} |"), row


def texts(story: Story) -> Iterator[str]:
    """All that a trainee can read in a story, text by text."""
    yield from (story.title, story.summary, story.briefing)
    for document in story.documents:
        yield from (document.title, document.text)
    for scene in story.scenes.values():
        yield from spoken(scene.lines)
        for reply in scene.replies:
            yield from (reply.say or "", reply.does or "", reply.note or "")
            yield from spoken(reply.answer)
    for ending in story.endings.values():
        yield from spoken(ending.lines)
        yield ending.aftermath or ""


def spoken(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield from (line.text or "", line.does or "")


def phrases(story: Story) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts(story):
        for sentence in re.split(r"[.!?:;\n]", text.lower()):
            words = re.findall(r"[a-z0-9']+", sentence)
            found |= {tuple(words[at : at + SHARED_WORDS]) for at in range(len(words) - SHARED_WORDS + 1)}
    return found
