"""One story: its hardest decisions, where trust is lost, the endings that people reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, Connection, func, select

from servicesim.conversation import RULES
from servicesim.errors import UsageError
from servicesim.results.items import ENOUGH, Estimate, Missing, difficulty
from servicesim.saves import tables
from servicesim.saves.play import story_kept
from servicesim.saves.policy import FEWEST, Policy, policy_of
from servicesim.saves.records import Selection
from servicesim.saves.review.few import few, rough, rough_mean, rough_share
from servicesim.saves.review.selected import COUNTED, refuse_a_name, wanted
from servicesim.saves.store import Store
from servicesim.saves.tallying import Tallies, Tally, behind, tallies_of
from servicesim.solver.proof import Proof
from servicesim.story.linked import Reply, Scene, Story

if TYPE_CHECKING:  # it brings numpy with it
    from servicesim.solver.values import Values

Number = TypeVar("Number")
Share = TypeVar("Share", Estimate | Missing, float | Missing)

MOST_READ = 500
"""Fair attempts, the newest, that are replayed where the tallies do not tell them apart."""

_s, _t = tables.sessions.c, tables.tallies.c


@dataclass(frozen=True, slots=True)
class TextCount:
    """A text of a story under one version of the rules, and how many fair attempts ended there; 0 where
    fewer than FEWEST did and the policy shows cohorts alone."""

    digest: str
    rules: int
    sessions: int


@dataclass(frozen=True, slots=True)
class ReplyCount:
    """A reply of a decision: how many chose it, and their share, 0..1, of all who came. `gave_away` is the
    mean of what it cost those who chose it, in points, and `d_trust` of how trust changed; None where nobody
    did, fewer than `ENOUGH` came, or it is not judged."""

    reply: str
    say: str | None
    does: str | None
    chosen: int
    share: float | Missing
    gave_away: float | None
    d_trust: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A scene at which `reached` people had two or more replies to choose from; the first visit counts.

    `best` is the share, 0..1, of those who chose a best reply, with its interval; `gave_away` the mean of
    what the choice cost, in points of the mean score; `d_trust` the mean change of trust, -10..10;
    `trust_fell` the share for whom it fell. "not_enough_data" below `ENOUGH` people. Where the policy shows
    cohorts alone, a share is "hidden" that stands for fewer than FEWEST people, or leaves so few; `replies`
    is empty where so few chose one of them; `gave_away` is hidden with either, and `d_trust` always, of the
    replies too. All else is told as `few` tells it.
    """

    scene: str
    reached: int
    best: Estimate | Missing
    gave_away: float | Missing
    d_trust: float | Missing
    trust_fell: float | Missing
    replies: tuple[ReplyCount, ...]


@dataclass(frozen=True, slots=True)
class EndingCount:
    """An ending of the story, also one that nobody reached, and the fair attempts that ended there."""

    ending: str
    outcome: str
    sessions: int


@dataclass(frozen=True, slots=True)
class StoryReview:
    """The fair attempts at one text of a story in one mode, by one version of the rules.

    `texts` are all there are, those of the rules asked for first, and of these the one that was begun last;
    `digest` is None, and all else is empty, where there is none of these rules. `decisions` stand the hardest
    first, by the share of best replies, then those with too few people in the order of the scenes.
    `endings` is empty where the policy hides how practice went, and where it shows cohorts alone and fewer
    than FEWEST people reached one of them; then `endings_few` says so.
    `sessions` is what they are counted from: all there are, or with `sampled` the newest MOST_READ; 0 where
    they are too few to be told. Where the policy hides how practice went, and so which attempts are fair, it
    is how many came to the decision that most came to, and `texts` count all sessions that ended. With
    `few_left_out` the decisions that fewer than FEWEST people came to are not among them; with `sums_alone`
    there are none, since the server keeps replies from this manager, and its sums know no cohorts and dates.
    `behind` are sessions that `tallying.catch_up` has still to add; where cohorts alone are shown it is up to
    four more. With `of_all` the decisions are of everybody in the store, and the rest of those whom this
    manager reads: a server's counts know no cohorts.
    """

    policy: Policy
    story: str
    title: str
    texts: tuple[TextCount, ...]
    digest: str | None
    decisions: tuple[Decision, ...]
    endings: tuple[EndingCount, ...]
    sessions: int
    sampled: bool
    behind: int
    of_all: bool = False
    endings_few: bool = False
    few_left_out: bool = False
    sums_alone: bool = False


def story_review(
    store: Store,
    story: str,
    selection: Selection,
    digest: str | None = None,
    proof_of: Callable[[Story], Proof] | None = None,
    values_of: Callable[[Story, Proof], Values | None] | None = None,
) -> StoryReview:
    """What people did in the story of that id; `digest` is one of its texts, None the one begun last.

    Of a whole story it reads the tallies; of a cohort, a person or some dates it replays, and of those the
    newest alone; nothing where a server keeps replies from managers. `selection.story` and
    `selection.source` do not matter. Raises StoreUnusable; UsageError where the policy keeps a single
    person's choices closed, or for a text of which there is no attempt.
    """
    policy = policy_of(store)
    refuse_a_name(policy, selection)
    if selection.trainee is not None and selection.mode == "practice" and policy.practice != "whole":
        raise UsageError("The policy of this store keeps what single people chose in practice from managers.")
    if selection.cohort is not None and policy.hides_results(selection.mode):
        raise UsageError("The policy of this store keeps how practice went from managers.")
    with store.reading() as connection:
        texts = _texts(connection, story, selection, fair=not policy.hides_results(selection.mode))
    if policy.people == "cohorts":
        texts = [_rough_text(one, fair=not policy.hides_results(selection.mode)) for one in texts]
    known = [text.digest for text in texts if text.rules == selection.rules]
    if digest is None and not known:
        return StoryReview(policy, story, story, tuple(texts), None, (), (), 0, sampled=False, behind=0)
    if digest is None:
        digest = known[0]
    if digest not in known:
        raise UsageError(f"No fair attempt at '{story}' was made with the text {digest[:8]}.")
    linked = story_kept(store, digest)
    whole = _whole(selection)
    closed = policy.people == "cohorts" or (selection.mode == "practice" and policy.practice != "whole")
    sums_alone = closed and not whole and store.role == "manager"
    with store.reading() as connection:
        these = wanted(connection, _of_one(selection))
        ended = (these, COUNTED, _s.status == "ended", _s.story_digest == digest)
        endings = _endings(connection, linked, ended)
        there = read = sum(one.sessions for one in endings)
        if whole:
            tallies = _kept(connection, digest, selection)
        elif sums_alone:
            tallies = {}
        else:
            ids = _newest(connection, ended) if selection.rules == RULES else []
            tallies = tallies_of(connection, store.location, digest, ids, proof_of, values_of)
            read = len(ids)
    decisions = _decisions(linked, tallies)
    hidden = policy.hides_results(selection.mode)
    if hidden:
        there = read = max((one.reached for one in decisions), default=0)
    ends = () if hidden or (closed and there < FEWEST) else tuple(endings)
    decisions = [one for one in decisions if not closed or one.reached >= FEWEST]
    found = StoryReview(
        policy=policy,
        story=story,
        title=linked.title,
        texts=tuple(texts),
        digest=digest,
        decisions=tuple(decisions),
        endings=ends,
        sessions=read,
        sampled=read < there,
        behind=behind(store, story) if whole else 0,
        of_all=whole and store.role == "manager",
        few_left_out=closed,
        sums_alone=sums_alone,
    )
    return _roughly(found) if policy.people == "cohorts" else found


def _roughly(review: StoryReview) -> StoryReview:
    """The review as it is told where no single people are shown. The hardest come first by what is told:
    their order must not tell more."""
    hidden = few(*(one.sessions for one in review.endings))
    endings = () if hidden else review.endings
    return replace(
        review,
        decisions=tuple(sorted(map(_rough_decision, review.decisions), key=_hardest_first)),
        endings=tuple(replace(one, sessions=rough(one.sessions)) for one in endings),
        sessions=_told(review.sessions),
        behind=FEWEST * -(-review.behind // FEWEST),
        endings_few=hidden,
    )


def _rough_text(text: TextCount, *, fair: bool) -> TextCount:
    """Fair attempts at a text are as many as people; of all sessions nobody knows whose they are."""
    return replace(text, sessions=_told(text.sessions) if fair else 0)


def _told(people: int) -> int:
    return 0 if few(people) else rough(people)


def _rough_decision(decision: Decision) -> Decision:
    """What a reply costs, and does to trust, the story tells, so that a mean can tell how many chose it. Of
    trust, which moves by whole levels, it tells of single people in ten: 0.9 is one who gained nothing."""
    hidden = few(*(reply.chosen for reply in decision.replies))
    best = _rough_share(decision.best, decision.reached)
    no_cost = best == "hidden"
    return replace(
        decision,
        reached=rough(decision.reached),
        best=best,
        gave_away=_rough_mean(decision.gave_away, hidden=hidden or no_cost),
        d_trust=_rough_mean(decision.d_trust, hidden=True),
        trust_fell=_rough_share(decision.trust_fell, decision.reached),
        replies=() if hidden else tuple(_rough_reply(one, no_cost=no_cost) for one in decision.replies),
    )


def _rough_reply(reply: ReplyCount, *, no_cost: bool) -> ReplyCount:
    return replace(
        reply,
        chosen=rough(reply.chosen),
        share=reply.share if isinstance(reply.share, str) else rough_share(reply.share),
        gave_away=None if no_cost or reply.gave_away is None else rough_mean(reply.gave_away),
        d_trust=None,
    )


def _rough_share(share: Share, people: int) -> Share | Missing:
    """A share of so many people, with or without its interval."""
    if isinstance(share, str):
        return share
    value = share.value if isinstance(share, Estimate) else share
    those = round(value * people)
    if few(those, people - those):
        return "hidden"
    return Estimate(*map(rough_share, share)) if isinstance(share, Estimate) else rough_share(share)


def _rough_mean(mean: float | Missing, *, hidden: bool) -> float | Missing:
    if isinstance(mean, str):
        return mean
    return "hidden" if hidden else rough_mean(mean)


def _whole(selection: Selection) -> bool:
    """Whether it is all people at all times, which is what the tallies hold."""
    return (selection.trainee, selection.cohort, selection.since, selection.until) == (None,) * 4


def _of_one(selection: Selection) -> Selection:
    return replace(selection, story=None, source=None)


def _texts(connection: Connection, story: str, selection: Selection, *, fair: bool) -> list[TextCount]:
    """The texts with fair attempts, or with any that ended, that fit the filters, of all rules, the
    selection's own first."""
    begun = func.max(_s.started)
    query = (
        select(_s.story_digest, _s.rules, func.count().label("sessions"))
        .where(
            wanted(connection, replace(selection, story=story, source=None), any_rules=True),
            *((COUNTED,) if fair else ()),
            _s.status == "ended",
        )
        .group_by(_s.story_digest, _s.rules)
        .order_by(begun.desc(), _s.story_digest, _s.rules)
    )
    found = [TextCount(row.story_digest, row.rules, row.sessions) for row in connection.execute(query)]
    return sorted(found, key=lambda text: text.rules != selection.rules)


def _endings(connection: Connection, story: Story, ended: Sequence[ColumnElement[bool]]) -> list[EndingCount]:
    query = select(_s.ending, func.count().label("sessions")).where(*ended).group_by(_s.ending)
    counts = {row.ending: row.sessions for row in connection.execute(query)}
    return [EndingCount(one.name, one.outcome, counts.get(one.name, 0)) for one in story.endings.values()]


def _newest(connection: Connection, ended: Sequence[ColumnElement[bool]]) -> list[str]:
    query = select(_s.id).where(*ended).order_by(_s.started.desc(), _s.id).limit(MOST_READ)
    return list(connection.execute(query).scalars())


def _kept(connection: Connection, digest: str, selection: Selection) -> Tallies:
    query = select(tables.tallies).where(
        _t.story_digest == digest, _t.rules == selection.rules, _t.mode == selection.mode
    )
    return {
        (row.scene, row.reply): Tally(*(getattr(row, name) for name in Tally._fields))
        for row in connection.execute(query)
    }


def _decisions(story: Story, tallies: Tallies) -> list[Decision]:
    found = []
    for name, scene in story.scenes.items():
        given = {reply.id: tallies[name, reply.id] for reply in scene.replies if (name, reply.id) in tallies}
        if given:
            found.append(_decision(scene, given))
    return sorted(found, key=_hardest_first)


def _hardest_first(decision: Decision) -> tuple[bool, bool, float, float]:
    """By the share of best replies, where it is hidden after the others, then by the cost; a story that is
    too large to be judged by where trust falls most. Sorting keeps the order of the scenes where these are
    the same, and below the floor."""
    if decision.d_trust == "not_enough_data":
        return True, False, 0, 0
    best = decision.best.value if isinstance(decision.best, Estimate) else 0.0
    cost = decision.trust_fell if decision.gave_away == "not_judged" else decision.gave_away
    return False, decision.best == "hidden", best, -cost if isinstance(cost, float) else 0.0


def _decision(scene: Scene, given: Mapping[str, Tally]) -> Decision:
    reached = sum(one.given for one in given.values())
    best, gave_away = (sum(getattr(one, name) for one in given.values()) for name in ("best", "gave_away"))
    judged = all(one.best >= 0 for one in given.values())
    enough = reached >= ENOUGH
    return Decision(
        scene=scene.name,
        reached=reached,
        best=_judged(judged, enough, lambda: difficulty(best, reached)),
        gave_away=_judged(judged, enough, lambda: gave_away / reached),
        d_trust=_judged(True, enough, lambda: sum(one.d_trust for one in given.values()) / reached),
        trust_fell=_judged(True, enough, lambda: sum(one.trust_fell for one in given.values()) / reached),
        replies=tuple(_reply(reply, given.get(reply.id), reached) for reply in scene.replies),
    )


def _reply(reply: Reply, tally: Tally | None, reached: int) -> ReplyCount:
    chosen = 0 if tally is None else tally.given
    enough = reached >= ENOUGH
    return ReplyCount(
        reply=reply.id,
        say=reply.say,
        does=reply.does,
        chosen=chosen,
        share=chosen / reached if enough else "not_enough_data",
        gave_away=tally.gave_away / chosen if tally is not None and enough and tally.best >= 0 else None,
        d_trust=tally.d_trust / chosen if tally is not None and enough else None,
    )


def _judged(judged: bool, enough: bool, work_out: Callable[[], Number]) -> Number | Missing:
    if not judged:
        return "not_judged"
    return work_out() if enough else "not_enough_data"
