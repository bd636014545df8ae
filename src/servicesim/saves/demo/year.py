"""The year, played: every conversation goes through the store as if somebody sat there.

Levels, hash chains and scores are those of real conversations. Two stores made with one seed on one day hold
the same conversations; the ids of their sessions differ, and what is made from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from servicesim.conversation import RULES
from servicesim.errors import NotSaved, UsageError
from servicesim.saves.assignments import assign
from servicesim.saves.backends import SqliteFile
from servicesim.saves.comments import comment
from servicesim.saves.demo.cast import AUTUMN, BRANCHES, COMMENTED, MANAGER, REMINDED, SPRING, trainees
from servicesim.saves.demo.plan import LATE, OVERDUE, RECENT, Planned, held_back, plan
from servicesim.saves.demo.playing import Player, converse, left_standing
from servicesim.saves.people import Person, import_people
from servicesim.saves.play import Play
from servicesim.saves.policy import Policy, set_policy
from servicesim.saves.records import NewSession, StoredStory
from servicesim.saves.sqlite import forgo_syncing
from servicesim.saves.store import Store
from servicesim.solver.cache import proof_of
from servicesim.solver.proof import can_be_valued
from servicesim.solver.values import Values
from servicesim.story.linked import Story

THRESHOLD = 70.0
"""The mean score that the invented manager has set."""

Progress = Callable[[int, int], None]


def _quiet(done: int, whole: int) -> None:
    """Told how far it is, does nothing with it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: how many people and sessions."""

    people: int
    sessions: int


def make(
    path: Path,
    stories: Sequence[Story],
    *,
    now: datetime,
    seed: int = 1,
    progress: Progress = _quiet,
) -> Made:
    """Makes a store at `path` with a year of invented sessions of `stories` that ends `now`.

    `progress` is told how many steps of how many are done: two a session. Raises UsageError where there is
    something at `path` already or no story can be played, NotSaved, StoreUnusable. Where it fails, or is
    interrupted, nothing is left.
    """
    if path.exists():
        raise UsageError(f"There is a '{path}' already, and it stays as it is: name another with --output.")
    try:
        folder = TemporaryDirectory(dir=path.parent, prefix=".servicesim-demo-")
    except OSError as error:
        raise NotSaved(f"in '{path.parent}' nothing can be written: {error.strerror}.") from error
    with folder as name:
        unfinished = Path(name) / path.name
        made = _make(unfinished, stories, now, seed, progress)
        unfinished.rename(path)
    return made


def _make(path: Path, stories: Sequence[Story], now: datetime, seed: int, progress: Progress) -> Made:
    valued = [story for story in stories if can_be_valued(proof_of(story)) and not proof_of(story).troubles]
    if not valued:
        raise UsageError("There is no story that could be played for this.")
    everybody = trainees(Random(f"{seed}/people"))
    planned = plan(everybody, valued, now, seed)
    for done, _ in enumerate(_choose(planned), 1):
        progress(done, 2 * len(planned))
    clock = _Clock(now)
    backend = SqliteFile.open(path, make_folders=False)
    forgo_syncing(backend.writer)
    with Store(backend, clock=clock) as store:
        set_policy(store, Policy(practice="whole", people="shown", threshold=THRESHOLD))
        import_people(store, [Person(trainee.name, trainee.cohort) for trainee in everybody])
        for story in valued:
            store.keep_story(StoredStory(story.digest, story.id, story.title, story.document, story.source))
        for done, one in enumerate(planned, len(planned) + 1):
            _play(store, one, clock)
            progress(done, 2 * len(planned))
        _assign(store, valued, now)
        _comment(store, planned)
    return Made(len(everybody), len(planned))


class _Clock:
    """The time that the store is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        """Later by that much."""
        self.now += timedelta(seconds=seconds)


def _choose(planned: Sequence[Planned]) -> Iterator[Planned]:
    """Settles what is said in every session, one story after the other: the values of one take some room."""
    by_story: defaultdict[str, list[Planned]] = defaultdict(list)
    for one in planned:
        by_story[one.story.digest].append(one)
    for alike in by_story.values():
        story = alike[0].story
        values = Values(story, proof_of(story))
        for one in alike:  # in time, so that what is tried again comes first
            given: Sequence[str] = ()
            if one.again is not None:
                before = left_standing(one.again.acts)
                given = before[: one.random.randint(1, max(1, len(before) - 2))]
            one.given = len(given)
            player = Player(one.trainee, one.skill, one.helped)
            leave_after = one.random.randint(2, 7) if one.left else None
            one.acts = converse(values, player, one.random, given=given, leave_after=leave_after)
            yield one


def _play(store: Store, one: Planned, clock: _Clock) -> None:
    clock.now = one.started
    session = store.begin(
        NewSession(
            trainee=one.trainee.name,
            story=one.story.id,
            story_digest=one.story.digest,
            mode=one.mode,
            seed=one.random.getrandbits(53),
            rules=RULES,
            parent=None if one.again is None else one.again.session,
        )
    )
    one.session = session.id
    play = Play(store, one.story, proof_of(one.story), session)
    for number, act in enumerate(one.acts):
        clock.go_on(act.after)
        if act.kind == "reply":
            play.give(act.reply, None if number < one.given else round(act.after * 1000))
        elif act.kind == "back":
            play.take_back()
        else:
            store.assist(session.id)
    if play.over:
        clock.go_on(20)
        store.debriefed(session.id)


def _assign(store: Store, stories: Sequence[Story], now: datetime) -> None:
    """One that all have had time for, one that some have let pass, one that has time, one to a person."""

    def day(from_now: float) -> date:
        return (now + timedelta(days=from_now)).date()

    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    late, recent = held_back(stories)
    first = stories[0].id
    assign(store, first, author=MANAGER, cohort=SPRING, due=day(-30), at=ago(340))
    assign(store, late.id, author=MANAGER, cohort=AUTUMN, due=day(-OVERDUE), at=ago(LATE))
    assign(store, recent.id, author=MANAGER, cohort=BRANCHES, due=day(14), at=ago(RECENT))
    assign(store, first, author=MANAGER, person=REMINDED, mode="practice", due=day(7), at=ago(1))


def _comment(store: Store, planned: Sequence[Planned]) -> None:
    for name, text in COMMENTED.items():
        ended = [one for one in planned if one.trainee.name == name and not one.left]
        if ended:
            last = store.session(ended[-1].session)
            comment(store, last.id, MANAGER, text, at=last.touched + timedelta(minutes=50))
