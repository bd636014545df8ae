"""Counts over the replies of fair attempts, kept in `tallies` so that a story's decisions can be told of
without reading a million rows; and scores worked out again where nobody has checked them.

What a reply gave away depends on all that was said before it, which nothing but a replay knows. So each
session is replayed once after it ended, and what it adds is added; a session that is forgotten is replayed
once more, and taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, not_, select, update

from servicesim.conversation import RULES, Exchange, is_over, replay
from servicesim.errors import ReplyNotOffered, StoreUnusable
from servicesim.results.items import choices
from servicesim.results.judgement import label_of
from servicesim.results.scores import score
from servicesim.saves import tables
from servicesim.saves.chain import check
from servicesim.saves.play import standing, story_in, story_of
from servicesim.saves.review.selected import COUNTED
from servicesim.saves.rows import stored_story
from servicesim.saves.store import Store
from servicesim.saves.verify import assistance_problems, replay_problems
from servicesim.solver.cache import proof_of as cached_or_proved
from servicesim.solver.proof import Proof
from servicesim.story.linked import Story

if TYPE_CHECKING:  # it brings numpy with it
    from servicesim.solver.values import Values

ProofOf = Callable[[Story], Proof]
ValuesOf = Callable[[Story, Proof], "Values | None"]

AT_ONCE = 500
"""Sessions that are added in one transaction, and whose replies are read by one query."""

_s, _r, _t = tables.sessions.c, tables.replies.c, tables.tallies.c
_TO_TALLY = and_(COUNTED, not_(_s.tallied), _s.status == "ended", _s.rules == RULES)


class Tally(NamedTuple):
    """How often a reply was given at a scene, and sums over those times. `best` counts the best replies, and
    `gave_away` sums what was given away, in points; both are -1 for each time that could not be judged."""

    given: int
    best: int
    gave_away: float
    d_resistance: int
    d_trust: int
    trust_fell: int


Population = tuple[str, int, str]
"""A text's digest, the rules, the mode: what is never added up."""

Tallies = dict[tuple[str, str], Tally]
"""By scene and reply."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many sessions were added to the tallies, and the ids of those that do not replay."""

    tallied: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rescored:
    """How many sessions got their scores, and those that did not: the id, and why in plain words."""

    scored: int
    refused: tuple[tuple[str, str], ...]


def behind(store: Store, story: str | None = None) -> int:
    """How many sessions, of one story or of all, `catch_up` has to add. Raises StoreUnusable.

    None where that is not its user's: on a server the owner's `store check` counts.
    """
    if store.role != "owner":
        return 0
    # Asked by text, also for all of them: the index of what is to be done is in that order, and SQLite would
    # else take one that is a thousand times as large.
    texts = select(tables.stories.c.digest)
    if story is not None:
        texts = texts.where(tables.stories.c.story == story)
    query = select(func.count()).where(_TO_TALLY, _s.story_digest.in_(texts))
    with store.reading() as connection:
        return int(connection.execute(query).scalar_one())


def catch_up(
    store: Store,
    proof_of: ProofOf | None = None,
    values_of: ValuesOf | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    only_new: bool = True,
    story: str | None = None,
) -> CaughtUp:
    """Adds to the tallies the fair attempts, of one story or of all, that ended and are not in them yet.

    `progress` is called with how many are done, and of how many. Without `only_new` the tallies of today's
    rules are made anew. Ended sessions whose scores nobody has checked, or of other rules, stay out. What was
    added stays, whatever comes later. Raises NotSaved, StoreUnusable.
    """
    ways = _Ways(proof_of, values_of)
    if not only_new:
        _begin_anew(store)
    total, done, refused = behind(store, story), 0, []
    for text in _texts(store, story):
        last = ""
        while batch := _batch(store, text, last):
            last = batch[-1][0]
            good, bad = _added(store, ways, batch)
            done += good
            refused += bad
            if progress is not None:
                progress(done + len(refused), total)
    return CaughtUp(done, tuple(refused))


def tallies_of(
    connection: Connection,
    location: str,
    digest: str,
    sessions: Sequence[str],
    proof_of: ProofOf | None = None,
    values_of: ValuesOf | None = None,
) -> Tallies:
    """The tallies of just these sessions of one text, by today's rules; those that do not replay are left
    out. Raises StoreUnusable."""
    adds = _tallies(connection, location, _Ways(proof_of, values_of), digest, sessions)
    return {key: Tally(*values) for key, values in _sums(adds.values()).items()}


def untally(
    connection: Connection,
    location: str,
    sessions: Sequence[str],
    proof_of: ProofOf | None = None,
    values_of: ValuesOf | None = None,
) -> None:
    """Takes the choices of sessions out of the tallies again, in the transaction that will delete them.

    Where a session does not replay any more, or is of other rules, the tallies of its text, rules and mode
    are dropped whole, since nobody knows its part in them; `catch_up` makes them anew from what is left, as
    far as it is of today's rules. Raises StoreUnusable.
    """
    ways = _Ways(proof_of, values_of)
    for at in range(0, len(sessions), AT_ONCE):
        some = sessions[at : at + AT_ONCE]
        query = (
            select(_s.id, _s.story_digest, _s.rules, _s.mode)
            .where(_s.id.in_(some), _s.tallied)
            .order_by(_s.story_digest, _s.rules, _s.mode)
        )
        rows = [(row.id, row.story_digest, row.rules, row.mode) for row in connection.execute(query)]
        for population, group in groupby(rows, key=lambda row: (row[1], row[2], row[3])):
            ids = [row[0] for row in group]
            found = _tallies(connection, location, ways, population[0], ids) if population[1] == RULES else {}
            if len(found) < len(ids):
                _drop(connection, population)
            else:
                _add(connection, population, found.values(), sign=-1)


def rescore(
    store: Store, proof_of: ProofOf | None = None, progress: Callable[[int, int], None] | None = None
) -> Rescored:
    """Works out the scores of ended sessions of today's rules that nobody has checked, from their replies.

    A session is refused where its hash chain, its levels or its ending are not those of a replay. Takes the
    rights to change sessions. Raises NotSaved, StoreUnusable.
    """
    prove = proof_of or cached_or_proved
    query = select(_s.id).where(_s.status == "ended", not_(_s.scored), _s.rules == RULES).order_by(_s.id)
    with store.reading() as connection:
        ids = list(connection.execute(query).scalars())
    stories: dict[str, Story] = {}
    scored, refused = 0, []
    for number, session_id in enumerate(ids, 1):
        try:
            session, rows = store.session(session_id), store.replies(session_id)
            if session.story_digest not in stories:
                stories[session.story_digest] = story_of(store, session)
            story = stories[session.story_digest]
            scores = score(replay(story, [row.reply for row in standing(rows)]), prove(story))._asdict()
            problems = [problem.text for problem in check(session, rows)]
            problems += assistance_problems(session, rows)
            problems += replay_problems(replace(session, **scores), rows, story, prove)
        except (ReplyNotOffered, StoreUnusable) as error:
            problems = [str(error)]
        if problems:
            refused.append((session_id, "; ".join(problems)))
        else:
            with store.writing() as connection:
                change = update(tables.sessions).where(_s.id == session_id)
                connection.execute(change.values(scored=True, **scores))
            scored += 1
        if progress is not None:
            progress(number, len(ids))
    return Rescored(scored, tuple(refused))


def tallied_in(story: Story, exchanges: Sequence[Exchange], values: Values | None) -> Tallies:
    """What one conversation adds: of each scene at which there was a choice, the first. `values` judges."""
    found: Tallies = {}
    scenes = set()
    for choice in choices(story, exchanges, values):
        if choice.scene not in scenes:
            scenes.add(choice.scene)
            found[choice.scene, choice.reply] = _tally(exchanges[choice.turn - 1], choice.gave_away)
    return found


class _Ways:
    """What conversations add to the tallies. Stories and their values are kept; of what each way adds, as
    much as was asked for of the story at hand."""

    def __init__(self, proof_of: ProofOf | None, values_of: ValuesOf | None) -> None:
        self._proof_of = proof_of or cached_or_proved
        self._values_of = values_of
        self._digest = ""
        self._story: Story | None = None
        self._values: Values | None = None
        self._known: dict[tuple[str, ...], Tallies | None] = {}

    def read(self, connection: Connection, location: str, digest: str) -> None:
        """Takes up the story of that digest."""
        if digest == self._digest:
            return
        row = connection.execute(
            select(tables.stories).where(tables.stories.c.digest == digest)
        ).one_or_none()
        if row is None:
            raise StoreUnusable(location, f"the story text {digest} is not there.")
        self._story = story_in(stored_story(row._asdict(), location), location)
        self._digest, self._known = digest, {}
        proof = self._proof_of(self._story)
        self._values = None
        if any(held is not None and held.measured for held in (proof.empathy, proof.clarity, proof.trust)):
            from servicesim.solver import values

            self._values = (self._values_of or values.values_of)(self._story, proof)

    def adds(self, way: tuple[str, ...]) -> Tallies | None:
        """What a conversation of these replies adds; None where it does not replay to an ending."""
        if way not in self._known:
            self._known[way] = self._worked_out(way)
        return self._known[way]

    def _worked_out(self, way: tuple[str, ...]) -> Tallies | None:
        assert self._story is not None
        try:
            exchanges = replay(self._story, way)
        except ReplyNotOffered:
            return None
        if not exchanges or not is_over(self._story, exchanges[-1].after):
            return None
        return tallied_in(self._story, exchanges, self._values)


def _tally(made: Exchange, gave_away: float | None) -> Tally:
    before, after = made.before.persona, made.after.persona
    return Tally(
        given=1,
        best=-1 if gave_away is None else int(label_of(gave_away) == "best"),
        gave_away=-1.0 if gave_away is None else gave_away,
        d_resistance=after.resistance - before.resistance,
        d_trust=after.trust - before.trust,
        trust_fell=int(after.trust < before.trust),
    )


def _texts(store: Store, story: str | None) -> list[str]:
    kept = tables.stories.c
    query = select(kept.digest).order_by(kept.digest)
    if story is not None:
        query = query.where(kept.story == story)
    with store.reading() as connection:
        return list(connection.execute(query).scalars())


def _batch(store: Store, text: str, after: str) -> list[tuple[str, Population]]:
    """The next sessions of a text to add: their ids, and what they are of."""
    query = (
        select(_s.id, _s.rules, _s.mode)
        .where(_TO_TALLY, _s.story_digest == text, _s.id > after)
        .order_by(_s.id)
        .limit(AT_ONCE)
    )
    with store.reading() as connection:
        return [(row.id, (text, row.rules, row.mode)) for row in connection.execute(query)]


def _added(store: Store, ways: _Ways, batch: Sequence[tuple[str, Population]]) -> tuple[int, list[str]]:
    """Adds a batch in one transaction: how many were added, and which do not replay."""
    by_population: defaultdict[Population, list[str]] = defaultdict(list)
    for session, population in batch:
        by_population[population].append(session)
    adds: dict[Population, dict[str, Tallies]] = {}
    with store.reading() as connection:
        for population, ids in by_population.items():
            adds[population] = _tallies(connection, store.location, ways, population[0], ids)
    good = 0
    with store.writing() as connection:
        for population, found in adds.items():
            # Meanwhile another program may have added them, or somebody was forgotten.
            still = select(_s.id).where(_s.id.in_(found), not_(_s.tallied)).with_for_update()
            ids = list(connection.execute(still).scalars())
            _add(connection, population, [found[session] for session in ids])
            connection.execute(update(tables.sessions).where(_s.id.in_(ids)).values(tallied=True))
            good += len(ids)
    return good, [session for session, population in batch if session not in adds[population]]


def _tallies(
    connection: Connection, location: str, ways: _Ways, digest: str, ids: Sequence[str]
) -> dict[str, Tallies]:
    """What each session adds, those that do not replay left out. All are of one text."""
    ways.read(connection, location, digest)
    query = select(_r.session, _r.kind, _r.reply).where(_r.session.in_(ids)).order_by(_r.session, _r.seq)
    found = {}
    for session, group in groupby(connection.execute(query), key=lambda row: str(row.session)):
        rows = list(group)
        # A take-back makes a session assisted; one that is in a fair attempt has been smuggled in.
        if all(row.kind == "reply" for row in rows):
            adds = ways.adds(tuple(row.reply for row in rows))
            if adds is not None:
                found[session] = adds
    return found


def _add(connection: Connection, population: Population, adds: Iterable[Tallies], sign: int = 1) -> None:
    for (scene, reply), values in sorted(_sums(adds).items()):
        this = _of(population), _t.scene == scene, _t.reply == reply
        named = {name: sign * value for name, value in zip(Tally._fields, values, strict=True)}
        change = {name: _t[name] + value for name, value in named.items()}
        if connection.execute(update(tables.tallies).where(*this).values(change)).rowcount == 0:
            digest, rules, mode = population
            row = {"story_digest": digest, "rules": rules, "mode": mode, "scene": scene, "reply": reply}
            connection.execute(insert(tables.tallies), row | named)
        if sign < 0:
            connection.execute(delete(tables.tallies).where(*this, _t.given <= 0))


def _sums(adds: Iterable[Tallies]) -> dict[tuple[str, str], list[Any]]:
    """Sums of tallies, whole numbers staying whole, by scene and reply."""
    sums: dict[tuple[str, str], list[Any]] = {}
    for tallies in adds:
        for key, tally in tallies.items():
            known = sums.get(key)
            sums[key] = (
                list(tally) if known is None else [one + more for one, more in zip(known, tally, strict=True)]
            )
    return sums


def _drop(connection: Connection, population: Population) -> None:
    digest, rules, mode = population
    connection.execute(delete(tables.tallies).where(_of(population)))
    those = _s.story_digest == digest, _s.rules == rules, _s.mode == mode, _s.tallied
    connection.execute(update(tables.sessions).where(*those).values(tallied=False))


def _begin_anew(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(tables.tallies).where(_t.rules == RULES))
        those = update(tables.sessions).where(_s.tallied, _s.rules == RULES)
        connection.execute(those.values(tallied=False))


def _of(population: Population) -> ColumnElement[bool]:
    digest, rules, mode = population
    return and_(_t.story_digest == digest, _t.rules == rules, _t.mode == mode)
