"""Sessions as statements of xAPI 1.0.3, in the order that cmi5 asks for.

https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md and
https://github.com/AICC/CMI-5_Spec_Current/blob/quartz/cmi5_spec.md. Only sessions that have ended go out:
what was said in them can change no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from servicesim.exchange.outlet import NOBODYS, Outlet
from servicesim.results.scores import Scores
from servicesim.saves.outgoing import Kept
from servicesim.saves.play import standing, story_kept
from servicesim.saves.policy import Practice
from servicesim.saves.records import ReplyRow, utc_text
from servicesim.story.linked import Story
from servicesim.story.placeholders import fill

Statement = dict[str, Any]

OURS = f"{NOBODYS}/xapi"
"""Where the names of activities and extensions begin. They are names: there is nothing to be had there."""

_NAMESPACE = uuid5(NAMESPACE_URL, OURS)
_VERBS = "http://adlnet.gov/expapi/verbs/"
_TYPES = "http://adlnet.gov/expapi/activities/"
_CMI5 = "https://w3id.org/xapi/cmi5/context/"
_SOMEBODY = "…"
"""Stands for the trainee's name in the texts of replies, which are alike for everybody."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The statements about one session, in order."""

    session: str
    statements: tuple[Statement, ...]


@dataclass(slots=True)
class LeftOut:
    """How many sessions have no statements, as they have not ended."""

    in_progress: int = 0


def conversations(
    outlet: Outlet, left: LeftOut, *, without: frozenset[str] = frozenset()
) -> Iterator[Conversation]:
    """Every ended session that may go out, the oldest first, but for those in `without`."""
    stories: dict[str, Story] = {}
    ids = [session for session in outlet.ids() if session not in without]
    for one in outlet.kept(ids):
        session = one.session
        if session.status != "ended":
            left.in_progress += 1
            continue
        if session.story_digest not in stories:
            stories[session.story_digest] = story_kept(outlet.store, session.story_digest)
        story = stories[session.story_digest]
        account = {"homePage": outlet.home_page, "name": outlet.name_of(session.trainee)}
        yield Conversation(session.id, tuple(_Telling(one, story, account, outlet.extent(session)).tell()))


def xapi_lines(outlet: Outlet, left: LeftOut) -> Iterator[str]:
    """The statements, one a line."""
    for conversation in conversations(outlet, left):
        for statement in conversation.statements:
            yield json.dumps(statement, ensure_ascii=False, separators=(",", ":"))


class _Telling:
    """What may be said of one session, of an actor with `account`; `extent` is how much that is."""

    def __init__(self, kept: Kept, story: Story, account: dict[str, str], extent: Practice) -> None:
        assert kept.session.ended is not None
        self.kept = kept
        self.session = kept.session
        self.extent = extent
        # Of what only took place nobody is told how long it took.
        self.ended = kept.session.started if extent == "happened" else kept.session.ended
        self.story = story
        self.account = account
        self.activity = f"{OURS}/stories/{story.id}"

    def tell(self) -> Iterator[Statement]:
        """The statements, as many of them as may be said."""
        yield self._of_session("initialized", self.session.started)
        if self.extent == "whole":
            for row in standing(self.kept.rows):
                yield self._answered(row)
        yield self._of_session("completed", self.ended, {"completion": True, **self._duration()})
        if self.extent != "happened":
            yield self._judged()
        yield self._of_session("terminated", self.ended, self._duration() or None)

    def _judged(self) -> Statement:
        """Whether it was won back, and how well."""
        session = self.session
        scores = Scores(session.empathy, session.clarity, session.trust)
        passed = session.outcome == "resolved"
        result: dict[str, Any] = {"success": passed, **self._duration()}
        if scores.mean is not None:
            result["score"] = {"scaled": round(scores.mean / 100, 4)}
        measured = {name: round(value, 2) for name, value in scores._asdict().items() if value is not None}
        result["extensions"] = _extensions(**measured, outcome=session.outcome, ending=session.ending)
        return self._of_session("passed" if passed else "failed", self.ended, result)

    def _of_session(self, verb: str, at: datetime, result: dict[str, Any] | None = None) -> Statement:
        """A statement that cmi5 defines."""
        categories = ["cmi5"]
        if result is not None and ("success" in result or "completion" in result):
            categories.append("moveon")
        statement = self._statement(verb, 0, at, self._story_activity())
        activities = [{"objectType": "Activity", "id": f"{_CMI5}categories/{name}"} for name in categories]
        statement["context"]["contextActivities"] = {"category": activities}
        if result is not None:
            statement["result"] = result
        return statement

    def _answered(self, row: ReplyRow) -> Statement:
        """One reply that stands. cmi5 allows it and does not define it, so it has none of its categories."""
        scene = self.story.scenes[row.scene]
        language = self.story.language
        choices = [
            {"id": reply.id, "description": {language: self._words(reply.say or reply.does or reply.id)}}
            for reply in scene.replies
        ]
        decision = {
            "objectType": "Activity",
            "id": f"{self.activity}/scenes/{row.scene}",
            "definition": {
                "type": f"{_TYPES}cmi.interaction",
                "name": {language: f"{self.story.title}: {row.scene}"},
                "interactionType": "choice",
                "choices": choices,
            },
        }
        statement = self._statement("answered", row.seq, row.at, decision)
        parent = {"objectType": "Activity", "id": self.activity}
        statement["context"]["contextActivities"] = {"parent": [parent]}
        statement["result"] = {
            "response": row.reply,
            "extensions": _extensions(
                turn=row.turn,
                attitude=row.attitude,
                resistance=row.resistance,
                trust=row.trust,
                grievances=row.grievances,
            ),
        }
        return statement

    def _statement(self, verb: str, number: int, at: datetime, about: dict[str, Any]) -> Statement:
        session = self.session
        key = (self.account["homePage"], self.account["name"], session.id, verb, str(number))
        return {
            "id": str(uuid5(_NAMESPACE, "\n".join(key))),
            "version": "1.0.3",
            # To the minute: the distance between two replies would tell how long somebody took to decide.
            "timestamp": utc_text(at.replace(second=0, microsecond=0)),
            "actor": {"objectType": "Agent", "account": self.account},
            "verb": {"id": _VERBS + verb, "display": {"en": verb}},
            "object": about,
            "context": {
                "registration": str(UUID(hex=session.id)),
                "revision": session.story_digest,
                "platform": "servicesim",
                "language": self.story.language,
                "extensions": {
                    f"{_CMI5}extensions/sessionid": session.id,
                    **_extensions(mode=session.mode, **self._circumstances(), rules=session.rules),
                },
            },
        }

    def _circumstances(self) -> dict[str, Any]:
        """With which help it was played, and whether it was the first; nothing where it only took place."""
        if self.extent == "happened":
            return {}
        session = self.session
        return {
            "assisted": session.assisted,
            "seen": session.seen,
            "first": session.first,
            "taken_back": sum(row.kind == "back" for row in self.kept.rows),
        }

    def _story_activity(self) -> dict[str, Any]:
        definition = {
            "type": f"{_TYPES}simulation",
            "name": {self.story.language: self.story.title},
        }
        if self.story.summary:
            definition["description"] = {self.story.language: self._words(self.story.summary)}
        return {"objectType": "Activity", "id": self.activity, "definition": definition}

    def _duration(self) -> dict[str, str]:
        """From the beginning to the end, pauses and all; nothing where it only took place."""
        if self.extent == "happened":
            return {}
        lasted = max(self.ended - self.session.started, timedelta())
        return {"duration": f"PT{lasted.total_seconds():.2f}S"}

    def _words(self, text: str) -> str:
        return fill(text, trainee=_SOMEBODY, persona=self.story.character.name)


def _extensions(**values: Any) -> dict[str, Any]:
    return {f"{OURS}/extensions/{name.replace('_', '-')}": value for name, value in values.items()}
