"""Reads a portable file of sessions and believes nothing of it: the texts are held against their digests,
the rows against their hash chain, the sessions and their scores against a replay by today's rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from servicesim.conversation import RULES, replay
from servicesim.errors import ImportRefused, ServicesimError
from servicesim.exchange.parts import PortableEnd, PortableSession, PortableStory
from servicesim.exchange.portable import FORMAT, HEAD
from servicesim.results.scores import Scores, score
from servicesim.saves.chain import check
from servicesim.saves.incoming import Differs, Merged, merging
from servicesim.saves.outgoing import Kept
from servicesim.saves.play import standing
from servicesim.saves.records import ReplyRow, SessionRecord, StoredStory
from servicesim.saves.rows import document_digest
from servicesim.saves.store import Store
from servicesim.saves.verify import assistance_problems, replay_problems
from servicesim.solver.proof import Proof
from servicesim.story.link import from_document
from servicesim.story.linked import Story

LONGEST_LINE = 64 * 2**20
"""Bytes. The longest line is a story's text; a trainer's file has at most 16 MiB."""


def merge(store: Store, path: Path, proof_of: Callable[[Story], Proof]) -> Merged:
    """Takes all sessions of a file in, in one transaction; taking one in twice is the same as once.

    The file is read twice, first to hold everything against its replay, which takes time, then to write it.
    Raises ImportRefused, OSError, NotSaved.
    """
    reader = _Reader(path, proof_of)
    checked = {one.session.id: _scores(one) for one in reader.read(check=True) if isinstance(one, Kept)}
    digest = reader.digest
    with merging(store) as merger:
        for one in reader.read(check=False):
            if isinstance(one, StoredStory):
                merger.story(one)
                continue
            scores = checked.get(one.session.id)
            if scores is None:
                raise reader.refused("the file was changed while it was read.")
            try:
                merger.session(_scored(one, scores))
            except Differs as error:
                raise reader.refused(f"session {one.session.id}: {error}") from error
        if reader.digest != digest:
            raise reader.refused("the file was changed while it was read.")
    return merger.merged


def _scores(one: Kept) -> tuple[Scores, bool]:
    return Scores(one.session.empathy, one.session.clarity, one.session.trust), one.scored


def _scored(one: Kept, by_replay: tuple[Scores, bool]) -> Kept:
    scores, scored = by_replay
    return replace(one, session=replace(one.session, **scores._asdict()), scored=scored)


class _Reader:
    """Reads the file's lines one after the other; `digest` is that of what was read."""

    def __init__(self, path: Path, proof_of: Callable[[Story], Proof]) -> None:
        self.path = path
        self.proof_of = cache(proof_of)
        self.digest = ""
        self._line = 0
        self._stories: dict[str, StoredStory] = {}
        self._linked: dict[str, Story] = {}
        self._sessions: set[str] = set()

    def refused(self, reason: str) -> ImportRefused:
        """What to raise where the line just read does not do."""
        return ImportRefused(self.path, self._line, reason)

    def read(self, *, check: bool) -> Iterator[StoredStory | Kept]:
        """The stories and sessions, each line of them right in itself; with `check` held against a replay,
        and with the scores that it gives. Raises ImportRefused."""
        self._stories, self._sessions = {}, set()
        lines = self._values()
        self._head(next(lines, None))
        for value in lines:
            part = self._part(value)
            if isinstance(part, PortableEnd):
                self._end(part, next(lines, None))
                return
            if isinstance(part, StoredStory):
                self._stories[part.digest] = part
                yield part
            else:
                yield self._checked(part) if check else part
        raise self.refused("the file ends before its last line: it was cut short.")

    # -- lines

    def _values(self) -> Iterator[Any]:
        digest, self._line = hashlib.sha256(), 0
        with self.path.open("rb") as file:
            while line := file.readline(LONGEST_LINE):
                self._line += 1
                digest.update(line)
                if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                    raise self.refused(f"the line is longer than {LONGEST_LINE >> 20} MiB.")
                try:
                    yield json.loads(line.decode("utf-8"), parse_constant=_no_number)
                except (ValueError, RecursionError) as error:
                    raise self.refused(f"this is not a line of JSON in UTF-8 ({error}).") from error
        self.digest = digest.hexdigest()

    def _head(self, value: Any) -> None:
        if not isinstance(value, dict) or HEAD not in value:
            self._line = 1
            raise self.refused("this is not a file of 'servicesim export --format sessions'.")
        if value[HEAD] != FORMAT:
            raise self.refused(
                f"the file is of version {value[HEAD]!r} of the format, and this program reads {FORMAT}."
            )

    def _part(self, value: Any) -> StoredStory | Kept | PortableEnd:
        if not isinstance(value, dict) or len(value) != 1:
            raise self.refused("the line holds neither a story nor a session.")
        ((kind, inside),) = value.items()
        try:
            if kind == "story":
                return self._story(PortableStory.model_validate(inside))
            if kind == "session":
                return self._session(PortableSession.model_validate(inside))
            if kind == "end":
                return PortableEnd.model_validate(inside)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in (kind, *first["loc"]))
            raise self.refused(f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}.") from error
        raise self.refused(f"the line holds '{kind}', which is neither a story nor a session.")

    def _end(self, end: PortableEnd, behind: Any) -> None:
        if behind is not None:
            raise self.refused("there is something behind the last line.")
        if (end.stories, end.sessions) != (len(self._stories), len(self._sessions)):
            raise self.refused(
                f"the file had {end.stories} stories and {end.sessions} sessions when it was written, "
                f"and has {len(self._stories)} and {len(self._sessions)} now."
            )

    def _story(self, story: PortableStory) -> StoredStory:
        if story.digest in self._stories:
            raise self.refused(f"the text {story.digest} of '{story.story}' is there twice.")
        if document_digest(story.document) != story.digest:
            raise self.refused(f"the text of '{story.story}' has been changed: its digest is another one.")
        return StoredStory(**story.model_dump())

    def _session(self, read: PortableSession) -> Kept:
        values = read.model_dump(exclude={"replies", "debriefed", "scored"})
        session = SessionRecord(**values)
        rows = tuple(ReplyRow(session=session.id, **row.model_dump()) for row in read.replies)
        if session.id in self._sessions:
            raise self.refused(f"the session {session.id} is there twice.")
        self._sessions.add(session.id)
        story = self._stories.get(session.story_digest)
        if story is None or story.story != session.story:
            raise self._wrong(session, f"no text of '{session.story}' with its digest stands before it")
        for problem in check(session, rows):
            place = f"reply {problem.seq} " if problem.seq else ""
            raise self._wrong(session, f"{place}{problem.text}")
        over = session.status == "ended"
        if over != bool(session.ending and session.outcome and session.ended) or (
            over and (not rows or session.ended != rows[-1].at)
        ):
            raise self._wrong(session, "its end does not fit its last reply")
        return Kept(session, rows, read.debriefed, read.scored)

    def _wrong(self, session: SessionRecord, what: str) -> ImportRefused:
        return self.refused(f"session {session.id} of {session.trainee}: {what}.")

    # -- against a replay

    def _checked(self, one: Kept) -> Kept:
        """The session with the scores of the replay. Those of other rules cannot be replayed: their scores
        are not believed, and say so."""
        session = one.session
        for problem in assistance_problems(session, one.rows):
            raise self._wrong(session, problem)
        if session.rules != RULES:
            return replace(one, scored=False)
        story = self._story_of(session)
        if session.status == "ended" and not one.scored:
            session = replace(session, **self._replayed(one, story)._asdict())
        for problem in replay_problems(session, one.rows, story, self.proof_of):
            raise self._wrong(session, problem)
        return replace(one, session=session, scored=session.status == "ended")

    def _replayed(self, one: Kept, story: Story) -> Scores:
        try:
            exchanges = replay(story, [row.reply for row in standing(one.rows)])
        except ServicesimError as error:
            raise self._wrong(one.session, f"the replay stops: {error}") from error
        return score(exchanges, self.proof_of(story))

    def _story_of(self, session: SessionRecord) -> Story:
        linked = self._linked.get(session.story_digest)
        if linked is None:
            kept = self._stories[session.story_digest]
            try:
                linked = from_document(kept.document)
            except Exception as error:
                # The digest says that the text is whole, not that it is a story; a text made to harm may trip
                # the reading up anywhere. Whatever it was, the file is refused and says so.
                raise self._wrong(
                    session, f"the text of '{kept.story}' cannot be read: {type(error).__name__}"
                ) from error
            if (linked.id, linked.title, linked.source) != (
                kept.story,
                kept.title,
                kept.source or linked.source,
            ):
                raise self._wrong(session, f"the text of '{kept.story}' is that of '{linked.id}'")
            self._linked[session.story_digest] = linked
        return linked


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")
