"""`show`: one saved session as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from servicesim.conversation import RULES
from servicesim.plain.debrief import debrief_lines
from servicesim.plain.lines import wrapped
from servicesim.plain.sessions import as_saved, as_table, reviewed, shown_json
from servicesim.plain.transcript import transcript
from servicesim.results.debrief import review
from servicesim.saves.comments import comments_on
from servicesim.saves.play import Play, standing, story_of
from servicesim.saves.records import SessionRecord, utc_text
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.solver.values import values_of
from servicesim.story.render import printable


def show_text(store: Store, session: SessionRecord) -> str:
    """Transcript, the debrief where the session has ended, and what managers wrote to it."""
    return "\n".join([*as_table([session]), "", *_body(store, session), *_comments(store, session)])


def show_json(store: Store, session: SessionRecord) -> str:
    """The session with its replies; of older rules, or of an assessment in progress, its rows alone. With it
    what managers wrote to it."""
    comments = [
        {"author": one.author, "at": utc_text(one.at), "text": one.text}
        for one in comments_on(store, session.id)
    ]
    if session.rules != RULES or (session.mode == "assessment" and session.status == "in_progress"):
        return shown_json(session, as_saved(standing(store.replies(session.id))), comments)
    story = story_of(store, session)
    proof = proof_of(story)
    play = Play.resume(store, session, story, proof)
    replies = reviewed(review(story, play.exchanges, proof, values_of(story, proof)))
    return shown_json(session, replies, comments)


def _body(store: Store, session: SessionRecord) -> Iterator[str]:
    if session.rules != RULES:
        yield f"Begun under rules {session.rules}; today's are {RULES}. Shown from its rows."
        for row in standing(store.replies(session.id)):
            levels = f"{row.attitude}, resistance {row.resistance}, trust {row.trust}"
            yield f"{row.turn:>3}  {row.scene}/{row.reply}: {levels}"
        return
    story = story_of(store, session)
    play = Play.resume(store, session, story, proof_of(story))
    yield from transcript(play)
    if play.over:
        yield "-" * 60
        yield ""
        yield from debrief_lines(play.review(), play.words)


def _comments(store: Store, session: SessionRecord) -> Iterator[str]:
    for one in comments_on(store, session.id):
        yield ""
        yield f"{printable(one.author)} wrote to this on {one.at:%Y-%m-%d %H:%M} (UTC):"
        yield from wrapped(one.text, "  ")
