"""What a manager's review takes on a million sessions: `python bench/review_scale.py [--sessions N] [FILE]`.

Twenty thousand people in 250 cohorts of 80, and one cohort of 40, have fifty conversations each with fifteen
made stories of twenty replies, half of them practice. Their sessions, scores and counts are what the engine
gives for a thousand ways through each story; twenty million replies would take three gigabytes, and nothing
that is timed reads more than one cohort's, so only the first cohort has its replies.

Each time is the median of some rounds in one process, the file in the system's memory by then.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, Table, insert

from servicesim.conversation import RULES, Exchange, exchange, is_over, offered, start
from servicesim.results.scores import Scores, score
from servicesim.saves import tables
from servicesim.saves.chain import row_hash, session_hash
from servicesim.saves.policy import Policy, policy_of, set_policy
from servicesim.saves.records import ReplyRow, Selection, SessionRecord, StoredStory, utc_text
from servicesim.saves.review.overview import cohorts, default_mode, overview
from servicesim.saves.review.story import story_review
from servicesim.saves.review.trainee import history, trainee_review
from servicesim.saves.rows import reply_values, session_values
from servicesim.saves.store import Store
from servicesim.saves.tallying import Tallies, tallied_in
from servicesim.solver.proof import Proof
from servicesim.solver.prove import prove
from servicesim.solver.values import Values
from servicesim.story.linked import Story
from synthetic import layered, linked

STORIES = 15
PEOPLE_A_COHORT = 80
SESSIONS_A_PERSON = 50
WAYS = 1000
ROUNDS = 5
LIKING = (6, 3, 1)
AT_ONCE = 20_000
NOW = datetime(2026, 6, 1, tzinfo=UTC)
THREE_YEARS = 3 * 365 * 24 * 3600


@dataclass(slots=True)
class Way:
    """A conversation, and what it came to."""

    exchanges: list[Exchange]
    ending: str
    outcome: str
    scores: Scores
    adds: Tallies


@dataclass(slots=True)
class Told:
    """A made story, its proof, and ways through it."""

    story: Story
    proof: Proof
    ways: list[Way]


def told(number: int) -> Told:
    """A story of twenty replies. Marks and trust are given at random, so that all scores are measured."""
    dice = random.Random(number)
    data = layered(60, seed=number, layers=20)
    data["id"] = f"story-{number}"
    data["source"] = dice.choice(("customer", "employee", "organisation"))
    for scene in data["scenes"].values():
        for reply in scene["replies"].values():
            reply["marks"] = {"empathy": dice.randint(-3, 3), "clarity": dice.randint(-3, 3)}
            reply["effects"]["trust"] = dice.choice((-2, -1, 1, 2))
    story = linked(data)
    proof = prove(story)
    values = Values(story, proof)
    ways = []
    for _ in range(WAYS):
        exchanges = conversation(story, dice)
        ending = story.endings[exchanges[-1].after.scene]
        adds = tallied_in(story, exchanges, values)
        ways.append(Way(exchanges, ending.name, ending.outcome, score(exchanges, proof), adds))
    return Told(story, proof, ways)


def conversation(story: Story, dice: random.Random) -> list[Exchange]:
    """A conversation of replies chosen at random, the first ones more often: people choose alike."""
    state, given = start(story), []
    while not is_over(story, state):
        replies = offered(story, state)
        (reply,) = dice.choices(replies, LIKING[: len(replies)])
        given.append(exchange(story, state, reply))
        state = given[-1].after
    return given


def sessions_of(
    name: str, stories: Sequence[Told], dice: random.Random, count: int
) -> Iterator[tuple[SessionRecord, Way, bool]]:
    """The sessions of one person in time, the ways they took, and whether each was debriefed. Who was
    debriefed on a story has seen it; one in seven has help, one in twenty-five is left lying."""
    begun: set[str] = set()
    seen: set[str] = set()
    moments = sorted(dice.random() * THREE_YEARS for _ in range(count))
    for moment in moments:
        one = dice.choice(stories)
        way = dice.choice(one.ways)
        started = NOW - timedelta(seconds=THREE_YEARS - moment)
        mode = dice.choice(("practice", "assessment"))
        ended = None if dice.random() < 0.04 else started + timedelta(minutes=12)
        assisted = mode == "practice" and dice.random() < 0.15
        draft = SessionRecord(
            id=f"{dice.getrandbits(128):032x}",
            trainee=name,
            story=one.story.id,
            story_digest=one.story.digest,
            mode=mode,
            status="in_progress" if ended is None else "ended",
            ending=None if ended is None else way.ending,
            outcome=None if ended is None else way.outcome,
            turns=0 if ended is None else len(way.exchanges),
            started=started,
            touched=ended or started,
            ended=ended,
            empathy=None if ended is None else way.scores.empathy,
            clarity=None if ended is None else way.scores.clarity,
            trust=None if ended is None else way.scores.trust,
            assisted=assisted,
            seen=one.story.id in seen,
            parent=None,
            rules=RULES,
            seed=dice.getrandbits(53),
            assisted_at_start=assisted,
            hash="",
            tip="",
            first=one.story.id not in begun,
        )
        begun.add(one.story.id)
        debriefed = ended is not None and dice.random() < 0.8
        if debriefed:
            seen.add(one.story.id)
        head = session_hash(draft)
        yield replace(draft, hash=head, tip=head), way, debriefed


def rows_of(session: SessionRecord, way: Way) -> list[ReplyRow]:
    """The replies of a session, chained."""
    tip, rows = session.hash, []
    for seq, made in enumerate(way.exchanges, 1):
        persona = made.after.persona
        draft = ReplyRow(
            session=session.id,
            seq=seq,
            kind="reply",
            turn=seq,
            scene=made.reply.scene,
            reply=made.reply.id,
            attitude=persona.attitude,
            resistance=persona.resistance,
            trust=persona.trust,
            grievances=persona.grievances,
            at=session.started + timedelta(seconds=30 * seq),
            decided_ms=4200,
            hash="",
        )
        rows.append(replace(draft, hash=row_hash(tip, draft)))
        tip = rows[-1].hash
    return rows


class Filling:
    """Puts generated rows into an empty store, many at once."""

    def __init__(self, store: Store, stories: Sequence[Told]) -> None:
        self.store = store
        self.stories = stories
        self.waiting: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.tallies: defaultdict[tuple[str, str, str, str], list[float]] = defaultdict(lambda: [0] * 6)
        self.sessions = self.replies = 0
        for one in stories:
            story = one.story
            store.keep_story(StoredStory(story.digest, story.id, story.title, story.document, story.source))

    def person(self, name: str, cohort: str | None, dice: random.Random, count: int, replies: bool) -> None:
        """One person with that many sessions, with their replies or without."""
        if cohort is not None:
            self._put(tables.people, {"name": name, "cohort": cohort})
        for session, way, debriefed in sessions_of(name, self.stories, dice, count):
            ended = session.status == "ended"
            rows = rows_of(session, way) if replies and ended else []
            session = replace(session, tip=rows[-1].hash if rows else session.tip)
            fair = ended and session.first and not session.assisted and not session.seen
            if fair:
                for (scene, reply), tally in way.adds.items():
                    sums = self.tallies[session.story_digest, session.mode, scene, reply]
                    sums[:] = [one + more for one, more in zip(sums, tally, strict=True)]
            more = {
                "scored": ended,
                "tallied": fair,
                "debriefed": utc_text(session.touched) if debriefed else None,
            }
            self._put(tables.sessions, session_values(session) | more)
            for row in rows:
                self._put(tables.replies, reply_values(row))
            self.sessions += 1
            self.replies += len(rows)

    def _put(self, table: Any, row: dict[str, Any]) -> None:
        self.waiting[table].append(row)
        if len(self.waiting[table]) >= AT_ONCE:
            self.write()

    def write(self) -> None:
        """Writes what waits."""
        with self.store.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA cache_size=-1000000")
            for table in (tables.people, tables.sessions, tables.replies):
                if self.waiting[table]:
                    put_in(connection, table, self.waiting.pop(table))

    def finish(self) -> None:
        """Writes the rest, and the counts over all replies there would be."""
        self.write()
        names = ("story_digest", "mode", "scene", "reply")
        counts = ("given", "best", "gave_away", "d_resistance", "d_trust", "trust_fell")
        rows = [
            dict(zip((*names, *counts), (*key, *sums), strict=True)) | {"rules": RULES}
            for key, sums in self.tallies.items()
        ]
        with self.store.writing() as connection:
            connection.execute(insert(tables.tallies), rows)


def put_in(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows that all have the same columns, on a server by COPY."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), rows)
        return
    names = list(rows[0])
    into = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    with connection.connection.cursor() as cursor, cursor.copy(into) as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row([row[name] for name in names])


def fill(store: Store, stories: Sequence[Told], sessions: int) -> Filling:
    """A million sessions, or as many as are wanted: whole cohorts, then one of half the size."""
    filling, dice = Filling(store, stories), random.Random(1)
    people = sessions // SESSIONS_A_PERSON
    for number in range(people):
        cohort = f"Cohort {number // PEOPLE_A_COHORT:03}"
        if people - number <= PEOPLE_A_COHORT // 2:
            cohort = "The small cohort"
        filling.person(
            f"Person {number:05}", cohort, dice, SESSIONS_A_PERSON, replies=number < PEOPLE_A_COHORT
        )
    filling.finish()
    return filling


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long `work` takes, and how much of the processor: medians of some rounds after a first. Where
    other programs are busy, the second is the smaller."""
    took, used = [], []
    for _ in range(ROUNDS + 1):
        begun, began = perf_counter(), process_time()
        work()
        took.append((perf_counter() - begun) * 1000)
        used.append((process_time() - began) * 1000)
    return median(took[1:]), median(used[1:])


def review(location: str, stories: Sequence[Told]) -> None:
    """Times what the screens of a review ask for."""
    proofs = {one.story.digest: one.proof for one in stories}
    with Store.open(location, clock=lambda: NOW) as store:
        if store.role == "owner":
            set_policy(store, Policy(practice="whole", threshold=60.0))
        whole = Selection(default_mode(store), RULES)
        cohort = replace(whole, cohort="Cohort 000")
        small, text = replace(whole, cohort="The small cohort"), stories[0].story.id

        def of_story(selection: Selection) -> object:
            return story_review(store, text, selection, proof_of=lambda story: proofs[story.digest])

        for name, aim, work in (
            ("the mode to open with", None, lambda: default_mode(store)),
            ("one trainee's history", 5, lambda: history(store, "Person 00007", whole, policy_of(store))),
            ("one trainee, all of it", None, lambda: trainee_review(store, "Person 00007", cohort, NOW)),
            ("a cohort of 80, overview", 50, lambda: overview(store, cohort, NOW)),
            ("a cohort of 40, overview", 50, lambda: overview(store, small, NOW)),
            ("hardest decisions of a story", 150, lambda: of_story(whole)),
            ("the same of one cohort", None, lambda: of_story(cohort)),
            ("all cohorts", 1000, lambda: cohorts(store, whole, NOW)),
            ("everybody as one", 1000, lambda: overview(store, whole, NOW)),
        ):
            said = "" if aim is None else f"   (aim: {aim} ms)"
            took, used = milliseconds(work)
            print(f"{name + ':':34}{took:9.1f} ms, processor {used:7.1f} ms{said}", flush=True)


def main() -> None:
    """Makes the store where there is none at FILE, and times it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("file", nargs="?", help="kept, and used again where it is there")
    wanted = parser.parse_args()
    stories = [told(number) for number in range(STORIES)]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = Path(wanted.file) if wanted.file else folder / "scale.db"
        if not file.exists():
            begun = perf_counter()
            with Store.open(file, clock=lambda: NOW) as store:
                filling = fill(store, stories, wanted.sessions)
            size = file.stat().st_size / 1e6
            print(
                f"{filling.sessions:,} sessions, {filling.replies:,} of their replies, {size:,.0f} MB,"
                f" made in {perf_counter() - begun:.0f} s",
                flush=True,
            )
        # What this benchmark itself keeps in memory is no part of it.
        gc.collect()
        gc.freeze()
        review(str(file), stories)


if __name__ == "__main__":
    main()
