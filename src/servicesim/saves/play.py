"""A conversation that is saved as it is played: the engine and the store, one reply at a time."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from servicesim.conversation import (
    RULES,
    Exchange,
    exchange,
    find_reply,
    is_over,
    offered,
    opening_line,
    replay,
    start,
)
from servicesim.errors import (
    NothingToResume,
    SessionNotFound,
    StoreUnusable,
    StoryAmbiguous,
    StoryError,
    StoryInvalid,
    UsageError,
)
from servicesim.results.debrief import Debrief, debrief
from servicesim.results.scores import score
from servicesim.saves.records import (
    Ended,
    Filter,
    Mode,
    NewReply,
    NewSession,
    ReplyRow,
    SessionRecord,
    StoredStory,
)
from servicesim.saves.store import Store
from servicesim.solver.proof import Proof, Trouble, can_be_valued
from servicesim.story.findings import Finding
from servicesim.story.library import Library
from servicesim.story.link import from_document
from servicesim.story.linked import Line, Reply, State, Story
from servicesim.story.placeholders import fill

if TYPE_CHECKING:
    from servicesim.solver.values import Values


def mode_for(story: Story, wanted: Mode | None) -> Mode:
    """The mode to play a story in. Raises UsageError for one that the story excludes."""
    if wanted is None:
        return "assessment" if story.use == "assessment" else "practice"
    if story.use not in ("both", wanted):
        raise UsageError(f"'{story.id}' is for {story.use} only.")
    return wanted


def standing(rows: Sequence[ReplyRow]) -> list[ReplyRow]:
    """The replies of a session that were not taken back, in order."""
    stack: list[ReplyRow] = []
    for row in rows:
        if row.kind == "reply":
            stack.append(row)
        else:
            del stack[row.turn :]
    return stack


class Hint(NamedTuple):
    """What a moment calls for: first in words, the titles of the tactics; then the reply itself."""

    tactics: tuple[str, ...]
    reply: Reply


class Play:
    """One session in progress. Every change is on the disk before it can be seen.

    `exchanges` are those that stand, take-backs taken off; `state` is where the conversation is. `edited`
    says that the story's text has changed since the session began; it goes on with the text it began with.
    `rows` counts what was saved, take-backs included: it is another number at every moment.
    """

    def __init__(self, store: Store, story: Story, proof: Proof, session: SessionRecord) -> None:
        self.store = store
        self.story = story
        self.proof = proof
        self.session = session
        self.exchanges: list[Exchange] = []
        self.opening: Line | None = opening_line(story)
        self.edited = False
        self.rows = 0

    @classmethod
    def begin(
        cls,
        store: Store,
        story: Story,
        proof: Proof,
        *,
        trainee: str,
        mode: Mode,
        replies: Sequence[str] = (),
        parent: str | None = None,
    ) -> Play:
        """Begin a session. `replies` are given at once, which marks it assisted; refused in assessment.

        Raises UsageError for a mode that the story excludes, StoryInvalid for one that goes wrong in play,
        ReplyNotOffered, all before anything is saved; NotSaved. With `replies` a story that goes wrong can
        be looked at: a witness leads to the place.
        """
        mode_for(story, mode)
        if proof.troubles and not replies:
            raise StoryInvalid(story.id, [_finding(story, trouble) for trouble in proof.troubles])
        if replies and mode == "assessment":
            raise UsageError("An assessment begins at the beginning: --replies is for practice.")
        replay(story, replies)
        store.keep_story(StoredStory(story.digest, story.id, story.title, story.document, story.source))
        session = store.begin(
            NewSession(
                trainee=trainee,
                story=story.id,
                story_digest=story.digest,
                mode=mode,
                seed=secrets.randbits(53),
                rules=RULES,
                assisted=bool(replies),
                parent=parent,
            )
        )
        play = cls(store, story, proof, session)
        for reply_id in replies:
            play.give(reply_id)
        return play

    @classmethod
    def resume(
        cls, store: Store, session: SessionRecord, story: Story, proof: Proof, *, edited: bool = False
    ) -> Play:
        """Go on with a session at the exact reply. `story` is what `story_of` gave for it, `edited` whether
        the library's text has changed since.

        An ended session can be resumed too: then it is over, and can be debriefed again. Raises UsageError
        for a session of other rules, which can be shown from its rows but not played on.
        """
        if session.rules != RULES:
            raise UsageError(
                f"The session {session.id[:8]} was begun under rules {session.rules}; today's are {RULES}."
            )
        play = cls(store, story, proof, session)
        play.edited = edited
        rows = store.replies(session.id)
        play.rows = len(rows)
        play.exchanges = replay(story, [row.reply for row in standing(rows)])
        return play

    @property
    def state(self) -> State:
        """Where the conversation is now."""
        return self.exchanges[-1].after if self.exchanges else start(self.story)

    @property
    def trainee(self) -> str:
        """The trainee's name."""
        return self.session.trainee

    @property
    def mode(self) -> Mode:
        """Practice or assessment."""
        return self.session.mode

    @property
    def practice(self) -> bool:
        """Whether levels, hints and take-back are there."""
        return self.session.mode == "practice"

    @property
    def over(self) -> bool:
        """Whether the conversation has reached an ending."""
        return is_over(self.story, self.state)

    @property
    def can_take_back(self) -> bool:
        """Whether the last reply can be taken back: in practice, before the end."""
        return self.practice and bool(self.exchanges) and not self.over

    def offered(self) -> list[Reply]:
        """The replies to choose from, in the order to show them.

        In assessment they are shuffled by the session's seed and the turn, so that the same moment always
        shows the same order.
        """
        replies = list(offered(self.story, self.state))
        if not self.practice:
            random.Random(f"{self.session.seed}/{self.state.turn}").shuffle(replies)
        return replies

    def words(self, text: str) -> str:
        """A text of the story with the names filled in."""
        return fill(text, trainee=self.trainee, persona=self.story.character.name)

    def give(self, reply_id: str, decided_ms: int | None = None) -> Exchange:
        """Give a reply. It is committed before this returns.

        `decided_ms` is how long the trainee took, in milliseconds. Raises ReplyNotOffered, and NotSaved,
        which leaves everything as it was.
        """
        given = exchange(self.story, self.state, find_reply(self.story, self.state, reply_id))
        self._append("reply", given, given.after, decided_ms, self._ended([*self.exchanges, given]))
        self.exchanges.append(given)
        return given

    def take_back(self) -> Exchange:
        """Take the last reply back, and return it. Raises UsageError where that cannot be; NotSaved."""
        if not self.can_take_back:
            raise UsageError("There is nothing to take back here.")
        last = self.exchanges[-1]
        self._append("back", last, last.before, None, None)
        self.exchanges.pop()
        return last

    @property
    def can_hint(self) -> bool:
        """Whether a hint can be had: in practice, before the end, in a story that is not too large for it."""
        return self.practice and not self.over and can_be_valued(self.proof)

    def hint(self) -> Hint:
        """The best reply from here, which marks the session assisted.

        Raises UsageError where `can_hint` is False or nothing leads to an ending any more; NotSaved.
        """
        values = self._values() if self.can_hint else None
        marks = sum(made.empathy for made in self.exchanges), sum(made.clarity for made in self.exchanges)
        best = None if values is None else values.best(self.state, marks)
        if best is None:
            raise UsageError("There is no hint here.")
        if not self.session.assisted:
            self.store.assist(self.session.id)
            self.session = replace(self.session, assisted=True)
        catalogue = self.story.character.temperament
        tactics = [catalogue.tag(tag) for tag in best.reply.tags if catalogue.tag(tag).kind != "misstep"]
        return Hint(tuple(tag.title for tag in tactics), best.reply)

    @property
    def can_try_again(self) -> bool:
        """Whether a reply can be tried again in practice: not in a story for assessment alone."""
        return self.story.use != "assessment"

    def again(self, turn: int) -> Play:
        """A new practice session, begun like this one up to before the reply numbered `turn` (from 1).

        It names this one as its parent, and is assisted. Raises UsageError where `can_try_again` is False
        or there is no such reply; NotSaved.
        """
        if not self.can_try_again or not 1 <= turn <= len(self.exchanges):
            raise UsageError(f"There is no reply {turn} that could be tried again.")
        return Play.begin(
            self.store,
            self.story,
            self.proof,
            trainee=self.trainee,
            mode="practice",
            replies=[made.reply.id for made in self.exchanges[: turn - 1]],
            parent=self.session.id,
        )

    def review(self) -> Debrief:
        """The debrief of a conversation that is over. Raises ValueError for one that is not."""
        where = Filter(trainee=self.trainee, story=self.story.id, status="ended")
        endings = {session.ending for session in self.store.sessions(where)}
        return debrief(
            self.story,
            self.exchanges,
            self.proof,
            mode=self.mode,
            assisted=self.session.assisted,
            seen=self.session.seen,
            endings_found=len(endings & set(self.story.endings)),
            values=self._values(),
            earlier=self._earlier(),
        )

    def debrief(self) -> Debrief:
        """The same for the trainee's own eyes: the store notes that it was shown. Raises NotSaved as well."""
        review = self.review()
        self.store.debriefed(self.session.id)
        return review

    def _values(self) -> Values | None:
        """What each moment was worth; numpy is imported here, when a debrief or a hint is asked for."""
        from servicesim.solver.values import values_of

        return values_of(self.story, self.proof)

    def _earlier(self) -> list[Exchange] | None:
        """The exchanges of the session that this one tries again, where it is still there."""
        if self.session.parent is None:
            return None
        try:
            parent = self.store.session(self.session.parent)
        except SessionNotFound:  # it was deleted, which is the trainee's right
            return None
        if (parent.story_digest, parent.rules) != (self.story.digest, RULES):
            return None
        return replay(self.story, [row.reply for row in standing(self.store.replies(parent.id))])

    def _ended(self, exchanges: Sequence[Exchange]) -> Ended | None:
        ending = self.story.endings.get(exchanges[-1].after.scene)
        if ending is None:
            return None
        scores = score(exchanges, self.proof)
        return Ended(ending.name, ending.outcome, scores.empathy, scores.clarity, scores.trust)

    def _append(
        self, kind: str, given: Exchange, after: State, decided_ms: int | None, ended: Ended | None
    ) -> None:
        persona = after.persona
        row = self.store.append(
            self.session.id,
            NewReply(
                after_seq=self.rows,
                kind="reply" if kind == "reply" else "back",
                turn=after.turn,
                scene=given.reply.scene,
                reply=given.reply.id,
                attitude=persona.attitude,
                resistance=persona.resistance,
                trust=persona.trust,
                grievances=persona.grievances,
                decided_ms=decided_ms,
            ),
            ended=ended,
        )
        self.rows = row.seq
        self.session = replace(
            self.session,
            turns=after.turn,
            assisted=self.session.assisted or kind == "back",
            status="in_progress" if ended is None else "ended",
            ending=None if ended is None else ended.ending,
            outcome=None if ended is None else ended.outcome,
        )


def _finding(story: Story, trouble: Trouble) -> Finding:
    """What goes wrong in play, told without the file at hand; `check` has the place."""
    after = f" after {','.join(trouble.witness)}" if trouble.witness else ""
    message = (
        f"The conversation cannot go on in '{trouble.scene}'{after}; 'servicesim check' says where and why."
    )
    return Finding(trouble.rule, "error", message, story.id, scene=trouble.scene, reply=trouble.reply)


def story_of(store: Store, session: SessionRecord) -> Story:
    """The story of a session as it was when the session began. Raises StoreUnusable."""
    return story_kept(store, session.story_digest)


def story_kept(store: Store, digest: str) -> Story:
    """The story of that digest, from the text that the store keeps. Raises StoreUnusable."""
    return story_in(store.story(digest), store.location)


def story_in(kept: StoredStory, location: str) -> Story:
    """The story whose text is kept. Raises StoreUnusable."""
    try:
        return from_document(kept.document)
    # pydantic's and json's errors are ValueErrors; the others are of texts that somebody wrote by hand.
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        reason = f"the text of '{kept.story}' that it was played with cannot be read any more ({error!r})."
        raise StoreUnusable(location, reason) from error


def newest(store: Store, trainee: str, story: str | None = None) -> SessionRecord:
    """The trainee's newest session in progress, of one story or of any. Raises NothingToResume."""
    found = store.sessions(Filter(trainee=trainee, story=story, status="in_progress"))
    if not found:
        raise NothingToResume(trainee, story)
    return found[0]


def edited(library: Library, session: SessionRecord) -> bool:
    """Whether the library's story is another text than the session's. One that is gone is not edited."""
    try:
        return library.find(session.story).digest != session.story_digest
    except (StoryInvalid, StoryAmbiguous):  # it is being edited right now
        return True
    except StoryError:
        return False
