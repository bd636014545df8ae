"""The conversation of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicesim.tui.conversation.replies import Choice, ReplyList
from servicesim.tui.text import content, joined
from servicesim.tui.transcript.said import Said, of_conversation, reply_text
from servicesim.tui.transcript.view import TranscriptView
from servicesim.words import OUTCOMES

if TYPE_CHECKING:
    from servicesim.authoring.rehearsal import Rehearsal

NOTHING = "There is nothing to play yet: the file has errors. It begins as soon as they are mended."


class TalkPane(Vertical):
    """What was said, and what can be said next; one line says where that is and how the persona stands."""

    def __init__(self) -> None:
        super().__init__(id="talk", classes="part")
        self._said: list[Said] = []

    def compose(self) -> ComposeResult:
        yield Static(id="where", markup=False)
        yield TranscriptView([])
        yield Static(id="end", markup=False)
        yield ReplyList()

    async def show(self, rehearsal: Rehearsal | None) -> None:
        """Shows a conversation as it stands; None where there is none yet."""
        end, where = self.query_one("#end", Static), self.query_one("#where", Static)
        replies = self.query_one(ReplyList)
        if rehearsal is None:
            where.update(joined((NOTHING, "$text-muted")))
            end.display = replies.display = False
            return
        where.update(standing(rehearsal))
        await self._show_said(of_conversation(rehearsal))
        choices = [Choice(reply.id, *reply_text(rehearsal, reply)) for reply in rehearsal.offered()]
        await replies.offer(choices)
        replies.display = bool(choices)
        end.display = not choices
        end.update(_end(rehearsal))

    async def _show_said(self, said: list[Said]) -> None:
        """Adds what is new; what was said before stays as it is, scrolled as it is."""
        before, self._said = self._said, said
        view = self.query_one(TranscriptView)
        if said == before:
            return
        if before and said[: len(before)] == before:
            view.add(said[len(before) :])
        elif said and before[: len(said)] == said:
            view.drop_last(len(before) - len(said))
        else:
            new = TranscriptView(said)
            await self.mount(new, after=view)
            await view.remove()

    def turn(self, pages: int) -> None:
        """Scrolls what was said."""
        self.query_one(TranscriptView).turn(pages)


def standing(rehearsal: Rehearsal) -> Content:
    """The place, and the persona in numbers."""
    place, persona = rehearsal.state.scene, rehearsal.state.persona
    title = rehearsal.story.character.archetype.attitudes[persona.attitude].title
    levels = f"resistance {persona.resistance} · trust {persona.trust} · grievances {persona.grievances}"
    return joined((place, "bold $accent"), f" · {title} · ", (levels, "$text-muted"))


def _end(rehearsal: Rehearsal) -> Content:
    """Why there is nothing to say."""
    ending = rehearsal.story.endings.get(rehearsal.state.scene)
    if ending is None:
        return joined(("Dead end: ", "bold $error"), "no reply is offered here.")
    parts = [joined((f"{ending.name}: {OUTCOMES[ending.outcome]}", "bold"), ". n begins again.")]
    if ending.aftermath:
        parts.append(content(rehearsal.words(ending.aftermath).strip(), "italic $text-muted"))
    return content("\n").join(parts)
