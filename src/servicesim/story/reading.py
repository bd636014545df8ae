"""How much there is to read in a story."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import mean

from servicesim.story.linked import Line, Scene, Story

WORDS_A_MINUTE = 180
"""A calm reading pace for dialogue on a screen; published means for silent reading of English prose lie
around 240 (Brysbaert 2019), and a trainee weighs each reply as well."""


def words(story: Story) -> int:
    """The words that a trainee can see in a story, each text once: briefing, documents, lines, replies."""
    return sum(_length(text) for text in _texts(story))


def minutes(story: Story, replies: int) -> int:
    """About how many minutes a conversation of that many replies takes, at least 1.

    The briefing and the papers are read once; each reply is taken to cost what the average scene does: one of
    its lines, all the replies it offers, and one answer to one of them.
    """
    each = mean(_heard(scene) for scene in story.scenes.values())
    before = sum(_length(text) for text in (story.summary, story.briefing))
    before += sum(_length(document.text) for document in story.documents)
    return max(1, math.ceil((before + each * replies) / WORDS_A_MINUTE))


def _heard(scene: Scene) -> float:
    """The words that a trainee meets in one visit; of lines that exclude each other, the average."""
    offered = sum(_length(reply.say) + _length(reply.does) for reply in scene.replies)
    answers = [_one_of(reply.answer) for reply in scene.replies]
    return _one_of(scene.lines) + offered + (mean(answers) if answers else 0)


def _one_of(lines: tuple[Line, ...]) -> float:
    return mean(_length(line.text) + _length(line.does) for line in lines) if lines else 0


def _length(text: str | None) -> int:
    return len(text.split()) if text else 0


def _texts(story: Story) -> Iterator[str]:
    yield from (story.title, story.summary, story.role, story.briefing, story.character.role)
    for document in story.documents:
        yield from (document.title, document.text)
    yield from _scene_texts(story)
    for ending in story.endings.values():
        yield from _line_texts(ending.lines)
        yield ending.aftermath or ""


def _scene_texts(story: Story) -> Iterator[str]:
    shared: set[str] = set()
    for scene in story.scenes.values():
        yield from _line_texts(scene.lines)
        for reply in scene.replies:
            if reply.shared and reply.id in shared:
                continue
            shared.update([reply.id] if reply.shared else [])
            yield from (reply.say or "", reply.does or "")
            yield from _line_texts(reply.answer)


def _line_texts(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield from (line.text or "", line.does or "")
