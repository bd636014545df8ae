"""Holds every saved session against its own hash chain and against a replay by today's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from servicesim.conversation import RULES, replay
from servicesim.errors import ReplyNotOffered, ServicesimError, StoreUnusable
from servicesim.results.scores import Given, score
from servicesim.saves.agreeing import Agreeing, Kept
from servicesim.saves.chain import check
from servicesim.saves.play import standing, story_of
from servicesim.saves.processes import shared
from servicesim.saves.records import ReplyRow, SessionRecord
from servicesim.saves.store import Store
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story

AT_ONCE = 200
"""Sessions that are read by one query."""

BLOCK = 1_000
"""Sessions of one story that are given to a process at a time."""

SHARED_FROM = 10_000
"""Sessions from which on processes are started for them, which takes most of a second."""

TOLERANCE = 1e-6
"""Scores are floats that went through a database; they agree to more digits than anybody reads."""


class Verified(NamedTuple):
    """One session held against its chain and its replay.

    `trainee` and `story` are None where its values are damaged; `problems` says in plain words what does not
    agree. `replayed` is False for a session of other rules, of which only the chain was checked.
    """

    id: str
    trainee: str | None
    story: str | None
    replayed: bool
    problems: tuple[str, ...]


def verify(store: Store, proof_of: Callable[[Story], Proof], processes: int = 1) -> Iterator[Verified]:
    """Every session of the store, one at a time: some of one text of a story after the other, newest first.

    Those that surely agree are found many at a time; each of the others is then looked at by itself. Many
    sessions of a file are shared among so many `processes`; `proof_of` then is a function that can be sent
    to them. On a server there is one: another would need its password.
    """
    by_story = store.ids_by_story()
    alone = processes == 1 or sum(map(len, by_story)) < SHARED_FROM or not store.journal
    lanes = _lanes(by_story, 1 if alone else processes)
    verifier = _Verifier(store, proof_of)
    if alone:
        for block in chain.from_iterable(lanes):
            yield from verifier.some(block)
        return
    for block, found in shared(_verified, lanes, _open, store.location, proof_of):
        yield from verifier.some(block) if found is None else found


def _lanes(by_story: Sequence[Sequence[str]], most: int) -> list[list[Sequence[str]]]:
    """The sessions in blocks of one story each, in as many lanes as `most`, evenly. A story is in one lane,
    or in two neighbouring ones where that makes them even: a process then seldom has to work out what
    another has worked out too."""
    share = -(-sum(map(len, by_story)) // most)
    lanes: list[list[Sequence[str]]] = [[]]
    room = share
    for ids in by_story:
        at = 0
        while at < len(ids):
            if room == 0:
                lanes.append([])
                room = share
            block = ids[at : at + min(BLOCK, room)]
            lanes[-1].append(block)
            at, room = at + len(block), room - len(block)
    return lanes


_verifier: _Verifier | None = None


def _open(location: str, proof_of: Callable[[Story], Proof]) -> None:
    """Opens the store in a process of its own, which ends with it."""
    global _verifier
    # Opening would make it anew where it has been taken away.
    if not Path(location).exists():
        raise StoreUnusable(location, "it is not there any more.")
    _verifier = _Verifier(Store.open(Path(location)), proof_of)


def _verified(ids: Sequence[str]) -> list[Verified] | None:
    """What is found there; None where something does not work, which whoever asked sees then too."""
    assert _verifier is not None
    try:
        return list(_verifier.some(ids))
    except ServicesimError:
        return None


class _Verifier:
    def __init__(self, store: Store, proof_of: Callable[[Story], Proof]) -> None:
        self.store = store
        self._proof_of = proof_of
        self._agreeing = Agreeing(store, self.ends_so)
        self.proofs: dict[str, Proof] = {}
        self.stories: dict[str, Story] = {}

    def some(self, ids: Sequence[str]) -> Iterator[Verified]:
        """These sessions, in this order."""
        for at in range(0, len(ids), AT_ONCE):
            yield from self._at_once(ids[at : at + AT_ONCE])

    def _at_once(self, ids: Sequence[str]) -> Iterator[Verified]:
        try:
            known = self._agreeing.among(ids)
        except StoreUnusable:  # one of them is so damaged that the query fails; which, is found one by one
            known = {}
        for session_id in ids:
            session = known.get(session_id)
            if session is not None:
                yield Verified(session_id, session.trainee, session.story, session.rules == RULES, ())
                continue
            result = self.one(session_id)
            if result.problems:
                # The session and its rows are read one after the other; one that is being played meanwhile
                # would look wrong. What is really wrong is so a second time.
                result = self.one(session_id)
            yield result

    def proof_of(self, story: Story) -> Proof:
        """The story's proof, asked for once."""
        if story.digest not in self.proofs:
            self.proofs[story.digest] = self._proof_of(story)
        return self.proofs[story.digest]

    def ends_so(self, session: Kept, exchanges: Sequence[Given], story: Story) -> bool:
        """Whether a session is kept as its replay ends, or does not, scores and all."""
        return not any(_ending_problems(session, exchanges, story, self.proof_of))

    def one(self, session_id: str) -> Verified:
        session = None
        problems: list[str] = []
        try:
            session = self.store.session(session_id)
            rows = self.store.replies(session_id)
            problems += [
                problem.text if problem.seq == 0 else f"row {problem.seq}: {problem.text}"
                for problem in check(session, rows)
            ]
            problems += assistance_problems(session, rows)
            if session.rules == RULES:
                problems += replay_problems(session, rows, self._story(session), self.proof_of)
        except StoreUnusable as error:  # damage is a problem of this session, not the end of the check
            problems.append(error.reason)
        if session is None:
            return Verified(session_id, None, None, False, tuple(problems))
        replayed = session.rules == RULES
        return Verified(session_id, session.trainee, session.story, replayed, tuple(problems))

    def _story(self, session: SessionRecord) -> Story:
        if session.story_digest not in self.stories:
            self.stories[session.story_digest] = story_of(self.store, session)
        return self.stories[session.story_digest]


def assistance_problems(session: SessionRecord, rows: Sequence[ReplyRow]) -> Iterator[str]:
    """What its rows say of help that the session does not."""
    helped = session.assisted_at_start or any(row.kind == "back" for row in rows)
    if helped and not session.assisted:
        yield "it had help, and is kept as unassisted"


def replay_problems(
    session: SessionRecord, rows: Sequence[ReplyRow], story: Story, proof_of: Callable[[Story], Proof]
) -> Iterator[str]:
    """What a replay of a session of today's rules does not agree with, in plain words."""
    if session.story != story.id:
        yield f"it is kept under the story '{session.story}', and its text is that of '{story.id}'"
    given = standing(rows)
    try:
        exchanges = replay(story, [row.reply for row in given])
    except ReplyNotOffered as error:
        yield f"the replay stops: {error}"
        return
    for row, exchange in zip(given, exchanges, strict=True):
        persona = exchange.after.persona
        levels = (persona.attitude, persona.resistance, persona.trust, persona.grievances)
        if (row.attitude, row.resistance, row.trust, row.grievances) != levels:
            yield f"row {row.seq}: the levels are not those of the replay"
        if row.scene != exchange.reply.scene:
            yield f"row {row.seq}: the reply was given in another scene"
    yield from _ending_problems(session, exchanges, story, proof_of)


def _ending_problems(
    session: Kept,
    exchanges: Sequence[Given],
    story: Story,
    proof_of: Callable[[Story], Proof],
) -> Iterator[str]:
    last = exchanges[-1].after.scene if exchanges else story.start
    ending = story.endings.get(last)
    if (ending is not None) != (session.status == "ended"):
        yield f"it is kept as {session.status.replace('_', ' ')}, and the replay says otherwise"
        return
    if ending is None:
        return
    if (session.ending, session.outcome) != (ending.name, ending.outcome):
        yield f"it ended with '{ending.name}' in the replay"
    scores = score(exchanges, proof_of(story))
    kept_scores = (session.empathy, session.clarity, session.trust)
    for name, value, kept in zip(scores._fields, scores, kept_scores, strict=True):
        if not _same(kept, value):
            yield f"the score for {name} is not that of the replay"


def _same(kept: float | None, value: float | None) -> bool:
    if kept is None or value is None:
        return kept is value
    return abs(kept - value) <= TOLERANCE
