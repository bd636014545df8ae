"""How much there is to read in a story."""

from __future__ import annotations

import math
from collections.abc import Iterator

from servicesim.story.linked import Line, Story

WORDS_A_MINUTE = 180
"""A calm reading pace for dialogue on a screen; published means for silent reading of English prose lie
around 240 (Brysbaert 2019), and a trainee weighs each reply as well."""


def words(story: Story) -> int:
    """The words that a trainee can see in a story, each text once: briefing, documents, lines, replies."""
    return sum(len(text.split()) for text in _texts(story))


def minutes(story: Story, replies: int) -> int:
    """About how many minutes a conversation of that many replies takes, at least 1.

    Each reply is taken to cost the average words of a scene: its lines and all the replies it offers.
    """
    in_scenes = sum(len(text.split()) for text in _scene_texts(story))
    each = in_scenes / max(len(story.scenes), 1)
    before = len(story.briefing.split()) + len(story.summary.split())
    return max(1, math.ceil((before + each * replies) / WORDS_A_MINUTE))


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
